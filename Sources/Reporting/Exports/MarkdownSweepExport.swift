import Analysis
public import Basics
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

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
