import Analysis
import Basics
import BenchTestSupport
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@Suite("A trial that the provider did not answer")
struct UnansweredTrialsTests {
  private static let axes = ScoreAxes(
    models: [.init(name: "m", title: "M")],
    methods: [.init(name: "all-code", title: "Code"), .init(name: "all-text", title: "Text")],
    tasks: [.init(name: "game24", title: "Game 24"), .init(name: "boxnet", title: "BoxNet")])

  private func summary(over denominator: Denominator = .answered) -> ScoreSummary {
    var summary = ScoreSummary(axes: Self.axes, over: denominator)
    summary.add(Lines.line(question: "q1", score: 1))
    for (number, outcome) in [Outcome.providerError, .failedAnswer, .providerError].enumerated() {
      summary.add(
        Lines.line(
          question: "lost-\(number)", outcome: outcome, score: 0,
          usage: TokenUsage(freshInput: 7)))
    }
    return summary
  }

  @Test("has no score, whatever a line says", arguments: [0, 1, nil] as [Double?])
  func hasNoScore(stated: Double?) {
    let model = Lines.line()
    let line = TrialLine(
      trial: model.trial, rung: 1, outcome: .providerError, score: stated, usage: .zero,
      textTokens: 0, serviceMicroseconds: 0, executionMicroseconds: 0, waitMicroseconds: 0,
      usedCode: false, turns: 0, calls: 1, executions: 0, layers: model.layers)
    #expect(line.score == nil && line.scoreMillionths == nil)
  }

  @Test("counts in no mean, rate or cost of its cell, and is counted beside them")
  func countsInNoMean() throws {
    let cell = try #require(summary()["m", "all-code", "game24"])
    #expect(cell.trials == 4 && cell.counted == 1 && cell.unanswered == 3)
    #expect(cell.meanScore == 100)
    #expect(cell.holes == CellHoles(unanswered: 3, trials: 4))
    #expect(cell.meanTextTokens == 140 && cell.codeUsage == 1)
    #expect(cell.costs.usage.freshInput == 120)
    #expect(cell.allCosts.usage.freshInput == 141, "what was paid for is not forgotten")
  }

  @Test("counts as a failure by the paper's denominators, which are asked for by name")
  func paperDenominators() throws {
    let cell = try #require(summary(over: .paper)["m", "all-code", "game24"])
    #expect(cell.counted == 4 && cell.meanScore == 25)
    #expect(cell.holes == CellHoles(unanswered: 3, trials: 4))
    #expect(Denominator(rawValue: "paper") == .paper)
  }

  @Test("leaves a cell without a mean where none of its trials was answered")
  func emptiesACell() {
    var summary = ScoreSummary(axes: Self.axes)
    for task in ["game24", "boxnet"] {
      summary.add(Lines.line(method: "all-text", task: task, score: 1))
    }
    summary.add(Lines.line(method: "all-code", task: "game24", score: 1))
    summary.add(Lines.line(method: "all-code", task: "boxnet", outcome: .providerError, score: 0))
    let table = ScoreTable(summary)
    #expect(table["m", "all-code", "boxnet"] == nil)
    #expect(table.holes("m", "all-code", "boxnet") == CellHoles(unanswered: 1, trials: 1))
    #expect(table.holes("m", "all-code") == CellHoles(unanswered: 1, trials: 2))
    #expect(table.holes("m", "all-text") == nil)
    let scores = NormalizedScores(of: "m", in: table)
    #expect(scores["all-text"] == 100)
    #expect(scores["all-code"] == nil, "an average over other tasks would be another quantity")
    #expect(ModelResult(of: "m", in: table).ranks["all-code"] == nil)
  }

  @Test("is in no class of a ladder's rung")
  func isInNoClass() throws {
    var summary = ComplexitySummary(axes: Self.axes, ladders: [:])
    summary.add(Lines.line(question: "q1"))
    summary.add(Lines.line(question: "q2", outcome: .failedAnswer, score: 0))
    let cell = try #require(summary.cells.values.first)
    #expect(cell.rightWithCode == 1 && cell.wrongWithCode == 0 && cell.wrongWithoutCode == 0)
    #expect(cell.total.counted == 1 && cell.total.unanswered == 1)
  }

  @Test("is no difference between grading policies")
  func isNoGradingDifference() throws {
    var difference = GradingDifference(axes: Self.axes)
    let lines = [
      Lines.line(question: "q1", outcome: .providerError, score: 0),
      Lines.line(question: "q2", outcome: .wrong, score: 0),
    ]
    for line in lines { difference.addFirst(line) }
    for line in lines { difference.addSecond(line) }
    let cell = try #require(difference.cells.values.first)
    #expect(cell.trials == 1 && cell.unanswered == 1 && difference.flipCount == 0)
  }
}
