import Basics
import Foundation
import TestSupport
import Testing

@testable import Cassettes

@Suite("What damage touches")
struct CassetteDamageTests {
  private let exchanges = Samples.exchanges(300, words: 200)

  @Test("is nothing in a sound cassette")
  func sound() async throws {
    try await withCassette { path, _ in
      let cassette = try SealedCassette(path: path)
      #expect(cassette.damage().isEmpty)
      #expect(cassette.damage { _, request in Digest.sha256(request) }.isEmpty)
    }
  }

  @Test("is one exchange and its trial where a result was hit")
  func result() async throws {
    try await withCassette { path, entries in
      for row in [0, 77, 299] {
        let image = try read(path)
        try Studio(folder: path).damage(path, near: entries[row].resultDigest.bytes)
        let damage = try CassetteExamination(path: path).damage()
        #expect(damage.map(\.row) == [row])
        #expect(damage[0].slot == entries[row].slot)
        #expect(damage[0].scope == entries[row].scope)
        #expect(damage[0].parts == [.result])
        #expect(damage[0].description.contains(entries[row].scope))
        try write(image, to: path)
      }
    }
  }

  @Test("is every exchange of a block where a block of requests was hit")
  func block() async throws {
    try await withCassette { path, entries in
      let block = try #require(try blocks(of: path, .recipes).first)
      try Studio(folder: path).damage(path, near: block.digest.bytes)
      let damage = try CassetteExamination(path: path).damage()
      #expect(damage.map(\.row) == Array(block.rows))
      #expect(damage.allSatisfy { $0.parts == [.request] })
      #expect(damage.map(\.scope) == entries[block.rows].map(\.scope))
    }
  }

  @Test("is named by slot where the trials themselves were hit")
  func labels() async throws {
    try await withCassette { path, entries in
      let block = try #require(try blocks(of: path, .labels).first)
      try Studio(folder: path).damage(path, near: block.digest.bytes)
      let damage = try CassetteExamination(path: path).damage()
      #expect(damage.map(\.row) == Array(block.rows))
      #expect(damage.allSatisfy { $0.parts == [.label] && $0.scope == nil })
      #expect(damage.map(\.slot) == entries[block.rows].map(\.slot))
    }
  }

  @Test("is known by its trials where SQLite cannot even find the rows of a page")
  func page() async throws {
    try await withCassette { path, entries in
      var image = try read(path)
      // The page in which some row lies gets a type that no page has.
      let middle = try #require(
        Data(image).range(of: Data(entries[150].resultDigest.bytes))?.lowerBound)
      image[middle / CassetteFormat.pageSize * CassetteFormat.pageSize] = 0x77
      try write(image, to: path)
      let cassette = try SealedCassette(unproven: path)
      #expect(throws: CassetteError.self) { try cassette.verify(.structure) }
      let damage = cassette.damage()
      #expect(damage.contains { $0.row == 150 && $0.scope == entries[150].scope })
      #expect(damage.count < 100)
      for entry in entries where !damage.contains(where: { $0.row == entry.row }) {
        #expect(try cassette.result(at: entry.slot) != nil)
      }
    }
  }

  @Test("is exactly what cannot be had, wherever a stretch of bytes is overwritten")
  func anywhere() async throws {
    var random = SeededNumbers(3)
    try await withCassette { path, entries in
      let sound = try read(path)
      for _ in 0..<40 {
        var image = sound
        let start = Int.random(in: 0..<image.count - 64, using: &random)
        for index in start..<start + 64 { image[index] = UInt8.random(in: 0...255, using: &random) }
        try write(image, to: path)
        guard let cassette = try? SealedCassette(unproven: path) else { continue }
        let damage = cassette.damage { _, request in Digest.sha256(request) }
        let touched = Set(damage.map(\.row))
        if (try? cassette.verify(.full)) != nil { #expect(damage.isEmpty) }
        for exchange in exchanges {
          guard let row = try? cassette.row(of: exchange.slot), !touched.contains(row) else {
            continue
          }
          #expect(try cassette.result(at: exchange.slot) == exchange.result)
          #expect(try cassette.request(ofRow: row) == exchange.request)
        }
        _ = entries
      }
    }
  }

  @Test("is listed up to a limit")
  func limit() async throws {
    try await withCassette { path, _ in
      let block = try #require(try blocks(of: path, .recipes).first)
      try Studio(folder: path).damage(path, near: block.digest.bytes)
      #expect(try CassetteExamination(path: path).damage(limit: 3).count == 3)
    }
  }

  /// The digests and rows of the solid blocks of a kind.
  private func blocks(
    of path: String, _ kind: ColdKind
  ) throws -> [(digest: Digest, rows: Range<Int>)] {
    let cassette = try SealedCassette(path: path)
    var rows: [Range<Int>] = []
    guard case .rows(let store) = cassette.store else { return [] }
    try store.cold.forEachSolidBlock(of: kind) { rows.append($0.sequences) }
    let statement = try cassette.connection.prepare(
      "SELECT digest FROM cold WHERE kind=\(kind.rawValue) ORDER BY id")
    var digests: [Digest] = []
    while try statement.step() {
      digests.append(try #require(statement.blob(0).flatMap { Digest(bytes: $0) }))
    }
    return Array(zip(digests, rows)).map { (digest: $0.0, rows: $0.1) }
  }

  private func withCassette(_ body: (String, [CassetteEntry]) throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let path = try Studio(folder: folder).seal(exchanges)
      try body(path, try SealedCassette(path: path).entries())
    }
  }
}
