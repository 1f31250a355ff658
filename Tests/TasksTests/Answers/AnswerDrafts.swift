import Basics

@testable import Tasks

/// A right and a wrong answer of one question in the same spelling, of which sentences are made.
struct AnswerDraft {
  /// The question.
  var question: LoadedQuestion
  /// The right answer.
  var right: String
  /// A wrong one that differs from it in its value.
  var wrong: String
  /// What the answer is called in a sentence.
  var noun: String
  /// What kind of sentences fit it.
  var shape: Shape

  enum Shape {
    case number
    case word
    case option
    case expression
    case count
    case plan
  }
}

/// Makes drafts: the verdict of a text follows from how it is built of them, and no reader is asked.
enum AnswerDrafts {
  /// The drafts of one task: some questions of every rung.
  static func of<T: BenchTask>(_ task: T, perRung: Int) throws -> [AnswerDraft] {
    let questions = try task.questions(perRung: perRung, seed: "answers")
    return try questions.enumerated().compactMap { index, question in
      var generator = SeededGenerator(seed: "drafts \(question.id)")
      let inside = String(question.reference.dropFirst(3).dropLast(3))
      guard
        let (right, wrong) = pair(
          inside, question, task.description.name, index, using: &generator)
      else { return nil }
      return AnswerDraft(
        question: try LoadedQuestion(question, of: task), right: right, wrong: wrong,
        noun: noun(of: task.description.name), shape: shape(of: task.description.name))
    }
  }

  private static func shape(of task: String) -> AnswerDraft.Shape {
    switch task {
    case "number-multiplying", "gsm-hard", "math-geometry", "math-counting": .number
    case "navigate", "web-of-lies": .word
    case "date-understanding", "logical-deduction": .option
    case "game24": .expression
    case "letters": .count
    default: .plan
    }
  }

  private static func noun(of task: String) -> String {
    switch task {
    case "number-multiplying": "product"
    case "gsm-hard": "total"
    case "math-geometry": "value"
    case "math-counting": "number"
    case "date-understanding", "logical-deduction": "option"
    case "navigate", "web-of-lies": "conclusion"
    case "game24": "expression"
    case "letters": "result"
    default: "plan"
    }
  }

  private static func pair(
    _ inside: String, _ question: Question, _ task: String, _ index: Int,
    using generator: inout SeededGenerator
  ) -> (right: String, wrong: String)? {
    switch shape(of: task) {
    case .number: return numbers(inside, index)
    case .word:
      let other = inside == "Yes" ? "No" : "Yes"
      return index.isMultiple(of: 3) ? (inside.lowercased(), other.lowercased()) : (inside, other)
    case .option: return options(question, index, using: &generator)
    case .expression: return expressions(inside)
    case .count: return counts(inside)
    case .plan: return plans(inside)
    }
  }

  /// A number, and one whose first digit is another.
  private static func numbers(_ inside: String, _ index: Int) -> (String, String)? {
    guard let place = inside.firstIndex(where: \.isNumber),
      let digit = inside[place].wholeNumberValue
    else { return nil }
    var wrong = inside
    wrong.replaceSubrange(place...place, with: String(digit % 9 + 1))
    guard index.isMultiple(of: 4), inside.allSatisfy({ $0.isNumber || $0 == "-" }) else {
      return (inside, wrong)
    }
    return (grouped(inside), grouped(wrong))
  }

  private static func grouped(_ number: String) -> String {
    var groups = ""
    for (index, digit) in number.reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3), digit != "-" { groups.append(",") }
      groups.append(digit)
    }
    return String(groups.reversed())
  }

  private static func options(
    _ question: Question, _ index: Int, using generator: inout SeededGenerator
  ) -> (String, String)? {
    let lines = question.prompt.split(separator: "\n").filter { $0.hasPrefix("(") }.map(String.init)
    let name = question.reference.dropFirst(3).dropLast(3)
    guard let right = lines.first(where: { $0.hasPrefix(name) }) else { return nil }
    let wrong = generator.pick(lines.filter { $0 != right })
    switch index % 3 {
    case 0: return (String(right.prefix(3)), String(wrong.prefix(3)))
    case 1: return (right, wrong)
    default: return (String(right.dropFirst().prefix(1)), String(wrong.dropFirst().prefix(1)))
    }
  }

  /// An expression, and the sum of the same numbers and one more.
  private static func expressions(_ inside: String) -> (String, String)? {
    (inside, "(\(inside)) + 1")
  }

  /// `Count: 2, Positions: [3, 5]`, and the same with a place more.
  private static func counts(_ inside: String) -> (String, String)? {
    guard inside.hasSuffix("]") else { return nil }
    return (inside, inside.dropLast() + (inside.hasSuffix("[]") ? "99]" : ", 99]"))
  }

  /// A plan of lines or of a list, and the same without its first step or point.
  private static func plans(_ inside: String) -> (String, String)? {
    let plan = inside.drop(while: \.isNewline)
    let body = plan.hasSuffix("\n") ? plan.dropLast() : plan
    if body.hasPrefix("[{") {
      guard let first = body.firstIndex(of: "}") else { return nil }
      let rest = body[first...].dropFirst().drop { ", ".contains($0) }
      return (String(body), "[" + rest)
    }
    if body.hasPrefix("[(") {
      guard let first = body.firstIndex(of: ")") else { return nil }
      return (String(body), "[" + body[first...].dropFirst().drop { ", ".contains($0) })
    }
    let lines = body.split(separator: "\n")
    guard lines.count > 1 else { return nil }
    return (String(body), lines.dropLast().joined(separator: "\n"))
  }
}
