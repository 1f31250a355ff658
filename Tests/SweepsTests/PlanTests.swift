import BenchTestSupport
import Methods
import ModelAPI
import RecordReplay
import Sweeps
import Tasks
import Testing

@Suite("A plan")
struct PlanTests {
  /// Models, methods and tasks in an order that is not that of their names.
  private static let yaml = """
    version: 1
    models:
      zeta: {access: {base-url: "http://localhost:1/v1"}}
      Alpha: {capabilities: {tools: false}, access: {base-url: "http://localhost:1/v1"}}
      alpha-2:
        capabilities: {tools: false, system-messages: false}
        access: {base-url: "http://localhost:1/v1"}
    methods: [self-estimate, code-interpreter, all-code@2, autogen-system, all-code, all-code-cot,
      autogen-system@4, code-interpreter-plus]
    tasks: [letters, boxlift, game24, web-of-lies]
    questions: {rungs: [1, 3, 6]}
    samples: 11
    """

  @Test("lists its trials in strictly ascending order of their names")
  func ascends() throws {
    let trials = try PlannedSweep(Self.yaml).trials.map(\.id)
    #expect(trials.count > 1_000)
    for (one, next) in zip(trials, trials.dropFirst()) { #expect(one < next) }
    #expect(Set(trials).count == trials.count)
  }

  @Test("leaves out what a model cannot do, and counts it")
  func notApplicable() throws {
    let plan = try PlannedSweep(Self.yaml).plan
    // letters, game24 and web-of-lies have two of these rungs, boxlift has all three.
    let questions = 2 + 3 + 2 + 2
    #expect(plan.count == (8 + 6 + 4) * questions * 11)
    #expect(plan.notApplicableCount == (0 + 2 + 4) * questions * 11)
    let trials = (0..<plan.count).map { plan[$0].id }
    #expect(
      !trials.contains { $0.model != "zeta" && $0.method.hasPrefix("code-interpreter") })
    #expect(
      !trials.contains { $0.model == "alpha-2" && $0.method.hasPrefix("autogen-system") })
    #expect(plan.axes.notApplicable.count == 6)
    #expect(plan.axes.models.map(\.name) == ["zeta", "Alpha", "alpha-2"])
    #expect(plan.axes.tasks.map(\.name) == ["game24", "letters", "boxlift", "web-of-lies"])
    #expect(
      plan.axes.methods.map(\.name) == [
        "all-code", "all-code-cot", "autogen-system", "code-interpreter", "code-interpreter-plus",
        "self-estimate", "all-code@2", "autogen-system@4",
      ])
  }

  @Test("gives each trial its own model, method and question")
  func trialsFit() throws {
    let bench = try PlannedSweep(Self.yaml)
    for trial in bench.trials {
      #expect(bench.sweep.models[trial.model].name == trial.id.model)
      #expect(trial.variant.name == trial.id.method)
      #expect(trial.question.loaded.question.id == trial.id.question)
      #expect(trial.question.loaded.question.task == trial.id.task)
      #expect(trial.question.asked.id == trial.id.question)
      #expect((0..<11).contains(trial.id.sample))
    }
  }

  @Test("is recorded in an order that has every trial once, and question by question")
  func recordingOrder() throws {
    let plan = try PlannedSweep(Self.yaml).plan
    let order = plan.recordingOrder
    #expect(order.sorted() == Array(0..<plan.count))
    // The first question's first sample comes up for every model, method and task at the start.
    let blocks = Set((0..<plan.count).map { Block(plan[$0].id) })
    let start = order.prefix(blocks.count).map { plan[$0].id }
    #expect(Set(start.map(Block.init)) == blocks)
    #expect(start.allSatisfy { $0.sample == 0 })
  }

  private struct Block: Hashable {
    var model: String
    var method: String
    var task: String

    init(_ trial: TrialID) {
      (model, method, task) = (trial.model, trial.method, trial.task)
    }
  }

  @Test("without questions is empty, and so are its parts without questions")
  func empty() throws {
    let nothing = try PlannedSweep(
      PlannedSweep.yaml(methods: "all-text", tasks: "game24", more: "questions: {rungs: [99]}"))
    #expect(nothing.plan.count == 0 && nothing.plan.recordingOrder.isEmpty)
    // Only number-multiplying and boxlift have a sixth rung.
    let partly = try PlannedSweep(
      PlannedSweep.yaml(
        methods: "all-text, all-code", tasks: "game24, boxlift, letters, number-multiplying",
        more: "questions: {rungs: [6]}"))
    #expect(
      partly.trials.map(\.id.task) == [
        "boxlift", "number-multiplying", "boxlift", "number-multiplying",
      ])
  }
}

@Suite("A selection of questions")
struct QuestionSelectionTests {
  @Test("takes all, unless it says otherwise")
  func all() {
    #expect(QuestionSelection().indices(rungs: [3, 1, 2]) == [0, 1, 2])
    #expect(QuestionSelection(perTask: 9).indices(rungs: [1, 1]) == [0, 1])
    #expect(QuestionSelection().indices(rungs: []) == [])
  }

  @Test("spreads evenly over the file", arguments: 1...50)
  func spreads(perTask: Int) {
    let indices = QuestionSelection(perTask: perTask).indices(
      rungs: Array(repeating: 1, count: 50))
    #expect(indices.count == perTask)
    #expect(indices.first == 0)
    let gaps = zip(indices, indices.dropFirst() + [50]).map { $1 - $0 }
    let (least, most) = (gaps.min() ?? 0, gaps.max() ?? 0)
    #expect(least >= 1 && most - least <= 1)
  }

  @Test("reaches every rung where it has at least one question for each")
  func reachesRungs() {
    let rungs = (1...5).flatMap { Array(repeating: $0, count: 10) }
    let chosen = QuestionSelection(perTask: 5).indices(rungs: rungs).map { rungs[$0] }
    #expect(chosen == [1, 2, 3, 4, 5])
  }

  @Test("takes the rungs that it names, and spreads over those")
  func rungs() {
    let rungs = [1, 1, 2, 2, 3, 3]
    #expect(QuestionSelection(rungs: [2, 3]).indices(rungs: rungs) == [2, 3, 4, 5])
    #expect(QuestionSelection(perTask: 2, rungs: [3, 1]).indices(rungs: rungs) == [0, 4])
    #expect(QuestionSelection(rungs: [9]).indices(rungs: rungs) == [])
  }
}
