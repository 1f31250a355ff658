import Analysis
import Basics
import RecordReplay
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Testing
import Trials

@Suite("Reports on grading")
struct GradingReportTests {
  @Test("a ladder has a row a method and rung, in every format", arguments: TableFormat.allCases)
  func ladder(format: TableFormat) throws {
    var summary = ComplexitySummary(
      axes: Fixture.axes, ladders: ["game24": [1: "terms 2", 2: "terms 3"]])
    for line in Fixture.lines {
      summary.add(line)
      var harder = line
      harder.rung = 2
      harder.outcome = .wrong
      harder.score = 0
      summary.add(harder)
    }
    let tables = ComplexityTables.tables(of: summary)
    #expect(tables.map(\.name).first == "complexity:big:game24")
    #expect(tables.count == 4)
    #expect(
      tables[0].rows.map(\.name).prefix(4) == [
        "all-text:1", "all-text:2", "all-code:1", "all-code:2",
      ])
    #expect(tables[0].rows[2].cells.map(\.value)[2] == .text("terms 2"))
    #expect(tables[0].rows[2].cells.map(\.value)[5] == .number(100, decimals: 1))
    let text = try format.renderer().render(tables)
    #expect(text.contains("terms 3"))
  }

  @Test("the difference of two gradings names methods, cells and trials")
  func difference() throws {
    var difference = GradingDifference(axes: Fixture.axes)
    for line in Fixture.lines { difference.addFirst(line) }
    for var line in Fixture.lines {
      if line.trial.question == "q2", line.trial.method == "all-text" { line.score = 1 }
      difference.addSecond(line)
    }
    let flips = difference.flips.map {
      GradingTables.Explained(
        $0, quirks: ["product substring"], strict: "no\u{1b}", paper: "yes")
    }
    let tables = GradingTables.tables(of: difference, flips: flips)
    #expect(tables.map(\.name) == ["gradings:methods", "gradings:cells", "gradings:flips"])
    #expect(tables[1].rows.map(\.name) == ["big:all-text:game24"])
    #expect(tables[2].rows.count == 1)
    let text = try TableFormat.terminal.renderer().render(tables)
    #expect(text.contains("product substring") && !text.contains("\u{1b}"))
  }

  @Test("a graded answer is reported with place, line, rule and decisions")
  func gradeReport() throws {
    guard let task = TaskRegistry.shipped.task(named: "navigate") else { return }
    let report = try Self.report(task, "Well.\n\n<<<\u{1b}[31mperhaps>>>\nThe answer is **Yes**")
    #expect(report.text.contains("response, line 4, bytes "))
    #expect(report.text.contains("rule     answer phrase: after the last"))
    #expect(report.text.contains("passed   marker (response, line 3"))
    #expect(!report.text.contains("\u{1b}"))
    #expect(report.json["place"]?["rule"]?.string == "answer phrase")
    #expect(report.json["decisions"]?.array?.count == 3)
  }

  private static func report(_ task: some BenchTask, _ text: String) throws -> GradeReport {
    let question = try task.questions(perRung: 1, seed: "x")[0]
    let texts: [(source: AnswerSource, text: AnswerText)] = [(.response, AnswerText(text))]
    var trace = GradingTrace()
    let judgement = try LoadedQuestion(question, of: task).judge(
      texts, by: .strict, trace: &trace)
    return GradeReport(question: question.id, judgement: judgement, trace: trace, texts: texts)
  }
}
