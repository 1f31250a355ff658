import Analysis
public import Basics
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A step's summary for GitHub Actions: scores by task and method, and across models.
///
/// Whole tables are left out where GitHub's limit would cut the text without a word, and their number
/// is said. Append the file to the one that `GITHUB_STEP_SUMMARY` names.
public struct GitHubSweepExport: SweepExport {
  static let format = SweepExportFormat(
    name: "github", summary: "A step summary for GitHub Actions, within its limit of 1 MiB."
  ) { GitHubSweepExport(sweep: $0) }

  private let sweep: ExportedSweep
  private let limit: Int
  private var summary: ScoreSummary

  init(sweep: ExportedSweep, limit: Int = GitHubReport.summaryLimit) {
    self.sweep = sweep
    self.limit = limit
    summary = ScoreSummary(axes: sweep.axes)
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) { summary.add(trial.line) }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) {
    var text = MarkdownSweepExport.head(sweep, trials: summary.trials, level: "##")
    let tables = SweepTables.short(of: summary).map { "\n" + MarkdownRenderer().render([$0]) }
    for (index, table) in tables.enumerated() {
      let rest = "\nNot shown, for want of space: \(tables.count - index) tables.\n"
      guard text.utf8.count + table.utf8.count + rest.utf8.count <= limit else {
        text += rest
        break
      }
      text += table
    }
    files.append(text)
  }
}
