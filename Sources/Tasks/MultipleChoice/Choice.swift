/// A question with lettered options, of which one is right.
struct Choice: Codable, Hashable, Sendable {
  /// What is asked, without the options.
  var text: String
  /// The options' texts: at most 26, all different, in the order (A), (B) and so on.
  var options: [String]
  /// The index of the right option.
  var answer: Int

  /// The question, its options, and how to answer.
  var prompt: String {
    let lines = options.indices.map { "\(Choice.name(of: $0)) \(options[$0])" }
    return """
      \(text)
      \(lines.joined(separator: "\n"))
      Give the letter of the right option as the final answer in the format <<<answer>>>.
      """
  }

  /// The right option in the format that the prompt asks for.
  var reference: String {
    "<<<\(Choice.name(of: answer))>>>"
  }

  /// Judges an answer: only the right option's letter or content is right.
  func grade(_ answer: ChoiceAnswer, trace: inout GradingTrace) -> Grade {
    let isRight = answer == .option(self.answer)
    trace.check(
      "right option", isKept: isRight, "\(answer.text) against \(Choice.name(of: self.answer))")
    if isRight { return .right() }
    let right = "\(Choice.name(of: self.answer)) \(options[self.answer])"
    return switch answer {
    case .option(let other): .wrong("\(Choice.name(of: other)) was chosen, right is \(right)")
    case .outside: .wrong("the answer is none of the options, right is \(right)")
    }
  }

  /// The name of an option, such as `(A)` for 0.
  static func name(of option: Int) -> String {
    "(\(UnicodeScalar(UInt8(ascii: "A") + UInt8(min(max(option, 0), 25)))))"
  }
}

/// What a model chose.
enum ChoiceAnswer: Hashable, Sendable {
  /// The option of an index.
  case option(Int)
  /// Something that is clearly an answer, but none of the options.
  case outside(String)

  /// The normal spelling.
  var text: String {
    switch self {
    case .option(let index): Choice.name(of: index)
    case .outside(let text): text
    }
  }
}

extension Choice {
  func corruptions() -> [Corruption] {
    let right = Self.name(of: answer)
    let others = options.indices.filter { $0 != answer }
    guard let other = others.first else { return [] }
    let wrong = Self.name(of: other)
    return others.map { .marked("another option", Self.name(of: $0)) } + [
      .marked("another option's text", options[other]),
      .marked("two options", "\(right) or \(wrong)"),
      .marked("no option", "(Z)"),
      .marked("ruled out", "not \(right)"),
      .marked("rejected", "\(right) is wrong"),
      Corruption("a later answer", "<<<\(right)>>> No, I was wrong: <<<\(wrong)>>>"),
      .marked("a verdict", "Incorrect"),
      .marked("a verdict with the answer elsewhere", "Correct"),
    ]
  }
}
