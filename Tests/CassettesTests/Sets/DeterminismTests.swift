import Foundation
import TestSupport
import Testing

@testable import Cassettes

@Suite("The same exchanges give the same file")
struct DeterminismTests {
  /// Whether this is a soak: more exchanges, and every order with every number of shards.
  private static let isSoak = ProcessInfo.processInfo.environment["STEERBENCH_SOAK"] != nil
  private static let count = isSoak ? 20_000 : 5_000
  private static let soakShards = isSoak ? [1, 4, 16] : []

  @Test(
    "Recorded in three orders, in 1, 4 and 16 shards, and merged in random trees: byte for byte",
    arguments: [(1, 1), (2, 4), (3, 16)])
  func recordedAndMerged(order: UInt64, shardCount: Int) async throws {
    let exchanges = Samples.exchanges(Self.count, words: 40)
    let whole = try CassetteSealer.seal(exchanges)
    var random = SeededNumbers(order)
    for shardCount in [shardCount] + Self.soakShards {
      try await withTemporaryFolder { folder in
        let shards = Self.shards(
          of: exchanges.shuffled(using: &random), count: shardCount, using: &random)
        var files: [String] = []
        for (number, shard) in shards.enumerated() {
          files.append(try await Self.record(shard, in: "\(folder)/\(number)"))
        }
        let merged = try Self.mergeInRandomTree(files, in: folder, using: &random)
        #expect(try read(merged) == whole.bytes)
      }
    }
  }

  /// Deals exchanges out; each tenth goes to a second shard too, where a later trial recorded it.
  private static func shards(
    of exchanges: [Exchange], count: Int, using random: inout SeededNumbers
  ) -> [[Exchange]] {
    var shards = [[Exchange]](repeating: [], count: count)
    for (number, exchange) in exchanges.enumerated() {
      shards[Int.random(in: 0..<count, using: &random)].append(exchange)
      guard count > 1, number.isMultiple(of: 10) else { continue }
      var later = exchange
      later.scope += "/later"
      let other = Int.random(in: 0..<count, using: &random)
      if !shards[other].contains(where: { $0.slot == exchange.slot }) {
        shards[other].append(later)
      }
    }
    return shards.filter { !$0.isEmpty }
  }

  /// Records exchanges into a journal, sixteen at a time, and seals it.
  private static func record(_ exchanges: [Exchange], in path: String) async throws -> String {
    let folder = try CassetteFolder.mending(path: path)
    let journal = try RecordingJournal(path: folder.journalPath)
    for start in stride(from: 0, to: exchanges.count, by: 64) {
      try await withThrowingTaskGroup { group in
        for exchange in exchanges[start..<min(start + 64, exchanges.count)] {
          group.addTask { try await journal.append(exchange) }
        }
        try await group.waitForAll()
      }
    }
    let line = try #require(try await journal.seal(into: folder))
    return folder.path(of: line)
  }

  /// Merges two, three or four random files into one until one is left.
  private static func mergeInRandomTree(
    _ files: [String], in folder: String, using random: inout SeededNumbers
  ) throws -> String {
    var files = files
    var number = 0
    while files.count > 1 {
      files.shuffle(using: &random)
      let taken = min(files.count, Int.random(in: 2...4, using: &random))
      let image = try ExchangeCatalog(CassetteSet(files: Array(files.suffix(taken)))).seal()
      files.removeLast(taken)
      number += 1
      files.append("\(folder)/merged-\(number).cas")
      try write(image.bytes, to: files[files.count - 1])
    }
    return files[0]
  }
}
