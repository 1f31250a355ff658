import Basics
import Foundation
import TestSupport
import Testing

@testable import Cassettes

private struct NotOfFormat1: Error {}

@Suite("A reader written from the article alone", .enabled(if: IndependentReader.isThere))
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

  @Test("verifies what was sealed here: a dictionary, odd bytes, several samples")
  func sealed() async throws {
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path).sealing(Self.exchanges()).folder
      let run = try IndependentReader.run([folder.path])
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        try run.lines.map { try JSONValue(parsing: $0)["root"]?.string }
          == folder.lines.map(\.root.hex))
      let cassette = try SealedCassette(path: folder.path(of: folder.lines[0]))
      guard case .rows(let store) = cassette.store else { throw NotOfFormat1() }
      #expect(!store.dictionary.isEmpty)
    }
  }

  @Test("refuses a damaged one, wherever the damage is")
  func damaged() async throws {
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path)
        .sealing(Array(Self.exchanges().prefix(40))).folder
      let file = folder.path(of: folder.lines[0])
      let whole = try read(file)
      var random = SplitMix64(state: 11)
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
