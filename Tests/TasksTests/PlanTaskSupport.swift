import Tasks
import Testing

/// The planning tasks with their shipped questions.
struct PlanTaskSet: Sendable, CustomTestStringConvertible {
  let name: String
  let rungs: Int
  let questions: [Question]
  private let loaded: [LoadedQuestion]

  init(_ task: some BenchTask) throws {
    name = task.description.name
    rungs = task.description.rungs
    questions = try task.questions(perRung: 10, seed: "shipped")
    loaded = try questions.map { question throws(TaskError) in
      try LoadedQuestion(question, of: task)
    }
  }

  var testDescription: String { name }

  /// Judges one text per question.
  func judgements(_ answer: (Question) -> [UInt8]) -> [(question: Question, judgement: Judgement)] {
    loaded.map { loaded in
      let text = AnswerText(answer(loaded.question))
      return (loaded.question, loaded.judge([(source: .response, text: text)]))
    }
  }

  /// Judges one text per question.
  func judgements(
    _ answer: (Question) -> String
  ) -> [(question: Question, judgement: Judgement)] {
    judgements { Array(answer($0).utf8) }
  }
}

extension String {
  /// The inside of the marker that the whole text is.
  var insideMarker: String {
    String(dropFirst(3).dropLast(3))
  }

  /// The text with each occurrence of another text replaced, without Foundation.
  func replacing(_ old: String, by new: String) -> String {
    var bytes: [UInt8] = []
    let source = Array(utf8)
    let pattern = Array(old.utf8)
    var index = 0
    while index < source.count {
      if source[index...].starts(with: pattern) {
        bytes += new.utf8
        index += pattern.count
      } else {
        bytes.append(source[index])
        index += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
