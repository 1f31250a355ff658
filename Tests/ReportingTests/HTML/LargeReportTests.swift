import Analysis
import Basics
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@testable import Reporting

@Suite("A report of many trials")
struct LargeReportTests {
  /// Trials of two models, all of two methods and two tasks.
  private func lines(_ count: Int) -> [TrialLine] {
    let each = count / 8
    var lines: [TrialLine] = []
    for model in ["big", "small"] {
      for method in ["all-code", "all-text"] {
        for task in ["boxnet", "game24"] {
          for number in 0..<each {
            var line = Fixture.line(
              model, method, task, "\(task)-\(1 + number % 5)-\(1_000_000 + number)",
              Double(number % 3) / 2)
            line.rung = 1 + number % 5
            line.serviceMicroseconds = 1_000_000 + number * 37
            lines.append(line)
          }
        }
      }
    }
    return lines
  }

  @Test("takes less than a hundred bytes a trial, whatever their number")
  func isCompact() throws {
    let lines = lines(100_000)
    var summary = ScoreSummary(axes: Fixture.axes)
    var ladders = ComplexitySummary(axes: Fixture.axes, ladders: [:])
    var trials = TrialColumns()
    for line in lines {
      summary.add(line)
      ladders.add(line)
      trials.add(line)
    }
    var parts = PageFixture.parts(.none)
    (parts.summary, parts.ladders, parts.trials) = (summary, ladders, trials)
    let html = try HTMLReport(parts).document().html
    let frame = try HTMLReport(PageFixture.parts(.none)).document().html.count
    #expect(html.count - frame < 100 * lines.count)
    // For who wants to open it: `swift test --attachments-path FOLDER`.
    Attachment.record(html, named: "large.html")
  }
}
