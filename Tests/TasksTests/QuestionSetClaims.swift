import Basics
import Testing

@testable import Tasks

/// What must hold of every question set, whatever the task.
enum QuestionSetClaims {
  /// Texts that are no answers and must never crash.
  static let hostile: [AnswerText] = [
    AnswerText(""), AnswerText("   \n\n "), AnswerText("<<<>>>"), AnswerText("<<<"),
    AnswerText(">>>"), AnswerText([0xff, 0xfe, 0x3c, 0x3c, 0x3c, 0x80, 0x3e, 0x3e, 0x3e]),
    AnswerText(String(repeating: "<<<", count: 2_000)),
    AnswerText(String(repeating: "<<<x>>>", count: 10)),
    AnswerText("<<<" + String(repeating: "(", count: 10_000) + "1>>>"),
    AnswerText("<<<" + String(repeating: "(", count: 900) + "1>>>"),
    AnswerText("<<<" + String(repeating: "[", count: 10_000) + "1>>>"),
    AnswerText("<<<" + String(repeating: "{", count: 900) + "1>>>"),
    AnswerText("<<<" + String(repeating: "\\frac", count: 300) + ">>>"),
    AnswerText("<<<" + String(repeating: "\\sqrt", count: 300) + "2>>>"),
    AnswerText("<<<" + String(repeating: "√", count: 500) + "2>>>"),
    AnswerText("<<<" + String(repeating: "-", count: 2_000) + "1>>>"),
    AnswerText("<<<" + String(repeating: "9^", count: 500) + "9>>>"),
    AnswerText("<<<" + String(repeating: "9", count: 100_000) + ">>>"),
    AnswerText("<<<Count: 99999999999999999999, Positions: [99999999999999999999]>>>"),
    AnswerText("<<<1/0>>>"), AnswerText("<<<(1-1)/(1-1)>>>"), AnswerText("\\boxed{"),
    AnswerText("the answer is"), AnswerText("answer: ="), AnswerText("\\"), AnswerText("<<<\\>>>"),
    AnswerText("<<<1e999999999999999999999>>>"), AnswerText("<<<10^(10^(10^10))>>>"),
    AnswerText("<<<sqrt(99999999999999999)>>>"), AnswerText("<<<.>>>"), AnswerText("<<<,>>>"),
  ]

  /// Checks that the shipped set is sound: right references, different prompts, the same set twice,
  /// and no verdict of "right" for what is no answer.
  static func check(_ task: some BenchTask, longestPrompt: Int = 1_000) throws {
    let questions = try task.questions(perRung: 10, seed: "shipped")
    #expect(task.description.rungs >= 5)
    #expect(questions.count == task.description.rungs * 10)
    #expect(Set(questions.map(\.prompt)).count == questions.count)
    #expect(Set(questions.map(\.id)).count == questions.count)
    #expect(questions.allSatisfy { $0.prompt.utf8.count <= longestPrompt })
    let bytes = try QuestionFile.bytes(of: questions)
    #expect(
      try QuestionFile.bytes(of: task.questions(perRung: 10, seed: "shipped")) == bytes)
    #expect(try task.questions(perRung: 1, seed: "other").first?.prompt != questions.first?.prompt)
    for question in try QuestionFile.questions(in: bytes, named: "questions") {
      let loaded = try LoadedQuestion(question, of: task)
      for text in harmless(question.reference) {
        let judgement = loaded.judge([(.response, AnswerText(text))])
        #expect(judgement.success, "\(question.id): \(text): \(judgement)")
        #expect(judgement.score == 1)
      }
      // Hostile texts are long, and one question of a rung stands for the others.
      for text in hostile where question.id.hasSuffix("-01") {
        #expect(!loaded.judge([(.response, text)]).success, "\(question.id)")
      }
    }
  }

  /// The reference in dresses that must not change the verdict.
  static func harmless(_ reference: String) -> [String] {
    let inside = String(reference.dropFirst(3).dropLast(3))
    return [
      reference,
      "Let me think.\nSome steps follow.\n\n\(reference)",
      "\(reference)\n\nI hope this helps!",
      "First <<<answer>>> is the format. The result: \(reference).",
      "```\n\(reference)\n```",
      "**\(reference)**",
      "<<< \(inside) >>>",
      "<<<\n\(inside)\n>>>",
      "A first guess was <<<0>>>, but it is \(reference)",
      "The answer is $\\boxed{\(inside)}$.",
      "\(inside)\n",
      "**Final answer:** \(inside)",
      "<<<**\(inside)**>>>",
      "<<<`\(inside)`>>>",
    ]
  }

  /// The judgement of a text on a problem.
  static func judge<T: BenchTask>(
    _ text: String, _ task: T, _ problem: T.Problem
  ) -> Judgement {
    task.judge([(.response, AnswerText(text))], for: problem)
  }
}
