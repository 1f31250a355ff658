import Basics

/// Reads a condition such as `question.digits > $n and not all-code.answered`.
///
/// The words that it knows are the facts that a policy may see; those of the truth, the grade, the task
/// and the ladder are refused by their name.
struct ConditionReader {
  /// Why a condition cannot be read, and what may be written.
  struct Fault: Error {
    let message: String
  }

  /// What no policy may decide on.
  static let hidden: Set<String> = [
    "score", "grade", "graded", "right", "correct", "partial", "wrong", "success", "truth",
    "reference", "rung", "task", "problem", "complexity", "judgement",
  ]

  /// The longest condition, in bytes.
  static let byteLimit = 4_096
  private static let depthLimit = 64

  private var tokens: ArraySlice<Substring>
  private let variables: [String]
  /// The arms of the policy so far; a condition may only ask of arms that are asked for in a step above.
  private let arms: [ArmName]
  private var depth = 0

  private init(_ tokens: [Substring], variables: [String], arms: [ArmName]) {
    self.tokens = tokens[...]
    self.variables = variables
    self.arms = arms
  }

  /// Reads a condition.
  ///
  /// - Parameters:
  ///   - variables: The grid's variables, in order.
  ///   - arms: The arms that were asked for by the steps above, in order.
  static func condition(
    _ text: String, variables: [String], arms: [ArmName]
  ) throws(Fault) -> Condition {
    guard text.utf8.count <= byteLimit else {
      throw Fault(message: "the condition is longer than \(byteLimit) bytes.")
    }
    var reader = ConditionReader(
      try Self.tokens(of: text), variables: variables, arms: arms)
    let condition = try reader.alternatives()
    if let rest = reader.tokens.first {
      throw Fault(message: "\"\(rest)\" stands where the condition should end.")
    }
    return condition
  }

  // MARK: - Tokens

  private static func tokens(of text: String) throws(Fault) -> [Substring] {
    var tokens: [Substring] = []
    var place = text.startIndex
    while place < text.endIndex {
      let rest = text[place...]
      let character = text[place]
      if character == " " || character == "\t" || character == "\n" {
        place = text.index(after: place)
      } else if let mark = Condition.Comparison.allCases.first(where: {
        rest.hasPrefix($0.rawValue)
      }) {
        tokens.append(rest.prefix(mark.rawValue.count))
        place = text.index(place, offsetBy: mark.rawValue.count)
      } else if "(),".contains(character) {
        tokens.append(rest.prefix(1))
        place = text.index(after: place)
      } else {
        let word = rest.prefix { isOfWord($0) }
        guard !word.isEmpty else {
          throw Fault(
            message:
              "\"\(character)\" is no part of a condition. Write words, numbers, < <= > >= == "
              + "!=, and, or, not, and brackets.")
        }
        tokens.append(word)
        place = word.endIndex
      }
    }
    guard !tokens.isEmpty else { throw Fault(message: "the condition is empty.") }
    return tokens
  }

  private static func isOfWord(_ character: Character) -> Bool {
    guard let byte = character.asciiValue else { return false }
    return (byte | 0x20) &- 0x61 <= 25 || byte &- 0x30 <= 9 || "-_@./$+".utf8.contains(byte)
  }

  // MARK: - Grammar

  private mutating func alternatives() throws(Fault) -> Condition {
    var left = try both()
    while take("or") { left = .or(left, try both()) }
    return left
  }

  private mutating func both() throws(Fault) -> Condition {
    var left = try negation()
    while take("and") { left = .and(left, try negation()) }
    return left
  }

  private mutating func negation() throws(Fault) -> Condition {
    guard take("not") else { return try comparison() }
    try descend()
    defer { depth -= 1 }
    return .not(try negation())
  }

  private mutating func comparison() throws(Fault) -> Condition {
    let left = try operand()
    guard let next = tokens.first, let comparison = Condition.Comparison(rawValue: String(next))
    else { return left }
    tokens.removeFirst()
    return .compare(comparison, left, try operand())
  }

  private mutating func operand() throws(Fault) -> Condition {
    guard let token = tokens.popFirst() else {
      throw Fault(message: "the condition ends where something should be compared.")
    }
    if token == "(" {
      try descend()
      defer { depth -= 1 }
      let inner = try alternatives()
      try expect(")")
      return inner
    }
    if token == "same" { return try same() }
    return try word(String(token))
  }

  private mutating func same() throws(Fault) -> Condition {
    try expect("(")
    var named: [Int] = []
    if take("answers") {
      try expect(")")
      return .same(nil)
    }
    repeat {
      guard let token = tokens.popFirst() else {
        throw Fault(message: "same( is not closed.")
      }
      named.append(try arm(String(token)))
    } while take(",")
    try expect(")")
    guard named.count > 1 else {
      throw Fault(
        message: "same(...) compares two replies or more. same(answers) takes all of them.")
    }
    return .same(named)
  }

  private func word(_ word: String) throws(Fault) -> Condition {
    if let number = Double(word), number.isFinite { return .number(number) }
    switch word {
    case "true": return .number(1)
    case "false": return .number(0)
    case "votes": return .votes
    case "asked": return .asked
    default: break
    }
    if word.hasPrefix("$") { return try variable(String(word.dropFirst())) }
    if let hidden = Self.hiddenPart(of: word) { throw Self.refusal(of: hidden) }
    guard let dot = word.lastIndex(of: ".") else {
      guard Self.words.contains(word) else {
        throw Fault(
          message: "\"\(word)\" is nothing that a policy knows. "
            + NearMatch.hint(for: word, among: Self.words + ["votes", "asked", "same(answers)"]))
      }
      return .word(word)
    }
    let (owner, name) = (String(word[..<dot]), String(word[word.index(after: dot)...]))
    if owner == "question" {
      guard let fact = QuestionFacts.Name(rawValue: name) else {
        throw Fault(
          message: "a question has no \"\(name)\". "
            + NearMatch.hint(for: name, among: QuestionFacts.Name.allCases.map(\.rawValue)))
      }
      return .question(fact)
    }
    guard let fact = ReplyFact(rawValue: name) else {
      throw Fault(
        message: "a reply has no \"\(name)\". "
          + NearMatch.hint(for: name, among: ReplyFact.allCases.map(\.rawValue)))
    }
    guard owner != "last" else {
      guard !arms.isEmpty else {
        throw Fault(message: "\"\(word)\": nothing was asked for in a step above.")
      }
      return .reply(nil, fact)
    }
    return .reply(try arm(owner), fact)
  }

  /// The words that endings and code are compared with.
  private static let words =
    SeenReply.Ending.allCases.map(\.rawValue)
    + ["none", "computing", "text-like", "silent", "unjudged"]

  private static func hiddenPart(of word: String) -> String? {
    word.split(separator: ".").map(String.init).first { hidden.contains($0) }
  }

  static func refusal(of word: String) -> Fault {
    Fault(
      message:
        "a policy may not see \"\(word)\": live it would not have known it. It may decide on "
        + "question.FACT, on METHOD.FACT and last.FACT of replies that it asked for, on same(answers), "
        + "votes and asked.")
  }

  private func variable(_ name: String) throws(Fault) -> Condition {
    guard let place = variables.firstIndex(of: name) else {
      throw Fault(
        message: "the grid has no \"\(name)\". "
          + (variables.isEmpty
            ? "Write grid: {\(name): [1, 2]}." : NearMatch.hint(for: name, among: variables)))
    }
    return .variable(place)
  }

  private func arm(_ text: String) throws(Fault) -> Int {
    guard let name = ArmName(text) else {
      throw Fault(message: "\"\(text)\" is no name of a method.")
    }
    guard let place = arms.firstIndex(of: name) else {
      throw Fault(
        message: "\"\(text)\" was not asked for in a step above, so that nothing is known of it. "
          + (arms.isEmpty
            ? "Ask first." : NearMatch.hint(for: text, among: arms.map(\.description))))
    }
    return place
  }

  // MARK: - Steps

  private mutating func take(_ token: String) -> Bool {
    guard let first = tokens.first, first == token else { return false }
    tokens.removeFirst()
    return true
  }

  private mutating func expect(_ token: String) throws(Fault) {
    guard take(token) else {
      throw Fault(
        message:
          "\"\(token)\" is missing\(tokens.first.map { " before \"\($0)\"" } ?? " at the end").")
    }
  }

  private mutating func descend() throws(Fault) {
    depth += 1
    guard depth <= Self.depthLimit else {
      throw Fault(message: "the condition is nested too deeply.")
    }
  }
}
