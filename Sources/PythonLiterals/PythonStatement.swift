/// A token of Python code as far as its shape matters: what strings say does not.
enum PythonCodeToken: Hashable, Sendable {
  /// A name or a keyword.
  case name(String)
  case number
  /// A string without values in it.
  case string
  /// An f-string, with the tokens of the values in it.
  case format([PythonCodeToken])
  /// Any other sign, such as `(` or `==`.
  case sign(String)
}

/// One logical line of Python, or the part of it before or after the colon of a one-line block.
struct PythonStatement: Sendable {
  /// The column at which it starts; a tab goes to the next multiple of eight.
  var indentation: Int
  var tokens: [PythonCodeToken]

  /// The words that open a block.
  static let blockWords: Set<String> = [
    "if", "elif", "else", "for", "while", "def", "class", "with", "try", "except", "finally",
    "match", "case",
  ]

  /// The first word; `async` is passed over.
  var word: String? {
    let first = tokens.first == .name("async") ? tokens.dropFirst().first : tokens.first
    if case .name(let word) = first { return word } else { return nil }
  }

  /// Whether it opens a block.
  var opensBlock: Bool {
    guard let word, Self.blockWords.contains(word) else { return false }
    // `match` and `case` are words of their own only before a block.
    return tokens.last == .sign(":")
  }
}

/// Cuts Python code into statements, in one pass and within bounds.
struct PythonStatementReader {
  /// The most tokens that are looked at.
  static let tokenLimit = 50_000

  private var tokenizer: PythonTokenizer
  private var statements: [PythonStatement] = []
  private var tokens: [PythonCodeToken] = []
  private var indentation = 0
  private var depth = 0
  private var count = 0

  private init(_ bytes: [UInt8]) {
    tokenizer = PythonTokenizer(bytes)
  }

  /// The statements; `nil` where there are too many tokens.
  static func statements(of bytes: [UInt8]) -> [PythonStatement]? {
    var reader = PythonStatementReader(bytes)
    guard reader.readAll() else { return nil }
    return reader.statements
  }

  private mutating func readAll() -> Bool {
    while true {
      if tokens.isEmpty { measureIndentation() }
      let start = tokenizer.index
      guard let token = tokenizer.next() else { break }
      count += 1
      guard count <= Self.tokenLimit else { return false }
      switch token {
      case .newline: close()
      case .name(let name): tokens.append(.name(name))
      case .number: tokens.append(.number)
      case .string: tokens.append(.string)
      case .refused: tokens.append(text(from: start))
      case .sign(let sign): add(sign)
      }
    }
    close()
    return true
  }

  /// Counts the blanks before a statement, unless it follows a semicolon.
  private mutating func measureIndentation() {
    var index = tokenizer.index
    guard index == 0 || tokenizer.bytes[index - 1] == UInt8(ascii: "\n") else { return }
    indentation = 0
    while index < tokenizer.bytes.count {
      switch tokenizer.bytes[index] {
      case UInt8(ascii: " "): indentation += 1
      case UInt8(ascii: "\t"): indentation = (indentation / 8 + 1) * 8
      default: return
      }
      index += 1
    }
  }

  private mutating func add(_ sign: String) {
    tokens.append(.sign(sign))
    switch sign {
    case "(", "[", "{": depth += 1
    case ")", "]", "}": depth = max(depth - 1, 0)
    case ":" where depth == 0: splitBlock()
    default: break
    }
  }

  /// Ends a statement at the colon that opens its block; what follows on the line is the block.
  private mutating func splitBlock() {
    let header = PythonStatement(indentation: indentation, tokens: tokens)
    guard header.opensBlock, !tokens.contains(.name("lambda")) else { return }
    statements.append(header)
    tokens = []
    indentation += 1
  }

  private mutating func close() {
    depth = 0
    guard !tokens.isEmpty else { return }
    statements.append(PythonStatement(indentation: indentation, tokens: tokens))
    tokens = []
  }

  /// The token of a string that is no literal: the values of an f-string are read, one level deep.
  private func text(from start: Int) -> PythonCodeToken {
    let raw = tokenizer.bytes[start..<tokenizer.index]
      .drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let prefix = raw.prefix { !PythonTokenizer.isQuote($0) }
    guard prefix.contains(where: { $0 | 0x20 == UInt8(ascii: "f") }) else { return .string }
    var values: [PythonCodeToken] = []
    for field in Self.fields(in: raw.dropFirst(prefix.count)) {
      var inner = PythonTokenizer(Array(field))
      while let token = inner.next() {
        switch token {
        case .name(let name): values.append(.name(name))
        case .number: values.append(.number)
        case .sign(let sign): values.append(.sign(sign))
        case .string, .refused: values.append(.string)
        case .newline: continue
        }
      }
      // Two values are no operands of each other.
      values.append(.sign(","))
    }
    return .format(values)
  }

  /// The expressions between single braces, each without its conversion and format.
  private static func fields(in text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      let isDouble = index + 1 < text.endIndex && text[index + 1] == byte
      guard byte == UInt8(ascii: "{") else {
        index += 1
        continue
      }
      guard !isDouble else {
        index += 2
        continue
      }
      let start = index + 1
      let end = self.end(ofFieldAt: start, in: text)
      fields.append(text[start..<end])
      index = max(end, start)
    }
    return fields
  }

  /// Where an expression ends: at its closing brace, or at the colon or exclamation mark before a
  /// format.
  private static func end(ofFieldAt start: Int, in text: ArraySlice<UInt8>) -> Int {
    var depth = 0
    for index in start..<text.endIndex {
      switch text[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}") where depth == 0: return index
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(depth - 1, 0)
      case UInt8(ascii: ":") where depth == 0: return index
      case UInt8(ascii: "!") where depth == 0:
        let next = index + 1 < text.endIndex ? text[index + 1] : 0
        if next != UInt8(ascii: "=") { return index }
      default: break
      }
    }
    return text.endIndex
  }
}

/// Tells whether an expression computes anything, by its tokens alone.
struct PythonExpression {
  /// Functions that make no new answer: they print, convert, or walk over what is there.
  static let passingFunctions: Set<String> = [
    "print", "str", "repr", "format", "int", "float", "bool", "list", "tuple", "dict", "set",
    "frozenset", "range", "enumerate", "zip", "reversed", "iter", "next", "type", "isinstance",
    "input", "exit", "quit",
  ]
  /// Methods that make no new answer: they lay out text, or fill and read a collection.
  static let passingMethods: Set<String> = [
    "format", "join", "split", "splitlines", "strip", "lstrip", "rstrip", "lower", "upper", "title",
    "capitalize", "replace", "center", "ljust", "rjust", "zfill", "encode", "decode", "append",
    "extend", "add", "insert", "update", "items", "keys", "values", "get", "copy", "write", "flush",
    "exit",
  ]

  /// Words that are no operands.
  private static let keywords: Set<String> = [
    "if", "else", "elif", "for", "in", "is", "not", "and", "or", "return", "lambda", "yield",
    "await", "async", "from", "import", "as", "assert", "raise", "while", "with", "del", "global",
    "nonlocal", "pass",
  ]
  private static let arithmetic: Set<String> = ["+", "-", "*", "/", "%", "@", "&", "|", "^"]
  private static let order: Set<String> = ["<", ">", "<=", ">="]
  private static let equality: Set<String> = ["==", "!="]

  /// The names that hold computed values.
  let computed: Set<String>
  /// The functions and classes that the code itself defines: a call of one computes what it returns.
  let defined: Set<String>

  /// Whether the tokens compute, or use what was computed.
  func computes(_ tokens: some RandomAccessCollection<PythonCodeToken>) -> Bool {
    let tokens = Array(tokens)
    // A test of `__name__` is how scripts begin.
    guard !tokens.contains(.name("__name__")) else { return false }
    var loops = 0
    for index in tokens.indices {
      switch tokens[index] {
      case .name("for"): loops += 1
      case .name("in"):
        if loops == 0 { return true }
        loops -= 1
      case .name("and"), .name("or"): return true
      case .name("not"):
        if isOperand(tokens, at: index + 1) { return true }
      case .name(let name):
        if uses(name, at: index, in: tokens) { return true }
      case .format(let values):
        if computes(values) { return true }
      case .sign(let sign):
        if operates(sign, at: index, in: tokens) { return true }
      case .number, .string: continue
      }
    }
    return false
  }

  /// Whether a name is of something computed, or is called to compute.
  private func uses(_ name: String, at index: Int, in tokens: [PythonCodeToken]) -> Bool {
    let isMember = index > 0 && tokens[index - 1] == .sign(".")
    let isCall = index + 1 < tokens.count && tokens[index + 1] == .sign("(")
    let isArgumentName = index + 1 < tokens.count && tokens[index + 1] == .sign("=")
    if isMember { return isCall && !Self.passingMethods.contains(name) }
    if isArgumentName { return false }
    if computed.contains(name) { return true }
    return isCall && !Self.passingFunctions.contains(name) && !defined.contains(name)
      && !Self.keywords.contains(name)
  }

  /// Whether a sign is an operator between two values; joining and repeating text is none.
  private func operates(_ sign: String, at index: Int, in tokens: [PythonCodeToken]) -> Bool {
    if Self.order.contains(sign) { return true }
    let isEquality = Self.equality.contains(sign)
    guard isEquality || Self.arithmetic.contains(sign) else { return false }
    guard index > 0, endsOperand(tokens[index - 1]) else { return false }
    let isText =
      isText(tokens[index - 1]) || (index + 1 < tokens.count && isText(tokens[index + 1]))
    return !(isText && (isEquality || ["+", "*", "%"].contains(sign)))
  }

  private func isText(_ token: PythonCodeToken) -> Bool {
    switch token {
    case .string, .format: true
    case .name, .number, .sign: false
    }
  }

  private func endsOperand(_ token: PythonCodeToken) -> Bool {
    switch token {
    case .name(let name): !Self.keywords.contains(name)
    case .number, .string, .format: true
    case .sign(let sign): [")", "]", "}"].contains(sign)
    }
  }

  private func isOperand(_ tokens: [PythonCodeToken], at index: Int) -> Bool {
    guard tokens.indices.contains(index) else { return false }
    switch tokens[index] {
    case .name(let name): return !Self.keywords.contains(name)
    case .sign(let sign): return sign == "("
    case .number, .string, .format: return false
    }
  }
}
