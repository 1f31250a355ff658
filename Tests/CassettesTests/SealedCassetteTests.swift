import Basics
import Cassettes
import Foundation
import TestSupport
import Testing

@Suite("A sealed cassette")
struct SealedCassetteTests {
  @Test("gives back every exchange exactly")
  func roundTrip() async throws {
    let exchanges = Samples.exchanges(300)
    try await withTemporaryFolder { folder in
      let cassette = try sealed(exchanges, in: folder)
      #expect(cassette.entryCount == exchanges.count)
      #expect(
        cassette.rawByteCount == exchanges.reduce(0) { $0 + $1.request.count + $1.result.count })
      let entries = try cassette.entries()
      #expect(entries.map(\.row) == Array(0..<300))
      let bySlot = Dictionary(uniqueKeysWithValues: entries.map { ($0.slot, $0) })
      for exchange in exchanges {
        #expect(try cassette.result(at: exchange.slot) == exchange.result)
        let entry = try #require(bySlot[exchange.slot])
        #expect(try cassette.row(of: exchange.slot) == entry.row)
        #expect(entry.kind == exchange.kind)
        #expect(entry.scope == exchange.scope)
        #expect(entry.resultSize == exchange.result.count)
        #expect(entry.requestSize == exchange.request.count)
        #expect(entry.resultDigest == Digest.sha256(exchange.result))
        #expect(try cassette.request(of: entry) == exchange.request)
        #expect(try cassette.provenance(of: entry) == exchange.provenance)
      }
    }
  }

  @Test("gives nothing for a slot that it does not hold")
  func missing() async throws {
    let exchanges = Samples.exchanges(9)
    try await withTemporaryFolder { folder in
      let cassette = try sealed(exchanges, in: folder)
      var slot = exchanges[0].slot
      slot.ordinal += 100
      #expect(try cassette.result(at: slot) == nil)
      #expect(try cassette.row(of: slot) == nil)
      #expect(try cassette.result(at: Slot(action: Digest.sha256("another"))) == nil)
    }
  }

  @Test("holds results and requests from nothing to several megabytes, compressible or not")
  func sizes() async throws {
    var random = SeededNumbers(7)
    let contents: [[UInt8]] = [
      [], [0], Array(repeating: 65, count: 3_000_000),
      (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) },
      (0..<16_384).map { UInt8($0 & 63) },
    ]
    let exchanges = contents.map {
      Exchange(
        slot: Slot(action: Digest.sha256($0)), kind: .completion, request: $0, result: $0,
        scope: "", provenance: [])
    }
    try await withTemporaryFolder { folder in
      let cassette = try sealed(exchanges, in: folder)
      for exchange in exchanges {
        #expect(try cassette.result(at: exchange.slot) == exchange.result)
      }
      for entry in try cassette.entries() {
        #expect(Digest.sha256(try cassette.request(of: entry)) == entry.slot.action)
      }
      try cassette.verify(.canonical) { _, request in Digest.sha256(request) }
    }
  }

  @Test("uses a dictionary where it pays, and plays the same results")
  func dictionary() async throws {
    let exchanges = Samples.exchanges(1_500, words: 80)
    try await withTemporaryFolder { folder in
      let cassette = try sealed(exchanges, in: folder)
      for exchange in exchanges {
        #expect(try cassette.result(at: exchange.slot) == exchange.result)
      }
      try cassette.verify(.canonical)
    }
  }

  @Test("without exchanges is a cassette too")
  func empty() async throws {
    try await withTemporaryFolder { folder in
      let cassette = try sealed([], in: folder)
      #expect(cassette.entryCount == 0)
      #expect(cassette.root == Digest.sha256([]))
      #expect(try cassette.entries().isEmpty)
      try cassette.verify(.canonical)
    }
  }

  @Test("refuses to be asked again from within its own closure")
  func reentrance() async throws {
    let exchanges = Samples.exchanges(3)
    try await withTemporaryFolder { folder in
      let cassette = try sealed(exchanges, in: folder)
      let error = cassetteError { () throws(CassetteError) in
        try cassette.withResult(at: exchanges[0].slot) { (_) throws(CassetteError) in
          try cassette.result(at: exchanges[1].slot)
        }
      }
      #expect(error?.code == .inUse)
      #expect(try cassette.result(at: exchanges[1].slot) == exchanges[1].result)
    }
  }

  @Test("proves that requests belong to their slots when told how actions are named")
  func actionDigests() async throws {
    var exchanges = Samples.exchanges(6)
    try await withTemporaryFolder { folder in
      try sealed(exchanges, in: folder).verify(.full) { _, request in Digest.sha256(request) }
      exchanges[2].request.append(32)
      let swapped = try sealed(exchanges, in: folder)
      try swapped.verify(.full)
      let error = cassetteError { () throws(CassetteError) in
        try swapped.verify(.full) { _, request in Digest.sha256(request) }
      }
      #expect(error?.code == .damaged)
    }
  }

  @Test("opens under a path with characters that mean something in a URI")
  func oddPath() async throws {
    let exchanges = Samples.exchanges(3)
    try await withTemporaryFolder { folder in
      let odd = folder + "/50% ?mode=rw&x#y é"
      try FileManager.default.createDirectory(atPath: odd, withIntermediateDirectories: true)
      let cassette = try sealed(exchanges, in: odd)
      #expect(try cassette.result(at: exchanges[0].slot) == exchanges[0].result)
      #expect(try FileManager.default.contentsOfDirectory(atPath: odd) == ["test.cas"])
    }
  }
}

/// Seals exchanges into a file and opens it.
func sealed(_ exchanges: [Exchange], in folder: String) throws -> SealedCassette {
  let path = folder + "/test.cas"
  try write(try CassetteSealer.seal(exchanges, as: .one).bytes, to: path)
  return try SealedCassette(path: path)
}
