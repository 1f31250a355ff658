import Analysis
package import Basics
import Foundation
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What a canary found, for people and for programs.
package struct CanaryReport {
  private static let shownAnswers = 20
  private static let shownBytes = 160

  let findings: [CanaryRun.Finding]
  /// The trials that were asked for.
  let trials: Int
  /// Answers that may differ.
  let tolerated: Int

  private var changed: [CanaryRun.Finding] { findings.filter(\.isChanged) }
  private var others: [CanaryRun.Finding] { findings.filter(\.isOtherModel) }

  /// Whether more differs than is tolerated, or somebody else answers.
  package var hasDrifted: Bool { changed.count > tolerated || !others.isEmpty }

  /// The report as text.
  package var text: String {
    var lines = [
      "\(hasDrifted ? "DRIFT" : "No drift"): \(findings.count) calls of \(trials) trials asked again; "
        + "\(changed.count) answers differ (\(tolerated) tolerated), \(others.count) came from another "
        + "model or fingerprint."
    ]
    for pair in Set(others.map { Pair(old: $0.recordedModel, new: $0.freshModel) }).sorted() {
      lines.append(Redaction.shown("  answered by \(pair.new), recorded from \(pair.old)"))
    }
    for finding in changed.prefix(Self.shownAnswers) {
      lines.append("  \(finding.trial)")
      lines.append(Redaction.shown("    recorded: \(Self.excerpt(finding.recorded))"))
      lines.append(Redaction.shown("    now:      \(Self.excerpt(finding.fresh))"))
    }
    let more = changed.count - Self.shownAnswers
    if more > 0 { lines.append("  and \(more) more") }
    return lines.joined(separator: "\n")
  }

  /// The report for programs.
  package var json: JSONValue {
    [
      "drift": .bool(hasDrifted), "trials": .integer(Int64(trials)),
      "calls": .integer(Int64(findings.count)), "changed": .integer(Int64(changed.count)),
      "otherModel": .integer(Int64(others.count)), "tolerated": .integer(Int64(tolerated)),
      "findings": .array(
        findings.filter { $0.isChanged || $0.isOtherModel }.map { finding in
          [
            "trial": .string(finding.trial.description), "changed": .bool(finding.isChanged),
            "recorded": .string(Self.excerpt(finding.recorded)),
            "now": .string(Self.excerpt(finding.fresh)),
            "recordedFrom": .string(finding.recordedModel.description),
            "answeredBy": .string(finding.freshModel.description),
          ]
        }),
    ]
  }

  private struct Pair: Hashable, Comparable {
    var old: AnsweringModel
    var new: AnsweringModel

    static func < (left: Pair, right: Pair) -> Bool {
      left.old == right.old ? left.new < right.new : left.old < right.old
    }
  }

  /// The start of an answer on one line.
  private static func excerpt(_ outcome: CompletionOutcome) -> String {
    switch outcome {
    case .answer(let completion):
      let text = completion.text.split(whereSeparator: \.isNewline).joined(separator: " ")
      let start = String(text.prefix(shownBytes))
      let calls = completion.toolCalls.isEmpty ? "" : " [\(completion.toolCalls.count) tool calls]"
      return start + (start.count < text.count ? "…" : "") + calls
    case .providerError(let failure): return "error \(failure.status): \(failure.message)"
    }
  }
}
