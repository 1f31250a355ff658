import Analysis
import Basics
import Cassettes
import Foundation
import Methods
import ModelAPI
package import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Statistics
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
    words = candidate.words
    selected = candidate.scope.selected.count
    dependants = candidate.scope.dependants.count
    let before = try await ReplayedSide(candidate, candidate.old, "old.tsv")
    let after = try await ReplayedSide(
      candidate, candidate.new, "new.tsv", requiringFreshAnswers: true)
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
    let player = CassettePlayer(try CassetteReader(tape))
    let sheet = try SheetFileWriter(
      path: path,
      header: ScoreSheetHeader(
        of: sweep.folder.sweep, grading: sweep.grading,
        cassettes: tape.folder.lines.map(\.root)))
    for place in candidate.scope.trials {
      do throws(DeckError) {
        let record = try await sweep.runner.run(sweep.plan[place], with: player)
        guard
          !requiresFresh || !candidate.scope.selected.contains(place)
            || record.transcript.inEveryLane.allSatisfy({ candidate.fresh.contains($0.slot) })
        else {
          missing.append(record.line.trial)
          continue
        }
        try add(record, reader, sheet)
      } catch {
        guard error.code == .miss else { throw error }
        missing.append(sweep.plan[place].id)
      }
    }
    try sheet.finish()
  }

  private mutating func add(
    _ record: TrialRecord, _ reader: CassetteReader, _ sheet: SheetFileWriter
  ) throws(DeckError) {
    do {
      try sheet.append(record.line)
    } catch {
      throw DeckError(.journal, "\(error)")
    }
    for case .completion(let call, let result) in record.transcript.inEveryLane
    where side.answers[call.slot] == nil {
      side.answers[call.slot] = result.outcome
      if case .answer(let completion) = result.outcome {
        let usage = completion.usage
        let tokens = usage.input.flatMap { input in usage.output.map { input + $0 } }
        side.tokens = side.tokens.flatMap { sum in tokens.map { sum + $0 } }
      }
      side.models[try Self.model(of: call, reader), default: 0] += 1
    }
  }

  private static func model(
    of call: ModelCall, _ reader: CassetteReader
  ) throws(DeckError) -> AnsweringModel {
    do {
      return AnsweringModel(
        try ModelReply(decoding: try reader.result(at: call.slot) ?? []),
        by: call.encoder.endpoint.family)
    } catch let error as CassetteError {
      throw DeckError(cassette: error)
    } catch {
      throw DeckError(.corrupt, "\(error)")
    }
  }
}
