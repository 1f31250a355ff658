import Analysis
package import Cassettes
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Trials

/// Replays trials to learn which exchanges they use.
///
/// A cassette knows one trial for each exchange, the first by name of those that asked for it; only a
/// replay knows all of them.
package struct UsageSurvey {
  let sweep: OpenSweep
  let tape: CassetteUnion
  let workers: Int

  /// Creates it of its parts.
  package init(sweep: OpenSweep, tape: CassetteUnion, workers: Int) {
    self.sweep = sweep
    self.tape = tape
    self.workers = workers
  }

  /// What could not be replayed.
  private struct Trouble {
    var missed = 0
    var firstMiss: String?
    var failure: DeckError?
  }

  /// The slots that some trials use; `nil` stands for all trials of the plan.
  ///
  /// A trial that cannot be replayed to its end throws: what else it would have asked for is unknown.
  package func slots(of trials: [Int]? = nil) async throws -> Set<Slot> {
    let trouble = Mutex(Trouble())
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: tape, places: trials, workers: workers,
      failures: .areHandedOver)
    let used = try await stream.replay { event in
      trouble.withLock { trouble in
        switch event {
        case .line: break
        case .miss(let miss):
          trouble.missed += 1
          trouble.firstMiss = trouble.firstMiss ?? "\(miss.trial): \(miss.summary)"
        case .failure(_, let error): trouble.failure = trouble.failure ?? error
        }
      }
    }
    try trouble.withLock { try check($0) }
    return Set(try CassetteReader(tape).entries().filter { used.contains($0.row) }.map(\.slot))
  }

  private func check(_ trouble: Trouble) throws {
    if let failure = trouble.failure { throw failure }
    guard let first = trouble.firstMiss else { return }
    let trials = trouble.missed == 1 ? "1 trial" : "\(trouble.missed) trials"
    let path = sweep.folder.url.relativePath
    throw WorkbenchError(
      .miss,
      "\(trials) of \(path) cannot be replayed, so that it is unknown what they use; nothing was "
        + "written. The first: \(first). Record what is missing: steerbench record \(path)")
  }
}
