import Analysis
package import Cassettes
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
package import Sweeps
package import Trials

/// Replays trials of a sweep whole, for a command that looks into them.
package struct SweepPass {
  let sweep: OpenSweep
  /// The places of the trials in the plan; `nil` for all of them.
  let places: [Int]?
  let workers: Int

  /// Creates it of its parts.
  package init(sweep: OpenSweep, places: [Int]?, workers: Int) {
    self.sweep = sweep
    self.places = places
    self.workers = workers
  }

  /// Replays; see ``TrialPass/run(reading:emit:)``.
  ///
  /// A recording that is missing ends it with the next step: part of a sweep would be another sweep.
  package func run<Value: Sendable>(
    on tape: CassetteUnion? = nil,
    reading read: @escaping @Sendable (PlannedTrial, TrialRecord) throws -> Value,
    emit: @escaping @Sendable (Value) throws -> Void
  ) async throws {
    let pass = TrialPass(
      sweep.plan, runner: sweep.runner, tape: try tape ?? sweep.tape(), workers: workers,
      trials: places)
    do {
      try await pass.run(reading: read, emit: emit)
    } catch let error as DeckError where error.code == .miss {
      let path = sweep.folder.url.relativePath
      throw WorkbenchError(
        .miss,
        "\(Redaction.shown(error.message)). All that is missing: steerbench replay \(path). To record "
          + "it: steerbench record \(path)")
    }
  }
}
