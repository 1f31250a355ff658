import Analysis
public import Basics
public import ModelAPI
import RecordReplay
public import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What a search through a history found, for people and for programs.
public struct BisectReport: Sendable {
  private static let suspectLimit = 20
  private static let subjectLimit = 5
  private static let fileLimit = 12

  private let result: SearchedHistory
  private let prices: PriceTable?

  /// Creates a report.
  ///
  /// - Parameter prices: What recording a missing side is priced by; `nil` where no table is known.
  public init(_ result: SearchedHistory, prices: PriceTable?) {
    self.result = result
    self.prices = prices
  }

  /// The findings in words, the oldest first.
  public var text: String {
    let blocks = result.culprits.map(block) + [closing]
    return blocks.joined(separator: "\n") + "\n"
  }

  private func block(_ finding: ExplainedCulprit) -> String {
    var lines: [String] = []
    if let commit = finding.commit {
      lines += head(commit, mark: "CHANGED BY")
      lines += commit.files.prefix(Self.fileLimit).map { "    \(Self.shown($0))" }
      if commit.files.count > Self.fileLimit {
        lines.append("    and \(commit.files.count - Self.fileLimit) more files")
      }
    } else {
      lines.append(
        "CHANGED BY  one of \(finding.suspects.count) commits that cannot be told apart; those but "
          + "the last cannot be evaluated")
      lines += finding.suspects.prefix(Self.suspectLimit).map {
        "    \($0.short)  \(Self.shown($0.author))  \(Self.shown($0.subject))"
      }
      let more = finding.suspects.count - Self.suspectLimit
      if more > 0 { lines.append("    and \(more) more") }
      lines.append("  as before at \(finding.before.short), changed at \(finding.after.short)")
    }
    for parent in finding.foreignParents.prefix(3) {
      lines.append(
        "  It merges \(parent.prefix(10)), a branch that began before the good end and was not looked "
          + "into. To look: steerbench bisect with --bad \(parent.prefix(10)) and a --good that it "
          + "descends from.")
    }
    for group in finding.groups { lines += self.lines(group) }
    if finding.movedCells > 0 {
      lines.append("  \(finding.movedCells) cells of the tables moved with them.")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func head(_ commit: CommitNote, mark: String) -> [String] {
    [
      "\(mark)  \(commit.id)", "  \(Self.shown(commit.subject))",
      "  \(Self.shown(commit.author)), \(Self.shown(commit.date))",
    ]
  }

  private func lines(_ group: ExplainedCulprit.Group) -> [String] {
    let count = group.subjects.count
    let what =
      group.cause == .aggregation
      ? count == 1 ? "1 cell" : "\(count) cells" : count == 1 ? "1 trial" : "\(count) trials"
    let scores = group.risen + group.fallen > 0 ? ", \(group.risen) up, \(group.fallen) down" : ""
    var lines = ["", "  LAYER \(group.cause.layer): \(group.cause.title) (\(what)\(scores))"]
    lines += group.subjects.prefix(Self.subjectLimit).map { "    \(Self.shown($0.description))" }
    if count > Self.subjectLimit { lines.append("    and \(count - Self.subjectLimit) more") }
    let difference = group.difference
    let byte = difference.firstByte.map { ", first differing byte \($0)" } ?? ""
    let place = Self.shown(difference.place)
    lines.append("  In \(place.hasPrefix("the ") ? "" : "the ")\(place)\(byte):")
    lines += difference.lines.map { "    \($0)" }
    if let note = difference.note { lines.append("    (\(note))") }
    lines += needLines(group)
    return lines
  }

  private func needLines(_ group: ExplainedCulprit.Group) -> [String] {
    switch group.cause {
    case .flip, .aggregation: return []
    case .unanswered, .answeredAgain, .asksOtherwise: break
    }
    guard let need = group.need else {
      return ["  What recording it would take is not known: that side's tool is too old to say it."]
    }
    var parts = ["\(need.calls) \(need.calls == 1 ? "call" : "calls")"]
    if need.runs > 0 { parts.append("\(need.runs) runs of code") }
    parts.append("about \(need.inputTokens) input tokens")
    let cost = prices.flatMap { need.cost(by: $0) }.map { "at most $\($0.dollars)" }
    return [
      "  Recording that side: \(parts.joined(separator: ", ")), "
        + "\(cost ?? "at a price that no table knows"); with what follows from the answers at most "
        + "\(need.callsAtMost) calls."
    ]
  }

  private var closing: String {
    let effort = result.effort
    var lines = [
      "\(result.commits) commits between \(result.good.short) and \(result.bad.short): "
        + "\(effort.evaluations) evaluated, \(effort.reused) of them known from before; builds "
        + "\(Self.seconds(effort.buildSeconds)), replays \(Self.seconds(effort.replaySeconds))."
    ]
    if result.isGoodFromBaseline {
      lines.append(
        "The good end was read from its committed baseline; no finding rests on it alone.")
    }
    if result.unrecorded > 0 {
      lines.append(
        "Trials without a recording at either end, which have no score to follow: "
          + "\(result.unrecorded).")
    }
    if result.silent > 0 {
      lines.append(
        "Trials that were not followed, since the tool of an end is too old to write a sheet with gaps: "
          + "\(result.silent).")
    }
    if result.lacksTables {
      lines.append(
        "The tables were not followed: an end lacks recordings. Record it, or choose other ends, to "
          + "find a changed aggregation.")
    }
    if !result.refused.isEmpty {
      lines.append("Commits that say nothing: \(result.refused.count).")
      lines += result.refused.prefix(Self.suspectLimit).map {
        "  \($0.commit.short)  \(Self.shown($0.reason))  (\(Self.shown($0.commit.subject)))"
      }
      if result.refused.count > Self.suspectLimit {
        lines.append("  and \(result.refused.count - Self.suspectLimit) more")
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func seconds(_ seconds: Double) -> String {
    (FixedPoint.text(seconds, decimals: 1) ?? "-") + " s"
  }

  private static func shown(_ text: String) -> String { VisibleText.escape(text) }
}

// MARK: - JSON

extension BisectReport {
  /// The result as a value.
  public var json: JSONValue {
    let effort = result.effort
    return [
      "good": Self.json(result.good), "bad": Self.json(result.bad),
      "commits": .integer(Int64(result.commits)), "cassettes": .string(result.cassettes),
      "findings": .array(result.culprits.map(json)),
      "refused": .array(
        result.refused.map {
          ["commit": .string($0.commit.id), "reason": .string($0.reason)]
        }),
      "goodFromBaseline": .bool(result.isGoodFromBaseline),
      "unrecorded": .integer(Int64(result.unrecorded)),
      "silent": .integer(Int64(result.silent)), "lacksTables": .bool(result.lacksTables),
      "effort": [
        "evaluations": .integer(Int64(effort.evaluations)),
        "reused": .integer(Int64(effort.reused)), "builds": .integer(Int64(effort.builds)),
        "buildSeconds": .double(effort.buildSeconds),
        "replaySeconds": .double(effort.replaySeconds),
      ],
    ]
  }

  private func json(_ finding: ExplainedCulprit) -> JSONValue {
    [
      "commit": finding.commit.map(Self.json) ?? .null,
      "suspects": .array(finding.suspects.map { .string($0.id) }),
      "before": .string(finding.before.id), "after": .string(finding.after.id),
      "groups": .array(finding.groups.map(json)),
      "movedCells": .integer(Int64(finding.movedCells)),
      "foreignParents": .array(finding.foreignParents.map { .string($0) }),
    ]
  }

  private func json(_ group: ExplainedCulprit.Group) -> JSONValue {
    [
      "layer": .string(group.cause.layer), "cause": .string(group.cause.name),
      "count": .integer(Int64(group.subjects.count)), "risen": .integer(Int64(group.risen)),
      "fallen": .integer(Int64(group.fallen)),
      "subjects": .array(group.subjects.map { .string($0.description) }),
      "difference": [
        "place": .string(group.difference.place),
        "firstByte": group.difference.firstByte.map { .integer(Int64($0)) } ?? .null,
        "lines": .array(group.difference.lines.map { .string($0) }),
        "note": group.difference.note.map { .string($0) } ?? .null,
      ],
      "recording": group.need.map(json) ?? .null,
    ]
  }

  private func json(_ need: RecordingNeed) -> JSONValue {
    [
      "trials": .integer(Int64(need.trials)), "calls": .integer(Int64(need.calls)),
      "runs": .integer(Int64(need.runs)), "callsAtMost": .integer(Int64(need.callsAtMost)),
      "inputTokens": .integer(Int64(need.inputTokens)),
      "dollarsAtMost": prices.flatMap { need.cost(by: $0) }.map { .string($0.dollars) } ?? .null,
    ]
  }

  private static func json(_ note: CommitNote) -> JSONValue {
    [
      "id": .string(note.id), "author": .string(note.author), "date": .string(note.date),
      "subject": .string(note.subject), "files": .array(note.files.map { .string($0) }),
    ]
  }
}
