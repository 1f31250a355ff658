import Foundation
import Basics

/// An item of foreign data on its way to a question.
struct ImportDraft<Problem> {
  /// The id without the task's name: from the data's own numbering.
  var id: String
  /// The rung of the ladder.
  var rung: Int
  /// The complexity parameters.
  var complexity: [ComplexityParameter]
  /// The text that is sent.
  var prompt: String
  /// The problem, ground truth included.
  var problem: Problem
  /// A correct answer in the format that the prompt asks for.
  var reference: String
  /// The data's own full solution, if it has one: it must be graded as right as well.
  var solution: String?
}

/// Collects the questions of one task and keeps out what could not be graded.
///
/// Each question goes the way that it will go in a sweep: written as JSON, read again, its reference and
/// the data's own solution graded. Only what is right then becomes a question.
struct ImportTally<Task: BenchTask> {
  private let task: Task
  private var ids: Set<String> = []
  private(set) var set: ImportedSet

  init(of task: Task) {
    self.task = task
    set = ImportedSet(task: task.description.name, questions: [], skipped: [])
  }

  /// The id of an item.
  func id(_ item: String) -> String { "\(task.description.name).\(item)" }

  /// Adds a question, or notes why it is none.
  mutating func add(_ draft: ImportDraft<Task.Problem>) {
    let id = id(draft.id)
    do throws(TaskError) {
      guard QuestionID.isValid(id) else {
        throw TaskError(.badQuestion, "the name cannot be part of an id")
      }
      guard ids.insert(id).inserted else {
        throw TaskError(.badQuestion, "another item has the same id")
      }
      let question = Question(
        task: task.description.name, id: id, rung: min(max(draft.rung, 1), 100),
        complexity: draft.complexity, prompt: draft.prompt,
        problem: try task.json(of: draft.problem), reference: draft.reference)
      try check(question, solution: draft.solution)
      set.questions.append(question)
    } catch {
      skip(draft.id, error.message)
    }
  }

  /// Notes that an item is no question.
  mutating func skip(_ item: String, _ reason: String) {
    set.skipped.append(ImportedSet.Skipped(id(item), reason))
  }

  /// Says where the questions come from.
  mutating func note(_ note: String) {
    set.note = note
  }

  /// The questions in the order of their ids.
  func finished() -> ImportedSet {
    var set = set
    set.questions.sort { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    return set
  }

  private func check(_ question: Question, solution: String?) throws(TaskError) {
    let loaded = try LoadedQuestion(question, of: task)
    for text in [question.reference, solution].compactMap({ $0 }) {
      let judgement = loaded.judge([(.response, AnswerText(text))])
      guard judgement.success else {
        let read = judgement.answer.map { "read as \"\($0)\": " } ?? ""
        throw TaskError(
          .badQuestion, "the data's own answer is not right: \(read)\(judgement.explanation)")
      }
    }
  }
}
