import Basics
import ModelAPI
import RecordReplay
import Tasks

/// Writes the scripted model's answers: prose or code, as the prompt asks, right or wrong.
struct ScriptedWriter: Sendable {
  /// Sizes of an answer in bytes, each as likely as the others; the median is 1.3 KB.
  private static let sizes = [
    250, 450, 650, 800, 950, 1_100, 1_200, 1_400, 1_600, 1_900, 2_300, 2_900, 3_800, 5_500,
  ]

  private let language: any AnswerLanguage
  private let questions: [String: Question]
  /// The references of each task, for answers that are right for another question.
  private let references: [String: [String]]

  /// Creates a writer that knows these questions.
  init(_ questions: [Question], language: any AnswerLanguage) {
    self.language = language
    self.questions = Dictionary(questions.map { ($0.id, $0) }) { first, _ in first }
    references = Dictionary(grouping: questions, by: \.task).mapValues { $0.map(\.reference) }
  }

  /// The answer to a call.
  func answer(
    to call: ModelCall, using generator: inout SeededGenerator
  ) -> ScriptedAnswer {
    let size = generator.pick(Self.sizes)
    let ending = ending(of: call.trial.question, using: &generator)
    let hasToolAnswer = call.request.messages.contains { $0.role == .tool }
    if !call.request.tools.isEmpty, !hasToolAnswer, generator.chance(3, in: 4) {
      let code = language.code(size / 2, ending: ending, using: &generator)
      let says = generator.chance(1, in: 3)
      let text = says ? language.prose(200, ending: "", using: &generator) : ""
      return ScriptedAnswer(text: text, toolCode: code, finish: "tool_calls")
    }
    if writesCode(call.request, using: &generator) {
      return ScriptedAnswer(
        text: language.fenced(size, ending: ending, using: &generator), finish: "stop")
    }
    if generator.chance(1, in: 25) {
      let text = language.prose(size, ending: "", using: &generator)
      return ScriptedAnswer(text: text, finish: "length")
    }
    return ScriptedAnswer(
      text: language.prose(size, ending: ending, using: &generator), finish: "stop")
  }

  /// Whether a request is answered with code: as the prompt asks, where it asks.
  private func writesCode(
    _ request: CompletionRequest, using generator: inout SeededGenerator
  ) -> Bool {
    let sources = Set(request.messages.flatMap { $0.parts.map(\.source) })
    if sources.contains("prompt all-text") || !request.tools.isEmpty { return false }
    if sources.contains("prompt all-code") || sources.contains("prompt all-code-cot") {
      return generator.chance(19, in: 20)
    }
    return generator.chance(1, in: 2)
  }

  /// The final answer: right, right for another question, or vague.
  private func ending(of id: String, using generator: inout SeededGenerator) -> String {
    guard let question = questions[id] else { return "" }
    switch generator.integer(in: 1...20) {
    case 1...11: return question.reference
    case 12...17: return generator.pick(references[question.task] ?? [question.reference])
    case 18: return "The answer depends on how the question is read."
    default: return "**Answer:** \(question.reference.filter { $0 != "<" && $0 != ">" })"
    }
  }
}
