import Analysis
import Basics
import BenchTestSupport
import ModelAPI
import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A small sweep: two models, two methods and a variant, two tasks.
enum Fixture {
  static let axes = ScoreAxes(
    models: [.init(name: "big", title: "Big"), .init(name: "small", title: "Small")],
    methods: [
      .init(name: "all-text", title: "All Text", shortTitle: "Text"),
      .init(name: "all-code", title: "All Code", shortTitle: "Code"),
      .init(name: "code-interpreter", title: "Code Interpreter", shortTitle: "CI"),
      .init(name: "all-code@2", title: "All Code, 2 turns", shortTitle: "Code@2"),
    ],
    tasks: [.init(name: "game24", title: "Game 24"), .init(name: "boxnet", title: "BoxNet")],
    notApplicable: [ModelMethod(model: "small", method: "code-interpreter")])

  static func line(
    _ model: String, _ method: String, _ task: String, _ question: String, _ score: Double,
    outcome: Outcome? = nil
  ) -> TrialLine {
    let graded: Outcome = score == 1 ? .correct : score > 0 ? .partial : .wrong
    return TrialLine(
      trial: TrialID(model: model, method: method, task: task, question: question, sample: 0),
      rung: 1, outcome: outcome ?? graded, score: score,
      usage: TokenUsage(freshInput: 100, cacheRead: 20, cacheWrite: 0, undividedOutput: 30),
      textTokens: 90, serviceMicroseconds: 1_250_000, executionMicroseconds: 50_000,
      waitMicroseconds: 500_000, usedCode: method != "all-text", turns: 1, calls: 2,
      executions: 1, layers: TrialLayers { Digest.sha256($0.rawValue) })
  }

  static let lines: [TrialLine] = [
    line("big", "all-text", "game24", "q1", 1),
    line("big", "all-text", "game24", "q2", 0),
    line("big", "all-text", "boxnet", "q1", 0.25),
    line("big", "all-code", "game24", "q1", 1),
    line("big", "all-code", "game24", "q2", 1),
    line("big", "all-code", "boxnet", "q1", 0.5),
    line("big", "code-interpreter", "game24", "q1", 0, outcome: .unparsed),
    line("big", "code-interpreter", "game24", "q2", 0, outcome: .providerError),
    line("big", "all-code@2", "game24", "q1", 1),
    line("big", "all-code@2", "boxnet", "q1", 1),
    line("small", "all-text", "game24", "q1", 0),
    line("small", "all-text", "boxnet", "q1", 0.2),
    line("small", "all-code", "game24", "q1", 0),
    line("small", "all-code", "boxnet", "q1", 0.1),
  ]

  static var summary: ScoreSummary {
    var summary = ScoreSummary(axes: axes)
    for line in lines { summary.add(line) }
    return summary
  }

  static func gate() throws -> GateVerdict {
    let before = [
      line("big", "all-code", "boxnet", "q1", 0.5), line("big", "all-code", "game24", "q1", 1),
      line("big", "all-code", "game24", "q2", 1),
    ]
    var after = before
    after[0].layers = TrialLayers { Digest.sha256($0 == .answer ? "new" : $0.rawValue) }
    after[0].score = 0
    after[0].outcome = .wrong
    after[0].textTokens = 95
    after[2].trial.question = "q3"
    var gate = try BaselineGate(
      baseline: Lines.reader(before, header: Lines.header("s"), named: "baseline.tsv"))
    for line in after { try gate.add(line) }
    return try gate.finish()
  }

  static var all: [TextTable] {
    axes.models.map { ModelTable.table(of: $0, in: summary) }
      + MethodTables.tables(of: axes.models[0], in: summary)
      + [ModelsTable.table(of: summary)]
  }
}
