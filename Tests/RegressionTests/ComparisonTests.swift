import Analysis
import Basics
import BenchTestSupport
import ModelAPI
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@Suite("The comparison of two sheets")
struct ComparisonTests {
  private static let digests = (0..<4).map { Digest.sha256("cassette \($0)") }

  private func line(
    _ question: Int, method: String = "all-code", sample: Int = 0, _ outcome: Outcome = .correct
  ) -> TrialLine {
    TrialLine(
      trial: TrialID(
        model: "m", method: method, task: "game24", question: "q\(100 + question)",
        sample: sample),
      rung: 1, outcome: outcome, score: outcome == .correct ? 1 : 0,
      usage: TokenUsage(freshInput: 10), textTokens: 12, serviceMicroseconds: 100,
      executionMicroseconds: 5, waitMicroseconds: 0, usedCode: true, turns: 1, calls: 1,
      executions: 1, layers: TrialLayers { Digest.sha256("\($0) \(outcome)") })
  }

  private func reader(
    _ lines: [TrialLine], of cassettes: [Int], named name: String = "sheet"
  ) throws -> ScoreSheetReader {
    let header = try Lines.header("s", cassettes: cassettes.map { Self.digests[$0] })
    return try Lines.reader(lines, header: header, named: name)
  }

  private func compare(
    _ first: [TrialLine], of left: [Int], _ second: [TrialLine], of right: [Int]
  ) throws -> Comparison {
    try Comparison(
      reader(first, of: left, named: "a.tsv"), reader(second, of: right, named: "b.tsv"),
      keeping: 100)
  }

  @Test(
    "is exact where one set of cassettes holds the other",
    arguments: [([0], [0]), ([0, 1], [1]), ([0], [0, 1, 2])])
  func exact(left: [Int], right: [Int]) throws {
    let comparison = try compare(
      [line(1), line(2)], of: left, [line(1), line(2, .wrong)], of: right)
    guard case .flips(let report) = comparison else {
      Issue.record("statistics of the same recordings")
      return
    }
    #expect(report.flipCount == 1 && comparison.regime == .sameRecordings)
    #expect(comparison.hasRegression)
  }

  @Test("leaves out of every statistic what a provider's error ended on one side, and counts it")
  func leavesOutUnanswered() throws {
    let comparison = try compare(
      [line(1), line(2), line(3, .providerError)], of: [0],
      [line(1), line(2, .failedAnswer), line(3, .wrong)], of: [1])
    guard case .statistics(let report) = comparison else {
      Issue.record("flips of different recordings")
      return
    }
    let row = try #require(report.methods.first)
    #expect(report.pairs == 3 && row.pairs == 1 && row.unanswered == 2)
    #expect(row.successes == Sides(first: 1, second: 1))
    #expect(row.failed == Sides(first: 1, second: 1))
    #expect(row.means[.score]?.mean == 0)
  }

  @Test("is statistical where the recordings have nothing in common", arguments: [[1], []])
  func statistical(right: [Int]) throws {
    let comparison = try compare([line(1)], of: [0], [line(1)], of: right)
    #expect(comparison.regime == .differentRecordings && !comparison.hasRegression)
  }

  @Test("refuses to mix recordings of both kinds")
  func refusesToMix() {
    let error = #expect(throws: RegressionError.self) {
      try compare([line(1)], of: [0, 1], [line(1)], of: [1, 2])
    }
    #expect(error?.code == .mixed)
    #expect(error?.message.contains("share 1 of their 3 cassettes") == true)
  }

  @Test("says that there is nothing in common, in either regime", arguments: [[0], [1]])
  func nothingInCommon(right: [Int]) {
    let error = #expect(throws: RegressionError.self) {
      try compare([line(1), line(2)], of: [0], [line(3)], of: right)
    }
    #expect(error?.code == .nothing)
    #expect(error?.message.hasSuffix("a.tsv has 2, b.tsv has 1") == true)
  }

  @Test("pairs trials, leaves out those of one side, and counts what flipped either way")
  func pairs() throws {
    let first = (0..<20).map { line($0, $0 < 12 ? .correct : .wrong) } + [line(50)]
    let second = (0..<20).map { line($0, $0 < 2 ? .unparsed : .correct) }
    guard case .statistics(let report) = try compare(first, of: [0], second, of: [1]) else {
      Issue.record("no statistics")
      return
    }
    #expect(report.pairs == 20 && report.unpaired == Sides(first: 1, second: 0))
    let row = try #require(report.methods.first)
    #expect(row.successes == Sides(first: 12, second: 18))
    #expect(row.success?.test == McNemarTest(onlyFirst: 2, onlySecond: 8))
    #expect(row.adjustedPValue == row.success?.test.pValue)
    #expect(row.unparsed == Sides(first: 0, second: 2))
    #expect(abs(try #require(row.success?.difference).difference - 0.3) < 1e-12)
    #expect(abs(try #require(row.means[.score]).mean - 0.3) < 1e-12)
    #expect(report.models.first?.success == nil, "methods of a model share their questions")
    #expect(report.cells.count == 1 && report.cells.first?.adjustedPValue == nil)
  }

  @Test("finds a fall that chance does not explain, and none in a rise")
  func findsAFall() throws {
    let good = (0..<30).map { line($0) }
    let bad = (0..<30).map { line($0, .wrong) }
    #expect(try compare(good, of: [0], bad, of: [1]).hasRegression)
    #expect(try !compare(bad, of: [0], good, of: [1]).hasRegression)
  }

  @Test("makes no binary test of samples that share a question")
  func samplesAreClusters() throws {
    let lines = (0..<5).flatMap { question in
      (0..<3).map { line(question, sample: $0, $0 == 1 ? .wrong : .correct) }
    }
    guard case .statistics(let report) = try compare(lines, of: [0], lines, of: [1]) else {
      Issue.record("no statistics")
      return
    }
    #expect(report.methods.first?.success == nil)
    #expect(report.methods.first?.means[.score]?.clusters == 5)
  }
}
