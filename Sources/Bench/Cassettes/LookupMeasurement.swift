import Cassettes
import Foundation
import Tasks
import Basics

/// How many verified answers a core gives, beside two indexes that do as little as one can: over the
/// very blocks of the cassette (decoded and hashed), and over plain results (copied and hashed).
///
/// The second takes eight times the disk, and no file that is compressed can come near it; the first
/// tells what SQLite and the reader cost.
extension CassetteBench {
  func measureLookups(_ results: inout BenchResults) throws {
    var generator = SeededGenerator(seed: "look-ups")
    let order = generator.shuffled(Array(corpus.exchanges.indices))
    let slots = order.map { corpus.exchanges[$0].slot }
    let requests = order.map { corpus.exchanges[$0].request }
    let cassette = try SealedCassette(path: path)
    let file = try CassetteFile(path: path)
    let blocks = try RawIndex(
      try file.results(), dictionary: try file.dictionary(),
      file: folder.appending(path: "blocks.index"))
    let plain = try RawIndex(
      corpus.exchanges.map {
        RawResult(
          slot: $0.slot, digest: .sha256($0.result), size: $0.result.count, block: $0.result)
      }, dictionary: [], file: folder.appending(path: "plain.index"))
    var sum: Int64 = 0
    let own = try Self.best(of: 7) {
      for slot in slots { sum &+= Int64(try cassette.withResult(at: slot) { $0.count } ?? 0) }
    }
    let blockLimit = try Self.best(of: 7) {
      for slot in slots { sum &+= Int64(try blocks.verified(slot)) }
    }
    let plainLimit = try Self.best(of: 7) {
      for slot in slots { sum &+= Int64(try plain.verified(slot)) }
    }
    let hashing = Self.best(of: 3) {
      for request in requests { sum &+= Digest.sha256(request).leading64 }
    }
    guard sum != 0 else { throw BenchError("The look-ups add up to nothing.") }
    let count = Double(slots.count)
    results.add("verified look-ups a core", count / own, "/s", mark: .atLeast(150_000))
    results.add("verified look-ups a core, request hashed", count / (own + hashing), "/s")
    for (name, limit, mark) in [
      ("raw index of the blocks", blockLimit, BenchFigure.Mark.atLeast(0.6)),
      ("raw index of plain results", plainLimit, nil),
    ] {
      results.add(name, count / limit, "/s")
      results.add("look-ups / \(name)", limit / own, "", decimals: 2, mark: mark)
      results.add(
        "look-ups / \(name), request hashed", (limit + hashing) / (own + hashing), "",
        decimals: 2, mark: .atLeast(0.6))
    }
  }
}
