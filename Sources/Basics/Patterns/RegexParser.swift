/// Makes a program of a pattern.
struct RegexParser {
  typealias Fault = LinearRegex.Fault
  typealias Instruction = LinearRegex.Instruction

  private indirect enum Node {
    case empty
    case set(ScalarSet)
    case assertion(LinearRegex.Assertion)
    case sequence([Node])
    case choice([Node])
    case repeated(Node, Repetition)
  }

  /// How often something stands there, and whether as seldom as that goes: which of several ways to match is
  /// the first one.
  private struct Repetition {
    var least: Int
    var most: Int?
    var isLazy = false
  }

  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var ignoresCase = false

  private static let depthLimit = 100
  private static let repetitionLimit = 1_000

  init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

  mutating func program() throws(Fault) -> [Instruction] {
    guard scalars.count <= LinearRegex.patternLimit else {
      throw fault("the pattern is longer than \(LinearRegex.patternLimit) characters", at: 0)
    }
    if starts("(?i)") {
      ignoresCase = true
      index = 4
    }
    let node = try choice(depth: 0)
    guard index == scalars.count else { throw fault("a bracket closes that was never opened") }
    var program: [Instruction] = []
    try emit(node, into: &program)
    return program + [.match]
  }

  private func fault(_ message: String, at place: Int? = nil) -> Fault {
    Fault(place: (place ?? index) + 1, message: message)
  }

  private func starts(_ text: String) -> Bool {
    scalars[index...].starts(with: text.unicodeScalars)
  }

  private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private mutating func choice(depth: Int) throws(Fault) -> Node {
    guard depth < Self.depthLimit else { throw fault("brackets are nested too deeply") }
    var branches = [try sequence(depth: depth)]
    while next == "|" {
      index += 1
      branches.append(try sequence(depth: depth))
    }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence(depth: Int) throws(Fault) -> Node {
    var nodes: [Node] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      nodes.append(try repeated(try atom(depth: depth)))
    }
    return .sequence(nodes)
  }

  private mutating func repeated(_ atom: Node) throws(Fault) -> Node {
    var node = atom
    while let scalar = next {
      let start = index
      let (least, most): (Int, Int?)
      switch scalar {
      case "*": (least, most) = (0, nil)
      case "+": (least, most) = (1, nil)
      case "?": (least, most) = (0, 1)
      case "{":
        guard let found = counts() else { return node }
        (least, most) = found
      default: return node
      }
      if scalar != "{" { index += 1 }
      guard least <= Self.repetitionLimit, most ?? 0 <= Self.repetitionLimit,
        most.map({ $0 >= least }) ?? true
      else {
        throw fault(
          "a repetition is of 0 to \(Self.repetitionLimit), the smaller number first", at: start)
      }
      let isLazy = next == "?"
      if isLazy { index += 1 }
      if next == "+" { throw fault("possessive repetitions are not read") }
      node = .repeated(node, Repetition(least: least, most: most, isLazy: isLazy))
    }
    return node
  }

  /// `{2}`, `{2,}` or `{2,5}`; `nil` where the brace is a brace.
  private mutating func counts() -> (least: Int, most: Int?)? {
    guard let close = scalars[index...].prefix(16).firstIndex(of: "}") else { return nil }
    let inside = String(String.UnicodeScalarView(scalars[(index + 1)..<close]))
    let parts = inside.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let first = parts.first, let least = Int(first), least >= 0 else {
      return nil
    }
    let most: Int?
    if parts.count == 1 {
      most = least
    } else if parts[1].isEmpty {
      most = nil
    } else {
      guard let number = Int(parts[1]), number >= 0 else { return nil }
      most = number
    }
    index = close + 1
    return (least, most)
  }

  private mutating func atom(depth: Int) throws(Fault) -> Node {
    let start = index
    let scalar = scalars[index]
    index += 1
    switch scalar {
    case ".": return .set(.anything)
    case "^": return .assertion(.start)
    case "$": return .assertion(.end)
    case "[": return .set(try characterClass(start))
    case "(": return try group(start, depth: depth)
    case "\\": return try escape(start)
    case "*", "+", "?": throw fault("there is nothing to repeat before \(scalar)", at: start)
    default: return .set(folded(ScalarSet(scalar)))
    }
  }

  private func folded(_ set: ScalarSet) -> ScalarSet { ignoresCase ? set.foldingCase : set }

  private mutating func group(_ start: Int, depth: Int) throws(Fault) -> Node {
    if next == "?" {
      guard starts("?:") else {
        throw fault(
          "of the brackets that begin with (? only (?: …) is read, and (?i) at the very start: looking "
            + "ahead and behind is not", at: start)
      }
      index += 2
    }
    let node = try choice(depth: depth + 1)
    guard next == ")" else { throw fault("the bracket is never closed", at: start) }
    index += 1
    return node
  }

  private mutating func escape(_ start: Int) throws(Fault) -> Node {
    guard let scalar = next else { throw fault("nothing follows the backslash", at: start) }
    if ("1"..."9").contains(scalar) || scalar == "k" {
      throw fault("back-references are not read", at: start)
    }
    switch scalar {
    case "b", "B":
      index += 1
      return .assertion(scalar == "b" ? .boundary : .noBoundary)
    case "A", "Z", "z":
      index += 1
      return .assertion(scalar == "A" ? .start : .end)
    default: return .set(folded(try escapedSet(start)))
    }
  }

  /// The set of an escape; the backslash was read.
  private mutating func escapedSet(_ start: Int) throws(Fault) -> ScalarSet {
    guard let scalar = next else { throw fault("nothing follows the backslash", at: start) }
    index += 1
    switch scalar {
    case "d": return .digit
    case "D": return ScalarSet(ScalarSet.digit.ranges, isInverted: true)
    case "w": return .word
    case "W": return ScalarSet(ScalarSet.word.ranges, isInverted: true)
    case "s": return .space
    case "S": return ScalarSet(ScalarSet.space.ranges, isInverted: true)
    case "n": return ScalarSet("\n")
    case "t": return ScalarSet("\t")
    case "r": return ScalarSet("\r")
    case "x", "u": return ScalarSet(try hexadecimal(scalar == "x" ? 2 : 4, start))
    default:
      let value = scalar.value
      let isWord = ScalarSet.word.contains(scalar)
      guard !isWord, value < 0x80 else {
        throw fault("\\\(scalar) is none of the escapes that are read", at: start)
      }
      return ScalarSet(scalar)
    }
  }

  private mutating func hexadecimal(_ digits: Int, _ start: Int) throws(Fault) -> Unicode.Scalar {
    let text = String(String.UnicodeScalarView(scalars[index...].prefix(digits)))
    guard text.unicodeScalars.count == digits, !text.hasPrefix("+"), !text.hasPrefix("-"),
      let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value)
    else { throw fault("\(digits) hexadecimal digits are due", at: start) }
    index += digits
    return scalar
  }

  private mutating func characterClass(_ start: Int) throws(Fault) -> ScalarSet {
    let isInverted = next == "^"
    if isInverted { index += 1 }
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while let scalar = next, scalar != "]" || isFirst {
      isFirst = false
      if starts("[:") { throw fault("classes such as [:alpha:] are not read") }
      let low = try member(start)
      guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]",
        let from = low.single
      else {
        ranges += low.positive
        continue
      }
      index += 1
      guard let to = try member(start).single, from <= to else {
        throw fault("a range goes from the smaller character to the larger one")
      }
      ranges.append(from...to)
    }
    guard next == "]" else { throw fault("the class is never closed", at: start) }
    index += 1
    let set = folded(ScalarSet(ranges))
    return ScalarSet(set.ranges, isInverted: isInverted)
  }

  private mutating func member(_ start: Int) throws(Fault) -> ScalarSet {
    guard let scalar = next else { throw fault("the class is never closed", at: start) }
    index += 1
    return scalar == "\\" ? try escapedSet(index - 1) : ScalarSet(scalar)
  }

  private func emit(_ node: Node, into program: inout [Instruction]) throws(Fault) {
    guard program.count <= LinearRegex.programLimit else {
      throw fault(
        "its repetitions, written out, are more than \(LinearRegex.programLimit) steps", at: 0)
    }
    switch node {
    case .empty: break
    case .set(let set): program.append(.one(set))
    case .assertion(let assertion): program.append(.assert(assertion))
    case .sequence(let nodes): for node in nodes { try emit(node, into: &program) }
    case .choice(let branches): try emit(branches[...], into: &program)
    case .repeated(let inner, let repetition):
      let start = program.count
      for _ in 0..<repetition.least {
        try emit(inner, into: &program)
        // What takes no step takes none however often: written out, nested ones would take for ever.
        if program.count == start { break }
      }
      guard let most = repetition.most else {
        return try emitLoop(inner, isLazy: repetition.isLazy, into: &program)
      }
      var splits: [Int] = []
      for _ in repetition.least..<most {
        splits.append(program.count)
        program.append(.jump(0))
        try emit(inner, into: &program)
      }
      for split in splits {
        program[split] = Self.split(split + 1, program.count, isLazy: repetition.isLazy)
      }
    }
  }

  private func emit(
    _ branches: ArraySlice<Node>, into program: inout [Instruction]
  ) throws(Fault) {
    var jumps: [Int] = []
    for (number, branch) in branches.enumerated() {
      guard number < branches.count - 1 else {
        try emit(branch, into: &program)
        break
      }
      let split = program.count
      program.append(.jump(0))
      try emit(branch, into: &program)
      jumps.append(program.count)
      program.append(.jump(0))
      program[split] = .split(split + 1, program.count)
    }
    for jump in jumps { program[jump] = .jump(program.count) }
  }

  private func emitLoop(
    _ inner: Node, isLazy: Bool, into program: inout [Instruction]
  ) throws(Fault) {
    let split = program.count
    program.append(.jump(0))
    try emit(inner, into: &program)
    program.append(.jump(split))
    program[split] = Self.split(split + 1, program.count, isLazy: isLazy)
  }

  /// Once more or on: whichever is tried first.
  private static func split(_ more: Int, _ on: Int, isLazy: Bool) -> Instruction {
    isLazy ? .split(on, more) : .split(more, on)
  }
}
