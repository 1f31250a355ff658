import Basics
import Foundation
import TestSupport
import Testing

@testable import Cassettes

@Suite("Sets of cassettes")
struct CassetteSetTests {
  /// Exchanges of which some are recorded by several trials, as shards of one sweep hold them.
  private static func shards(seed: UInt64) -> [[Exchange]] {
    var random = SeededNumbers(seed)
    let exchanges = Samples.exchanges(40, seed: seed)
    return (0..<3).map { shard in
      exchanges.filter { _ in Bool.random(using: &random) }.map { exchange in
        var exchange = exchange
        if Bool.random(using: &random) { exchange.scope += "/\(shard)" }
        if Bool.random(using: &random) { exchange.provenance += [UInt8(shard)] }
        return exchange
      }
    }
  }

  @Test("merge associatively, commutatively and idempotently, to the last byte", arguments: 1...6)
  func laws(seed: UInt64) async throws {
    try await withTemporaryFolder { folder in
      let studio = Studio(folder: folder)
      let shards = try Self.shards(seed: seed).map(studio.seal)
      let (a, b, c) = (shards[0], shards[1], shards[2])
      let whole = try read(studio.merge([a, b, c]))
      #expect(try read(studio.merge([studio.merge([a, b]), c])) == whole)
      #expect(try read(studio.merge([a, studio.merge([b, c])])) == whole)
      #expect(try read(studio.merge([c, b, a])) == whole)
      #expect(try read(studio.merge([b, a, c, a, b])) == whole)
      #expect(try read(studio.merge([a, a])) == read(a))
      #expect(try read(studio.merge([a])) == read(a))
      // The same exchanges sealed at once give the same file again.
      #expect(try read(studio.seal(Self.shards(seed: seed).flatMap { $0 })) == whole)
    }
  }

  @Test("keep the smallest scope, then the smallest provenance, of one exchange recorded twice")
  func smallestLabel() async throws {
    let exchange = Samples.exchanges(1)[0]
    let labels = [("b", [2]), ("b", [1]), ("a", [9]), ("c", [0])] as [(String, [UInt8])]
    try await withTemporaryFolder { folder in
      let studio = Studio(folder: folder)
      let files = try labels.map { scope, provenance in
        var other = exchange
        other.scope = scope
        other.provenance = provenance
        return try studio.seal([other])
      }
      let kept = try ExchangeCatalog(CassetteSet(files: files)).entries
      #expect(kept.map(\.scope) == ["a"])
      #expect(kept.map(\.provenance) == [[9]])
      let without = try ExchangeCatalog(CassetteSet(files: [files[0], files[1]])).entries
      #expect(without.map(\.provenance) == [[1]])
    }
  }

  @Test("report a conflict with every side, the same whichever comes first, and merge nothing")
  func conflict() async throws {
    let exchanges = Samples.exchanges(10)
    var other = exchanges
    other[3].result += [1]
    other[3].scope = "another/trial"
    other[7].request += [32]
    try await withTemporaryFolder { folder in
      let studio = Studio(folder: folder)
      let (first, second) = (try studio.seal(exchanges), try studio.seal(other))
      let errors = [[first, second], [second, first]].map { files in
        cassetteError { () throws(CassetteError) in
          try ExchangeCatalog(CassetteSet(files: files))
        }
      }
      let error = try #require(errors[0])
      #expect(error.code == .conflict)
      #expect(errors[1]?.conflicts == error.conflicts)
      #expect(error.conflicts.map(\.slot) == [exchanges[3].slot, exchanges[7].slot].sorted())
      let conflict = try #require(error.conflicts.first { $0.slot == exchanges[3].slot })
      #expect(Set(conflict.sides.map(\.file)) == [first, second])
      #expect(Set(conflict.sides.map(\.scope)) == [exchanges[3].scope, "another/trial"])
      for side in conflict.sides {
        let recorded = side.file == first ? exchanges[3] : other[3]
        #expect(side.resultDigest == Digest.sha256(recorded.result))
        #expect(side.resultSize == recorded.result.count)
        #expect(side.requestSize == recorded.request.count)
        for text in [side.file, side.resultDigest.short, side.scope, "\(side.resultSize) bytes"] {
          #expect(error.message.contains(text), "\(error.message)")
        }
      }
    }
  }

  @Test("settle a conflict only by the cassette that is preferred")
  func preference() async throws {
    let exchanges = Samples.exchanges(10)
    var other = Array(exchanges[5...])
    other[0].result += [1]
    try await withTemporaryFolder { folder in
      let studio = Studio(folder: folder)
      let (first, second) = (try studio.seal(exchanges), try studio.seal(other))
      let all = CassetteSet(files: [first, second])
      for (preferred, result) in [(first, exchanges[5].result), (second, other[0].result)] {
        let catalog = try ExchangeCatalog(all, preferring: CassetteSet(files: [preferred]))
        #expect(catalog.entries.count == 10)
        let kept = try #require(catalog.entries.first { $0.slot == exchanges[5].slot })
        #expect(kept.resultDigest == Digest.sha256(result))
      }
      let elsewhere = cassetteError { () throws(CassetteError) in
        try ExchangeCatalog(all, preferring: CassetteSet(files: [folder + "/other.cas"]))
      }
      #expect(elsewhere?.code == .conflict)
    }
  }

  @Test(
    "split and then merged are what they were, every exchange in exactly one part",
    arguments: [
      CassetteSplit.count(1), .count(7), .count(60), .rawBytes(1), .rawBytes(2_000),
      .rawBytes(1 << 30),
    ])
  func splitting(_ split: CassetteSplit) async throws {
    let exchanges = Samples.exchanges(60)
    try await withTemporaryFolder { folder in
      let studio = Studio(folder: folder)
      let whole = try studio.seal(exchanges)
      let catalog = try ExchangeCatalog(CassetteSet(files: [whole]))
      let parts = split.parts(of: catalog.entries)
      #expect(parts.reduce(0) { $0 + $1.count } == 60)
      #expect(Set(parts.flatMap { $0.map(\.slot) }).count == 60)
      #expect(parts.allSatisfy { !$0.isEmpty })
      if case .rawBytes(let limit) = split {
        #expect(
          parts.allSatisfy { part in
            part.count == 1 || part.reduce(0) { $0 + $1.rawByteCount } <= limit
          })
      }
      let files = try parts.map { try studio.write(catalog.seal($0)) }
      #expect(try read(studio.merge(files.reversed())) == read(whole))
    }
  }

  @Test("sliced by any partition and then merged are what they were", arguments: 1...4)
  func slicing(seed: UInt64) async throws {
    var random = SeededNumbers(seed)
    try await withTemporaryFolder { folder in
      let studio = Studio(folder: folder)
      let whole = try studio.seal(Samples.exchanges(60, seed: seed))
      let catalog = try ExchangeCatalog(CassetteSet(files: [whole]))
      var slices: [Int: [CatalogEntry]] = [:]
      for entry in catalog.entries {
        slices[Int.random(in: 0..<4, using: &random), default: []].append(entry)
      }
      let files = try slices.keys.sorted().map { try studio.write(catalog.seal(slices[$0] ?? [])) }
      #expect(try read(studio.merge(files)) == read(whole))
    }
  }

  @Test("stay in the same part when other exchanges come or go")
  func stableParts() async throws {
    let exchanges = Samples.exchanges(80)
    try await withTemporaryFolder { folder in
      let studio = Studio(folder: folder)
      let all = try ExchangeCatalog(CassetteSet(files: [studio.seal(exchanges)]))
      let some = try ExchangeCatalog(CassetteSet(files: [studio.seal(Array(exchanges[40...]))]))
      let parts = CassetteSplit.count(4).parts(of: all.entries).map { Set($0.map(\.slot)) }
      #expect(parts.count == 4)
      for part in CassetteSplit.count(4).parts(of: some.entries) {
        #expect(parts.contains { $0.isSuperset(of: part.map(\.slot)) })
      }
    }
  }

  @Test("have the root of the one cassette that they would be sealed into")
  func root() async throws {
    try await withTemporaryFolder { folder in
      let studio = Studio(folder: folder)
      let shards = try Self.shards(seed: 9).map(studio.seal)
      let catalog = try ExchangeCatalog(CassetteSet(files: shards))
      let image = try catalog.seal()
      #expect(catalog.root == image.root)
      #expect(catalog.rawByteCount == image.rawByteCount)
      #expect(catalog.entries.count == image.entryCount)
    }
  }

  @Test("differ by what was added, removed, changed and recorded anew")
  func difference() async throws {
    let exchanges = Samples.exchanges(20)
    var other = Array(exchanges[2...]) + Samples.exchanges(3, seed: 5)
    other[4].result += [1]
    other[6].scope = "another/trial"
    try await withTemporaryFolder { folder in
      let studio = Studio(folder: folder)
      let old = try ExchangeCatalog(CassetteSet(files: [studio.seal(exchanges)]))
      let new = try ExchangeCatalog(CassetteSet(files: [studio.seal(other)]))
      let difference = CassetteDifference(from: old, to: new)
      #expect(difference.removed.map(\.slot) == exchanges[..<2].map(\.slot).sorted())
      #expect(difference.added.map(\.slot) == other[18...].map(\.slot).sorted())
      #expect(difference.changed.map(\.old.slot) == [other[4].slot])
      #expect(difference.relabelled.map(\.new.scope) == ["another/trial"])
      #expect(difference.sameCount == 16)
      #expect(CassetteDifference(from: old, to: old).isEmpty)
      #expect(!difference.isEmpty)
    }
  }

  @Test("are refused as a whole when one cassette is damaged, or asks for what is not its action")
  func damaged() async throws {
    try await withTemporaryFolder { folder in
      let studio = Studio(folder: folder)
      let exchanges = Samples.exchanges(40)
      let (sound, other) = (
        try studio.seal(exchanges), try studio.seal(Samples.exchanges(9, seed: 4))
      )
      let digest: ActionDigest = { _, request in Digest.sha256(request) }
      let files = CassetteSet(files: [sound, other])
      #expect(try ExchangeCatalog(files, actionDigest: digest).entries.count == 49)
      let foreign = cassetteError { () throws(CassetteError) in
        try ExchangeCatalog(files, actionDigest: { _, _ in Digest.sha256("foreign") })
      }
      #expect(foreign?.code == .damaged)
      try studio.damage(other, near: Samples.exchanges(9, seed: 4)[0].slot.action.bytes)
      let error = cassetteError { () throws(CassetteError) in try ExchangeCatalog(files) }
      // An action that is another one agrees with itself, and not with the root.
      #expect(error?.code == .corrupt)
      #expect(error?.file == other)
    }
  }
}

/// Cassettes in a temporary folder, each under a name of its own.
struct Studio {
  let folder: String

  /// Writes a sealed image and gives its path.
  func write(_ image: SealedImage) throws -> String {
    let path = "\(folder)/\(UUID().uuidString).cas"
    try CassettesTests.write(image.bytes, to: path)
    return path
  }

  /// Seals exchanges into a file.
  func seal(_ exchanges: [Exchange]) throws -> String {
    try write(CassetteSealer.seal(exchanges, as: .one))
  }

  /// Merges files into another.
  func merge(_ files: [String]) throws -> String {
    try write(ExchangeCatalog(CassetteSet(files: files)).seal())
  }

  /// Flips a bit in the first place where some bytes lie.
  func damage(_ path: String, near bytes: [UInt8]) throws {
    var data = Data(try read(path))
    let range = try #require(data.range(of: Data(bytes)))
    data[range.upperBound - 1] ^= 1
    try data.write(to: URL(fileURLWithPath: path))
  }
}
