import Analysis
import Basics
import BenchTestSupport
import ModelAPI
import RecordReplay
import ScoreSheets
import Sweeps
import Testing
import Trials

@Suite("The paper's metrics")
struct MetricsTests {
  private func table(
    methods: [String], _ scores: [String: [Double?]], notApplicable: Set<ModelMethod> = []
  ) -> ScoreTable {
    let tasks = scores.keys.sorted()
    var table = ScoreTable(
      axes: ScoreAxes(
        models: [.init(name: "m", title: "M")],
        methods: methods.map { .init(name: $0, title: $0) },
        tasks: tasks.map { .init(name: $0, title: $0) }, notApplicable: notApplicable))
    for task in tasks {
      for (method, score) in zip(methods, scores[task] ?? []) { table["m", method, task] = score }
    }
    return table
  }

  @Test("divide by the best single-turn method of the same model and task")
  func dividesByTheBest() {
    let table = table(methods: ["a", "b"], ["t1": [40, 80], "t2": [30, 10]])
    let scores = NormalizedScores(of: "m", in: table)
    let third: Double = 1.0 / 3
    let expected: Double = (third + 1) / 2 * 100
    #expect(scores["a"] == 75)
    #expect(scores["b"] == expected)
  }

  @Test("divide variants with more turns by the same best, of which they are no part")
  func variantsTakeNoPart() {
    let table = table(methods: ["a", "b", "a@2"], ["t1": [40, 50, 100]])
    let scores = NormalizedScores(of: "m", in: table)
    #expect(scores["a"] == 80 && scores["b"] == 100 && scores["a@2"] == 200)
    let ranks = ModelResult(of: "m", in: table).ranks
    #expect(ranks["b"] == 1 && ranks["a"] == 2 && ranks["a@2"] == nil)
  }

  @Test("are moved by no prompt variant: it is divided by the best with the base's prompts")
  func promptVariantsTakeNoPart() {
    let table = table(methods: ["a", "b", "a+terse"], ["t1": [40, 50, 100]])
    let scores = NormalizedScores(of: "m", in: table)
    #expect(scores["a"] == 80 && scores["b"] == 100 && scores["a+terse"] == 200)
    let ranks = ModelResult(of: "m", in: table).ranks
    #expect(ranks["b"] == 1 && ranks["a"] == 2 && ranks["a+terse"] == nil)
  }

  @Test("leave out a task in which no single-turn method scored anything, and list it")
  func leavesOutEmptyTasks() {
    let table = table(methods: ["a", "b", "a@2"], ["t1": [0, 0, 7], "t2": [5, 10, 10]])
    let scores = NormalizedScores(of: "m", in: table)
    #expect(scores.tasksWithoutScore == ["t1"] && scores.tasks == ["t2"])
    #expect(scores["a"] == 50 && scores["b"] == 100 && scores["a@2"] == 100)
  }

  @Test("do not average a method over fewer tasks than its neighbours")
  func needsEveryTask() {
    let table = table(methods: ["a", "b"], ["t1": [1, 1], "t2": [1, nil]])
    let scores = NormalizedScores(of: "m", in: table)
    #expect(scores["a"] == 100 && scores["b"] == nil)
    #expect(scores.missingTasks(of: "b") == ["t2"] && scores.missingTasks(of: "a").isEmpty)
    #expect(ModelResult(of: "m", in: table).ranks["b"] == nil)
  }

  @Test("add a method's tasks up from the smallest, so that no order of tasks moves a bit")
  func additionOrder() {
    let ratios = [0.1, 0.2, 0.3]
    let expected = ratios.reduce(0, +) / 3 * 100
    // The order matters to the last bit: the claim is one that can fail.
    #expect(ratios.reversed().reduce(0, +) / 3 * 100 != expected)
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
      let scores = order.enumerated().map { ("t\($0.offset)", [ratios[$0.element], 1]) }
      let table = table(methods: ["a", "best"], Dictionary(uniqueKeysWithValues: scores))
      #expect(NormalizedScores(of: "m", in: table)["a"] == expected, "\(order)")
    }
  }

  @Test("are undefined, not zero, where nothing was measured or nothing scored")
  func undefined() {
    #expect(NormalizedScores(of: "m", in: table(methods: ["a"], ["t1": [0]]))["a"] == nil)
    #expect(NormalizedScores(of: "other", in: table(methods: ["a"], ["t1": [9]]))["a"] == nil)
  }

  @Test("give ties the better rank, leave the next one free, and put NA after all tested")
  func competitionRanks() {
    let ranks = CompetitionRanks(
      scores: ["a": 90, "b": 80, "c": 80, "d": 70, "a@4": 99], notApplicable: ["e", "f", "b@2"])
    #expect(["a", "b", "c", "d", "e", "f"].map { ranks[$0] } == [1, 2, 2, 4, 5, 5])
    #expect(ranks["a@4"] == nil && ranks["b@2"] == nil && ranks["unknown"] == nil)
  }

  @Test("tie methods whose scores are equal whatever the order of addition")
  func tiesAreExact() {
    let sums = [[0.1, 0.2, 0.3].reduce(0, +), [0.3, 0.2, 0.1].reduce(0, +)]
    #expect(sums[0] != sums[1])
    let ranks = CompetitionRanks(scores: ["a": sums[0], "b": sums[1]], notApplicable: [])
    #expect(ranks["a"] == 1 && ranks["b"] == 1)
    let near = CompetitionRanks(scores: ["a": 80.01, "b": 80.02], notApplicable: [])
    #expect(near["a"] == 2 && near["b"] == 1)
  }

  @Test("average scores over the models tested, and ranks only where every model has one")
  func averages() {
    let averages = ModelAverages([
      ModelResult(model: "m", scores: ["a": 90, "b": 80], notApplicable: []),
      ModelResult(model: "n", scores: ["a": 70], notApplicable: ["b"]),
      ModelResult(model: "unmeasured", scores: [:], notApplicable: []),
    ])
    #expect(averages.averageScore(of: "a") == 80 && averages.averageScore(of: "b") == 80)
    #expect(averages.averageRank(of: "a") == 1 && averages.averageRank(of: "b") == 2)
    let partial = ModelAverages([
      ModelResult(model: "m", scores: ["a": 90, "b": 80], notApplicable: []),
      ModelResult(model: "n", scores: ["a": 70], notApplicable: []),
    ])
    #expect(partial.averageRank(of: "b") == nil && partial.averageScore(of: "b") == 80)
  }

  @Test("are the same for a summary of trials as for its mean scores")
  func readsSummaries() {
    var summary = ScoreSummary(
      axes: ScoreAxes(
        models: [.init(name: "m", title: "M")], methods: [.init(name: "all-code", title: "A")],
        tasks: [.init(name: "game24", title: "G")]))
    summary.add(Lines.line(question: "q1", score: 1))
    summary.add(Lines.line(question: "q2", outcome: .partial, score: 0.5))
    #expect(ScoreTable(summary)["m", "all-code", "game24"] == 75)
  }
}

@Suite("Cells")
struct CellTests {
  @Test("never overflow, whatever a hostile sheet holds")
  func saturate() {
    var line = Lines.line()
    line.textTokens = .max
    line.serviceMicroseconds = .max
    line.executionMicroseconds = .max
    line.usage = TokenUsage(
      freshInput: .max, cacheRead: .max, cacheWrite: .max, visibleOutput: .max,
      reasoningOutput: .max)
    var cell = CellSums()
    for _ in 0..<3 { cell.add(line) }
    #expect(cell.costs.textTokens == .max && cell.costs.runtimeMicroseconds == .max)
    #expect(cell.costs.usage.freshInput == nil)
    var total = cell
    total.add(cell)
    #expect(total.trials == 6 && total.costs.textTokens == .max && total.meanScore == 100)
  }

  @Test("count scores that are no scores as the nearest")
  func clampsScores() {
    var line = Lines.line()
    for (score, millionths) in [(Double.nan, 0), (-1, 0), (2, 1_000_000), (.infinity, 1_000_000)] {
      line.score = score
      #expect(line.scoreMillionths == millionths)
    }
  }
}
