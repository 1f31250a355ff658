import Basics
import Foundation
import TestSupport
import Testing

@testable import Cassettes

@Suite("An image or a file that requests name by its digest")
struct ContentTests {
  /// Bytes that do not shrink.
  private let images: [[UInt8]] = (0..<3).map { number in
    var random = SeededNumbers(UInt64(number))
    return [0, 0, 0] + (0..<40_000).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// Exchanges of which the first ten name the first image, the next ten the second.
  private func exchanges() -> [Exchange] {
    var exchanges = Samples.exchanges(30)
    for index in 0..<20 {
      exchanges[index].request +=
        Array("\"sha256:\(Digest.sha256(images[index / 10]).hex)\"".utf8)
      exchanges[index].slot.action = .sha256(exchanges[index].request)
    }
    return exchanges
  }

  @Test("is kept once in a journal, outlives its process, and is sealed if an exchange names it")
  func journal() async throws {
    let all = exchanges()
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path)
      var journal = try RecordingJournal(path: folder.journalPath)
      try await journal.append(all[0])
      let size = try read(folder.journalPath).count
      for _ in 0..<4 {
        for image in images { #expect(try await journal.keep(content: image) == .sha256(image)) }
      }
      try await journal.close()
      // Once each: twelve copies would take four times as much.
      #expect(try read(folder.journalPath).count - size < 6 * 40_000)
      journal = try RecordingJournal(path: folder.journalPath)
      #expect(Set(try await journal.contents()) == Set(images))
      for exchange in all.dropFirst() { try await journal.append(exchange) }
      let line = try #require(try await journal.seal(into: folder))
      let sealed = try CassetteSealer.seal(all, as: .two, contents: images)
      #expect(line == CassetteIndexLine(sealed))
      let cassette = try SealedCassette(path: folder.path(of: line))
      #expect(try cassette.content(.sha256(images[1])) == images[1])
      #expect(try cassette.content(.sha256(images[2])) == nil)
    }
  }

  @Test("takes a folder of format 1 to the format that has room for it, and nothing else does")
  func oldFolder() async throws {
    let all = exchanges()
    try await withTemporaryFolder { path in
      let old = try CassetteFolder.mending(path: path)
        .sealing(Array(all[20..<25]), as: .one).folder
      let plain = try old.sealing(Array(all[25...]), contents: images).folder
      #expect(plain.lines.map(\.version) == [.one, .one])
      let mixed = try plain.sealing(all, contents: images).folder
      #expect(mixed.lines.map(\.version) == [.one, .one, .two])
      let error = cassetteError { () throws(CassetteError) in
        try CassetteFolder.compacting(path: path, as: .one)
      }
      #expect(error?.code == .tooLarge)
      #expect(try CassetteFolder(path: path).lines == mixed.lines)
      _ = try CassetteFolder.compacting(path: path)
      let line = try #require(try CassetteFolder(path: path).lines.first)
      #expect(line == CassetteIndexLine(try CassetteSealer.seal(all, as: .two, contents: images)))
    }
  }

  @Test("stands in an export as lines of JSON, and imports to the very same file")
  func lines() async throws {
    let all = exchanges()
    let image = try CassetteSealer.seal(all, as: .two, contents: images)
    try await withTemporaryFolder { path in
      try write(image.bytes, to: path + "/one.cas")
      let file = path + "/out.jsonl"
      let output = try ExportOutput(path: file)
      try ExchangeLines.write(try ExchangeListing(path: path + "/one.cas"), to: output) { _, _ in
        []
      }
      try output.finish()
      let text = String(decoding: try read(file), as: UTF8.self)
      #expect(text.split(separator: "\n").count == 1 + 2 + 30)
      #expect(text.contains(#""version":2}"#))
      #expect(try sealed(file, into: path + "/copy") == CassetteIndexLine(image))
      // What a content is not, and what is no content, is refused with its line.
      let digest = Digest.sha256(images[0]).hex
      for (old, new) in [
        ("\"content\":\"\(digest)", "\"content\":\"\(Digest.sha256("x").hex)"),
        ("{\"base64\":\"AAAA", "{\"base64\":\"AAAB"), ("\"version\":2", "\"version\":1"),
        ("\"version\":2", "\"version\":3"),
      ] {
        try #require(text.contains(old), "\(old)")
        try write(Array(text.replacingOccurrences(of: old, with: new).utf8), to: file)
        let error = cassetteError { () throws(CassetteError) in
          try sealed(file, into: path + "/other")
        }
        #expect(
          error?.code == (new.hasSuffix("3") ? .unsupportedVersion : .invalidExport), "\(new)")
      }
      #expect(!FileManager.default.fileExists(atPath: path + "/other"))
    }
  }

  private func sealed(
    _ file: String, into folder: String
  ) throws(CassetteError) -> CassetteIndexLine? {
    var lines = try BoundedLines(path: file)
    guard let first = try lines.next() else { return nil }
    return try ExchangeLines.read(first, &lines) { _, request in .sha256(request) }
      .seal(into: folder)
  }
}
