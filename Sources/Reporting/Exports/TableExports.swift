import Analysis
public import Basics
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// Comma-separated values, a line a trial: the score sheet as spreadsheets read it.
///
/// An unknown counter is an empty field, times are in microseconds, as in the sheet.
public struct CSVSweepExport: SweepExport {
  static let format = SweepExportFormat(
    name: "csv", summary: "One line a trial, for spreadsheets and data frames (RFC 4180)."
  ) { sweep in CSVSweepExport(columns: sweep.header.columns) }

  private var lines: CSVTrialLines

  private init(columns: [ScoreColumn]) {
    lines = CSVTrialLines(columns)
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) { lines.add(trial.line, to: &files) }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) { lines.begin(&files) }
}

/// The lines of comma-separated values: the columns of a sheet, and others behind them.
struct CSVTrialLines {
  private let columns: [ScoreColumn]
  private let others: [String]
  private var isBegun = false

  /// - Parameter others: The names of the columns behind those of the sheet.
  init(_ columns: [ScoreColumn], and others: [String] = []) {
    self.columns = columns
    self.others = others
  }

  /// Writes the names of the columns, once, though no trial follows.
  mutating func begin(_ files: inout ExportFiles) {
    guard !isBegun else { return }
    isBegun = true
    files.append((columns.map(\.rawValue) + others).joined(separator: ",") + "\n")
  }

  /// - Parameter fields: Those of the other columns, ready to stand there.
  mutating func add(
    _ line: TrialLine, and fields: [String] = [], to files: inout ExportFiles
  ) {
    precondition(fields.count == others.count, "each column has a field")
    begin(&files)
    let own = columns.map { Self.field(of: $0, in: line) }
    files.append((own + fields).joined(separator: ",") + "\n")
  }

  /// A column of a line; nothing where it is unknown.
  private static func field(of column: ScoreColumn, in line: TrialLine) -> String {
    switch column.value(in: line) {
    case .name(let text): CSVRenderer.field(text)
    case .counter(nil), .millionths(nil): ""
    case let value: value.text
    }
  }
}

/// All tables of a sweep in Markdown, with what they are of at the head.
public struct MarkdownSweepExport: SweepExport {
  static let format = SweepExportFormat(
    name: "markdown", summary: "All tables of the sweep, as `report --format markdown` has them."
  ) { MarkdownSweepExport(sweep: $0) }

  private let sweep: ExportedSweep
  private var summary: ScoreSummary

  init(sweep: ExportedSweep) {
    self.sweep = sweep
    summary = ScoreSummary(axes: sweep.axes)
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) { summary.add(trial.line) }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) {
    files.append(Self.head(sweep, trials: summary.trials, level: "#"))
    files.append("\n" + MarkdownRenderer().render(SweepTables.all(of: summary)))
  }

  /// What a document is of.
  static func head(_ sweep: ExportedSweep, trials: Int, level: String) -> String {
    let cassettes = sweep.header.cassettes.map { "`\($0.short)`" }.joined(separator: ", ")
    return """
      \(level) \(MarkdownText.escape(sweep.header.sweep))

      Trials: \(trials). Cassettes: \(cassettes.isEmpty ? "none" : cassettes). \
      Grading: \(sweep.header.grading.rawValue). Tool: steerbench \(sweep.toolVersion).

      """
  }
}
