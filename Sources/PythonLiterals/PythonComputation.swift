/// Whether Python code computes what it prints, judged without running it.
///
/// The paper calls code text-like where it merely prints an answer that the model had already found.
/// The rules:
///
/// - **Computing** is an arithmetic operator or a comparison between values, `and`, `or`, `not`, a
///   membership test, an augmented assignment that is no joining of text, and a call of anything but
///   the functions and methods that print, convert, lay out text or walk over what is there.
/// - A name is **computed** where it is ever assigned something computed, or assigned under an `if`,
///   `while` or `for` whose head is computed. So is a function that returns something computed.
/// - Code **computes** if any `print` prints something computed, or stands under such a head.
/// - Code that prints, and no print of which does, is **text-like**; code that prints nothing is
///   **silent**.
///
/// Names are taken without scopes and in any order, so that the verdict leans to computing: code is
/// called text-like only where nothing that it prints can depend on a computation. Reading is linear
/// in the code and bounded; nothing is evaluated.
public struct PythonComputation: Hashable, Sendable {
  /// What the code is.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// It prints what it computed.
    case computing
    /// It prints, and nothing that it prints was computed.
    case textLike = "text-like"
    /// It prints nothing.
    case silent
    /// It is too large to be judged.
    case unjudged
  }

  /// The largest code that is judged, in bytes.
  public static let byteLimit = 1 << 18

  /// The verdict.
  public let verdict: Verdict

  /// Judges code.
  public init(of code: String) {
    guard code.utf8.count <= Self.byteLimit,
      let statements = PythonStatementReader.statements(of: Array(code.utf8))
    else {
      verdict = .unjudged
      return
    }
    var flow = PythonFlow(statements)
    flow.settle()
    verdict = flow.prints ? (flow.printsComputed ? .computing : .textLike) : .silent
  }
}

/// Follows what is computed from statement to statement, until nothing new is found.
private struct PythonFlow {
  /// A block that is open, and whether its head depends on something computed.
  private struct Block {
    var indentation: Int
    var isComputed: Bool
    /// The function that it is the body of.
    var function: String?
  }

  /// More rounds than names depend on each other in any code that people read.
  private static let roundLimit = 64
  /// Methods that put their arguments into what they are called on.
  private static let fillingMethods: Set<String> = ["append", "extend", "add", "insert", "update"]

  private let statements: [PythonStatement]
  private let defined: Set<String>
  private var computed: Set<String> = []
  private var blocks: [Block] = []
  /// For each column, whether an `if` or `elif` of the chain that stands there was computed.
  private var chains: [Int: Bool] = [:]
  private(set) var prints = false
  private(set) var printsComputed = false

  init(_ statements: [PythonStatement]) {
    self.statements = statements
    var defined: Set<String> = []
    for statement in statements {
      guard let word = statement.word, word == "def" || word == "class" else { continue }
      let names = statement.tokens.compactMap { token in
        if case .name(let name) = token { name } else { nil }
      }
      if let place = names.firstIndex(of: word), names.indices.contains(place + 1) {
        defined.insert(names[place + 1])
      }
    }
    self.defined = defined
  }

  mutating func settle() {
    for _ in 0..<Self.roundLimit {
      let before = computed.count
      blocks = []
      chains = [:]
      for statement in statements { read(statement) }
      if computed.count == before { return }
    }
  }

  private var look: PythonExpression { PythonExpression(computed: computed, defined: defined) }
  private var isUnderComputed: Bool { blocks.contains(where: \.isComputed) }

  private mutating func read(_ statement: PythonStatement) {
    blocks.removeAll { $0.indentation >= statement.indentation }
    if statement.opensBlock {
      open(statement)
    } else {
      readSimple(statement)
    }
  }

  private mutating func open(_ statement: PythonStatement) {
    let head = statement.tokens.dropLast()
    var block = Block(indentation: statement.indentation, isComputed: false)
    switch statement.word {
    case "if", "while", "match":
      block.isComputed = look.computes(head)
      chains[statement.indentation] = block.isComputed
    case "elif":
      block.isComputed = look.computes(head) || chains[statement.indentation] == true
      chains[statement.indentation] = block.isComputed
    case "else", "case": block.isComputed = chains[statement.indentation] == true
    case "for", "with":
      let isLoop = statement.word == "for"
      let parts = head.split(separator: .name(isLoop ? "in" : "as"), maxSplits: 1)
      let (targets, source) =
        isLoop ? (parts.first, parts.dropFirst().first) : (parts.dropFirst().first, parts.first)
      // The value that a computed iterable gives is computed; how often the body runs is, too.
      block.isComputed = isLoop && source.map { look.computes($0) } == true
      if isUnderComputed || source.map({ look.computes($0) }) == true {
        for name in targets.map(Self.names) ?? [] { computed.insert(name) }
      }
    case "def":
      block.function = Self.names(head.drop { $0 != .name("def") }.dropFirst().prefix(1)).first
    default: break
    }
    blocks.append(block)
  }

  private mutating func readSimple(_ statement: PythonStatement) {
    let tokens = statement.tokens[...]
    if Self.isPrint(tokens) {
      prints = true
      if isUnderComputed || look.computes(tokens) { printsComputed = true }
    }
    if statement.word == "return" || statement.word == "yield" {
      let isComputed = isUnderComputed || look.computes(tokens.dropFirst())
      if isComputed, let function = blocks.last(where: { $0.function != nil })?.function {
        computed.insert(function)
      }
      return
    }
    assign(tokens)
    fill(tokens)
  }

  /// An assignment, plain, chained, annotated or augmented.
  private mutating func assign(_ tokens: ArraySlice<PythonCodeToken>) {
    var depth = 0
    var starts: [Int] = []
    var isAugmented = false
    for index in tokens.indices {
      guard case .sign(let sign) = tokens[index] else { continue }
      switch sign {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "=" where depth == 0: starts.append(index)
      case "+=", "-=", "*=", "/=", "%=", "&=", "|=",
        "^=" where depth == 0:
        starts.append(index)
        isAugmented = true
      default: break
      }
    }
    guard let last = starts.last else { return }
    let value = tokens[(last + 1)...]
    let joinsText = value.first.map(Self.isText) == true
    guard isUnderComputed || look.computes(value) || (isAugmented && !joinsText) else { return }
    // What stands behind a colon is the target's type.
    for name in Self.names(tokens[..<last].prefix { $0 != .sign(":") }) { computed.insert(name) }
  }

  /// A collection that is filled with something computed.
  private mutating func fill(_ tokens: ArraySlice<PythonCodeToken>) {
    guard case .name(let name) = tokens.first, tokens.count > 3,
      tokens[tokens.startIndex + 1] == .sign("."),
      case .name(let method) = tokens[tokens.startIndex + 2],
      Self.fillingMethods.contains(method)
    else { return }
    if isUnderComputed || look.computes(tokens.dropFirst(3)) { computed.insert(name) }
  }

  /// Whether a statement writes to standard output.
  private static func isPrint(_ tokens: ArraySlice<PythonCodeToken>) -> Bool {
    zip(tokens, tokens.dropFirst()).contains { first, second in
      second == .sign("(") && (first == .name("print") || first == .name("write"))
    }
  }

  /// The names that a target assigns: no members, no indices.
  private static func names(_ tokens: ArraySlice<PythonCodeToken>) -> [String] {
    var names: [String] = []
    var depth = 0
    var previous: PythonCodeToken?
    for token in tokens {
      switch token {
      case .sign("["): depth += previous.map(isIndexed) == true ? 1 : 0
      case .sign("]"): depth = max(depth - 1, 0)
      case .name(let name) where depth == 0 && previous != .sign("."): names.append(name)
      default: break
      }
      previous = token
    }
    return names
  }

  private static func isIndexed(_ token: PythonCodeToken) -> Bool {
    switch token {
    case .name, .sign("]"), .sign(")"): true
    default: false
    }
  }

  private static func isText(_ token: PythonCodeToken) -> Bool {
    switch token {
    case .string, .format: true
    case .name, .number, .sign: false
    }
  }
}
