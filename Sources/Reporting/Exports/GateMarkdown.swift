import Basics
import RecordReplay
import ScoreSheets
import Trials

/// What gates found, in Markdown: what the terminal holds, cause by cause, within a number of bytes.
///
/// No text of a stranger can leave its place in it: words are escaped, and lines of a block of code
/// begin with characters that end no block.
public struct GateMarkdown: Sendable {
  /// Room for the line that says what was left out.
  private static let restLimit = 120

  private let findings: [GatedSweep]

  /// Creates the document of some sweeps.
  public init(_ findings: [GatedSweep]) {
    self.findings = findings
  }

  /// The document.
  ///
  /// Every sweep has its line, whatever the room; causes come those first that do most to the scores,
  /// as long as they fit, and the rest is counted.
  ///
  /// - Parameter limit: The most bytes; `nil` for all of it.
  public func text(limit: Int? = nil) -> String {
    let limit = limit ?? .max
    var text = "## Steerbench\n"
    var left = 0
    for (index, finding) in findings.enumerated() {
      let head = Self.head(of: finding)
      guard text.utf8.count + head.utf8.count + Self.restLimit <= limit else {
        return text + Self.rest(causes: left, sweeps: findings.count - index)
      }
      text += head
      for part in Self.parts(of: finding) {
        // Sweeps that are still to come keep their lines.
        let room = limit - Self.restLimit - (findings.count - index - 1) * Self.restLimit
        guard text.utf8.count + part.utf8.count <= room else {
          left += 1
          continue
        }
        text += part
      }
    }
    return text + Self.rest(causes: left, sweeps: 0)
  }

  private static func rest(causes: Int, sweeps: Int) -> String {
    let parts = [(causes, "causes and tables"), (sweeps, "sweeps")].filter { $0.0 > 0 }
    guard !parts.isEmpty else { return "" }
    return "\nNot shown, for want of space: "
      + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ".\n"
  }

  private static func head(of finding: GatedSweep) -> String {
    let mark = finding.passes ? "✅" : "❌"
    var head = "\n### \(mark) \(MarkdownText.escape(finding.sweep))\n\n"
    if let report = finding.report {
      head += MarkdownText.escape(FlipsReport(report).verdict) + "\n"
      let reported = report.flipCount - report.count(from: finding.failsOn.weight)
      if reported > 0 {
        head += "Reported only, since the gate fails on \(finding.failsOn.rawValue): \(reported).\n"
      }
    }
    return head
  }

  /// What stands below a sweep's head, each to be shown whole or not at all.
  private static func parts(of finding: GatedSweep) -> [String] {
    let missing = finding.missing.map { part(of: $0, in: finding) }
    let others = finding.otherProblems.map { "- \(MarkdownText.escape($0))\n" }
    guard let report = finding.report, report.flipCount > 0 else { return missing + others }
    let flips = FlipsReport(report)
    return missing + others + report.groups.map { part(of: $0, in: finding, report) }
      + [
        "\n" + MarkdownRenderer().render([flips.causes]),
        "\n" + MarkdownRenderer().render([flips.flips]),
      ]
  }

  private static func part(of missing: GatedSweep.Missing, in finding: GatedSweep) -> String {
    let group = missing.group
    var text = "\n**\(MarkdownText.escape(missing.sentence))**\n\n"
    text += words(of: missing.place)
    if let example = group.example, !example.diff.isEmpty {
      text += block("diff", example.diff) + "\n"
    }
    text += trials(group.trials.map(\.description), of: group.trials.count)
    return text
      + block(
        "sh", ["steerbench replay \(finding.path)", "steerbench record \(finding.path)"],
        "\nTo see all of it, and to record what is missing:\n\n")
  }

  private static func part(
    of group: GateVerdict.Group, in finding: GatedSweep, _ report: GateVerdict
  ) -> String {
    let count = group.count == 1 ? "1 trial" : "\(group.count) trials"
    let example = group.example
    let title = "**\(MarkdownText.escape("\(group.cause.title): \(example.trial)"))**"
    var lines = FlipDifference(example).lines
    if let layer = group.cause.layer, let now = finding.texts[example.trial] {
      lines += ["", "    the layer \(layer.rawValue) now:"]
      lines += FlipDifference.bounded(now).map { "    \($0)" }
    }
    let flips = report.flipsByWeight.filter { $0.cause == group.cause }
    return "\n\(title)\n\n" + words(of: finding.causePlaces[example.trial])
      + block("diff", lines) + "\n"
      + trials(flips.map(FlipLine.text), of: group.count, called: count)
      + block(
        "sh",
        [
          "steerbench transcript \(example.trial) --sweep \(finding.path)",
          "steerbench bisect \(finding.path) --good REV",
        ], "\nTo look further:\n\n")
  }

  private static func words(of place: FilePlace?) -> String {
    place.map { "In \(MarkdownText.escape($0.path)), line \($0.line).\n\n" } ?? ""
  }

  /// The first trials of a cause, and how many there are.
  private static func trials(
    _ lines: [String], of count: Int, called name: String? = nil
  ) -> String {
    let shown = lines.prefix(MissText.shownTrials)
    let more = count - shown.count
    return (name.map { "\($0):\n" } ?? "")
      + shown.map { "- \(MarkdownText.escape($0))\n" }.joined()
      + (more > 0 ? "- and \(more) more\n" : "")
  }

  /// A block of code; no line of it can end it.
  private static func block(
    _ language: String, _ lines: [String], _ before: String = ""
  ) -> String {
    before + "```\(language)\n"
      + lines.map { line in
        let shown = VisibleText.escape(line)
        return (shown.hasPrefix("`") || shown.hasPrefix("~") ? " " : "") + shown + "\n"
      }.joined() + "```\n"
  }
}

/// Missing recordings of one cause in lines, for reports that are no terminal.
struct MissText {
  /// The trials that are named; all are counted.
  static let shownTrials = 5

  let lines: [String]

  init(_ group: MissGroup) {
    let shown = group.trials.prefix(Self.shownTrials).map(\.description)
    let more = group.trials.count - shown.count
    lines =
      (group.example?.diff ?? []) + shown + (more > 0 ? ["and \(more) more"] : [])
  }
}
