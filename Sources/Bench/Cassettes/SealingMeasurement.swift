import Cassettes
import Foundation

/// How fast exchanges are sealed, and sixteen cassettes made into one.
extension CassetteBench {
  func measureSealing(_ results: inout BenchResults) throws {
    let raw = Double(corpus.rawBytes) / 1e6
    results.add("seal", raw / sealSeconds, "MB/s", decimals: 1, mark: .atLeast(20))
    let shards = try sealShards(16)
    let start = ResourceUsage.cpuSeconds
    var exchanges: [Exchange] = []
    for shard in shards { exchanges += try Self.exchanges(of: shard) }
    let merged = try CassetteSealer.seal(exchanges)
    results.add(
      "merge of 16 shards", raw / (ResourceUsage.cpuSeconds - start), "MB/s", decimals: 1)
    guard merged.bytes == image.bytes else {
      throw BenchError("Sixteen shards do not merge into the bytes of the whole.")
    }
    results.note("merge of 16 shards", "byte for byte the cassette that was sealed at once")
  }

  /// Seals the exchanges in shards that overlap, as recordings on several machines do.
  private func sealShards(_ count: Int) throws -> [URL] {
    try (0..<count).map { number in
      let part = corpus.exchanges.indices
        .filter { $0 % count == number || $0 % (8 * count) == 0 }
        .map { corpus.exchanges[$0] }
      let url = folder.appending(path: "shard-\(number).cas")
      try Data(try CassetteSealer.seal(part).bytes).write(to: url)
      return url
    }
  }

  /// Everything that a cassette holds.
  private static func exchanges(of url: URL) throws -> [Exchange] {
    let cassette = try SealedCassette(path: url.path)
    return try cassette.entries().map { entry in
      guard let result = try cassette.result(at: entry.slot) else {
        throw BenchError("\(url.path) misses \(entry.slot).")
      }
      return Exchange(
        slot: entry.slot, kind: entry.kind, request: try cassette.request(of: entry),
        result: result, scope: entry.scope, provenance: try cassette.provenance(of: entry))
    }
  }
}
