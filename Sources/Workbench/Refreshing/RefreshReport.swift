import Analysis
package import Basics
import Foundation
import Methods
import ModelAPI
import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A refresh's differences for people and for programs.
package struct RefreshReport {
  private static let missingLimit = 10

  let difference: RefreshDifference
  /// The sweep's folder.
  let path: String

  /// Creates it of its parts.
  package init(difference: RefreshDifference, path: String) {
    self.difference = difference
    self.path = path
  }

  /// The report as text.
  package func text(colour: Bool) -> String {
    var lines = [
      "Pending: \(difference.selected) trials (\(difference.words.joined(separator: " "))), and "
        + "\(difference.dependants) that share calls or runs with them.",
      "Calls: \(difference.same) answered alike, \(difference.changed) otherwise, "
        + "\(difference.added) new, \(difference.removed) no longer asked.",
      "Tokens: \(Self.number(difference.old.tokens)) before, \(Self.number(difference.new.tokens)) now.",
      "Answered by, before: \(Self.list(difference.old.models))",
      "Answered by, now:    \(Self.list(difference.new.models))",
    ].map(Redaction.shown)
    guard let flips = difference.flips else { return (lines + missing).joined(separator: "\n") }
    lines.append("")
    lines.append(FlipsReport(flips).text(colour: colour))
    if let statistics = difference.statistics {
      let report = ComparisonReport(
        .statistics(statistics), names: Sides(first: "recorded", second: "pending"))
      lines.append(report.text(colour: colour))
    }
    lines.append("To take it over: steerbench refresh accept \(path)")
    lines.append("To drop it:      steerbench refresh discard \(path)")
    return lines.joined(separator: "\n")
  }

  private var missing: [String] {
    let shown = difference.missing.prefix(Self.missingLimit).map { "  \($0)" }
    let more = difference.missing.count - shown.count
    return [
      "\(difference.missing.count) trials are not recorded yet; the same command that began the "
        + "refresh goes on:"
    ] + shown + (more > 0 ? ["  and \(more) more"] : [])
  }

  /// The report for programs.
  package var json: JSONValue {
    [
      "selection": .array(difference.words.map { .string($0) }),
      "trials": .integer(Int64(difference.selected)),
      "dependants": .integer(Int64(difference.dependants)),
      "missing": .array(difference.missing.map { .string($0.description) }),
      "calls": [
        "same": .integer(Int64(difference.same)), "changed": .integer(Int64(difference.changed)),
        "added": .integer(Int64(difference.added)),
        "removed": .integer(Int64(difference.removed)),
      ],
      "old": Self.json(of: difference.old), "new": Self.json(of: difference.new),
      "flips": difference.flips.map { FlipsReport($0).json } ?? .null,
      "statistics": difference.statistics.map {
        ComparisonReport(.statistics($0), names: Sides(first: "recorded", second: "pending")).json
      } ?? .null,
    ]
  }

  private static func json(of side: RefreshDifference.Side) -> JSONValue {
    [
      "tokens": side.tokens.map { .integer(Int64($0)) } ?? .null,
      "answeredBy": .array(
        side.models.sorted { $0.key < $1.key }.map { model, count in
          [
            "model": model.model.map { .string($0) } ?? .null,
            "fingerprint": model.fingerprint.map { .string($0) } ?? .null,
            "calls": .integer(Int64(count)),
          ]
        }),
    ]
  }

  private static func number(_ number: Int?) -> String { number.map { "\($0)" } ?? "unknown" }

  private static func list(_ models: [AnsweringModel: Int]) -> String {
    let parts = models.sorted { $0.key < $1.key }.map { "\($0.key) in \($0.value) calls" }
    return parts.isEmpty ? "nobody" : parts.joined(separator: ", ")
  }
}
