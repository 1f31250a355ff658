import Analysis
import Basics
import BenchTestSupport
import ModelAPI
import RecordReplay
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@Suite("What rests on trials without an answer says so")
struct HoleNotesTests {
  private static let axes = ScoreAxes(
    models: [.init(name: "m", title: "M"), .init(name: "n", title: "N")],
    methods: [.init(name: "all-code", title: "Code"), .init(name: "all-text", title: "Text")],
    tasks: [.init(name: "game24", title: "Game 24")])

  private static func summary(_ outcome: Outcome, over denominator: Denominator = .answered)
    -> ScoreSummary
  {
    var summary = ScoreSummary(axes: axes, over: denominator)
    for model in ["m", "n"] {
      for method in ["all-code", "all-text"] {
        summary.add(Lines.line(model: model, method: method, question: "q1", score: 1))
        let isLost = model == "m" && method == "all-code"
        summary.add(
          Lines.line(
            model: model, method: method, question: "q2", outcome: isLost ? outcome : .wrong,
            score: 0))
      }
    }
    return summary
  }

  private func text(_ tables: [TextTable], as format: TableFormat) throws -> String {
    try format.renderer().render(tables)
  }

  @Test("in the cell, in the note beneath, in the averages and across models")
  func marksTables() throws {
    let tables = SweepTables.all(of: Self.summary(.providerError))
    let shown = try text(tables, as: .terminal)
    #expect(shown.contains("100.0*") && shown.contains("Code 1 of 2"))
    #expect(shown.contains("Code with M 1 of 2"))
    #expect(try text(tables, as: .markdown).contains(#"100.0\*"#))
    let json = try JSONValue(parsing: text(tables, as: .json))
    #expect(json[0]?["rows"]?[0]?["unanswered"] == [0, 1, 0])
    let csv = try text([tables[0]], as: .csv).split(separator: "\n")
    #expect(csv[0].hasSuffix(",Unanswered") && csv[1].hasSuffix(",1"))
    let scores = try #require(tables.first { $0.name == "scores:m" })
    let column = try #require(scores.columns.firstIndex { $0.name == "unanswered" })
    #expect(scores.rows[0].cells[column].value == .integer(1))
    #expect(scores.rows[1].cells[column].value == .integer(0))
  }

  @Test("and nothing more is said where every trial was answered")
  func staysSilent() throws {
    let shown = try text(SweepTables.all(of: Self.summary(.wrong)), as: .terminal)
    #expect(!shown.contains("nanswered") && !shown.contains("*"))
  }

  @Test("by the paper's denominators too, with other words and other numbers")
  func marksPaperDenominators() throws {
    let tables = SweepTables.short(of: Self.summary(.providerError, over: .paper))
    let shown = try text(tables, as: .terminal)
    #expect(shown.contains("50.0*") && shown.contains("the paper's denominators"))
  }

  @Test("in every analysis: a sentence at its head, and a note on each table", arguments: 0..<7)
  func marksAnalyses(place: Int) throws {
    let kind = AnalysisRegistry.all[place]
    var analysis = kind.begin(AnalysisContext(axes: Self.axes))
    analysis.add(
      TrialFeatures(line: Lines.line(question: "q1"), diversity: TextDiversity(of: "one two")))
    analysis.add(
      TrialFeatures(
        line: Lines.line(question: "q2", outcome: .failedAnswer, score: 0),
        diversity: TextDiversity(of: "three")))
    let section = analysis.section
    #expect(section.findings[0].contains("m with all-code 1 of 2"))
    for table in section.tables {
      #expect(table.notes.contains { $0.contains("m with all-code 1 of 2") })
    }
  }
}
