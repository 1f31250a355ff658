package import Cassettes
import FoundationEssentials
import ModelAPI
package import Sweeps

/// Where a recording goes, and what it need not ask for again.
package struct RecordingPlace {
  /// The folder that is recorded into.
  package let folder: CassetteFolder

  private let others: [CassetteFolder]

  /// The place of a whole sweep, or of one shard of it.
  ///
  /// A shard leaves the sweep's own folder as it is, since others may be at work beside it; what is
  /// sealed there is not asked for again.
  package init(_ sweepFolder: SweepFolder, shard: Shard?) throws {
    guard let shard else {
      folder = try CassetteFolder.mending(path: sweepFolder.path)
      others = []
      return
    }
    others = [try CassetteFolder(path: sweepFolder.path)]
    folder = try CassetteFolder.mending(path: ShardFolder(shard, of: sweepFolder.path).path)
  }

  /// Readers of everything that is sealed already.
  package func tapes() throws -> [CassetteReader] {
    try (others + [folder]).map { try $0.reader() }
  }
}

extension Shard {
  /// The sweep with the shard's share of every limit that a provider sets: what all shards together
  /// take is what one machine would.
  func share(of sweep: Sweep) -> Sweep {
    var sweep = sweep
    for index in sweep.models.indices {
      sweep.models[index].concurrency = max(share(of: sweep.models[index].concurrency), 1)
      let limits = sweep.models[index].limits
      sweep.models[index].limits = RateLimits(
        requestsPerMinute: limits.requestsPerMinute.map { max(share(of: $0), 1) },
        tokensPerMinute: limits.tokensPerMinute.map { max(share(of: $0), 1) })
    }
    return sweep
  }

  /// The shard's share of a budget.
  func share(of budget: Budget) -> Budget {
    Budget(
      money: budget.money.map { Money(picodollars: share(of: $0.picodollars)) },
      tokens: budget.tokens.map { share(of: $0) }, calls: budget.calls.map { share(of: $0) })
  }
}

/// The folder that a shard of a sweep is recorded into.
package struct ShardFolder {
  /// The folder below a sweep's own, in which its shards lie.
  package static let shelf = SweepFolder.shardShelf
  private static let separator = "-of-"

  /// The shard.
  package let shard: Shard
  /// The folder.
  package let path: String

  /// The folder of a shard of the sweep in another folder.
  init(_ shard: Shard, of sweep: String) {
    self.init(shard, in: "\(sweep)/\(Self.shelf)")
  }

  private init(_ shard: Shard, in shelf: String) {
    self.shard = shard
    path = "\(shelf)/\(shard.number)\(Self.separator)\(shard.count)"
  }

  /// The shards that lie in a folder, by their numbers.
  ///
  /// Throws where there is none, or where they are of two divisions.
  package static func all(in shelf: String, of sweep: String) throws -> [ShardFolder] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: shelf)) ?? []
    let folders = names.compactMap { name in
      Shard(name.replacing(separator, with: "/")).map { ShardFolder($0, in: shelf) }
    }
    .sorted { ($0.shard.count, $0.shard.number) < ($1.shard.count, $1.shard.number) }
    guard let first = folders.first else {
      throw WorkbenchError(
        .nothing,
        "\(shelf): there is no shard here. Record them: steerbench record \(sweep) --shard 1/2, "
          + "and 2/2; or name the folder that they lie in with --shards.")
    }
    if let other = folders.first(where: { $0.shard.count != first.shard.count }) {
      throw WorkbenchError(
        .usage,
        "\(shelf): shards of two divisions lie here, such as \(first.shard) and \(other.shard). Take "
          + "those of one of them away; nothing was written.")
    }
    return folders
  }

  /// Whether its recording was cut short, and goes on with the same command.
  package var isUnfinished: Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(CassetteFolder.journalName)")
  }
}
