import Analysis
public import Basics
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Gate results as GitHub Actions shows them: a step's summary, and annotations.
///
/// GitHub cuts without a word what is beyond its limits, so these stay below them, the gravest cause
/// first and with the number of what was left out.
public struct GitHubReport: Sendable {
  /// The most bytes of a step's summary that GitHub takes.
  public static let summaryLimit = 1 << 20
  /// The most errors of one step that GitHub shows.
  public static let annotationLimit = 10

  private let findings: [GatedSweep]

  /// Creates a report.
  public init(_ findings: [GatedSweep]) {
    self.findings = findings
  }

  /// The step's summary in Markdown, with a bounded number of flips a sweep.
  ///
  /// - Parameter limit: The most bytes.
  public func summary(limit: Int = summaryLimit) -> String {
    var text = "## Steerbench\n"
    for (index, finding) in findings.enumerated() {
      let section = section(finding)
      let rest = "\nNot shown, for want of space: \(findings.count - index) sweeps.\n"
      guard text.utf8.count + section.utf8.count + rest.utf8.count <= limit else {
        return text + rest
      }
      text += section
    }
    return text
  }

  /// Workflow commands, one a line: each sweep's problems and causes, the gravest first.
  public var annotations: [String] {
    let all = findings.flatMap { finding in
      finding.problems.map { (finding.sweep, $0) }
        + (finding.report?.groups ?? []).map { (finding.sweep, message($0)) }
    }
    guard all.count > Self.annotationLimit else { return all.map(annotation) }
    let shown = all.prefix(Self.annotationLimit - 1).map(annotation)
    let more = all.count - shown.count
    return shown + [annotation("steerbench", "\(more) more causes; see the step's summary")]
  }

  private func section(_ finding: GatedSweep) -> String {
    let mark = finding.passes ? "✅" : "❌"
    let head = "\n### \(mark) \(MarkdownText.escape(finding.sweep))\n\n"
    let problems = finding.problems.map { "- \(MarkdownText.escape($0))\n" }.joined()
    guard let report = finding.report else { return head + problems }
    let flips = FlipsReport(report)
    let verdict = MarkdownText.escape(flips.verdict) + "\n"
    guard report.flipCount > 0 else { return head + problems + verdict }
    let tables = MarkdownRenderer().render([flips.causes, flips.flips])
    let examples = report.groups.map { group in
      // Nothing in these lines can end the block: columns hold words, numbers and digests.
      let lines = FlipDifference(group.example).lines
      return "\n\(MarkdownText.escape("\(group.cause.title): \(group.example.trial)"))\n\n```diff\n"
        + lines.map { $0 + "\n" }.joined() + "```\n"
    }
    return head + problems + verdict + "\n" + tables + examples.joined()
  }

  private func message(_ group: GateVerdict.Group) -> String {
    let trials = group.count == 1 ? "1 trial" : "\(group.count) trials"
    return "\(group.cause.title): \(trials), such as \(FlipLine.text(group.example))"
  }

  private func annotation(_ sweep: String, _ message: String) -> String {
    let title = Self.escape(VisibleText.escape("Steerbench: \(sweep)"), property: true)
    return "::error title=\(title)::\(Self.escape(VisibleText.escape(message), property: false))"
  }

  /// The escapes of workflow commands: without them a text could end the command or begin another.
  private static func escape(_ text: String, property: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": escaped += "%25"
      case "\r": escaped += "%0D"
      case "\n": escaped += "%0A"
      case ":" where property: escaped += "%3A"
      case "," where property: escaped += "%2C"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

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
