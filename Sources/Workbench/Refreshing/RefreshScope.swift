import Analysis
package import Cassettes
import Foundation
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What a refresh of some trials touches.
///
/// Trials that ask the very same share one recording. Where a selected trial gets a new answer, every
/// other trial that shares the call gets it too, and may go on to ask something new: it belongs to
/// the refresh, with the calls that are its own played from the cassettes as before.
package struct RefreshScope {
  /// The places of the selected trials.
  package let selected: Set<Int>
  /// The places of other trials that share a call or a run with one of them.
  package let dependants: Set<Int>
  /// Everything that these trials use of the cassettes.
  let slots: Set<Slot>

  /// All trials that are touched.
  var trials: [Int] { (selected.union(dependants)).sorted() }

  /// Finds out by replaying the sweep; trials that cannot be replayed use nothing of the cassettes
  /// that could be replaced.
  package init(_ sweep: OpenSweep, _ selected: [Int], tape: CassetteUnion) async throws {
    let player = CassettePlayer(try CassetteReader(tape))
    self.selected = Set(selected)
    var shared: Set<Slot> = []
    for place in selected {
      shared.formUnion(try await Self.slots(of: sweep.plan[place], sweep, player) ?? [])
    }
    var dependants: Set<Int> = []
    var all = shared
    for place in 0..<sweep.plan.count where !self.selected.contains(place) {
      guard let slots = try await Self.slots(of: sweep.plan[place], sweep, player),
        slots.contains(where: shared.contains)
      else { continue }
      dependants.insert(place)
      all.formUnion(slots)
    }
    self.dependants = dependants
    slots = all
  }

  private static func slots(
    of trial: PlannedTrial, _ sweep: OpenSweep, _ player: CassettePlayer
  ) async throws -> [Slot]? {
    do throws(DeckError) {
      return try await sweep.runner.run(trial, with: player).transcript.inEveryLane.map(\.slot)
    } catch {
      guard error.code == .miss else { throw error }
      return nil
    }
  }
}
