import Basics
import Foundation
import TestSupport
import Testing

@testable import Cassettes

@Suite("A cassette of format 2")
struct SolidCassetteTests {
  @Test("gives back every exchange exactly, in any order of asking", arguments: [1, 2, 300, 5_000])
  func roundTrip(count: Int) async throws {
    let exchanges = Samples.exchanges(count)
    try await withTemporaryFolder { folder in
      let cassette = try solid(exchanges, in: folder)
      #expect(cassette.version == .two)
      #expect(cassette.entryCount == count)
      let entries = try cassette.entries()
      #expect(entries.map(\.row) == Array(0..<count))
      let bySlot = Dictionary(uniqueKeysWithValues: entries.map { ($0.slot, $0) })
      for exchange in exchanges.reversed() {
        #expect(try cassette.result(at: exchange.slot) == exchange.result)
        let entry = try #require(bySlot[exchange.slot])
        #expect(try cassette.row(of: exchange.slot) == entry.row)
        #expect(cassette.lastRow == entry.row)
        #expect(entry.kind == exchange.kind)
        #expect(entry.scope == exchange.scope)
        #expect(entry.resultSize == exchange.result.count)
        #expect(entry.requestSize == exchange.request.count)
        #expect(entry.resultDigest == Digest.sha256(exchange.result))
        #expect(try cassette.request(of: entry) == exchange.request)
        #expect(try cassette.provenance(of: entry) == exchange.provenance)
      }
      try cassette.verify(.canonical) { _, request in Digest.sha256(request) }
    }
  }

  @Test("has the root of format 1, and the same raw bytes", arguments: [0, 1, 4_095, 4_096, 9_000])
  func root(count: Int) throws {
    let exchanges = Samples.exchanges(count, words: 3)
    let (old, new) = (
      try CassetteSealer.seal(exchanges, as: .one), try CassetteSealer.seal(exchanges, as: .two)
    )
    #expect(old.root == new.root)
    #expect(old.rawByteCount == new.rawByteCount)
    #expect(old.entryCount == new.entryCount)
    #expect(old.fileDigest != new.fileDigest)
    let names = [old, new].map { CassetteIndexLine($0).fileName }
    #expect(names == ["\(old.root.hex.prefix(16)).cas", "\(old.root.hex.prefix(16))-2.cas"])
  }

  @Test("gives the same bytes for the same exchanges in any order, from whatever shards")
  func order() throws {
    let exchanges = Samples.exchanges(1_200, words: 120)
    let image = try CassetteSealer.seal(exchanges, as: .two)
    for seed in 1...3 {
      var random = SeededNumbers(UInt64(seed))
      var later = Array(exchanges[20..<80])
      for index in later.indices { later[index].scope += "/later" }
      let shuffled = (exchanges + later).shuffled(using: &random)
      #expect(try CassetteSealer.seal(shuffled, as: .two).bytes == image.bytes)
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
      let cassette = try solid(exchanges, in: folder)
      for exchange in exchanges {
        #expect(try cassette.result(at: exchange.slot) == exchange.result)
      }
      try cassette.verify(.canonical) { _, request in Digest.sha256(request) }
    }
  }

  @Test("without exchanges, or with empty ones only, is a cassette too")
  func empty() async throws {
    try await withTemporaryFolder { folder in
      let cassette = try solid([], in: folder)
      #expect(cassette.root == Digest.sha256([]))
      #expect(try cassette.entries().isEmpty)
      try cassette.verify(.canonical)
      let slots = (0..<9).map { Slot(action: .sha256("same"), sample: $0) }
      let hollow = try solid(
        slots.map {
          Exchange(
            slot: $0, kind: .execution, request: [], result: [], scope: "", provenance: [])
        }, in: folder)
      #expect(try hollow.result(at: slots[4]) == [])
      try hollow.verify(.canonical)
    }
  }

  @Test("has few pages that end in air, and is read with the pages that were written before")
  func pages() async throws {
    let text = Array(repeating: UInt8(65), count: 3_000_000)
    let large = Exchange(
      slot: Slot(action: .sha256("large")), kind: .completion, request: Array("large".utf8),
      result: text, scope: "", provenance: [])
    let exchanges = Samples.exchanges(50) + [large]
    let written = try CassetteSealer.seal(exchanges, as: .two)
    let former = try CassetteSealer.seal(
      exchanges, like: .init(version: .two, pageSize: 4_096), contents: [])
    #expect(written.root == former.root)
    // The header says it in units of 256 bytes.
    #expect(written.bytes[16] == 2_048 / 256)
    #expect(former.bytes[16] == 4_096 / 256)
    try await withTemporaryFolder { folder in
      for (number, image) in [written, former].enumerated() {
        let path = "\(folder)/\(number)-2.cas"
        try write(image.bytes, to: path)
        let cassette = try SealedCassette(path: path)
        try cassette.verify(.canonical, expecting: image.fileDigest) { _, request in
          Digest.sha256(request)
        }
        #expect(try cassette.result(at: large.slot) == text)
        // Whatever it was read from, it is written with today's.
        #expect(try CassetteSealer.seal(try cassette.exchanges(), as: .two).bytes == written.bytes)
      }
      // Sizes that no such file ever had.
      for size in [512, 16_384] {
        let odd = try CassetteSealer.seal(
          exchanges, like: .init(version: .two, pageSize: size), contents: [])
        try write(odd.bytes, to: folder + "/odd-2.cas")
        let error = cassetteError { () throws(CassetteError) in
          try SealedCassette(path: folder + "/odd-2.cas")
        }
        #expect(error?.code == .damaged)
      }
    }
    #expect(CassetteFormat2.pageSizes(of: (2 << 20) - 1) == [512])
    #expect(CassetteFormat2.pageSizes(of: 2 << 20) == [2_048, 4_096])
    #expect(CassetteFormat2.pageSizes(of: (32 << 20) - 1) == [2_048, 4_096])
    #expect(CassetteFormat2.pageSizes(of: 32 << 20) == [2_048, 16_384])
  }

  @Test("uses a dictionary where that pays")
  func dictionary() async throws {
    let exchanges = Samples.exchanges(6_000, words: 80)
    try await withTemporaryFolder { folder in
      let cassette = try solid(exchanges, in: folder)
      guard case .solid(let store) = cassette.store else {
        Issue.record("It is of format 2.")
        return
      }
      #expect(try store.blockRows().last?.kind == .dictionary)
      try cassette.verify(.canonical)
    }
  }

  @Test("keeps a content once, whoever names it, and nothing that nobody names")
  func contents() async throws {
    var random = SeededNumbers(3)
    let images = (0..<3).map { _ in
      (0..<90_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    var exchanges = Samples.exchanges(60)
    for index in 0..<50 {
      exchanges[index].request += Array("\"sha256:\(Digest.sha256(images[index % 2]).hex)\"".utf8)
    }
    let image = try CassetteSealer.seal(exchanges, as: .two, contents: images + images)
    #expect(image.bytes.count < 3 * 90_000)
    try await withTemporaryFolder { folder in
      try write(image.bytes, to: folder + "/x.cas")
      let cassette = try SealedCassette(path: folder + "/x.cas")
      for number in 0..<3 {
        #expect(
          try cassette.content(.sha256(images[number])) == (number < 2 ? images[number] : nil))
      }
      try cassette.verify(.canonical)
      // A union and a part of it carry what their requests name.
      let catalog = try ExchangeCatalog(CassetteSet(files: [folder + "/x.cas"]))
      #expect(try catalog.seal().bytes == image.bytes)
      let part = try catalog.seal(catalog.entries.filter { $0.scope == exchanges[0].scope })
      #expect(
        part.bytes
          == (try CassetteSealer.seal([exchanges[0]], as: .two, contents: [images[0]])).bytes)
      let error = cassetteError { () throws(CassetteError) in try catalog.seal(as: .one) }
      #expect(error?.code == .tooLarge)
      #expect(error?.nextStep.contains("--format 2") == true)
    }
  }
}

/// Seals exchanges into a file of format 2 and opens it.
func solid(_ exchanges: [Exchange], in folder: String) throws -> SealedCassette {
  let path = folder + "/test-2.cas"
  try write(try CassetteSealer.seal(exchanges, as: .two).bytes, to: path)
  return try SealedCassette(path: path)
}
