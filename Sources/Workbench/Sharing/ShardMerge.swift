package import Basics
import Cassettes
import FoundationEssentials
import RecordReplay
package import Sweeps
import Trials

/// The shards of a sweep, gathered into its folder: one more cassette, the one that one machine would have
/// recorded.
package struct ShardMerge: Sendable {
  /// Shards whose commands an error lists.
  private static let shownShards = 50

  /// The sweep's folder.
  package let path: String
  /// The number of shards that lie there.
  private let count: Int
  /// What was added; `nil` where the folder held everything already.
  private let added: CassetteIndexLine?
  /// The cassettes that the sweep has now.
  private let cassettes: [CassetteIndexLine]
  /// The shards whose trials do not all replay from what the sweep holds now.
  package let incomplete: Set<Shard>

  /// Gathers shards; they stay as they are.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - shelf: Where the shards lie; the shelf in the sweep's folder where it is `nil`.
  ///   - takesPart: Whether what is there is taken where shards are missing or were cut short.
  ///   - workers: How many trials run at the same time; no output depends on it.
  /// - Throws: ``WorkbenchError`` where shards are missing and not all that is there is taken; nothing
  ///   is written then.
  package init(
    of sweep: OpenSweep, in shelf: String? = nil, takingPart takesPart: Bool = false, workers: Int
  ) async throws {
    path = sweep.folder.url.relativePath
    let folders = try ShardFolder.all(
      in: shelf ?? "\(sweep.folder.path)/\(ShardFolder.shelf)", of: path)
    count = folders.count
    let division = folders[0].shard.count
    let lost = Set(Shard.all(of: division)).subtracting(
      folders.filter { !$0.isUnfinished }.map(\.shard))
    guard lost.isEmpty || takesPart else { throw Self.failure(of: lost, path) }
    let sets = try folders.filter { !lost.contains($0.shard) }.map { folder in
      try CassetteSet(CassetteFolder(path: folder.path))
    }
    let sweep = try ShardMeaning.adopted(by: sweep, from: folders)
    try sweep.folder.pinMeaning()
    let addition = try CassetteFolder.adding(
      CassetteSet(joining: sets), to: sweep.folder.path,
      sameOutcome: MeasuredTwice.isSameOutcome, actionDigest: CassetteLocator.actionDigest)
    added = addition.added
    cassettes = addition.folder.lines
    incomplete = try await Self.incomplete(of: sweep, among: division, workers).union(lost)
  }

  private static func incomplete(
    of sweep: OpenSweep, among count: Int, _ workers: Int
  ) async throws -> Set<Shard> {
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: try sweep.tape(), workers: workers,
      failures: .areHandedOver)
    var shards: Set<Shard> = []
    var places = (0..<sweep.plan.count).makeIterator()
    try await stream.run { _, end in
      if case .record = end { true } else { false }
    } emit: { isThere in
      guard let place = places.next() else {
        preconditionFailure("A stream hands over as many trials as the plan has.")
      }
      guard !isThere else { return }
      guard let shard = sweep.plan.shard(of: place, among: count) else {
        preconditionFailure("Every trial belongs to one of \(count) shards.")
      }
      shards.insert(shard)
    }
    return shards
  }

  /// Throws where shards are still to come.
  package func checkComplete() throws {
    guard incomplete.isEmpty else { throw Self.failure(of: incomplete, path) }
  }

  /// What was written, for people.
  package var text: String {
    guard let added else { return "\(path) held everything already." }
    return "Wrote \(added.entryCount) exchanges of \(count) shards to \(path)/\(added.fileName)."
      + "\n  root \(added.root.hex)"
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "sweep": .string(path), "shards": .integer(Int64(count)),
      "added": added?.json ?? .null, "cassettes": .array(cassettes.map(\.json)),
      "incomplete": .array(Self.sorted(incomplete).map { .string("\($0)") }),
    ]
  }

  private static func failure(of shards: Set<Shard>, _ path: String) -> WorkbenchError {
    let commands = sorted(shards).prefix(shownShards).map {
      "  steerbench record \(path) --shard \($0)"
    }
    let more = shards.count > shownShards ? ["  and \(shards.count - shownShards) more"] : []
    let what = shards.count == 1 ? "1 shard is" : "\(shards.count) shards are"
    return WorkbenchError(
      .miss,
      ([
        "\(what) missing or incomplete. Record alone what is, and merge again (--partial takes what "
          + "is there):"
      ] + commands + more).joined(separator: "\n"))
  }

  private static func sorted(_ shards: Set<Shard>) -> [Shard] {
    shards.sorted { $0.number < $1.number }
  }
}
