public import Basics
import FoundationEssentials

/// A task whose questions can also be made of foreign data, in the `dataset_gather` layout.
protocol ImportableTask: BenchTask {
  /// Reads the data of the task, and leaves the tally empty where there is none.
  ///
  /// A fault of one item is a skipped item; an error is for data that cannot be read at all.
  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<Self>
  ) throws(TaskError)
}

extension ImportableTask {
  /// The set of the task.
  fileprivate func imported(
    from data: DatasetFiles, subset: ImportSubset
  ) throws(TaskError) -> ImportedSet {
    var tally = ImportTally(of: self)
    try importQuestions(from: data, subset: subset, into: &tally)
    return tally.finished()
  }
}

/// Imports the data of the public CodeSteer-v1.0 repository.
///
/// Ids come from the data's own numbering, such as `letters.10-15.a_1_0`, so that they are the same
/// whatever a file system lists first, and whatever subset is imported. Nothing is evaluated: values in
/// Python's spelling are read by a parser of literals, and a pickle is no text.
public struct DatasetImport: Sendable {
  private let importable: [any ImportableTask]

  /// An import of the tasks of a registry that know the data.
  public init(_ registry: TaskRegistry = .shipped) {
    importable = registry.all.compactMap { $0 as? any ImportableTask }
  }

  /// The tasks that can be imported, in the registry's order.
  public var tasks: [String] { importable.map(\.description.name) }

  /// The questions of a task.
  ///
  /// - Parameters:
  ///   - task: The task's name.
  ///   - source: The repository's folder, or its `dataset_gather`.
  ///   - subset: The published samples only, or everything.
  public func set(
    of task: String, from source: some ImportSource, subset: ImportSubset
  ) throws(TaskError) -> ImportedSet {
    guard let task = importable.first(where: { $0.description.name == task }) else {
      throw TaskError(.unknownTask, "Nothing imports the task \(task).")
    }
    return try task.imported(from: try DatasetFiles(source), subset: subset)
  }
}

/// How much of the foreign data becomes questions.
public enum ImportSubset: String, Hashable, Sendable, CaseIterable {
  /// The samples that the published code evaluates (paper digest, section 3).
  case paper
  /// Everything that can be graded.
  case all
}

/// What became of a task's foreign data.
public struct ImportedSet: Hashable, Sendable {
  /// An item that became no question.
  public struct Skipped: Hashable, Sendable {
    /// The id that it would have had, or its place in the data.
    public var item: String
    /// Why it cannot be asked or graded.
    public var reason: String

    /// Creates a note.
    public init(_ item: String, _ reason: String) {
      self.item = item
      self.reason = reason
    }
  }

  /// The task's name.
  public var task: String
  /// The questions, in the order of their ids.
  public var questions: [Question]
  /// The items that became none, in the order of the data.
  public var skipped: [Skipped]
  /// What a user should know of where the questions come from.
  public var note: String?

  /// The number of items of the chosen subset that the data holds.
  public var read: Int { questions.count + skipped.count }

  /// The counts and the skipped items as a JSON value.
  public var json: JSONValue {
    [
      "task": .string(task),
      "read": .integer(Int64(read)),
      "imported": .integer(Int64(questions.count)),
      "skipped": .array(
        skipped.map { ["item": .string($0.item), "reason": .string($0.reason)] }),
      "note": note.map { .string($0) } ?? .null,
    ]
  }
}

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
