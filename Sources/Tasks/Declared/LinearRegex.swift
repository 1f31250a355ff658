/// A pattern that is matched in time proportional to the text, whatever the pattern.
///
/// It is run as a set of places in the pattern that moves over the text once, so that no pattern, however it
/// is nested, takes longer than (its size) × (the text's length). There are no back-references and no looking
/// around, which no such machine can have.
package struct LinearRegex: Hashable, Sendable {
  /// Why a text is no pattern.
  package struct Fault: Error, Hashable, Sendable {
    /// The place in the pattern, in characters from 1.
    package var place: Int
    /// What is wrong.
    package var message: String
  }

  /// The pattern as it is written.
  package let pattern: String
  private let program: [Instruction]

  /// The longest pattern, in characters.
  static let patternLimit = 10_000
  /// The largest machine, in instructions: repetitions are written out.
  static let programLimit = 20_000
  /// The longest text that is matched, in bytes.
  static let textLimit = 1 << 20

  /// Reads a pattern.
  package init(_ pattern: String) throws(Fault) {
    self.pattern = pattern
    var parser = RegexParser(pattern)
    program = try parser.program()
  }

  package static func == (left: LinearRegex, right: LinearRegex) -> Bool {
    left.pattern.isSame(as: right.pattern)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(Array(pattern.utf8)) }

  fileprivate enum Instruction: Sendable {
    case one(CharacterSet)
    case split(Int, Int)
    case jump(Int)
    case assert(Assertion)
    case match
  }

  fileprivate enum Assertion: Sendable {
    case start
    case end
    case boundary
    case noBoundary
  }

  /// Whether the pattern matches a text as a whole.
  package func matches(_ text: String) -> Bool { run(text, isAnchored: true) }

  /// Whether the pattern matches some part of a text.
  package func isFound(in text: String) -> Bool { run(text, isAnchored: false) }

  private func run(_ text: String, isAnchored: Bool) -> Bool {
    guard text.utf8.count <= Self.textLimit else { return false }
    let scalars = Array(text.unicodeScalars)
    var threads = ThreadSet(program.count)
    var next = ThreadSet(program.count)
    for place in 0...scalars.count {
      if place == 0 || !isAnchored { add(0, to: &threads, scalars, place) }
      var hasMatch = false
      for counter in threads.members {
        switch program[counter] {
        case .match: hasMatch = hasMatch || !isAnchored || place == scalars.count
        case .one(let set):
          if place < scalars.count, set.contains(scalars[place]) {
            add(counter + 1, to: &next, scalars, place + 1)
          }
        case .split, .jump, .assert: break
        }
      }
      if hasMatch { return true }
      if next.members.isEmpty, isAnchored { return false }
      swap(&threads, &next)
      next.removeAll()
    }
    return false
  }

  /// Adds a place of the program and all that it leads to without a character.
  private func add(
    _ first: Int, to threads: inout ThreadSet, _ scalars: [Unicode.Scalar], _ place: Int
  ) {
    var pending = [first]
    while let counter = pending.popLast() {
      guard threads.insert(counter) else { continue }
      switch program[counter] {
      case .jump(let target): pending.append(target)
      case .split(let one, let other): pending += [other, one]
      case .assert(let assertion):
        if Self.holds(assertion, scalars, place) { pending.append(counter + 1) }
      case .one, .match: break
      }
    }
  }

  private static func holds(
    _ assertion: Assertion, _ scalars: [Unicode.Scalar], _ place: Int
  ) -> Bool {
    let before = place > 0 && CharacterSet.word.contains(scalars[place - 1])
    let behind = place < scalars.count && CharacterSet.word.contains(scalars[place])
    return switch assertion {
    case .start: place == 0
    case .end: place == scalars.count
    case .boundary: before != behind
    case .noBoundary: before == behind
    }
  }
}

/// Places of a program, each once, in the order in which they came.
private struct ThreadSet {
  private(set) var members: [Int] = []
  private var isMember: [Bool]

  init(_ size: Int) { isMember = Array(repeating: false, count: size) }

  mutating func insert(_ member: Int) -> Bool {
    guard !isMember[member] else { return false }
    isMember[member] = true
    members.append(member)
    return true
  }

  mutating func removeAll() {
    for member in members { isMember[member] = false }
    members.removeAll(keepingCapacity: true)
  }
}

/// The characters that one place of a pattern stands for.
private struct CharacterSet: Sendable {
  var ranges: [ClosedRange<UInt32>]
  var isInverted = false

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) } != isInverted
  }

  init(_ ranges: [ClosedRange<UInt32>], isInverted: Bool = false) {
    self.ranges = ranges
    self.isInverted = isInverted
  }

  init(_ scalar: Unicode.Scalar) { self.init([scalar.value...scalar.value]) }

  static let digit = CharacterSet([0x30...0x39])
  static let word = CharacterSet([0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a])
  static let space = CharacterSet([0x09...0x0d, 0x20...0x20, 0xa0...0xa0])
  static let anything = CharacterSet([0x0a...0x0a], isInverted: true)

  /// The ranges of characters that are in the set.
  var positive: [ClosedRange<UInt32>] {
    guard isInverted else { return ranges }
    var free: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { free.append(next...(range.lowerBound - 1)) }
      next = max(next, range.upperBound + 1)
    }
    return next <= 0x10ffff ? free + [next...0x10ffff] : free
  }

  /// The same with the other case of each letter of ASCII.
  var foldingCase: CharacterSet {
    var folded = self
    for range in ranges {
      for (from, to) in [(UInt32(0x41), UInt32(0x5a)), (0x61, 0x7a)] {
        let (low, high) = (max(range.lowerBound, from), min(range.upperBound, to))
        if low <= high { folded.ranges.append((low ^ 0x20)...(high ^ 0x20)) }
      }
    }
    return folded
  }
}

/// Makes a program of a pattern.
private struct RegexParser {
  typealias Fault = LinearRegex.Fault
  typealias Instruction = LinearRegex.Instruction

  private indirect enum Node {
    case empty
    case set(CharacterSet)
    case assertion(LinearRegex.Assertion)
    case sequence([Node])
    case choice([Node])
    case repeated(Node, least: Int, most: Int?)
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
      if next == "?" { index += 1 }
      if next == "+" { throw fault("possessive repetitions are not read") }
      node = .repeated(node, least: least, most: most)
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
    default: return .set(folded(CharacterSet(scalar)))
    }
  }

  private func folded(_ set: CharacterSet) -> CharacterSet { ignoresCase ? set.foldingCase : set }

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
  private mutating func escapedSet(_ start: Int) throws(Fault) -> CharacterSet {
    guard let scalar = next else { throw fault("nothing follows the backslash", at: start) }
    index += 1
    switch scalar {
    case "d": return .digit
    case "D": return CharacterSet(CharacterSet.digit.ranges, isInverted: true)
    case "w": return .word
    case "W": return CharacterSet(CharacterSet.word.ranges, isInverted: true)
    case "s": return .space
    case "S": return CharacterSet(CharacterSet.space.ranges, isInverted: true)
    case "n": return CharacterSet("\n")
    case "t": return CharacterSet("\t")
    case "r": return CharacterSet("\r")
    case "x", "u": return CharacterSet(try hexadecimal(scalar == "x" ? 2 : 4, start))
    default:
      let value = scalar.value
      let isWord = CharacterSet.word.contains(scalar)
      guard !isWord, value < 0x80 else {
        throw fault("\\\(scalar) is none of the escapes that are read", at: start)
      }
      return CharacterSet(scalar)
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

  private mutating func characterClass(_ start: Int) throws(Fault) -> CharacterSet {
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
    let set = folded(CharacterSet(ranges))
    return CharacterSet(set.ranges, isInverted: isInverted)
  }

  private mutating func member(_ start: Int) throws(Fault) -> CharacterSet {
    guard let scalar = next else { throw fault("the class is never closed", at: start) }
    index += 1
    return scalar == "\\" ? try escapedSet(index - 1) : CharacterSet(scalar)
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
    case .repeated(let inner, let least, let most):
      for _ in 0..<least { try emit(inner, into: &program) }
      guard let most else { return try emitLoop(inner, into: &program) }
      var splits: [Int] = []
      for _ in least..<most {
        splits.append(program.count)
        program.append(.jump(0))
        try emit(inner, into: &program)
      }
      for split in splits { program[split] = .split(split + 1, program.count) }
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

  private func emitLoop(_ inner: Node, into program: inout [Instruction]) throws(Fault) {
    let split = program.count
    program.append(.jump(0))
    try emit(inner, into: &program)
    program.append(.jump(split))
    program[split] = .split(split + 1, program.count)
  }
}

extension CharacterSet {
  /// The only character of the set.
  fileprivate var single: UInt32? {
    guard !isInverted, ranges.count == 1, ranges[0].count == 1 else { return nil }
    return ranges[0].lowerBound
  }
}
