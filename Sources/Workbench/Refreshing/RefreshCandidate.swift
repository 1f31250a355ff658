package import Basics
package import Cassettes
import Files
import FoundationEssentials
import RecordReplay
import Sweeps
import Trials

/// What a sweep's cassettes would be if the pending refresh were accepted.
///
/// It lies in a folder of its own, which goes with the last copy of the value.
package struct RefreshCandidate {
  let sweep: OpenSweep
  /// The cassettes as they are.
  let old: CassetteUnion
  /// The cassettes as they would be.
  let new: CassetteUnion
  /// The words of the selection.
  package let words: [String]
  /// Whether only what was not answered is asked again, and answers that were given stay.
  let asksHolesAgain: Bool
  /// What the refresh touches.
  let scope: RefreshScope
  /// What was recorded anew.
  let fresh: Set<Slot>
  private let catalog: ExchangeCatalog
  private let scratch: ScratchFolder

  /// Unites the cassettes with the pending ones, which win.
  package init(_ sweep: OpenSweep) async throws {
    let pending = PendingFolder(sweep: sweep.folder.url)
    words = try pending.words()
    let selection = TrialSelection(words: words)
    asksHolesAgain = words == [RecordedHoles.word]
    guard asksHolesAgain || !selection.isEmpty else {
      throw WorkbenchError(.usage, "\(pending.url.relativePath): its selection is empty.")
    }
    let folder = try CassetteFolder(path: sweep.folder.path)
    let pendingFolder = try pending.folder()
    let pendingSet = CassetteSet(pendingFolder)
    fresh = Set(try pendingFolder.reader().entries().map(\.slot))
    old = try CassetteUnion(folder)
    let selected =
      asksHolesAgain
      ? try await RecordedHoles(of: sweep, old).unanswered : try selection.places(in: sweep.plan)
    scope = try await RefreshScope(sweep, selected, tape: old)
    let catalog = try ExchangeCatalog(
      CassetteSet(joining: [CassetteSet(folder), pendingSet]), preferring: pendingSet,
      actionDigest: CassetteLocator.actionDigest)
    scratch = try ScratchFolder(for: "the cassettes")
    new = try Self.union(of: catalog, in: scratch.path(of: "united"))
    self.catalog = catalog
    self.sweep = sweep
  }

  private static func union(
    of catalog: ExchangeCatalog, in folder: String
  ) throws -> CassetteUnion {
    _ = try WrittenCassettes(to: folder) { add in
      if !catalog.entries.isEmpty { try add(try catalog.seal()) }
    }
    return try CassetteUnion(CassetteFolder(path: folder))
  }

  /// A file beside the candidate.
  func file(_ name: String) -> String { scratch.path(of: name) }

  /// Replaces the sweep's cassettes; gives what was dropped because no trial uses it any more.
  ///
  /// What no trial used before stays: it was kept for a reason that is not known here.
  package func accept(workers: Int) async throws -> (result: CompactionResult, dropped: Int) {
    let used = try await usedSlots(workers: workers)
    let kept = catalog.entries.filter { entry in
      used.contains(entry.slot) || !scope.slots.contains(entry.slot)
    }
    let image = try catalog.seal(kept)
    let lines = old.folder.lines
    let result = try CassetteFolder.replacing(path: sweep.folder.path) { folder in
      guard folder.lines == lines else {
        throw WorkbenchError(
          .usage,
          "\(sweep.folder.url.relativePath): its cassettes were changed meanwhile. Run the same again."
        )
      }
      return image
    }
    return (result, catalog.entries.count - kept.count)
  }

  /// Everything that some trial uses of the candidate, trials that miss something included.
  private func usedSlots(workers: Int) async throws -> Set<Slot> {
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: new, workers: workers, failures: .areHandedOver)
    let used = try await stream.replay { _ in }
    return Set(try CassetteReader(new).entries().filter { used.contains($0.row) }.map(\.slot))
  }
}

/// A refresh that was accepted.
package struct AcceptedRefresh: Sendable {
  /// What it changed.
  package let difference: RefreshDifference
  /// The cassettes that the sweep has now.
  package let cassettes: [CassetteIndexLine]
  /// The cassettes that they replace.
  package let replaced: [CassetteIndexLine]
  /// Exchanges that were dropped because no trial uses them any more.
  package let dropped: Int

  /// Accepts the pending refresh of a sweep.
  ///
  /// - Throws: ``WorkbenchError`` where trials of it are not recorded yet; nothing is changed then.
  package init(of sweep: OpenSweep, workers: Int) async throws {
    try PendingFolder.checkNothingUnsealed(of: sweep)
    let candidate = try await RefreshCandidate(sweep)
    difference = try await RefreshDifference(candidate)
    guard difference.missing.isEmpty else {
      throw WorkbenchError(
        .miss,
        "\(difference.missing.count) trials of the refresh are not recorded yet; nothing was changed. "
          + "To go on: steerbench \(candidate.asksHolesAgain ? "record" : "refresh") "
          + "\(sweep.folder.url.relativePath) --only \(candidate.words.joined(separator: " "))")
    }
    let (result, dropped) = try await candidate.accept(workers: workers)
    try PendingFolder(sweep: sweep.folder.url).remove()
    cassettes = result.folder.lines
    replaced = result.replaced
    self.dropped = dropped
  }

  /// What it came to, for people.
  package var text: String {
    let count = cassettes.reduce(0) { $0 + $1.entryCount }
    return "Accepted: \(difference.changed) calls answered otherwise, \(difference.added) new. "
      + "\(count) exchanges in \(cassettes.map(\.fileName).joined(separator: ", ")); "
      + "\(dropped) that no trial uses any more were dropped."
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "cassettes": .array(cassettes.map(\.json)),
      "replaced": .array(replaced.map { .string($0.fileName) }),
      "dropped": .integer(Int64(dropped)),
    ]
  }
}
