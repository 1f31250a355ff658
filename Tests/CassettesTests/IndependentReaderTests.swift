import Basics
import Foundation
import TestSupport
import Testing

@testable import Cassettes

@Suite("A reader written from the articles alone", .enabled(if: IndependentReader.isThere))
struct IndependentReaderTests {
  @Test("verifies every shipped cassette and finds the same roots")
  func shipped() throws {
    let shelf = try RepositoryRoot.url().appendingPathComponent("cassettes").path
    for name in try FileManager.default.contentsOfDirectory(atPath: shelf).sorted() {
      let folder = try CassetteFolder(path: "\(shelf)/\(name)")
      let run = try IndependentReader.run([folder.path])
      #expect(run.status == 0, "\(run.errors)")
      let found = try run.lines.map { try JSONValue(parsing: $0) }
      #expect(found.map { $0["root"]?.string } == folder.lines.map(\.root.hex))
      #expect(found.map { $0["fileDigest"]?.string } == folder.lines.map(\.fileDigest.hex))
      #expect(found.map { $0["entries"]?.integer } == folder.lines.map(\.entryCount))
      #expect(found.map { $0["raw"]?.integer } == folder.lines.map(\.rawByteCount))
    }
  }

  @Test(
    "verifies what was sealed here: a dictionary, odd bytes, several samples",
    arguments: CassetteVersion.allCases)
  func sealed(version: CassetteVersion) async throws {
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path)
        .sealing(Self.exchanges(), as: version).folder
      let run = try IndependentReader.run([folder.path])
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        try run.lines.map { try JSONValue(parsing: $0)["root"]?.string }
          == folder.lines.map(\.root.hex))
      let cassette = try SealedCassette(path: folder.path(of: folder.lines[0]))
      switch cassette.store {
      case .rows(let store): #expect(!store.dictionary.isEmpty)
      case .solid(let store): #expect(try store.blockRows().contains { $0.kind == .literals })
      }
    }
  }

  @Test(
    "verifies a shipped sweep in format 2, a folder of both formats, and an image that is named")
  func formats() async throws {
    let shelf = try RepositoryRoot.url().appendingPathComponent("cassettes/smollm2-135m").path
    try await withTemporaryFolder { path in
      let catalog = try ExchangeCatalog(CassetteSet(path: shelf))
      let half = catalog.entries.count / 2
      let image = [UInt8](repeating: 7, count: 5_000) + Array("image".utf8)
      var exchange = Self.exchanges()[0]
      let segments = [
        (name: "endpoint", value: "{\"image\":\"sha256:\(Digest.sha256(image).hex)\"}")
      ]
      exchange.request = Self.request(segments)
      exchange.slot.action = Self.action(exchange.kind, segments)
      let folder = try CassetteFolder.mending(path: path)
        .sealing(try catalog.exchanges(of: Array(catalog.entries[..<half])), as: .one).folder
        .sealing(try catalog.exchanges(of: Array(catalog.entries[half...])), as: .two).folder
        .sealing([exchange], contents: [image]).folder
      #expect(folder.lines.map(\.version).sorted() == [.one, .two, .two])
      let run = try IndependentReader.run([folder.path])
      #expect(run.status == 0, "\(run.errors)")
      let found = try run.lines.map { try JSONValue(parsing: $0) }
      #expect(
        Set(found.compactMap { $0["fileDigest"]?.string })
          == Set(folder.lines.map(\.fileDigest.hex)))
    }
  }

  @Test(
    "verifies pages of the size that is written and of the one that was", arguments: [2_048, 4_096])
  func pages(size: Int) async throws {
    try await withTemporaryFolder { path in
      var exchanges = Array(Self.exchanges().prefix(40))
      exchanges[0].result = Array(repeating: 65, count: 3_000_000)
      let image = try CassetteSealer.seal(
        exchanges, like: .init(version: .two, pageSize: size), contents: [])
      let file = "\(path)/\(CassetteIndexLine(image).fileName)"
      try write(image.bytes, to: file)
      let run = try IndependentReader.run([file])
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  @Test("refuses a damaged one, wherever the damage is", arguments: CassetteVersion.allCases)
  func damaged(version: CassetteVersion) async throws {
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path)
        .sealing(Array(Self.exchanges().prefix(40)), as: version).folder
      let file = folder.path(of: folder.lines[0])
      let whole = try read(file)
      var random = SeededNumbers(11)
      for _ in 0..<12 {
        var bytes = whole
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1
        try write(bytes, to: file)
        let run = try IndependentReader.run([folder.path])
        #expect(run.status == 1)
        #expect(!run.errors.contains("Traceback"), "\(run.errors)")
      }
    }
  }

  /// Exchanges whose requests give their actions, enough of them for a dictionary.
  private static func exchanges() -> [Exchange] {
    var exchanges = Samples.exchanges(900, words: 200)
    for index in exchanges.indices {
      var segments: [(name: String, value: String)] = [("endpoint", "{\"n\":\(index / 3)}")]
      if index.isMultiple(of: 7) { segments.append(("message 1 user", "\"é 👩‍🚀 \\\"x\\\"\"")) }
      exchanges[index].request = request(segments)
      exchanges[index].slot.action = action(exchanges[index].kind, segments)
    }
    exchanges[5].result = [0, 0xff, 0x5c, 0x22]
    exchanges[6].result = []
    return exchanges
  }

  private static func request(_ segments: [(name: String, value: String)]) -> [UInt8] {
    Array("[\(segments.map { "[\"\($0.name)\",\($0.value)]" }.joined(separator: ","))]".utf8)
  }

  private static func action(
    _ kind: ExchangeKind, _ segments: [(name: String, value: String)]
  ) -> Digest {
    var builder = DigestBuilder()
    builder.update(Array("steerbench-action-1\0".utf8) + [kind.rawValue])
    for segment in segments {
      builder.update(Array("\(segment.name)\0".utf8))
      builder.update(Digest.sha256(segment.value))
    }
    return builder.finalize()
  }
}

/// `ci/read_cassette.py`, as a program.
private enum IndependentReader {
  /// Whether there is a Python to run it.
  static let isThere = (try? start(["python3", "-c", "import sqlite3"]))?.status == 0

  struct Run {
    var status: Int32
    var lines: [String]
    var errors: String
  }

  static func run(_ paths: [String]) throws -> Run {
    let script = try RepositoryRoot.url().appendingPathComponent("ci/read_cassette.py").path
    return try start(["python3", script] + paths)
  }

  private static func start(_ arguments: [String]) throws -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Both are short: one line a file, one line of error.
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let error = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, lines: text.split(separator: "\n").map(String.init),
      errors: error)
  }
}
