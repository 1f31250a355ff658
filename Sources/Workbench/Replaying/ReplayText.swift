import Analysis
import Basics
import Cassettes
import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A replay's findings in words.
package struct ReplayText {
  private static let trialLimit = 500
  private static let unusedLimit = 20

  let result: ReplayedSweep
  let allowsUnused: Bool

  /// Creates it of its parts.
  package init(result: ReplayedSweep, allowsUnused: Bool) {
    self.result = result
    self.allowsUnused = allowsUnused
  }

  /// Everything that there is to say about one sweep beyond its tables.
  package func text(colour: Bool) -> String {
    var parts: [String] = []
    parts += result.misses.map(miss)
    if !result.failures.isEmpty { parts.append(failures) }
    if !result.unused.isEmpty { parts.append(unused) }
    if !result.selfCheck.isEmpty { parts.append(SelfCheckText(variations: result.selfCheck).text) }
    if let reExecution = result.reExecution { parts.append(reExecution.text) }
    parts.append(gate(colour: colour))
    return parts.joined(separator: "\n")
  }

  private func miss(_ group: MissGroup) -> String {
    let count = group.trials.count
    var lines = ["MISSING  \(group.cause.title): \(count) \(count == 1 ? "trial" : "trials")"]
    if let example = group.example {
      lines.append("  \(example.trial)")
      lines.append("  asked \(example.asked); the nearest recording is \(example.nearest)")
      lines.append("  of \(Redaction.shown(example.nearestTrial)):")
      lines += example.diff.map { "    \($0)" }
    }
    lines.append("  Trials:")
    lines += group.trials.prefix(Self.trialLimit).map { "    \($0)" }
    if count > Self.trialLimit { lines.append("    and \(count - Self.trialLimit) more") }
    lines.append("  To record them: steerbench record \(result.path)")
    return lines.joined(separator: "\n")
  }

  private var failures: String {
    let lines = result.failures.prefix(10).map { "  \($0.error.message)" }
    let more = result.failures.count > 10 ? ["  and \(result.failures.count - 10) more"] : []
    return (["FAILED  trials that cannot be replayed:"] + lines + more).joined(separator: "\n")
  }

  private var unused: String {
    let count = result.unused.count
    var lines = [
      "UNUSED  \(count) recorded \(count == 1 ? "exchange" : "exchanges") that no trial asks for"
        + (allowsUnused ? " (allowed):" : ":")
    ]
    lines += result.unused.prefix(Self.unusedLimit).map {
      "  \($0.slot.action.short)  recorded by \(Redaction.shown($0.scope))"
    }
    if count > Self.unusedLimit { lines.append("  and \(count - Self.unusedLimit) more") }
    if !allowsUnused { lines.append("  To accept them: --allow-unused") }
    return lines.joined(separator: "\n")
  }

  private func gate(colour: Bool) -> String {
    let recorded = "\(result.summary.trials) of \(result.planned) trials replayed"
    guard let gate = result.gate else { return "\(result.name): \(recorded)." }
    let report = FlipsReport(
      gate, measured: result.header, texts: result.examples, sweep: result.path)
    return "\(result.name): \(recorded). \(report.text(colour: colour))"
  }
}
