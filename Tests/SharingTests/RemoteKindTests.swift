import Basics
import Foundation
import HTTP
import HTTPTestSupport
import Synchronization
import Testing

@testable import Sharing

@Suite("Kinds of remotes, and how they are reached")
struct RemoteKindTests {
  /// A remote in memory: all that a kind of its own needs.
  private final class MemoryRemote: Remote, RemoteKind {
    static let schemes = ["memory"]
    static let form = "memory://NAME"
    static let about = "what this test keeps"
    static let credentials: String? = nil
    static let shelves = Mutex<[String: MemoryRemote]>([:])

    let title: String
    private let objects = Mutex<[RemoteKey: [UInt8]]>([:])

    private init(_ title: String) {
      self.title = title
    }

    static func remote(
      _ address: RemoteAddress, in setting: RemoteSetting
    ) throws(SharingError) -> any Remote {
      shelves.withLock { shelves in
        let remote = shelves[address.text] ?? MemoryRemote(address.text)
        shelves[address.text] = remote
        return remote
      }
    }

    func size(of key: RemoteKey) async throws(SharingError) -> Int? {
      objects.withLock { $0[key]?.count }
    }

    func read(
      _ key: RemoteKey, from offset: Int,
      receive: @escaping @Sendable (Bool, UnsafeRawBufferPointer) -> Bool
    ) async throws(SharingError) {
      guard let bytes = objects.withLock({ $0[key] }) else {
        throw .missingObject(key, at: title)
      }
      bytes[min(offset, bytes.count)...].withUnsafeBytes { _ = receive(false, $0) }
    }

    func write(_ key: RemoteKey, _ content: RemoteContent) async throws(SharingError) {
      var bytes = [UInt8](repeating: 0, count: content.size)
      let upload = try content.upload()
      guard bytes.withUnsafeMutableBytes({ upload.read(into: $0) }) == content.size else {
        throw .changed(content.title)
      }
      objects.withLock { $0[key] = bytes }
    }
  }

  @Test("A new kind is one type and one line: it is pushed to and pulled from, and in the help")
  func newKind() async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let kinds = Remotes.kinds + [MemoryRemote.self]
    let pushed = try await Push(to: try SampleSweep.remote("memory://a", kinds: kinds))
      .run(try sample.source())
    let pull = Pull(from: try SampleSweep.remote("memory://a", kinds: kinds))
    _ = try await pull.run(try await pull.manifest(pushed.digest), into: sample.path("arrived"))
    #expect(try SampleSweep.contents(of: sample.path("arrived")) == sample.contents())
    #expect(throws: SharingError.self) { try SampleSweep.remote("memory://a") }
  }

  @Test("The help and the refusal of an address name every kind, and where credentials come from")
  func help() throws {
    let error = #expect(throws: SharingError.self) { try SampleSweep.remote("gopher://x") }
    #expect(error?.nextStep == "Name a folder, https://HOST/PATH, or s3://BUCKET/PREFIX")
    for kind in Remotes.kinds {
      #expect(Remotes.help.contains(kind.form) && Remotes.help.contains(kind.about))
      if let credentials = kind.credentials { #expect(Remotes.help.contains(credentials)) }
    }
    #expect(Remotes.help.contains("\n  a folder              a mounted disk"))
  }

  @Test("A proxy in the environment is obeyed where it is asked for, and not unasked")
  func proxies() async throws {
    await #expect(processExitsWith: .success) {
      let proxy = try RawServer("HTTP/1.1 299 Proxy\r\nContent-Length: 3\r\n\r\nabc")
      setenv("http_proxy", proxy.baseURL, 1)
      let key = RemoteKey.object(Digest.sha256("x"))
      let server = try LoopbackServer([key.path: Array("12345".utf8)])
      let direct = try await SampleSweep.remote(server.url).size(of: key)
      let through = try await SampleSweep.remote(server.url, usesProxies: true).size(of: key)
      exit(direct == 5 && through == 3 ? 0 : 1)
    }
  }

  @Test("A pull trusts the authorities of SSL_CERT_FILE, and says where they would be named")
  func authorities() async throws {
    try #require(TLSServer.isPossible, "openssl is not installed")
    let sample = try SampleSweep()
    let server = try TLSServer()
    defer {
      sample.remove()
      server.stop()
    }
    let pushed = try await Push(to: try SampleSweep.remote(server.folder)).run(sample.source())
    let error = await #expect(throws: SharingError.self) {
      try await Pull(from: try SampleSweep.remote(server.url), persistence: .impatient)
        .manifest(pushed.digest)
    }
    #expect(error?.code == .unreachable)
    #expect(error?.nextStep.contains("SSL_CERT_FILE") == true)
    let environment = ["SSL_CERT_FILE": server.authorities]
    let pull = Pull(from: try SampleSweep.remote(server.url, environment: environment))
    _ = try await pull.run(try await pull.manifest(pushed.digest), into: sample.path("arrived"))
    #expect(try SampleSweep.contents(of: sample.path("arrived")) == sample.contents())
  }
}
