import Analysis
public import Basics
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Gate results as GitHub Actions shows them: a step's summary, a comment of a pull request, and
/// annotations.
///
/// GitHub cuts without a word what is beyond its limits, so these stay below them, those first that do
/// most to the scores, and with the number of what was left out.
public struct GitHubReport: Sendable {
  /// The most bytes of a step's summary that GitHub takes.
  public static let summaryLimit = 1 << 20
  /// The most bytes of a comment: GitHub takes 65,536 characters, and whoever posts it may put a line
  /// before it.
  public static let commentLimit = 65_000
  /// The most annotations of one step and one level that GitHub shows.
  public static let annotationLimit = 10

  private let findings: [GatedSweep]

  /// Creates a report.
  public init(_ findings: [GatedSweep]) {
    self.findings = findings
  }

  /// The step's summary in Markdown.
  ///
  /// - Parameter limit: The most bytes.
  public func summary(limit: Int = summaryLimit) -> String {
    GateMarkdown(findings).text(limit: limit)
  }

  /// The comment of a pull request, in Markdown: what the summary holds, cut where a comment ends.
  public var comment: String { summary(limit: Self.commentLimit) }

  /// Workflow commands, one a line: problems and causes, those first that do most to the scores; what
  /// is reported and does not fail is a warning.
  public var annotations: [String] {
    [Annotation.Level.error, .warning].flatMap { level in
      let all = findings.flatMap { Annotation.all(of: $0) }.filter { $0.level == level }
      let ranked = FlipWeight.allCases.flatMap { weight in all.filter { $0.weight == weight } }
      guard ranked.count > Self.annotationLimit else { return ranked.map(\.command) }
      let shown = ranked.prefix(Self.annotationLimit - 1).map(\.command)
      let more = Annotation(
        level: level, weight: .accounting, sweep: "steerbench",
        message: ["\(ranked.count - shown.count) more causes; see the step's summary"], place: nil)
      return shown + [more.command]
    }
  }
}

/// One cause as a workflow command.
private struct Annotation {
  enum Level: String {
    case error
    case warning
  }

  let level: Level
  /// What it does to the scores: what cannot be measured at all weighs as a trial that went.
  let weight: FlipWeight
  let sweep: String
  /// A line each.
  let message: [String]
  let place: FilePlace?

  /// Each problem and cause of a sweep.
  static func all(of finding: GatedSweep) -> [Annotation] {
    let missing = finding.missing.map {
      Annotation(
        level: .error, weight: .presence, sweep: finding.sweep, message: Self.message($0),
        place: $0.place)
    }
    let others = finding.otherProblems.map {
      Annotation(
        level: .error, weight: .presence, sweep: finding.sweep, message: [$0], place: nil)
    }
    let causes = (finding.report?.groups ?? []).map { group in
      Annotation(
        level: finding.fails(group) ? .error : .warning, weight: group.example.weight,
        sweep: finding.sweep, message: Self.message(group),
        place: finding.causePlaces[group.example.trial])
    }
    return missing + others + causes
  }

  private static func message(_ missing: GatedSweep.Missing) -> [String] {
    [missing.sentence] + (missing.group.example?.diff ?? []).prefix(4)
  }

  private static func message(_ group: GateVerdict.Group) -> [String] {
    let trials = group.count == 1 ? "1 trial" : "\(group.count) trials"
    return ["\(group.cause.title): \(trials), such as \(FlipLine.text(group.example))"]
  }

  var command: String {
    var properties: [String] = []
    if let place {
      properties += ["file=\(Self.escape(place.path, property: true))", "line=\(place.line)"]
    }
    let title = VisibleText.escape("Steerbench: \(sweep)")
    properties.append("title=\(Self.escape(title, property: true))")
    let text = message.map { VisibleText.escape($0) }.joined(separator: "\n")
    return "::\(level.rawValue) \(properties.joined(separator: ","))::"
      + Self.escape(text, property: false)
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
