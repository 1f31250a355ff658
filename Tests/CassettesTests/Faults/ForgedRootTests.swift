import Basics
import CassetteFaults
import Foundation
import Testing

@testable import Cassettes

/// A forger has everything but the content that the root names: he seals what he likes, with digests
/// that fit, and lets the file and INDEX claim the root of the honest cassette.
@Suite("A cassette that claims another's root")
struct ForgedRootTests {
  /// What a forger changes of honest exchanges.
  struct Forgery: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let change: @Sendable (inout [Exchange]) -> Void

    init(_ name: String, _ change: @escaping @Sendable (inout [Exchange]) -> Void) {
      testDescription = name
      self.change = change
    }
  }

  static let forgeries = [
    Forgery("42 answers are others") { exchanges in
      for index in 0..<42 { exchanges[3 * index].result += Array(" 42".utf8) }
    },
    Forgery("one byte of one answer is another") { $0[149].result[0] ^= 1 },
    Forgery("a request asks something else") { $0[7].request += Array(" ".utf8) },
    Forgery("another trial is said to have recorded one") { $0[8].scope += "0" },
    Forgery("it is said to be recorded at another time") { $0[9].provenance[3] ^= 1 },
    Forgery("a model call passes for a run of code") { $0[1].kind = .execution },
    Forgery("an exchange is left out") { $0.remove(at: 70) },
    Forgery("an exchange is added") { exchanges in
      var more = exchanges[70]
      more.slot.sample += 1_000
      exchanges.append(more)
    },
    Forgery("an exchange stands at another sample") { $0[12].slot.sample += 500 },
    Forgery("two answers are exchanged") { exchanges in
      let result = exchanges[20].result
      exchanges[20].result = exchanges[23].result
      exchanges[23].result = result
    },
    Forgery("two rows are exchanged") { exchanges in
      let slot = exchanges[30].slot
      exchanges[30].slot = exchanges[34].slot
      exchanges[34].slot = slot
    },
    Forgery("nothing is in it") { $0 = [] },
  ]

  @Test(
    "is refused by every way of reading it, by both roots", arguments: forgeries,
    CassetteVersion.allCases)
  func readers(forgery: Forgery, version: CassetteVersion) async throws {
    try await withForgery(forgery, version) { forged in
      for (name, read) in Self.readers {
        let error = cassetteError { () throws(CassetteError) in try read(forged.folder) }
        #expect(error?.code == .corrupt, "\(name): \(String(describing: error))")
        #expect(error?.file == forged.path, "\(name)")
        for root in [forged.claimed, forged.found] {
          #expect(error?.message.contains(root.hex) == true, "\(name)")
        }
        #expect(error?.nextStep.contains("Take nothing from it") == true, "\(name)")
      }
    }
  }

  /// Every way to read a cassette of a folder.
  private static var readers: [(name: String, read: (String) throws(CassetteError) -> Void)] {
    [
      (
        "a sealed cassette",
        { path throws(CassetteError) in
          _ = try SealedCassette(path: try member(of: path))
        }
      ),
      (
        "a union",
        { path throws(CassetteError) in
          _ = try CassetteUnion(try CassetteFolder(path: path))
        }
      ),
      (
        "a reader",
        { path throws(CassetteError) in
          _ = try CassetteFolder(path: path).reader()
        }
      ),
      (
        "a catalogue of the folder",
        { path throws(CassetteError) in
          _ = try ExchangeCatalog(try CassetteSet(path: path))
        }
      ),
      (
        "a catalogue of the file",
        { path throws(CassetteError) in
          _ = try ExchangeCatalog(try CassetteSet(path: try member(of: path)))
        }
      ),
      (
        "a listing of the folder",
        { path throws(CassetteError) in
          _ = try ExchangeListing(path: path)
        }
      ),
      (
        "a listing of the file",
        { path throws(CassetteError) in
          _ = try ExchangeListing(path: try member(of: path))
        }
      ),
      (
        "a proof of the folder",
        { path throws(CassetteError) in
          try CassetteFolder(path: path).prove()
        }
      ),
      (
        "a verification",
        { path throws(CassetteError) in
          try CassetteFolder(path: path).verify(.full)
        }
      ),
      (
        "a recording",
        { path throws(CassetteError) in
          _ = try CassetteFolder.mending(path: path).sealing(Samples.exchanges(1, seed: 9))
        }
      ),
      (
        "an addition to the folder",
        { path throws(CassetteError) in
          _ = try CassetteFolder.adding(CassetteSet(files: []), to: path)
        }
      ),
      (
        "an addition of the file",
        { path throws(CassetteError) in
          _ = try CassetteFolder.adding(
            CassetteSet(files: [try member(of: path)]), to: path + "-elsewhere")
        }
      ),
    ]
  }

  private static func member(of path: String) throws(CassetteError) -> String {
    let folder = try CassetteFolder(path: path)
    return folder.path(of: folder.lines[0])
  }

  @Test(
    "is not compacted away beside an honest one", arguments: [forgeries[0], forgeries[6]],
    CassetteVersion.allCases)
  func compaction(forgery: Forgery, version: CassetteVersion) async throws {
    try await withForgery(forgery, version) { forged in
      let other = try CassetteSealer.seal(Samples.exchanges(5, seed: 8))
      let honest = CassetteIndexLine(other)
      try write(other.bytes, to: forged.folder + "/" + honest.fileName)
      let index = try read(forged.folder + "/INDEX") + Array((honest.text + "\n").utf8)
      try write(index, to: forged.folder + "/INDEX")
      let error = cassetteError { () throws(CassetteError) in
        try CassetteFolder.compacting(path: forged.folder)
      }
      #expect(error?.code == .corrupt)
      #expect(try CassetteFolder(path: forged.folder).lines.count == 2)
    }
  }

  @Test("is refused also if only its numbers changed, which the root does not name")
  func numbers() async throws {
    var exchanges = Samples.exchanges(30)
    // Two exchanges that differ in sample and result only: their labels and requests are the same.
    var twin = exchanges[4]
    twin.slot.sample += 7
    exchanges.append(twin)
    let image = try CassetteSealer.seal(exchanges, as: .one)
    try await withTemporaryFolder { folder in
      let path = folder + "/x.cas"
      try write(image.bytes, to: path)
      let honest = try SealedCassette(path: path)
      let rows = [try honest.row(of: exchanges[4].slot), try honest.row(of: twin.slot)]
        .compactMap { $0 }.map { HostileRows.Value.number(Int64($0)) }
      let forged = try #require(
        HostileRows(image.bytes).edited([
          ("UPDATE entry SET seq=?1+?2-seq WHERE seq IN (?1,?2)", rows)
        ]))
      try write(forged, to: path)
      let error = cassetteError { () throws(CassetteError) in try SealedCassette(path: path) }
      #expect(error?.code == .damaged)
    }
  }

  @Test("is refused also under the INDEX of another folder")
  func otherIndex() async throws {
    try await withTemporaryFolder { path in
      let ours = try CassetteFolder.mending(path: path + "/ours").sealing(Samples.exchanges(20))
      let theirs = try CassetteFolder.mending(path: path + "/theirs")
        .sealing(Samples.exchanges(20, seed: 2))
      let (own, other) = (try #require(ours.added), try #require(theirs.added))
      // Their INDEX over our file, whose name it does not know.
      let index = try read(path + "/ours/INDEX")
      try write(try read(path + "/theirs/INDEX"), to: path + "/ours/INDEX")
      var error = cassetteError { () throws(CassetteError) in
        try CassetteFolder(path: path + "/ours")
      }
      #expect(error?.code == .unlistedFile)
      // Their file under our name, and a line that knows its digest.
      try write(index, to: path + "/ours/INDEX")
      try write(try read(theirs.folder.path(of: other)), to: ours.folder.path(of: own))
      let line = CassetteIndexLine(
        version: own.version, root: own.root, fileDigest: other.fileDigest,
        entryCount: other.entryCount,
        rawByteCount: other.rawByteCount)
      try write(Array((line.text + "\n").utf8), to: path + "/ours/INDEX")
      error = cassetteError { () throws(CassetteError) in
        try CassetteFolder(path: path + "/ours").reader()
      }
      #expect(error?.code == .damaged)
      #expect(error?.message.contains("not the cassette that INDEX describes") == true)
    }
  }

  @Test("is refused also where an honest file was read at its place before")
  func replaced() async throws {
    let exchanges = Samples.exchanges(150)
    try await withForgery(Self.forgeries[0], .one) { forged in
      let bytes = try read(forged.path)
      let index = try read(forged.folder + "/INDEX")
      let honest = try CassetteSealer.seal(exchanges, as: .one)
      try write(honest.bytes, to: forged.path)
      try write(
        Array((CassetteIndexLine(honest).text + "\n").utf8), to: forged.folder + "/INDEX")
      let union = try CassetteUnion(try CassetteFolder(path: forged.folder))
      #expect(
        try CassetteReader(union).result(at: exchanges[0].slot) == exchanges[0].result)

      try write(bytes, to: forged.path)
      var error = cassetteError { () throws(CassetteError) in try CassetteReader(union) }
      #expect(error?.message.contains("changed while it was read") == true)
      try write(index, to: forged.folder + "/INDEX")
      error = cassetteError { () throws(CassetteError) in
        try CassetteFolder(path: forged.folder).reader()
      }
      #expect(error?.code == .corrupt)
    }
  }

  @Test(
    "can be examined: what it claims is called a claim, and what it lost is named",
    arguments: CassetteVersion.allCases)
  func examination(version: CassetteVersion) async throws {
    try await withForgery(Self.forgeries[2], version) { forged in
      let examination = try CassetteExamination(path: forged.path)
      #expect(examination.claimedRoot == forged.claimed)
      #expect(
        cassetteError { () throws(CassetteError) in
          try examination.verify(.full) { _, request in Digest.sha256(request) }
        }?.code == .corrupt)
      #expect(examination.damage().isEmpty)
      #expect(examination.damage { _, request in Digest.sha256(request) }.count == 1)
    }
  }

  @Test(
    "is refused with one thread and with several, with one row of leaves and with several",
    arguments: [
      (5, CassetteVersion.one), (150, .one), (1_500, .one), (5, .two), (1_500, .two), (9_000, .two),
    ])
  func sizes(count: Int, version: CassetteVersion) async throws {
    let honest = try CassetteSealer.seal(Samples.exchanges(count), as: version)
    var exchanges = Samples.exchanges(count)
    exchanges[count - 1].result.append(0)
    let forged = try Self.forge(exchanges, version, claiming: honest.root)
    try await withTemporaryFolder { folder in
      try write(honest.bytes, to: folder + "/honest.cas")
      #expect(try SealedCassette(path: folder + "/honest.cas").entries().count == count)
      try write(forged.bytes, to: folder + "/forged.cas")
      let error = cassetteError { () throws(CassetteError) in
        try SealedCassette(path: folder + "/forged.cas")
      }
      #expect(error?.code == .corrupt)
    }
  }

  // MARK: The forger

  struct Forged {
    var folder: String
    var path: String
    var claimed: Digest
    var found: Digest
  }

  /// A sealed file of some exchanges that claims another root, and the root that it has.
  private static func forge(
    _ exchanges: [Exchange], _ version: CassetteVersion, claiming root: Digest
  ) throws -> (bytes: [UInt8], found: Digest) {
    let image = try CassetteSealer.seal(exchanges, as: version)
    let bytes = try #require(
      HostileRows(image.bytes).edited([
        ("UPDATE meta SET v=?1 WHERE k='root'", [.bytes(root.bytes)])
      ]))
    return (bytes, image.root)
  }

  /// Gives `body` a folder with a forged cassette under an honest name, and an INDEX that agrees.
  private func withForgery(
    _ forgery: Forgery, _ version: CassetteVersion, _ body: (Forged) throws -> Void
  ) async throws {
    var exchanges = Samples.exchanges(150)
    let honest = try CassetteSealer.seal(exchanges, as: version)
    forgery.change(&exchanges)
    let forged = try Self.forge(exchanges, version, claiming: honest.root)
    let raw = exchanges.reduce(0) { $0 + $1.request.count + $1.result.count }
    let line = CassetteIndexLine(
      version: version, root: honest.root, fileDigest: Digest.sha256(forged.bytes),
      entryCount: exchanges.count,
      rawByteCount: raw)
    try await withTemporaryFolder { folder in
      let path = folder + "/cassettes"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try write(forged.bytes, to: path + "/" + line.fileName)
      try write(Array((line.text + "\n").utf8), to: path + "/INDEX")
      try body(
        Forged(
          folder: path, path: path + "/" + line.fileName, claimed: honest.root,
          found: forged.found))
    }
  }
}
