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
  let program: [Instruction]

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
    left.pattern.utf8.elementsEqual(right.pattern.utf8)
  }

  /// How many steps one character may take: what a pattern costs.
  package var stepCount: Int { program.count }

  package func hash(into hasher: inout Hasher) { hasher.combine(Array(pattern.utf8)) }

  enum Instruction: Sendable {
    case one(ScalarSet)
    case split(Int, Int)
    case jump(Int)
    case assert(Assertion)
    case match
  }

  enum Assertion: Sendable {
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

  static func holds(
    _ assertion: Assertion, _ scalars: [Unicode.Scalar], _ place: Int
  ) -> Bool {
    let before = place > 0 && ScalarSet.word.contains(scalars[place - 1])
    let behind = place < scalars.count && ScalarSet.word.contains(scalars[place])
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
