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
import Testing
import Trials

@Suite("The comparison report")
struct ComparisonReportTests {
  private func comparison(_ left: String, _ right: String) throws -> Comparison {
    func reader(_ cassette: String, _ outcome: Outcome) throws -> ScoreSheetReader {
      var encoder = try ScoreSheetEncoder(
        Lines.header("s", cassettes: [Digest.sha256(cassette)]))
      for question in 10..<40 {
        try encoder.append(
          TrialLine(
            trial: TrialID(
              model: "m", method: "all-code", task: "game24", question: "q\(question)", sample: 0),
            rung: 1, outcome: outcome, score: outcome == .correct ? 1 : 0, usage: TokenUsage(),
            textTokens: question, serviceMicroseconds: 1, executionMicroseconds: 0,
            waitMicroseconds: 0, usedCode: false, turns: 1, calls: 1, executions: 0,
            layers: TrialLayers { _ in Digest.sha256("\(outcome)") }))
      }
      return try ScoreSheetReader(bytes: encoder.take(), named: cassette)
    }
    return try Comparison(reader(left, .correct), reader(right, .wrong), keeping: 100)
  }

  private func text(_ left: String, _ right: String) throws -> String {
    ComparisonReport(
      try comparison(left, right), names: Sides(first: "old\u{1B}[2J", second: "new")
    ).text(colour: false)
  }

  @Test("says before all else that flips of the same recordings are facts, and prints no p-value")
  func sameRecordings() throws {
    let text = try text("one", "one")
    #expect(text.contains("Same recordings"))
    #expect(text.contains("Trials that differ from the baseline: 30 of 30"))
    #expect(!text.contains("McNemar") && !text.contains("Holm"))
  }

  @Test("prints the paired statistics of two recordings with their seed")
  func differentRecordings() throws {
    let text = try text("one", "two")
    #expect(text.contains("Different recordings"))
    #expect(text.contains("100.0 -> 0.0") && text.contains("-100.0 ["))
    #expect(text.contains("SplitMix64, seed \"compare\""))
  }

  @Test("shows hostile names harmlessly")
  func escapes() throws {
    #expect(try !text("one", "two").contains("\u{1B}"))
  }

  @Test("is one JSON value that names the regime and never holds an infinity")
  func json() throws {
    for (second, regime) in [("one", "same-recordings"), ("two", "different-recordings")] {
      let report = ComparisonReport(
        try comparison("one", second), names: Sides(first: "a", second: "b"))
      let text = try CanonicalJSON.text(of: report.json)
      #expect(text.contains("\"regime\":\"\(regime)\""))
      #expect(text == (try CanonicalJSON.text(of: report.json)))
    }
  }
}
