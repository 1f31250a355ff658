import Analysis
package import Basics
import Cassettes
import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A replay's result for programs.
package struct ReplayJSON {
  let result: ReplayedSweep

  /// Creates it of its parts.
  package init(result: ReplayedSweep) {
    self.result = result
  }

  /// The result as a value: the same for the same sweep and cassettes, wherever and however it was
  /// replayed.
  ///
  /// - Parameter exit: The exit code that says how it ended.
  package func value(exit: Int32) -> JSONValue {
    let value: JSONValue = [
      "sweep": .string(result.name),
      "exit": .integer(Int64(exit)),
      "cassettes": .array(result.header.cassettes.map { .string($0.hex) }),
      "planned": .integer(Int64(result.planned)),
      "replayed": .integer(Int64(result.summary.trials)),
      "misses": .array(result.misses.map(\.json)),
      "unanswered": .array(result.unanswered.map(\.json)),
      "failures": .array(
        result.failures.map {
          ["trial": .string($0.trial.description), "message": .string($0.error.message)]
        }),
      "unused": .array(
        result.unused.map {
          ["action": .string($0.slot.action.hex), "trial": .string($0.scope)]
        }),
      "baseline": result.gate.map {
        FlipsReport($0, measured: result.header, texts: result.examples).json
      } ?? .null,
      "tables": .array(SweepTables.all(of: result.summary).map(JSONRenderer().value)),
    ]
    guard var object = value.object else { return value }
    object["reExecution"] = result.reExecution?.json
    if !result.selfCheck.isEmpty {
      object["selfCheck"] = SelfCheckText(variations: result.selfCheck).json
    }
    return .object(object)
  }
}
