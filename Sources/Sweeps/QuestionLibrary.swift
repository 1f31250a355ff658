public import Methods
public import Tasks

/// A question ready for both sides of a trial: the text to send and the problem to grade.
public struct BenchQuestion: Sendable {
  /// The question as its file says it.
  public let loaded: LoadedQuestion
  /// What a method sees of it.
  public let asked: MethodQuestion

  /// Makes a question ready.
  public init(_ question: Question, of task: some BenchTask) throws(TaskError) {
    loaded = try LoadedQuestion(question, of: task)
    asked = MethodQuestion(id: question.id, text: question.prompt)
  }
}

/// The questions that a sweep asks.
public struct QuestionLibrary: Sendable {
  private let questions: [String: [BenchQuestion]]

  /// Makes a library of questions by task.
  public init(_ questions: [String: [BenchQuestion]]) {
    self.questions = questions
  }

  /// The questions of a task, in the order of their ids.
  public subscript(task: String) -> [BenchQuestion] { questions[task] ?? [] }

  /// Reads the question files of a sweep and keeps what the sweep selects.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - read: Gives the bytes of a question file by the name of its task; throws `SweepError` where
  ///     it cannot be read.
  public static func of(
    _ sweep: Sweep, reading read: (String) throws(SweepError) -> [UInt8]
  ) throws(SweepError) -> QuestionLibrary {
    var questions: [String: [BenchQuestion]] = [:]
    for task in sweep.tasks {
      let name = task.description.name
      let bytes = try read(name)
      do throws(TaskError) {
        let all = try QuestionFile.questions(in: bytes, named: "\(name)/questions.jsonl")
          .sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        let chosen = sweep.selection.indices(rungs: all.map(\.rung))
        questions[name] = try ready(chosen.map { all[$0] }, of: task)
      } catch {
        throw SweepError(error.description)
      }
    }
    return QuestionLibrary(questions)
  }

  private static func ready(
    _ questions: [Question], of task: some BenchTask
  ) throws(TaskError) -> [BenchQuestion] {
    var ready: [BenchQuestion] = []
    for question in questions {
      guard question.task == task.description.name else {
        throw TaskError(
          .badQuestion,
          "Question \(question.id) is of the task \(question.task), not \(task.description.name).")
      }
      ready.append(try BenchQuestion(question, of: task))
    }
    return ready
  }
}
