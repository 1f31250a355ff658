import Foundation
import HTTP
import HTTPTestSupport
import Synchronization
import Testing

@Suite("Bodies that are sent and handed on as they come")
struct TransferTests {
  /// A body that is told how it ends.
  private final class Text: UploadSource {
    let size: Int
    private let bytes: [UInt8]
    private let breaksAt: Int?
    private let offset = Mutex(0)
    private let beginnings = Mutex(1)

    init(_ text: String, breaksAt: Int? = nil) {
      bytes = Array(text.utf8)
      size = bytes.count
      self.breaksAt = breaksAt
    }

    /// How often it was begun.
    var begun: Int { beginnings.withLock { $0 } }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
      offset.withLock { offset in
        if let breaksAt, offset >= breaksAt { return nil }
        let part = bytes[offset...].prefix(min(buffer.count, (breaksAt ?? size) - offset))
        buffer.copyBytes(from: part)
        offset += part.count
        return part.count
      }
    }

    func rewind() {
      offset.withLock { $0 = 0 }
      beginnings.withLock { $0 += 1 }
    }
  }

  /// Takes pieces and puts them together.
  private final class Sink: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let pieces = Mutex(0)

    var content: [UInt8] { bytes.withLock { $0 } }
    var count: Int { pieces.withLock { $0 } }

    func take(_ piece: UnsafeRawBufferPointer) {
      bytes.withLock { $0 += piece }
      pieces.withLock { $0 += 1 }
    }
  }

  private func get(
    _ url: String, stall: Duration = .seconds(20), _ receive: @escaping HTTPRequest.Receiver
  ) -> HTTPRequest {
    HTTPRequest(.get, url: url, stall: stall, receive: receive)
  }

  @Test("What is put arrives whole, with its size and without a type of its own")
  func put() async throws {
    let server = try LoopbackServer()
    defer { server.stop() }
    let text = String(repeating: "0123456789", count: 300_000)
    let response = try await CurlTransport(bufferSize: 1 << 18).send(
      HTTPRequest(.put, url: server.url + "/x", body: .upload(Text(text)), stall: .seconds(20)))
    #expect(response.status == 201)
    #expect(server.objects["x"] == Array(text.utf8))
    let headers = try #require(server.log.first).headers
    #expect(headers["content-length"] == "3000000")
    #expect(headers["content-type"] == nil && headers["expect"] == nil)
  }

  @Test("What cannot be read on ends the request as cancelled, and the server keeps nothing")
  func brokenUpload() async throws {
    let server = try LoopbackServer()
    defer { server.stop() }
    let error = await #expect(throws: TransportError.self) {
      try await CurlTransport().send(
        HTTPRequest(
          .put, url: server.url + "/x", body: .upload(Text("whole", breaksAt: 3)),
          stall: .seconds(20)))
    }
    #expect(error?.code == .cancelled)
    #expect(server.objects.isEmpty)
  }

  @Test("What is put over a kept connection that broke is put again from its beginning")
  func putAgain() async throws {
    let server = try RawServer(
      "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", then: .hangUpOnNext)
    defer { server.stop() }
    let transport = CurlTransport()
    let body = Text("whole")
    for body in [Text("before"), body] {
      let response = try await transport.send(
        HTTPRequest(
          .put, url: server.baseURL + "/x", body: .upload(body), stall: .seconds(20)))
      #expect(response.status == 201)
    }
    #expect(body.begun == 2)
    #expect(server.requests == 3)
  }

  @Test("A body that is handed on comes in order, as it was sent, and is not kept")
  func handedOn() async throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let server = try LoopbackServer(["x": bytes])
    defer { server.stop() }
    let sink = Sink()
    let response = try await CurlTransport(bodyLimit: 10).send(
      get(server.url + "/x") { response, piece in
        #expect(response.status == 200 && response.contentLength == 3_000_000)
        sink.take(piece)
        return true
      })
    #expect(response.body.isEmpty && response.isSuccess)
    #expect(sink.content == bytes && sink.count > 1)
    #expect(try #require(server.log.first).headers["accept-encoding"] == nil)
  }

  @Test("Whoever wants no more of a body gets no more, and the request ends as cancelled")
  func enough() async throws {
    let server = try LoopbackServer(["x": [UInt8](repeating: 7, count: 3_000_000)])
    defer { server.stop() }
    let sink = Sink()
    let error = await #expect(throws: TransportError.self) {
      try await CurlTransport().send(
        get(server.url + "/x") { _, piece in
          sink.take(piece)
          return false
        })
    }
    #expect(error?.code == .cancelled)
    #expect(sink.count == 1)
  }

  @Test("Of a response that is no success the start is kept, and nothing is handed on")
  func refusal() async throws {
    let text = String(repeating: "no ", count: 1000)
    let server = try RawServer("HTTP/1.1 403 No\r\nContent-Length: 3000\r\n\r\n\(text)")
    defer { server.stop() }
    let response = try await CurlTransport(bodyLimit: 100).send(
      get(server.baseURL + "/x") { _, _ in
        Issue.record("it handed on a refusal")
        return true
      })
    #expect(response.status == 403)
    #expect(response.body == Array(text.utf8.prefix(100)))
  }

  @Test("The head of something large says its size")
  func head() async throws {
    let server = try LoopbackServer(["x": [UInt8](repeating: 7, count: 3000)])
    defer { server.stop() }
    let response = try await CurlTransport(bodyLimit: 100).send(
      HTTPRequest(.head, url: server.url + "/x", stall: .seconds(20)))
    #expect(response.contentLength == 3000 && response.body.isEmpty)
    #expect(try #require(server.log.first).headers["accept-encoding"] == nil)
  }

  @Test("What no longer moves ends, whatever it brought before")
  func stall() async throws {
    let server = try LoopbackServer(["x": [UInt8](repeating: 7, count: 3000)]) { _ in
      .stall(after: 10)
    }
    defer { server.stop() }
    let sink = Sink()
    let error = await #expect(throws: TransportError.self) {
      try await CurlTransport().send(
        get(server.url + "/x", stall: .seconds(1)) { _, piece in
          sink.take(piece)
          return true
        })
    }
    #expect(error?.code == .timeout)
    #expect(sink.content.count == 10)
  }

  @Test("Where there are several lanes, a receiver that waits holds up nobody else's transfer")
  func lanes() async throws {
    let server = try LoopbackServer(["x": [1], "y": [2]])
    defer { server.stop() }
    let transport = CurlTransport(laneLimit: 2)
    let second = DispatchSemaphore(value: 0)
    let (begun, signal) = AsyncStream<Void>.makeStream()
    async let waiting = transport.send(
      get(server.url + "/x") { _, _ in
        signal.finish()
        return second.wait(timeout: .now() + 60) == .success
      })
    for await _ in begun {}
    let response = try await transport.send(get(server.url + "/y") { _, _ in true })
    second.signal()
    #expect(response.isSuccess)
    #expect(try await waiting.isSuccess)
  }
}
