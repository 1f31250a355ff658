import Basics
import CassetteFaults
import Foundation
import Testing

@testable import Cassettes

/// Files of format 2 whose rows SQLite itself has written, with every digest renewed that a forger can
/// renew.
@Suite("A forged file of format 2")
struct HostileSolidTests {
  static let schemas = [
    "CREATE TRIGGER t AFTER INSERT ON leaf BEGIN DELETE FROM leaf; END",
    "CREATE VIEW w AS SELECT * FROM leaf", "CREATE INDEX i ON cold(n)", "CREATE TABLE more(x)",
    "ALTER TABLE cold ADD COLUMN x", "DROP TABLE place", "ALTER TABLE meta RENAME TO facts",
  ]

  @Test("with any other schema is refused", arguments: schemas)
  func schema(statement: String) async throws {
    try await withForgery(statement) { path in
      let error = cassetteError { () throws(CassetteError) in try SealedCassette(path: path) }
      #expect(error?.code == .damaged)
      #expect(error?.message.contains("schema") == true)
    }
  }

  @Test(
    "with a kind or a lane that this program does not know is refused by its name",
    arguments: [("kinds", "kind", "hologram"), ("lanes", "lane", "translation")])
  func unknownNames(fact: String, word: String, name: String) async throws {
    let known = fact == "kinds" ? ["completion", "execution"] : []
    let names = NameList.bytes(of: Set(known + [name]))
    try await withForgery(
      "INSERT OR REPLACE INTO meta VALUES('\(fact)',?1)", [.bytes(names)]
    ) { path in
      let errors = [
        cassetteError { () throws(CassetteError) in try SealedCassette(path: path) },
        cassetteError { () throws(CassetteError) in try ExchangeListing(path: path) },
        cassetteError { () throws(CassetteError) in try CassetteExamination(path: path) },
      ]
      for error in errors {
        #expect(error?.code == .unsupportedVersion)
        #expect(
          error?.message.contains("\(word) \"\(name)\"") == true, "\(String(describing: error))")
        #expect(error?.nextStep.isEmpty == false)
      }
    }
  }

  @Test("with names that are no names is refused, and shows none of them")
  func malformedNames() async throws {
    let long = String(repeating: "x", count: 65)
    var many: [UInt8] = []
    for number: UInt8 in 0..<65 { many += [2, 0x61 + number / 26, 0x61 + number % 26] }
    let lists: [[UInt8]] = [
      [0xff], [3, 0x61], [1, 0xff], NameList.bytes(of: [long]), [1, 0x62, 1, 0x61],
      [1, 0x61, 1, 0x61], [UInt8](repeating: 0, count: 70), many,
    ]
    for (number, list) in lists.enumerated() {
      for fact in ["kinds", "lanes"] {
        try await withForgery(
          "INSERT OR REPLACE INTO meta VALUES('\(fact)',?1)", [.bytes(list)]
        ) { path in
          let error = cassetteError { () throws(CassetteError) in try SealedCassette(path: path) }
          #expect(error?.code == .damaged, "\(fact) \(number)")
        }
      }
    }
  }

  @Test("with facts, leaves or places that do not add up cannot be opened", arguments: 0..<openings)
  func facts(number: Int) async throws {
    let (statement, value) = Self.unopenable[number]
    try await withForgery(statement, [value]) { path in
      let error = cassetteError { () throws(CassetteError) in try SealedCassette(path: path) }
      #expect(error != nil, "\(statement)")
      #expect(error?.code == .damaged || error?.code == .corrupt, "\(statement)")
    }
  }

  private static let openings = unopenable.count
  private static let huge = withUnsafeBytes(of: UInt64(1 << 60).bigEndian) { Array($0) }
  private static let unopenable: [(String, HostileRows.Value)] = [
    ("UPDATE meta SET v=?1 WHERE k='entries'", .bytes(huge)),
    ("UPDATE meta SET v=?1 WHERE k='entries'", .bytes(Array(repeating: 255, count: 8))),
    ("UPDATE meta SET v=?1 WHERE k='entries'", .bytes([0, 0, 0, 0, 0, 0, 0, 39])),
    ("UPDATE meta SET v=?1 WHERE k='entries'", .bytes([0, 0, 0, 0, 0, 0, 0, 41])),
    ("UPDATE meta SET v=?1 WHERE k='raw'", .bytes(huge)),
    ("UPDATE meta SET v=?1 WHERE k='raw'", .bytes([0, 0, 0, 0, 0, 0, 1, 0])),
    ("UPDATE meta SET v=?1 WHERE k='codes'", .bytes(Array(repeating: 0xff, count: 512))),
    ("UPDATE meta SET v=?1 WHERE k='codes'", .bytes(Array(repeating: 0x22, count: 512))),
    ("UPDATE meta SET v=?1 WHERE k='codes'", .bytes([])),
    ("UPDATE meta SET v=?1 WHERE k='seal'", .bytes([1])),
    ("DELETE FROM meta WHERE k='seal' AND ?1", .number(1)),
    ("DELETE FROM meta WHERE k='codes' AND ?1", .number(1)),
    ("INSERT INTO meta VALUES('dictionary',?1)", .bytes([1])),
    ("INSERT INTO meta VALUES('more',?1)", .bytes([1])),
    ("INSERT INTO meta VALUES('contents',?1)", .bytes([1])),
    ("INSERT INTO meta VALUES('contents',?1)", .bytes(Array(repeating: 7, count: 64))),
    ("INSERT INTO meta VALUES('contents',zeroblob(?1))", .number(2 << 20)),
    ("UPDATE leaf SET v=?1", .bytes([])),
    ("UPDATE leaf SET v=CAST(v||?1 AS BLOB)", .bytes([0])),
    ("UPDATE leaf SET id=?1", .number(1)),
    (
      "UPDATE leaf SET v=CAST(substr(v,1,40*96)||?1 AS BLOB)",
      .bytes(Array(repeating: 0, count: 120))
    ),
    ("UPDATE leaf SET v=zeroblob(?1)", .number(16 << 20)),
    ("INSERT INTO leaf VALUES(?1,x'00')", .number(4_096)),
    ("INSERT INTO leaf VALUES(-?1,x'00')", .number(4_096)),
    ("DELETE FROM leaf WHERE ?1", .number(1)),
    ("UPDATE place SET v=?1", .bytes([])),
    ("UPDATE place SET v=CAST(v||?1 AS BLOB)", .bytes([0])),
    ("UPDATE place SET v=CAST(?1||substr(v,2) AS BLOB)", .bytes([9])),
    ("UPDATE place SET v=CAST(?1||v AS BLOB)", .bytes([0, 0xff, 0xff, 0xff, 0xff, 0x7f])),
    ("DELETE FROM place WHERE ?1", .number(1)),
    ("INSERT INTO cold VALUES(?1,70000000,x'0001')", .number(6 << 48)),
  ]

  @Test("with blocks that lie gives no wrong reading, and is not whole", arguments: 0..<lyingBlocks)
  func blocks(number: Int) async throws {
    let (statement, value) = Self.lies[number]
    let truth = Dictionary(uniqueKeysWithValues: Self.exchanges.map { ($0.slot, $0) })
    try await withForgery(statement, [value]) { path in
      let examination = try CassetteExamination(path: path)
      #expect(throws: CassetteError.self, "\(statement)") { try examination.verify(.full) }
      _ = examination.damage()
      #expect(throws: CassetteError.self, "\(statement)") { try ExchangeListing(path: path) }
      let cassette = try SealedCassette(path: path)
      for exchange in Self.exchanges {
        if let result = try? cassette.result(at: exchange.slot) {
          #expect(result == exchange.result, "\(statement)")
        }
      }
      for entry in (try? cassette.entries()) ?? [] {
        let exchange = try #require(truth[entry.slot])
        #expect(entry.scope == exchange.scope)
        if let request = try? cassette.request(of: entry) { #expect(request == exchange.request) }
        if let at = try? cassette.provenance(of: entry) { #expect(at == exchange.provenance) }
      }
    }
  }

  private static let lyingBlocks = lies.count
  private static let lies: [(String, HostileRows.Value)] = [
    ("UPDATE cold SET n=?1 WHERE id>>48=4", .number(17_829_953)),
    ("UPDATE cold SET n=?1 WHERE id>>48=4", .number(.max)),
    ("UPDATE cold SET n=?1 WHERE id>>48=4", .number(-1)),
    ("UPDATE cold SET n=n+?1 WHERE id>>48=4", .number(1)),
    ("UPDATE cold SET n='x' WHERE id>>48=4 AND ?1", .number(1)),
    ("UPDATE cold SET v=?1 WHERE id>>48=4", .bytes([])),
    ("UPDATE cold SET v=?1 WHERE id>>48=4", .bytes([3, 1, 2, 3])),
    ("UPDATE cold SET v=CAST(x'00'||zeroblob(n) AS BLOB) WHERE id>>48=4 AND ?1", .number(1)),
    ("UPDATE cold SET v=CAST(x'00'||zeroblob(n) AS BLOB) WHERE id>>48=1 AND ?1", .number(1)),
    ("UPDATE cold SET v=CAST(x'00'||zeroblob(n) AS BLOB) WHERE id>>48=2 AND ?1", .number(1)),
    ("UPDATE cold SET v=CAST(x'00'||zeroblob(n) AS BLOB) WHERE id>>48=3 AND ?1", .number(1)),
    (
      "UPDATE cold SET v=CAST(x'00'||zeroblob(60000) AS BLOB),n=60000 WHERE id>>48=2 AND ?1",
      .number(1)
    ),
    (
      "UPDATE cold SET v=CAST(x'00'||zeroblob(16000000) AS BLOB),n=16000000 WHERE id>>48=?1",
      .number(1)
    ),
    (
      "UPDATE cold SET v=CAST(x'00'||zeroblob(16000000) AS BLOB),n=16000000 WHERE id>>48=?1",
      .number(4)
    ),
    ("DELETE FROM cold WHERE id>>48=?1", .number(1)),
    ("DELETE FROM cold WHERE id>>48=?1", .number(2)),
    ("DELETE FROM cold WHERE id>>48=?1", .number(3)),
    ("DELETE FROM cold WHERE id>>48=?1", .number(4)),
    ("UPDATE cold SET id=id+?1 WHERE id>>48=4", .number(1)),
    ("UPDATE cold SET id=id+?1 WHERE id>>48=2", .number(1)),
    ("UPDATE cold SET id=id+?1 WHERE id>>48=3", .number(1)),
    ("UPDATE cold SET id=-id-?1", .number(1)),
    ("INSERT INTO cold VALUES(?1,1,x'0000')", .number(7 << 48)),
    ("INSERT INTO cold VALUES(?1,1,x'0000')", .number(1)),
    ("INSERT INTO cold VALUES(?1,1,x'0000')", .number(4 << 48 | 40)),
    ("INSERT INTO cold VALUES(?1,1,x'0000')", .number(4 << 48 | 1 << 40)),
    ("INSERT INTO cold VALUES(?1,1,x'0000')", .number(1 << 48 | 40)),
    ("INSERT INTO cold VALUES(?1,1,x'0000')", .number(3 << 48 | 9)),
    ("INSERT INTO cold VALUES(?1,1,x'0000')", .number(5 << 48)),
    ("INSERT INTO cold VALUES(?1,1,x'0000')", .number(6 << 48 | 1)),
    ("INSERT INTO cold SELECT id+?1,n,v FROM cold WHERE id>>48=4", .number(20)),
  ]

  @Test("is told apart by exchange: what was lost of each, and what was not")
  func damage() async throws {
    for (kind, part) in [(1, CassetteDamage.Part.request), (2, .label), (4, .result)] {
      try await withForgery(
        "UPDATE cold SET v=CAST(x'00'||zeroblob(n) AS BLOB) WHERE id>>48=?1", [.number(Int64(kind))]
      ) { path in
        let examination = try CassetteExamination(path: path)
        let damage = examination.damage()
        #expect(damage.map(\.row) == Array(0..<Self.exchanges.count))
        #expect(damage.allSatisfy { $0.slot != nil && $0.parts.contains(part) })
        // Requests may quote results; nothing else depends on another part.
        #expect(kind == 4 || damage.allSatisfy { $0.parts == [part] })
        #expect(examination.damage(limit: 3).count == 3)
      }
    }
    try await withForgery("DELETE FROM meta WHERE ?1=0", [.number(1)]) { path in
      let examination = try CassetteExamination(path: path)
      #expect(examination.damage().isEmpty)
    }
  }

  @Test("with two numbers exchanged, which the root does not name, is refused when they are read")
  func numbers() async throws {
    // Two exchanges that differ in sample and result only: their labels and requests are the same.
    var twin = Self.exchanges[4]
    twin.slot.sample += 7
    let all = Self.exchanges + [twin]
    let image = try CassetteSealer.seal(all, as: .two)
    try await withFolderInMemory { folder in
      let path = folder + "/x.cas"
      try write(image.bytes, to: path)
      let honest = try SealedCassette(path: path)
      let rows = [try honest.row(of: Self.exchanges[4].slot), try honest.row(of: twin.slot)]
      let slots = all.map(\.slot).sorted()
      let numbers = try slots.map { slot in
        let row = try #require(try honest.row(of: slot))
        return row == rows[0] ? try #require(rows[1]) : row == rows[1] ? try #require(rows[0]) : row
      }
      let bySlot = Dictionary(uniqueKeysWithValues: all.map { ($0.slot, $0) })
      var leaves: [UInt8] = []
      for slot in slots {
        let exchange = try #require(bySlot[slot])
        leaves += slot.action.bytes
        leaves += Digest.sha256(exchange.request).bytes + Digest.sha256(exchange.result).bytes
      }
      for (slot, number) in zip(slots, numbers) {
        for part in [Int(slot.sample), Int(slot.ordinal), number] { leaves.append(varint: part) }
      }
      let forged = try #require(
        HostileRows(image.bytes).edited([("UPDATE leaf SET v=?1", [.bytes(leaves)])]))
      try write(forged, to: path)
      // Both are of one trial and have one size or not: what is given is what the slot names.
      let cassette = try SealedCassette(path: path)
      for exchange in all {
        if let result = try? cassette.result(at: exchange.slot) {
          #expect(result == exchange.result)
        }
      }
      #expect(throws: CassetteError.self) { try cassette.entries() }
      #expect(throws: CassetteError.self) { try CassetteExamination(path: path).verify(.full) }
    }
  }

  @Test(
    "with sizes that were moved from one exchange to another is not whole, and cannot be listed")
  func sizes() async throws {
    // The root does not name sizes; their sum is right, so only decoding shows the lie.
    let places = try Self.places { sizes in
      sizes[3].request += 1
      sizes[5].request -= 1
    }
    try await withForgery("UPDATE place SET v=?1", [.bytes(places)]) { path in
      let error = cassetteError { () throws(CassetteError) in try ExchangeListing(path: path) }
      #expect(error?.code == .damaged)
      #expect(throws: CassetteError.self) { try ExchangeCatalog(CassetteSet(files: [path])) }
      #expect(throws: CassetteError.self) { try CassetteExamination(path: path).verify(.full) }
      let cassette = try SealedCassette(path: path)
      let wrong = try cassette.entries().filter { $0.row == 3 || $0.row == 5 }
      for entry in wrong {
        #expect(throws: CassetteError.self) { try cassette.request(of: entry) }
      }
    }
  }

  @Test(
    "in which thousands of results share a block is read as fast as any other",
    .timeLimit(.minutes(1)))
  func manySmallResults() async throws {
    let exchanges = (0..<30_000).map { number in
      Exchange(
        slot: Slot(action: .sha256("one"), sample: UInt32(number)), kind: .completion,
        request: Array("r".utf8), result: number.isMultiple(of: 3) ? [] : [UInt8(number % 251)],
        scope: "s", provenance: [])
    }
    try await withFolderInMemory { folder in
      let cassette = try solid(exchanges, in: folder)
      for exchange in exchanges {
        #expect(try cassette.result(at: exchange.slot) == exchange.result)
      }
      try cassette.verify(.full)
    }
  }

  // MARK: The forger

  static let exchanges = Samples.exchanges(40, seed: 21, words: 90)

  /// Gives `body` a file in which SQLite ran a statement.
  private func withForgery(
    _ statement: String, _ values: [HostileRows.Value] = [], _ body: (String) throws -> Void
  ) async throws {
    let image = try CassetteSealer.seal(Self.exchanges, as: .two)
    let forged = try #require(
      HostileRows(image.bytes).edited([(statement, values)]), "\(statement)")
    try await withFolderInMemory { folder in
      let path = folder + "/forged.cas"
      try write(forged, to: path)
      try body(path)
    }
  }

  /// The row of `place` of the exchanges after a change of the sizes by number.
  private static func places(
    _ change: (inout [(request: Int, result: Int)]) -> Void
  ) throws -> [UInt8] {
    let ordered = exchanges.sorted {
      $0.scope == $1.scope ? $0.slot < $1.slot : $0.scope < $1.scope
    }
    var sizes = ordered.map { (request: $0.request.count, result: $0.result.count) }
    change(&sizes)
    var row: [UInt8] = []
    for (exchange, size) in zip(ordered, sizes) {
      for part in [exchange.kind == .completion ? 0 : 1, size.request, size.result] {
        row.append(varint: part)
      }
    }
    for part in [ordered.map { Array($0.scope.utf8) }, ordered.map(\.provenance)] {
      var next = 0
      while next < part.count {
        let end = part[next...].firstIndex { $0 != part[next] } ?? part.count
        row.append(varint: end - next)
        row += Digest.sha256(part[next]).bytes
        next = end
      }
    }
    return row
  }
}
