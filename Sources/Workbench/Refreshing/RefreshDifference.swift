package import Basics
import Cassettes
import FoundationEssentials
import ModelAPI
package import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Sweeps
import Trials

/// What a pending refresh would change: answers, scores, tokens, and who answers.
package struct RefreshDifference {
  /// One side's answers.
  struct Side {
    /// The answer of each call.
    var answers: [Slot: CompletionOutcome] = [:]
    /// How often each model answered.
    var models: [AnsweringModel: Int] = [:]
    /// Tokens of all calls; `nil` where the provider did not say.
    var tokens: Int? = 0
  }

  let words: [String]
  let selected: Int
  let dependants: Int
  let old: Side
  let new: Side
  /// Trials that are not recorded yet, the first few.
  package let missing: [TrialID]
  /// The trials' flips; `nil` as long as trials are missing.
  let flips: GateVerdict?
  /// The paired statistics; `nil` as long as trials are missing, or where none was recorded before.
  let statistics: PairedComparison?

  /// Replays what the refresh touches, from the cassettes as they are and as they would be.
  package init(_ candidate: RefreshCandidate) async throws {
    defer { withExtendedLifetime(candidate) {} }
    words = candidate.words
    selected = candidate.scope.selected.count
    dependants = candidate.scope.dependants.count
    let before = try await ReplayedSide(candidate, candidate.old, "old.tsv")
    let after = try await ReplayedSide(
      candidate, candidate.new, "new.tsv", requiringFreshAnswers: !candidate.asksHolesAgain)
    old = before.side
    new = after.side
    missing = after.missing
    guard after.missing.isEmpty else {
      (flips, statistics) = (nil, nil)
      return
    }
    var gate = try BaselineGate(baseline: try ScoreSheetReader(path: before.path))
    try gate.add(try ScoreSheetReader(path: after.path))
    flips = try gate.finish()
    statistics =
      before.missing.count == candidate.scope.trials.count
      ? nil
      : try PairedComparison(
        try ScoreSheetReader(path: before.path), try ScoreSheetReader(path: after.path))
  }

  /// Calls that were asked on both sides and answered alike.
  var same: Int { old.answers.count { new.answers[$0.key] == $0.value } }
  /// Calls that were asked on both sides and answered otherwise.
  package var changed: Int {
    old.answers.count { slot, answer in new.answers[slot].map { $0 != answer } ?? false }
  }
  /// Calls that are asked for the first time.
  package var added: Int { new.answers.count { old.answers[$0.key] == nil } }
  /// Calls that are asked no more.
  var removed: Int { old.answers.count { new.answers[$0.key] == nil } }
}

/// The trials of a refresh, replayed from one side.
private struct ReplayedSide {
  let path: String
  private(set) var side = RefreshDifference.Side()
  private(set) var missing: [TrialID] = []

  /// Replays.
  ///
  /// - Parameter requiresFresh: Whether selected trials may use nothing but what was recorded anew.
  init(
    _ candidate: RefreshCandidate, _ tape: CassetteUnion, _ name: String,
    requiringFreshAnswers requiresFresh: Bool = false
  ) async throws {
    path = candidate.file(name)
    let sweep = candidate.sweep
    let reader = try CassetteReader(tape)
    let sheet = try SheetFileWriter(
      path: path,
      header: ScoreSheetHeader(
        of: sweep.folder.sweep, grading: sweep.grading,
        cassettes: tape.folder.lines.map(\.root)))
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: tape, places: candidate.scope.trials,
      failures: .endUnlessMissing)
    let chosen = candidate.scope.selected.map { sweep.plan[$0].id }
    let mustBeFresh = requiresFresh ? Set(chosen) : []
    try await stream.run { end in
      switch end {
      case .failure(let failure): missing.append(failure.trial)
      case .record(let record):
        let trial = record.line.trial
        guard
          !mustBeFresh.contains(trial)
            || record.transcript.inEveryLane.allSatisfy({ candidate.fresh.contains($0.slot) })
        else { return missing.append(trial) }
        try add(record, reader, sheet)
      }
    }
    try sheet.finish()
  }

  private mutating func add(
    _ record: TrialRecord, _ reader: CassetteReader, _ sheet: SheetFileWriter
  ) throws {
    try sheet.append(record.line)
    for case .completion(let call, let result) in record.transcript.inEveryLane
    where side.answers[call.slot] == nil {
      side.answers[call.slot] = result.outcome
      if case .answer(let completion) = result.outcome {
        let usage = completion.usage
        let tokens = usage.input.addingKnown(usage.output)
        side.tokens = side.tokens.flatMap { sum in tokens.map { sum + $0 } }
      }
      side.models[try reader.answeringModel(of: call), default: 0] += 1
    }
  }
}

extension CassetteReader {
  /// Who answered a call that was replayed from these cassettes.
  func answeringModel(of call: ModelCall) throws -> AnsweringModel {
    guard let result = try result(at: call.slot) else {
      preconditionFailure("What was replayed at \(call.slot) stands in the cassettes.")
    }
    return AnsweringModel(
      try ModelReply(decoding: result), by: call.encoder.endpoint.family)
  }
}

// MARK: - In words

extension RefreshDifference {
  private static let missingLimit = 10

  /// The differences for people.
  ///
  /// - Parameters:
  ///   - path: The sweep's folder, for the next steps.
  ///   - colour: Whether colour is welcome.
  ///   - width: The columns of a terminal; `nil` for as many as are wanted.
  package func text(of path: String, colour: Bool, width: Int? = nil) -> String {
    var lines = [
      "Pending: \(selected) trials (\(words.joined(separator: " "))), and "
        + "\(dependants) that share calls or runs with them.",
      "Calls: \(same) answered alike, \(changed) otherwise, \(added) new, \(removed) no longer asked.",
      "Tokens: \(Self.number(old.tokens)) before, \(Self.number(new.tokens)) now.",
      "Answered by, before: \(Self.list(old.models))",
      "Answered by, now:    \(Self.list(new.models))",
    ].map(Redaction.shown)
    guard let flips else { return (lines + stillMissing).joined(separator: "\n") }
    lines.append("")
    lines.append(FlipsReport(flips).text(colour: colour, width: width))
    if let statistics {
      let report = ComparisonReport(
        .statistics(statistics), names: Sides(first: "recorded", second: "pending"))
      lines.append(report.text(colour: colour, width: width))
    }
    lines.append("To take it over: steerbench refresh accept \(path)")
    lines.append("To drop it:      steerbench refresh discard \(path)")
    return lines.joined(separator: "\n")
  }

  private var stillMissing: [String] {
    let shown = missing.prefix(Self.missingLimit).map { "  \($0)" }
    let more = missing.count - shown.count
    return [
      "\(missing.count) trials are not recorded yet; the same command that began the "
        + "refresh goes on:"
    ] + shown + (more > 0 ? ["  and \(more) more"] : [])
  }

  /// The differences for programs.
  package var json: JSONValue {
    [
      "selection": .array(words.map { .string($0) }),
      "trials": .integer(Int64(selected)),
      "dependants": .integer(Int64(dependants)),
      "missing": .array(missing.map { .string($0.description) }),
      "calls": [
        "same": .integer(Int64(same)), "changed": .integer(Int64(changed)),
        "added": .integer(Int64(added)), "removed": .integer(Int64(removed)),
      ],
      "old": Self.json(of: old), "new": Self.json(of: new),
      "flips": flips.map { FlipsReport($0).json } ?? .null,
      "statistics": statistics.map {
        ComparisonReport(.statistics($0), names: Sides(first: "recorded", second: "pending")).json
      } ?? .null,
    ]
  }

  private static func json(of side: Side) -> JSONValue {
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
