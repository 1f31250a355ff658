import Analysis
package import Cassettes
import ModelAPI
import ScoreSheets
import Statistics
package import Sweeps
import Trials

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
