import Basics
import Foundation
import Sharing
import Testing

@Suite("A manifest from a stranger")
struct ManifestTests {
  /// The text of a sample's manifest with something replaced.
  private func text(
    of sample: SampleSweep, _ word: String, _ other: String
  ) throws -> [UInt8] {
    let text = String(decoding: try sample.source().manifest.encoded(), as: UTF8.self)
    #expect(text.contains(word))
    return Array(text.replacing(word, with: other).utf8)
  }

  @Test("The same content has one text, which is read back to the same content")
  func roundTrip() throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let manifest = try sample.source().manifest
    let bytes = try manifest.encoded()
    let again = try BundleManifest(decoding: bytes, from: "test")
    #expect(again == manifest)
    #expect(try again.encoded() == bytes)
  }

  @Test(
    "A path that points outside is refused, wherever it comes from, and nothing is written",
    arguments: [
      "../../etc/passwd", "/etc/passwd", "Tasks/../../x", "Tasks/prompts/..", ".git/config",
      "Tasks//x", "Tasks/prompts/all-text.txt/",
    ])
  func outside(_ path: String) async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let bytes = try text(of: sample, "Tasks/prompts/all-text.txt", path)
    let digest = Digest.sha256(bytes)
    try FileManager.default.createDirectory(
      atPath: sample.path("remote/cas"), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: sample.path("remote/cas/\(digest.hex)")))
    let pull = Pull(from: try SampleSweep.remote(sample.path("remote")), persistence: .impatient)
    let error = await #expect(throws: SharingError.self) {
      try await pull.run(try await pull.manifest(digest), into: sample.path("target"))
    }
    #expect(error?.code == .badManifest)
    #expect(error?.message.contains("where none may lie") == true)
    #expect(!sample.exists("target") && !sample.exists("target.partial"))
  }

  @Test(
    "What is not understood to the last member is refused",
    arguments: [
      ("\"format\":\"steerbench-bundle-1\"", "\"format\":\"steerbench-bundle-2\""),
      ("\"sweep\":\"sample\"", "\"sweep\":\"../sample\""),
      ("\"sweep\":\"sample\"", "\"sweep\":\"sample\",\"x\":1"),
      ("\"folder\":\"cassettes/sample\"", "\"folder\":\"..\""),
      ("\"size\":7", "\"size\":-7"), ("\"size\":7", "\"size\":7.5"),
      ("\"size\":7", "\"size\":9007199254740993"), ("\"size\":7", "\"size\":\"7\""),
      ("\"size\":7", "\"size\":7,\"mode\":511"),
      ("Tasks/prompts/all-text.txt", "Tasks/prompts/all-code.txt"),
      ("Tasks/prompts/all-text.txt", "Tasks/prompts/all-code.txt/x"),
      ("Tasks/prompts/all-text.txt", "cassettes/sample/INDEX"),
      ("cassettes/sample/baseline.tsv", "cassettes/sample"), ("{\"cassettes\"", " {\"cassettes\""),
    ])
  func malformed(_ word: String, _ other: String) throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let bytes = try text(of: sample, word, other)
    let error = #expect(throws: SharingError.self) {
      try BundleManifest(decoding: bytes, from: "test")
    }
    #expect(error?.code == .badManifest)
  }

  @Test("Every prefix of a manifest, and a cassette in its place, is refused")
  func truncated() throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let bytes = try sample.source().manifest.encoded()
    for count in stride(from: 0, to: bytes.count, by: 13) {
      #expect(throws: SharingError.self) {
        try BundleManifest(decoding: Array(bytes.prefix(count)), from: "test")
      }
    }
  }

  @Test("A pointer to another sweep's manifest is refused")
  func lyingPointer() async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let remote = try SampleSweep.remote(sample.path("remote"))
    let pushed = try await Push(to: remote).run(try sample.source())
    let lie = Digest.sha256("lie")
    try sample.write("\(pushed.digest.hex)\n", "remote/roots/\(lie.hex)")
    let error = await #expect(throws: SharingError.self) {
      try await Pull(from: remote).manifest(lie)
    }
    #expect(error?.code == .badManifest)
  }

  @Test("A manifest whose cassettes have another root, or are others, is refused")
  func wrongRoot() async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let remote = try SampleSweep.remote(sample.path("remote"))
    let source = try sample.source()
    _ = try await Push(to: remote).run(source)
    let root = source.manifest.root.hex
    let count = "\"exchanges\":40"
    for (word, other) in [
      ("\"root\":\"\(root)\",\"sweep\"", "\"root\":\"\(Digest.sha256("x").hex)\",\"sweep\""),
      (count, "\"exchanges\":41"),
    ] {
      let bytes = try text(of: sample, word, other)
      let name = Digest.sha256(bytes)
      try Data(bytes).write(to: URL(filePath: sample.path("remote/cas/\(name.hex)")))
      let pull = Pull(from: remote)
      await #expect(throws: (any Error).self) {
        try await pull.run(try await pull.manifest(name), into: sample.path("target"))
      }
      #expect(!sample.exists("target"))
    }
  }
}
