import Basics
import Cassettes
import Foundation
import HTTPTestSupport
import Sharing
import Synchronization
import Testing

@Suite("What can go wrong between two machines")
struct FaultTests {
  /// A sweep on a server that misbehaves.
  private struct Scene {
    let sample: SampleSweep
    let server: LoopbackServer
    let remote: any Remote
    let digest: Digest
    let manifest: BundleManifest

    init(
      stallSeconds: Int = 20,
      fault: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Fault?
    ) async throws {
      sample = try SampleSweep()
      // Pushed to a good server first; then the other one has what that one has.
      let good = try LoopbackServer()
      defer { good.stop() }
      let source = try sample.source()
      digest = try await Push(to: try SampleSweep.remote(good.url)).run(source).digest
      manifest = source.manifest
      server = try LoopbackServer(good.objects, fault: fault)
      remote = try SampleSweep.remote(server.url, stallSeconds: stallSeconds)
    }

    /// The name of the cassette's bytes.
    var cassette: String { "cas/\(manifest.cassettes[0].line.fileDigest.hex)" }

    func pull(_ patience: Persistence = .impatient) async throws {
      let pull = Pull(from: remote, persistence: patience)
      _ = try await pull.run(try await pull.manifest(digest), into: sample.path("target"))
    }

    /// How a pull fails; nothing may be there after it.
    func failure() async throws -> SharingError? {
      let error = await #expect(throws: SharingError.self) { try await pull() }
      #expect(!sample.exists("target"))
      return error
    }

    /// The whole objects that a failed pull has left for the next one.
    var kept: [String] {
      let names = try? FileManager.default.contentsOfDirectory(
        atPath: sample.path("target.partial/objects"))
      return (names ?? []).filter { !$0.hasSuffix(".part") }
    }

    func remove() {
      sample.remove()
      server.stop()
    }
  }

  @Test("A server that dies in the middle is asked for the rest, and for nothing twice")
  func resumes() async throws {
    let scene = try await Scene { request in
      request.method == "GET" && request.repetition == 0 ? .cut(after: 5) : nil
    }
    defer { scene.remove() }
    try await scene.pull()
    let arrived = try SampleSweep.contents(of: scene.sample.path("target"))
    #expect(arrived == (try scene.sample.contents()))
    let ranges = scene.server.log.compactMap(\.rangeStart)
    #expect(Set(ranges) == [5])
    // One of the four files has no more than those five bytes.
    #expect(ranges.count == 3)
  }

  @Test("What arrived before the network broke is not fetched again by the next pull")
  func resumesLater() async throws {
    let scene = try await Scene { _ in nil }
    defer { scene.remove() }
    let name = scene.cassette
    let size = scene.manifest.cassettes[0].size
    let other = try LoopbackServer(scene.server.objects) { request in
      request.path == name && request.method == "GET" ? .cut(after: size / 8) : nil
    }
    defer { other.stop() }
    let remote = try SampleSweep.remote(other.url)
    let pull = Pull(from: remote, persistence: Persistence(attempts: 1, pause: { _ in }))
    await #expect(throws: SharingError.self) {
      try await pull.run(scene.manifest, into: scene.sample.path("target"))
    }
    #expect(!scene.sample.exists("target"))
    let before = scene.server.bytesGiven
    try await scene.pull()
    let ranges = scene.server.log.filter { $0.path == name }.map(\.rangeStart)
    #expect(ranges == [size / 8])
    #expect(scene.server.bytesGiven - before < scene.manifest.byteCount + 2000 - size / 8)
    let arrived = try SampleSweep.contents(of: scene.sample.path("target"))
    #expect(arrived == (try scene.sample.contents()))
  }

  @Test(
    "A server that knows no ranges starts from the beginning, and the file is right all the same")
  func noRanges() async throws {
    let scene = try await Scene { request in
      guard request.method == "GET", request.path.hasPrefix("cas/") else { return nil }
      return request.repetition == 0 ? .cut(after: 5) : .noRanges
    }
    defer { scene.remove() }
    try await scene.pull()
    let arrived = try SampleSweep.contents(of: scene.sample.path("target"))
    #expect(arrived == (try scene.sample.contents()))
  }

  @Test("Wrong bytes under a right name are refused, and nothing of them is kept")
  func wrongBytes() async throws {
    let scene = try await Scene { _ in nil }
    defer { scene.remove() }
    let name = scene.cassette
    var bytes = try #require(scene.server.objects[name])
    bytes[bytes.count / 2] ^= 1
    scene.server.objects[name] = bytes
    let error = try await scene.failure()
    #expect(error?.code == .wrongBytes)
    #expect(error?.description.contains(name.dropFirst(4)) == true)
    #expect(!scene.kept.contains(String(name.dropFirst(4))))
    #expect(!scene.sample.exists("target.partial/objects/\(name.dropFirst(4)).part"))
  }

  @Test("An object that is longer than the manifest says is cut off and refused")
  func tooLong() async throws {
    let scene = try await Scene { _ in nil }
    defer { scene.remove() }
    scene.server.objects[scene.cassette]?.append(contentsOf: [UInt8](repeating: 7, count: 1 << 22))
    #expect(try await scene.failure()?.code == .wrongBytes)
  }

  @Test("A truncated object is reported as such by a pull, and replaced by a push")
  func truncated() async throws {
    let scene = try await Scene { _ in nil }
    defer { scene.remove() }
    let whole = try #require(scene.server.objects[scene.cassette])
    scene.server.objects[scene.cassette] = Array(whole.dropLast(1000))
    let error = try await scene.failure()
    #expect(error?.code == .unreachable)
    #expect(error?.message.contains("\(whole.count - 1000) of \(whole.count)") == true)
    let pushed = try await Push(to: scene.remote, persistence: .impatient)
      .run(try scene.sample.source())
    #expect(pushed.counts.moved == 1)
    #expect(scene.server.objects[scene.cassette] == whole)
    try await scene.pull()
  }

  @Test("A server that only trickles is given up, and what came is kept for the next try")
  func trickle() async throws {
    let scene = try await Scene(stallSeconds: 1) { request in
      request.method == "GET" && request.path.hasPrefix("cas/") && request.repetition < 3
        && request.headers["range"] == nil ? .stall(after: 10) : nil
    }
    defer { scene.remove() }
    // The manifest cannot be resumed and is tried again; the files are asked for their rest.
    try await scene.pull(Persistence(attempts: 5, pause: { _ in }))
    #expect(scene.server.log.contains { $0.rangeStart == 10 })
    let slow = try await Scene(stallSeconds: 1) { request in
      request.path.hasPrefix("cas/") && request.method == "GET" ? .stall(after: 0) : nil
    }
    defer { slow.remove() }
    #expect(try await slow.failure()?.code == .slow)
  }

  @Test("A server that fails for a while is asked again; one that goes on failing is reported")
  func serverErrors() async throws {
    let scene = try await Scene { $0.repetition == 0 ? .status(503) : nil }
    defer { scene.remove() }
    try await scene.pull()
    let dead = try await Scene { _ in .status(500) }
    defer { dead.remove() }
    #expect(try await dead.failure()?.code == .unreachable)
  }

  @Test("A missing object, an unknown digest, a redirect and a refusal are told apart")
  func answers() async throws {
    let scene = try await Scene { _ in nil }
    defer { scene.remove() }
    scene.server.objects[scene.cassette] = nil
    #expect(try await scene.failure()?.code == .notFound)
    let unknown = await #expect(throws: SharingError.self) {
      try await Pull(from: scene.remote, persistence: .impatient).manifest(Digest.sha256("nothing"))
    }
    #expect(unknown?.code == .notFound)
    #expect(unknown?.message.contains(Digest.sha256("nothing").hex) == true)
    let away = try await Scene { _ in .status(302, headers: "location: http://other/\r\n") }
    defer { away.remove() }
    let redirect = try await away.failure()
    #expect(redirect?.code == .badAddress && redirect?.message.contains("http://other/") == true)
    let closed = try await Scene { _ in .status(403) }
    defer { closed.remove() }
    #expect(try await closed.failure()?.code == .forbidden)
    let nobody = try SampleSweep.remote("http://127.0.0.1:9/share")
    let refused = await #expect(throws: SharingError.self) {
      try await Pull(from: nobody, persistence: .impatient).manifest(scene.digest)
    }
    #expect(refused?.code == .unreachable)
  }

  @Test("A push to a server that takes nothing says so and leaves nothing there")
  func readOnly() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer { $0.method == "PUT" ? .status(403) : nil }
    defer {
      sample.remove()
      server.stop()
    }
    let error = await #expect(throws: SharingError.self) {
      try await Push(to: try SampleSweep.remote(server.url), persistence: .impatient)
        .run(try sample.source())
    }
    #expect(error?.code == .forbidden)
    #expect(server.objects.isEmpty)
  }

  @Test("A push that breaks leaves no manifest, and the next one sends only the rest")
  func pushBreaks() async throws {
    let sample = try SampleSweep()
    let isBroken = Mutex(true)
    let source = try sample.source()
    let name = "cas/\(source.manifest.cassettes[0].line.fileDigest.hex)"
    let server = try LoopbackServer { request in
      request.method == "PUT" && request.path == name && isBroken.withLock { $0 } ? .drop : nil
    }
    defer {
      sample.remove()
      server.stop()
    }
    let push = Push(to: try SampleSweep.remote(server.url), persistence: .impatient)
    let error = await #expect(throws: SharingError.self) { try await push.run(source) }
    #expect(error?.code == .unreachable)
    try await server.settle()
    #expect(server.objects["cas/\(source.digest.hex)"] == nil)
    #expect(server.objects.keys.allSatisfy { !$0.hasPrefix("roots/") })
    let kept = server.objects.keys.count { $0.hasPrefix("cas/") }
    isBroken.withLock { $0 = false }
    #expect(try await push.run(source).counts.moved == 4 - kept)
  }

  @Test("A server that says it has kept what it has not is found out")
  func forgetful() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer { $0.method == "PUT" ? .forget : nil }
    defer {
      sample.remove()
      server.stop()
    }
    let error = await #expect(throws: SharingError.self) {
      try await Push(to: try SampleSweep.remote(server.url), persistence: .impatient)
        .run(try sample.source())
    }
    #expect(error?.message.contains("is not there all the same") == true)
  }

  @Test("A file that changes while it is sent does not arrive under the old name")
  func changesMeanwhile() async throws {
    let sample = try SampleSweep()
    let server = try LoopbackServer()
    defer {
      sample.remove()
      server.stop()
    }
    let source = try sample.source()
    try sample.write("Dream.\n", "Tasks/prompts/all-text.txt")
    try sample.write("Dream.\n", "Tasks/prompts/all-code.txt")
    for address in [server.url, sample.path("remote")] {
      let error = await #expect(throws: SharingError.self) {
        try await Push(to: try SampleSweep.remote(address), persistence: .impatient).run(source)
      }
      #expect(error?.message.contains("changed while it was being read") == true)
    }
    let name = "cas/\(Digest.sha256("Think.\n").hex)"
    #expect(server.objects[name] == nil)
    #expect(!sample.exists("remote/\(name)"))
  }

  @Test(
    "Another file in the place of one that is to come is not overwritten, and nothing is written")
  func differing() async throws {
    let scene = try await Scene { _ in nil }
    defer { scene.remove() }
    try scene.sample.write("Mine.\n", "target/Tasks/prompts/all-text.txt")
    let error = await #expect(throws: SharingError.self) { try await scene.pull() }
    #expect(error?.code == .exists)
    #expect(error?.message.contains("Tasks/prompts/all-text.txt") == true)
    #expect(
      try SampleSweep.contents(of: scene.sample.path("target")).keys.sorted() == [
        "Tasks/prompts/all-text.txt"
      ])
  }

  @Test("Cassettes that contradict those that are there are refused before anything is in place")
  func contradicting() async throws {
    let scene = try await Scene { _ in nil }
    defer { scene.remove() }
    let other = try SampleSweep()
    defer { other.remove() }
    let slot = Slot(action: Digest.sha256("{\"kind\":\"completion\",\"number\":7}"))
    _ = try CassetteFolder.mending(path: scene.sample.path("target/cassettes/sample")).sealing([
      Exchange(
        slot: slot, kind: .completion,
        request: Array("{\"kind\":\"completion\",\"number\":7}".utf8),
        result: Array("another".utf8), scope: "s", provenance: Array("{}".utf8))
    ])
    let before = try SampleSweep.contents(of: scene.sample.path("target"))
    let error = await #expect(throws: CassetteError.self) { try await scene.pull() }
    #expect(error?.code == .conflict)
    let after = try SampleSweep.contents(of: scene.sample.path("target"))
      .filter { !$0.key.contains(".partial") }
    #expect(after == before)
  }
}
