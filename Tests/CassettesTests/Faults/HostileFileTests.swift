import Basics
import CSQLite
import CassetteFaults
import Foundation
import Testing

@testable import Cassettes

@Suite("A forged file")
struct HostileFileTests {
  /// Forgeries of the schema, each one statement that SQLite itself takes.
  static let schemas = [
    "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END",
    "CREATE VIEW w AS SELECT * FROM entry", "CREATE INDEX i ON entry(action)",
    "CREATE TABLE more(x)", "ALTER TABLE cold ADD COLUMN x",
    "DROP TABLE cold", "ALTER TABLE meta RENAME TO facts",
    "CREATE VIRTUAL TABLE v USING fts4(x)",
  ]

  @Test("with any other schema is refused", arguments: schemas)
  func schema(statement: String) async throws {
    let image = try CassetteSealer.seal(Samples.exchanges(5), as: .one).bytes
    let forged = try #require(HostileRows(image).edited([(statement, [])]))
    try await withFolderInMemory { folder in
      let path = folder + "/forged.cas"
      try write(forged, to: path)
      let error = cassetteError { () throws(CassetteError) in try SealedCassette(path: path) }
      #expect(error?.code == .damaged)
      #expect(error?.message.contains("schema") == true)
    }
  }

  @Test("whose schema looks right but hides a view where a table should be is refused")
  func viewForTable() async throws {
    let image = try CassetteSealer.seal(Samples.exchanges(5), as: .one).bytes
    let forged = try #require(
      HostileRows(image).edited([
        ("PRAGMA writable_schema=ON", []),
        ("UPDATE sqlite_schema SET type='view',rootpage=0 WHERE name='entry'", []),
      ]))
    try await withFolderInMemory { folder in
      try write(forged, to: folder + "/forged.cas")
      #expect(throws: CassetteError.self) {
        try SealedCassette(path: folder + "/forged.cas")
      }
    }
  }

  @Test("that claims more than it holds, or holds more than it claims, is found out")
  func claims() async throws {
    let image = try CassetteSealer.seal(Samples.exchanges(5), as: .one).bytes
    let rows = HostileRows(image)
    func eight(_ number: UInt64) -> HostileRows.Value {
      .bytes(withUnsafeBytes(of: number.bigEndian) { Array($0) })
    }
    let count = "UPDATE meta SET v=?1 WHERE k='entries'"
    let forgeries: [[(String, [HostileRows.Value])]] = [
      [(count, [eight(6)])], [(count, [eight(4)])], [(count, [eight(1 << 62)])],
      [(count, [eight(.max)])], [(count, [.bytes([5])])],
      [("DELETE FROM meta WHERE k='root'", [])], [("UPDATE meta SET v=1", [])],
      [("INSERT INTO meta VALUES('more',x'00')", [])],
      [("UPDATE meta SET v=zeroblob(70000) WHERE k='root'", [])],
      [("UPDATE entry SET n=-1", [])], [("UPDATE entry SET n=9223372036854775807", [])],
      [("UPDATE entry SET seq=-1", [])], [("UPDATE entry SET sample='x'", [])],
      [("UPDATE cold SET n=16000000", [])], [("UPDATE cold SET id=-id", [])],
      [("UPDATE cold SET id=9223372036854775807-id", [])],
      [("DELETE FROM cold WHERE kind=2", [])], [("DELETE FROM entry WHERE seq=0", [])],
    ]
    try await withFolderInMemory { folder in
      for (number, forgery) in forgeries.enumerated() {
        let path = folder + "/\(number).cas"
        try write(try #require(rows.edited(forgery), "\(number)"), to: path)
        #expect(throws: CassetteError.self, "\(forgery)") {
          let cassette = try SealedCassette(path: path)
          for exchange in Samples.exchanges(5) { _ = try? cassette.result(at: exchange.slot) }
          _ = try? cassette.entries()
          try cassette.verify(.full)
        }
      }
    }
  }

  @Test("whose tree shares its leaves a thousand million times over ends at once")
  func endlessTree() async throws {
    let exchanges = Samples.exchanges(300)
    try await withFolderInMemory { folder in
      let good = try CassetteFolder.mending(path: folder).sealing(Samples.exchanges(3, seed: 9))
      let forged = try EndlessTree.forge(try CassetteSealer.seal(exchanges, as: .one).bytes)
      let path = folder + "/forged.cas"
      try write(forged, to: path)
      #expect(throws: CassetteError.self) { try SealedCassette(path: path) }
      let cassette = try SealedCassette(unproven: path)
      #expect(throws: CassetteError.self) { try cassette.entries() }
      #expect(throws: CassetteError.self) { try cassette.verify(.structure) }
      #expect(throws: CassetteError.self) { try cassette.verify(.full) }
      for exchange in exchanges { _ = try? cassette.result(at: exchange.slot) }
      // A forged INDEX names a forged file, beside an honest one.
      let line =
        "\(cassette.root.hex) \(try cassette.fileDigest().hex) \(cassette.entryCount) "
        + "\(cassette.rawByteCount) steerbench-cassette-1\n"
      let name = cassette.root.hex.prefix(16) + ".cas"
      try FileManager.default.moveItem(atPath: path, toPath: folder + "/" + name)
      let index = try read(folder + "/INDEX") + Array(line.utf8)
      try write(index, to: folder + "/INDEX")
      #expect(throws: CassetteError.self) { try CassetteFolder(path: folder).reader() }
      #expect(good.added != nil)
    }
  }

  @Test("of a journal with a trigger, or of a later version, is refused and left as it is")
  func journal() async throws {
    try await withFolderInMemory { folder in
      let path = folder + "/recording.journal"
      let journal = try RecordingJournal(path: path)
      try await journal.append(Samples.exchanges(1)[0])
      try await journal.close()
      let honest = try read(path)
      for (statement, code) in [
        ("CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END", "damaged"),
        ("CREATE TABLE more(x)", "damaged"), ("PRAGMA user_version=3", "unsupportedVersion"),
        ("PRAGMA user_version=2", "damaged"),
        ("PRAGMA application_id=7", "notACassette"),
      ] {
        try write(honest, to: path)
        try Self.run(statement, on: path)
        let forged = try read(path)
        let error = cassetteError { () throws(CassetteError) in try RecordingJournal(path: path) }
        #expect(error?.code.rawValue == code, "\(statement)")
        if code == "unsupportedVersion" { #expect(error?.message.contains("version 3") == true) }
        #expect(try read(path) == forged)
      }
    }
  }

  private static func run(_ statement: String, on path: String) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    try #require(sqlite3_open(path, &handle) == SQLITE_OK)
    try #require(sqlite3_exec(handle, statement, nil, nil, nil) == SQLITE_OK)
  }
}
