import Analysis
import BenchTestSupport
import RecordReplay
import ScoreSheets
import Sweeps
import Testing
import Trials

@Suite("Along the ladder")
struct ComplexitySummaryTests {
  private let axes = ScoreAxes(
    models: [.init(name: "m", title: "M")], methods: [.init(name: "all-code", title: "All Code")],
    tasks: [.init(name: "game24", title: "Game 24")])

  @Test("the four classes of a rung add up to its answered trials")
  func classesAddUp() {
    var cell = ComplexityCell()
    for (index, outcome) in Outcome.allCases.enumerated() {
      for usedCode in [true, false] {
        var line = Lines.line(outcome: outcome)
        line.usedCode = usedCode
        for _ in 0...index { cell.add(line) }
      }
    }
    let classes = [
      cell.rightWithCode, cell.wrongWithCode, cell.rightWithoutCode, cell.wrongWithoutCode,
    ]
    #expect(classes.reduce(0, +) == cell.total.counted)
    #expect(cell.total.counted == cell.total.trials - cell.total.unanswered)
    #expect(cell.rightWithCode == 1 && cell.rightWithoutCode == 1)
    #expect(cell.wrongWithCode + cell.rightWithCode == cell.total.costs.codeTrials)
  }

  @Test("trials fall on their rung, and a ladder says what its rungs are like")
  func rungs() throws {
    var summary = ComplexitySummary(axes: axes, ladders: [:])
    for (rung, score) in [(1, 1.0), (1, 0), (3, 1)] {
      var line = Lines.line(outcome: score == 1 ? .correct : .wrong, score: score)
      line.rung = rung
      summary.add(line)
    }
    #expect(summary.rungs(of: "game24", model: "m") == [1, 3])
    let key = ComplexityKey(CellKey(model: "m", method: "all-code", task: "game24"), rung: 1)
    #expect(summary.cells[key]?.total.trials == 2)
    let bench = try SmallBench(
      """
      version: 1
      models: {m: {access: {base-url: "http://localhost:1/v1"}}}
      tasks: [game24]
      """)
    let library = QuestionLibrary(["game24": bench.trials.map(\.question), "boxnet": []])
    #expect(library.ladder(of: "game24")[3] == "terms 4")
    #expect(library.ladder(of: "boxnet") == [:])
  }

  @Test("two policies' trials are compared one by one")
  func differences() {
    var difference = GradingDifference(axes: axes)
    let strict = [Lines.line(question: "a", outcome: .wrong, score: 0), Lines.line(question: "b")]
    let paper = [Lines.line(question: "a"), Lines.line(question: "b")]
    for line in strict { difference.addFirst(line) }
    for line in paper + paper { difference.addSecond(line) }
    let cell = difference.cells[CellKey(model: "m", method: "all-code", task: "game24")]
    #expect(cell?.trials == 2 && cell?.risen == 1 && cell?.fallen == 0)
    #expect(cell?.before == 1_000_000 && cell?.after == 2_000_000)
    #expect(difference.flipCount == 1)
    #expect(difference.flips.map(\.trial.question) == ["a"])
    #expect(difference.flips.first?.before == .wrong && difference.flips.first?.after == .correct)
  }
}
