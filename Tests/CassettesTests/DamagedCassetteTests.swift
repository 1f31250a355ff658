import Basics
import Cassettes
import Foundation
import TestSupport
import Testing

@Suite("A damaged or foreign file")
struct DamagedCassetteTests {
  @Test(
    "with any bit flipped is found by its INDEX, and never gives a wrong byte", arguments: 1...4)
  func bitFlips(seed: Int) async throws {
    var random = SeededNumbers(UInt64(seed))
    try await withMutants { image, check in
      for _ in 0..<75 {
        var mutant = image
        let offset = Int.random(in: 0..<mutant.count, using: &random)
        mutant[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        try check(mutant, "bit at \(offset)")
      }
    }
  }

  @Test("with any bit of its header or first table pages flipped never gives a wrong byte")
  func headerFlips() async throws {
    try await withMutants { image, check in
      for offset in Array(0..<112) + [16_384, 16_387, 16_389, 16_390, 32_768, 32_771, 32_773] {
        for bit in [0, 3, 7] {
          var mutant = image
          mutant[offset] ^= 1 << UInt8(bit)
          try check(mutant, "bit \(bit) at \(offset)")
        }
      }
    }
  }

  @Test("with a stretch overwritten is found by its INDEX, and never gives a wrong byte")
  func overwrites() async throws {
    var random = SeededNumbers(99)
    try await withMutants { image, check in
      for _ in 0..<100 {
        var mutant = image
        let offset = Int.random(in: 0..<mutant.count, using: &random)
        for index in offset..<min(mutant.count, offset + Int.random(in: 1...512, using: &random)) {
          mutant[index] = UInt8.random(in: 0...255, using: &random)
        }
        try check(mutant, "stretch at \(offset)")
      }
    }
  }

  @Test("cut short or grown is refused")
  func truncations() async throws {
    var random = SeededNumbers(5)
    try await withTemporaryFolder { folder in
      let image = try CassetteSealer.seal(Samples.exchanges(60), as: .one).bytes
      let path = folder + "/cut.cas"
      var sizes = (0..<60).map { _ in Int.random(in: 1..<image.count, using: &random) }
      sizes += [1, 99, 100, 16_384, image.count - 16_384, image.count - 1]
      for size in sizes {
        try write(Array(image[..<size]), to: path)
        #expect(throws: CassetteError.self) { try SealedCassette(path: path) }
      }
      try write(image + [0], to: path)
      #expect(opening(path) == .damaged)
    }
  }

  @Test("of another kind says so")
  func foreign() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/x.cas"
      #expect(opening(path) == .missingFile)
      #expect(opening(folder) == .notACassette)
      #expect(opening("/dev/null") == .notACassette)
      try write([], to: path)
      #expect(opening(path) == .notACassette)
      try write(Array("not a database at all, but rather long text".utf8), to: path)
      #expect(opening(path) == .notACassette)
      let journal = folder + "/recording.journal"
      let recording = try RecordingJournal(path: journal)
      try await recording.close()
      #expect(opening(journal) == .notACassette)
    }
  }

  @Test("of a later version says which")
  func version() async throws {
    try await withTemporaryFolder { folder in
      var image = try CassetteSealer.seal(Samples.exchanges(3), as: .one).bytes
      image[63] = 9
      let path = folder + "/x.cas"
      try write(image, to: path)
      let error = cassetteError { () throws(CassetteError) in try SealedCassette(path: path) }
      #expect(error?.code == .unsupportedVersion)
      #expect(error?.message.contains("version 9") == true)
    }
  }

  @Test(
    "beside a journal is refused, for then another program wrote to it",
    arguments: [
      "-wal", "-journal",
    ])
  func neighbour(suffix: String) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/x.cas"
      try write(try CassetteSealer.seal(Samples.exchanges(3), as: .one).bytes, to: path)
      try write([1], to: path + suffix)
      let error = cassetteError { () throws(CassetteError) in try SealedCassette(path: path) }
      #expect(error?.code == .damaged)
      #expect(error?.message.contains("x.cas" + suffix) == true)
    }
  }

  @Test("without permission is unreadable, in the system's words", .enabled(if: getuid() != 0))
  func permission() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/x.cas"
      try write(try CassetteSealer.seal(Samples.exchanges(3), as: .one).bytes, to: path)
      chmod(path, 0)
      let error = cassetteError { () throws(CassetteError) in try SealedCassette(path: path) }
      #expect(error?.code == .unreadable)
      #expect(error?.cause?.isEmpty == false)
    }
  }

  private func opening(_ path: String) -> CassetteError.Code? {
    cassetteError { () throws(CassetteError) in try SealedCassette(path: path) }?.code
  }

  /// Gives `body` a sealed image and a check for mutants of it.
  private func withMutants(
    _ body: ([UInt8], (_ mutant: [UInt8], _ what: String) throws -> Void) throws -> Void
  ) async throws {
    let exchanges = Samples.exchanges(60, seed: 3)
    let results = Dictionary(uniqueKeysWithValues: exchanges.map { ($0.slot, $0) })
    try await withTemporaryFolder { folder in
      let opened = try CassetteFolder.mending(path: folder).sealing(exchanges, as: .one)
      let line = try #require(opened.added)
      let path = opened.folder.path(of: line)
      let image = try read(path)
      try body(image) { mutant, what in
        guard mutant != image else { return }
        try write(mutant, to: path)
        #expect(throws: CassetteError.self, "\(what)") { try opened.folder.reader() }
        checkHarmless(path, results, what)
      }
    }
  }

  /// Asks a mutant for everything without its INDEX: right bytes, or nothing, or an error.
  private func checkHarmless(_ path: String, _ expected: [Slot: Exchange], _ what: String) {
    guard let cassette = try? SealedCassette(path: path) else { return }
    for (slot, exchange) in expected {
      if let result = try? cassette.result(at: slot) {
        #expect(result == exchange.result, "\(what)")
      }
    }
    guard (try? cassette.verify(.full)) != nil else { return }
    // What a full verification lets pass must be the whole content, requests and scopes included.
    let entries = (try? cassette.entries()) ?? []
    #expect(entries.count == expected.count, "\(what)")
    for entry in entries {
      let exchange = expected[entry.slot]
      #expect((try? cassette.request(of: entry)) == exchange?.request, "\(what)")
      #expect((try? cassette.provenance(of: entry)) == exchange?.provenance, "\(what)")
      #expect(entry.scope == exchange?.scope, "\(what)")
    }
  }
}
