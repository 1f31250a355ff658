import Basics
import Cassettes
import Foundation
import HTTPTestSupport
import Sharing
import Testing

@Suite("Pushing and pulling")
struct RoundTripTests {
  @Test("What is pushed arrives to the byte, from a folder and from a server alike")
  func arrives() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer()
    defer {
      sample.remove()
      server.stop()
    }
    for (number, address) in [sample.path("remote"), server.url].enumerated() {
      let remote = try SampleSweep.remote(address)
      let pushed = try await Push(to: remote, persistence: .impatient).run(try sample.source())
      #expect(pushed.counts.moved == 4)
      #expect(pushed.knowsRoots)
      let pull = Pull(from: remote, persistence: .impatient)
      let target = sample.path("arrived-\(number)")
      let result = try await pull.run(try await pull.manifest(pushed.digest), into: target)
      #expect(result.isWhole)
      #expect(try SampleSweep.contents(of: target) == sample.contents())
      try CassetteFolder(path: result.sweepFolder).verify(.full)
      #expect(!sample.exists("arrived-\(number).partial"))
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: sample.path("remote/cas"))
    #expect(
      names.sorted()
        == server.objects.keys.filter { $0.hasPrefix("cas/") }
        .map { String($0.dropFirst(4)) }.sorted())
  }

  @Test("A second push sends nothing; after another recording, its one new file")
  func sendsWhatIsMissing() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer()
    defer {
      sample.remove()
      server.stop()
    }
    let push = Push(to: try SampleSweep.remote(server.url), persistence: .impatient)
    let first = try await push.run(try sample.source())
    let again = try await push.run(try sample.source())
    #expect(again.counts.moved == 0 && again.counts.movedBytes == 0)
    #expect(again.digest == first.digest)
    try sample.add(40..<44)
    let source = try sample.source()
    let more = try await push.run(source)
    #expect(more.counts.moved == 1)
    let new = try #require(source.manifest.cassettes.first { $0.line.entryCount == 4 })
    // The file, what it holds in eight bytes each, the manifest.
    #expect(more.counts.movedBytes == new.size + 4 * 8 + (try source.manifest.encoded().count))
    #expect(more.digest != first.digest)
  }

  @Test("The root of the whole, or of one cassette, leads to the manifest")
  func roots() async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    try sample.add(40..<44)
    let remote = try SampleSweep.remote(sample.path("remote"))
    let source = try sample.source()
    _ = try await Push(to: remote).run(source)
    let pull = Pull(from: remote, persistence: .impatient)
    #expect(source.manifest.roots.count == 3)
    for root in source.manifest.roots {
      #expect(try await pull.manifest(root) == source.manifest)
    }
  }

  @Test("A remote without names of ours is pulled by the digest alone")
  func cacheOnly() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer { $0.path.hasPrefix("roots/") ? .status(405) : nil }
    defer {
      sample.remove()
      server.stop()
    }
    let remote = try SampleSweep.remote(server.url)
    let pushed = try await Push(to: remote, persistence: .impatient).run(try sample.source())
    #expect(!pushed.knowsRoots)
    let manifest = try await Pull(from: remote, persistence: .impatient).manifest(pushed.digest)
    #expect(manifest.entries.count == 5)
  }

  @Test("A folder that is there is added to, and only what it lacks is fetched")
  func adds() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer()
    defer {
      sample.remove()
      server.stop()
    }
    let remote = try SampleSweep.remote(server.url)
    let push = Push(to: remote, persistence: .impatient)
    let pull = Pull(from: remote, persistence: .impatient)
    let first = try await push.run(try sample.source())
    let target = sample.path("mine")
    _ = try await pull.run(try await pull.manifest(first.digest), into: target)
    try sample.add(40..<44)
    let second = try await push.run(try sample.source())
    let result = try await pull.run(try await pull.manifest(second.digest), into: target)
    #expect(result.counts.moved == 1)
    #expect(result.counts.present == 5)
    #expect(try SampleSweep.contents(of: target) == sample.contents())
    let third = try await pull.run(try await pull.manifest(second.digest), into: target)
    #expect(third.counts.moved == 0)
  }

  @Test("A selection brings those files only, and an INDEX that fits them")
  func selection() async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    try sample.add(40..<44)
    let remote = try SampleSweep.remote(sample.path("remote"))
    let source = try sample.source()
    let pushed = try await Push(to: remote).run(source)
    let pull = Pull(from: remote)
    let manifest = try await pull.manifest(pushed.digest)
    let small = try #require(manifest.cassettes.first { $0.line.entryCount == 4 })
    let result = try await pull.run(
      manifest, into: sample.path("part"), only: [small.line.fileName, "cassettes/*/sweep.yaml"])
    #expect(!result.isWhole)
    #expect(
      try Set(SampleSweep.contents(of: sample.path("part")).keys) == [
        "cassettes/sample/INDEX", "cassettes/sample/\(small.line.fileName)",
        "cassettes/sample/sweep.yaml",
      ])
    #expect(try CassetteFolder(path: result.sweepFolder).lines == [small.line])
    let error = await #expect(throws: SharingError.self) {
      try await pull.run(manifest, into: sample.path("none"), only: ["nothing"])
    }
    #expect(error?.code == .notFound)
  }

  @Test("Many small objects arrive, and are not sent twice")
  func manyObjects() async throws {
    let count =
      ProcessInfo.processInfo.environment["STEERBENCH_SHARE_OBJECTS"].flatMap { Int($0) } ?? 300
    let sample = try SampleSweep()
    let server = try LoopbackServer()
    defer {
      sample.remove()
      server.stop()
    }
    let names = (0..<count).map { "Tasks/many/\($0 / 1000)/question-\($0).txt" }
    for name in names { try sample.write("The question \(name).", name) }
    let source = try sample.source(more: names)
    let remote = try SampleSweep.remote(server.url)
    let push = Push(to: remote, persistence: .impatient)
    let pushed = try await push.run(source)
    #expect(pushed.counts.moved == count + 4)
    #expect(try await push.run(source).counts.moved == 0)
    let pull = Pull(from: remote, persistence: .impatient)
    _ = try await pull.run(try await pull.manifest(pushed.digest), into: sample.path("arrived"))
    #expect(try SampleSweep.contents(of: sample.path("arrived")) == sample.contents())
  }
}
