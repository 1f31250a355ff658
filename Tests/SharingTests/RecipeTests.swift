import Basics
import Cassettes
import Foundation
import HTTPTestSupport
import Sharing
import Testing

@Suite("A cassette that is almost what the remote holds")
struct RecipeTests {
  /// Pushes a sweep of 400 exchanges, in two cassettes; gives the digest.
  private func begin(_ sample: SampleSweep, _ push: Push) async throws -> Push.Result {
    try sample.add(100..<400)
    return try await push.run(try sample.source())
  }

  @Test("Compacting sends next to nothing, and what is pulled is the very file")
  func compacted() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer()
    defer {
      sample.remove()
      server.stop()
    }
    let remote = try SampleSweep.remote(server.url)
    let push = Push(to: remote, persistence: .impatient)
    let first = try await begin(sample, push)
    _ = try CassetteFolder.compacting(path: sample.folder)
    let source = try sample.source()
    let second = try await push.run(source, since: first.digest)
    #expect(second.counts.moved == 1)
    #expect(second.counts.movedBytes < first.counts.movedBytes / 10)
    #expect(server.objects["cas/\(source.manifest.cassettes[0].line.fileDigest.hex)"] == nil)
    #expect(try await push.run(source).counts.moved == 0)
    let pull = Pull(from: remote, persistence: .impatient)
    _ = try await pull.run(try await pull.manifest(second.digest), into: sample.path("arrived"))
    #expect(try SampleSweep.contents(of: sample.path("arrived")) == sample.contents())

    // Grown and made one file again: from a recipe to a recipe.
    try sample.add(40..<44)
    _ = try CassetteFolder.compacting(path: sample.folder)
    let third = try await push.run(try sample.source(), since: second.digest)
    #expect(third.counts.movedBytes < first.counts.movedBytes / 2)
    _ = try await pull.run(try await pull.manifest(third.digest), into: sample.path("third"))
    #expect(try SampleSweep.contents(of: sample.path("third")) == sample.contents())
  }

  @Test(
    "Converted, it is made of what the remote holds in the other format, and is the very file",
    arguments: CassetteVersion.allCases)
  func converted(version: CassetteVersion) async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer()
    defer {
      sample.remove()
      server.stop()
    }
    try sample.add(100..<400)
    let other: CassetteVersion = version == .one ? .two : .one
    _ = try CassetteFolder.compacting(path: sample.folder, as: other)
    let remote = try SampleSweep.remote(server.url)
    let push = Push(to: remote, persistence: .impatient)
    let first = try await push.run(try sample.source())
    _ = try CassetteFolder.compacting(path: sample.folder, as: version)
    let second = try await push.run(try sample.source(), since: first.digest)
    #expect(second.counts.movedBytes < first.counts.movedBytes / 2)
    let pull = Pull(from: remote, persistence: .impatient)
    _ = try await pull.run(try await pull.manifest(second.digest), into: sample.path("arrived"))
    #expect(try SampleSweep.contents(of: sample.path("arrived")) == sample.contents())
  }

  @Test("A cassette is not taken for what it is made of, and what is broken there is sent again")
  func broken() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer()
    defer {
      sample.remove()
      server.stop()
    }
    let remote = try SampleSweep.remote(server.url)
    let push = Push(to: remote, persistence: .impatient)
    let first = try await begin(sample, push)
    let files = try sample.source().manifest.cassettes.map { "cas/\($0.line.fileDigest.hex)" }
    let whole = server.objects
    server.objects[files[0]]?.removeLast()
    #expect(try await push.run(try sample.source(), since: first.digest).counts.moved == 1)
    #expect(files.allSatisfy { server.objects[$0] == whole[$0] })
    // Compacted, it is there by its parts; without one of them it is not.
    _ = try CassetteFolder.compacting(path: sample.folder)
    let second = try await push.run(try sample.source(), since: first.digest)
    server.objects[files[0]] = nil
    #expect(try await push.run(try sample.source(), since: second.digest).counts.moved == 1)
    let pull = Pull(from: remote, persistence: .impatient)
    _ = try await pull.run(try await pull.manifest(second.digest), into: sample.path("arrived"))
    #expect(try SampleSweep.contents(of: sample.path("arrived")) == sample.contents())
  }

  @Test("A remote that takes no names gets the whole file")
  func wholeFile() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer { $0.path.hasPrefix("cas/") ? nil : .status(405) }
    defer {
      sample.remove()
      server.stop()
    }
    let cache = Push(to: try SampleSweep.remote(server.url), persistence: .impatient)
    let pushed = try await begin(sample, cache)
    #expect(!pushed.knowsRoots)
    _ = try CassetteFolder.compacting(path: sample.folder)
    let source = try sample.source()
    let second = try await cache.run(source, since: pushed.digest)
    let file = source.manifest.cassettes[0]
    #expect(second.counts.movedBytes >= file.size)
    #expect(server.objects["cas/\(file.line.fileDigest.hex)"]?.count == file.size)
  }

  @Test("A recipe that makes another cassette, or none, is refused, and nothing is written")
  func lyingRecipe() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer()
    defer {
      sample.remove()
      server.stop()
    }
    let remote = try SampleSweep.remote(server.url)
    let push = Push(to: remote, persistence: .impatient)
    let first = try await begin(sample, push)
    _ = try CassetteFolder.compacting(path: sample.folder)
    let source = try sample.source()
    let second = try await push.run(source, since: first.digest)
    let name = source.manifest.cassettes[0].line.fileDigest.hex
    let recipe = try #require(server.objects["recipes/\(name)"])
    let parts = try #require(try JSONValue(parsing: recipe)["from"]?.array)
    #expect(parts.count == 2)
    let loop: JSONValue = ["from": [["sha256": .string(name), "size": 1]]]
    let lies: [[UInt8]] = [
      try CanonicalJSON.bytes(of: ["from": .array([parts[0]])]), try CanonicalJSON.bytes(of: loop),
      try CanonicalJSON.bytes(of: ["from": []]), Array("{}".utf8), Array("nonsense".utf8),
      [UInt8](repeating: 32, count: 1 << 20),
    ]
    for lie in lies {
      server.objects["recipes/\(name)"] = lie
      let pull = Pull(from: remote, persistence: .impatient)
      await #expect(throws: (any Error).self) {
        try await pull.run(try await pull.manifest(second.digest), into: sample.path("target"))
      }
      #expect(!sample.exists("target"))
    }
    server.objects["recipes/\(name)"] = recipe
    let pull = Pull(from: remote, persistence: .impatient)
    _ = try await pull.run(try await pull.manifest(second.digest), into: sample.path("target"))
    #expect(try SampleSweep.contents(of: sample.path("target")) == sample.contents())
  }
}
