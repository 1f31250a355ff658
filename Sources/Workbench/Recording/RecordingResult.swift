import Analysis
package import Basics
package import Cassettes
import Foundation
import Methods
import ModelAPI
package import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// How a recording ended.
package struct RecordingOutcome {
  /// A trial that could not be recorded.
  package struct Failure: Sendable {
    /// The trial.
    package var trial: TrialID
    /// Why.
    package var error: DeckError
  }

  /// The trials that were asked for.
  var trials: Int
  /// What was recorded and spent.
  var moment: RecordingProgress.Moment
  /// The trials that failed; those that were called off are not among them.
  var failures: [Failure]
  /// The first changes of pace.
  var changes: [CallWatch.Change]
  /// Whether Ctrl-C was pressed.
  var isInterrupted: Bool
  /// The cassette that was sealed; `nil` where there was nothing new or sealing was not asked for.
  package var sealed: CassetteIndexLine?

  private static let shownLimit = 5

  /// What was recorded, in a line or two.
  package var summary: String {
    let counts = moment.counts
    let extractions = counts.extractions > 0 ? ", \(counts.extractions) extraction calls" : ""
    let recorded =
      "\(counts.calls) model calls\(extractions) and \(counts.executions) runs of code recorded; "
      + "\(counts.hits + counts.shared) answers were there already."
    guard moment.spent.calls > 0 else { return recorded }
    let money = moment.spent.money.map { "$\($0.dollars)" } ?? "an unknown amount (no price)"
    return recorded + "\nSpent: \(moment.spent.tokens) tokens, \(money)."
  }

  /// The failures that stopped everything, or the first of the others.
  package var shownFailures: [Failure] {
    if let budget = failures.first(where: { $0.error.code == .budget }) { return [budget] }
    // Those of single calls were told as they happened.
    return Array(failures.filter { $0.error.code != .call }.prefix(Self.shownLimit))
  }

  /// How it ended.
  package var ending: Ending {
    let real = failures.first { $0.error.code != .budget }
    if let failure = real ?? failures.first { return Ending(of: failure.error) }
    return isInterrupted ? .interrupted : .pass
  }

  /// What keeps the recording from being complete; `nil` where it is.
  ///
  /// - Parameter again: The command that goes on.
  package func shortcoming(toGoOn again: String) -> String? {
    guard !failures.isEmpty else {
      return isInterrupted ? "Stopped. To go on: \(again)" : nil
    }
    let what =
      failures.allSatisfy { $0.error.code == .budget }
      ? "The budget is reached before the end. What was recorded is kept"
      : "\(failures.count) trials could not be recorded. What was recorded is kept; mend the cause"
    return "\(what). To go on: \(again)"
  }

  /// The result for programs.
  package var json: JSONValue {
    let counts = moment.counts
    return [
      "trials": .integer(Int64(trials)), "calls": .integer(Int64(counts.calls)),
      "extractionCalls": .integer(Int64(counts.extractions)),
      "executions": .integer(Int64(counts.executions)),
      "onTape": .integer(Int64(counts.hits + counts.shared)),
      "retried": .integer(Int64(moment.retried)), "throttled": .integer(Int64(moment.throttled)),
      "spent": [
        "calls": .integer(Int64(moment.spent.calls)),
        "tokens": .integer(Int64(moment.spent.tokens)),
        "usd": moment.spent.money.map { .string($0.dollars) } ?? .null,
      ],
      "interrupted": .bool(isInterrupted), "sealed": sealed?.json ?? .null,
      "changes": .array(changes.map(\.json)),
      "failures": .array(
        failures.map { failure in
          [
            "trial": .string(failure.trial.description),
            "code": .string(failure.error.code.rawValue),
            "message": .string(failure.error.message),
          ]
        }),
    ]
  }
}
