import Basics
import Foundation
import ModelAPI
import RecordReplay
import Regression

@testable import Analysis
@testable import Reporting
@testable import ScoreSheets
@testable import Statistics
@testable import Sweeps
@testable import Tasks
@testable import Trials

/// Parts of a report with trials whose model and code are hostile.
enum PageFixture {
  static let hostile = """
    <script>alert(1)</script></script><!--<img src=x onerror=alert(2)> \
    <a href="javascript:alert(3)">x</a> {{title}} \u{1B}[31mred\u{1B}[0m \u{202E}gnp \u{2066}x\u{2069}
    """

  static let lines: [TrialLine] =
    Fixture.lines.filter { $0.trial.model == "big" }.sorted { $0.trial < $1.trial }

  static func record(_ line: TrialLine, answer: String = hostile) -> TrialRecord {
    let judgement = Judgement(
      answer: answer, source: .response, rule: "marker", success: true, score: 1,
      explanation: "because \(answer)")
    return TrialRecord(line: line, transcript: Transcript(), judgement: judgement)
  }

  static func parts(
    _ scope: TranscriptLibrary.Scope = .fitting, title: String = "s",
    comparison: ReportComparison? = nil
  ) -> HTMLReport.Parts {
    var trials = TrialColumns()
    var ladders = ComplexitySummary(
      axes: Fixture.axes, ladders: ["game24": [1: "<b>numbers 3</b>"]])
    var transcripts = TranscriptLibrary(scope)
    for line in lines {
      trials.add(line)
      ladders.add(line)
    }
    for (index, line) in lines.enumerated() { _ = transcripts.add(record(line), at: index) }
    return HTMLReport.Parts(
      summary: Fixture.summary, ladders: ladders, trials: trials, transcripts: transcripts,
      references: ["game24": ["q1": hostile]], prices: .unknown,
      provenance: ReportProvenance(
        toolVersion: "1.2.3",
        sources: [
          .init(
            header: ScoreSheetHeader(
              sweep: title, cassettes: [Digest.sha256("tape")], grading: .strict,
              extractsByModel: false, variesPrompts: false),
            trials: lines.count, sheet: Digest.sha256("sheet"), interpreter: "python3.11",
            models: [
              (
                name: "big", request: "big-1",
                parameters: JSONObject([JSONMember(name: "stop", value: .string(hostile))])
              )
            ])
        ]),
      comparison: comparison, tables: Fixture.all)
  }

  static func page(_ parts: HTMLReport.Parts = parts()) throws -> String {
    String(decoding: try HTMLReport(parts).document().html, as: UTF8.self)
  }

  /// What stands between the tags of the element with an opening tag.
  static func content(of open: String, to close: String, in page: String) -> String? {
    guard let start = page.range(of: open)?.upperBound,
      let end = page[start...].range(of: close)?.lowerBound
    else { return nil }
    return String(page[start..<end])
  }

  /// The data of a block of the page.
  static func data(_ id: String, in page: String) throws -> JSONValue? {
    let open = "<script type=\"application/json\" id=\"\(id)\">"
    return try content(of: open, to: "</script>", in: page).map { try JSONValue(parsing: $0) }
  }
}
