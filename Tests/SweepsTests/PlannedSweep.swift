import Sweeps
import Synchronization
import Tasks

/// A small sweep with its questions and its plan.
struct PlannedSweep {
  let sweep: Sweep
  let plan: Plan

  /// Plans the sweep of a text, with one question a rung.
  init(_ yaml: String, catalogue: SweepCatalogue = .shipped) throws {
    sweep = try SweepReader.sweep(
      from: yaml, file: "sweep.yaml", folder: "small", catalogue: catalogue)
    var questions: [String: [BenchQuestion]] = [:]
    for task in sweep.tasks {
      let all = try Self.madeQuestions(of: task)
      questions[task.description.name] = try sweep.selection.indices(rungs: all.map(\.rung)).map {
        try BenchQuestion(all[$0], of: task)
      }
    }
    plan = Plan(sweep, questions: QuestionLibrary(questions))
  }

  /// Questions by task: making some takes a while, and many tests want the same.
  private static let made = Mutex<[String: [Question]]>([:])

  static func madeQuestions(of task: some BenchTask) throws -> [Question] {
    let name = task.description.name
    if let known = made.withLock({ $0[name] }) { return known }
    let questions = try task.questions(perRung: 1, seed: "test")
    made.withLock { $0[name] = questions }
    return questions
  }

  /// All trials, in the plan's order.
  var trials: [PlannedTrial] { (0..<plan.count).map { plan[$0] } }

  /// The text of a sweep of one model.
  static func yaml(methods: String, tasks: String, more: String = "") -> String {
    """
    version: 1
    models:
      tiny:
        parameters: {temperature: 0}
        access: {base-url: "http://localhost:1/v1"}
    methods: [\(methods)]
    tasks: [\(tasks)]
    \(more)
    """
  }
}
