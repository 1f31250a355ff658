import Foundation
import Glibc
import Synchronization

/// A server on loopback that keeps what is put and gives what is asked for, a connection for each
/// request; and that misbehaves when it is told to.
package final class LoopbackServer: Sendable {
  package struct Request: Sendable {
    package var method: String
    /// Without the slash at its beginning.
    package var path: String
    /// Names in lower case.
    package var headers: [String: String]
    /// Which request of this method and path it is, from 0.
    package var repetition: Int

    /// Where the asked range begins.
    package var rangeStart: Int? {
      guard let range = headers["range"], range.hasPrefix("bytes="), range.hasSuffix("-") else {
        return nil
      }
      return Int(range.dropFirst(6).dropLast())
    }
  }

  /// How it misbehaves.
  package enum Fault: Sendable {
    /// It answers with a status only.
    case status(Int, headers: String = "")
    /// It gives so many bytes of the body, and hangs up.
    case cut(after: Int)
    /// It gives so many bytes of the body, and says nothing more.
    case stall(after: Int)
    /// It gives other bytes than it has.
    case bytes([UInt8])
    /// It knows no ranges.
    case noRanges
    /// It hangs up in the middle of what is put.
    case drop
    /// It says that it has kept what is put, and has not.
    case forget
  }

  private struct State {
    var objects: [String: [UInt8]] = [:]
    var log: [Request] = []
    var counts: [String: Int] = [:]
    var bytesGiven = 0
    var isStopped = false
    /// Connections that are being served.
    var serving = 0
  }

  package let url: String
  private let listener: Int32
  private let state: Mutex<State>
  private let fault: @Sendable (Request) -> Fault?

  /// Starts a server.
  package init(
    _ objects: [String: [UInt8]] = [:],
    fault: @escaping @Sendable (Request) -> Fault? = { _ in nil }
  ) throws {
    let (listener, port) = try Self.listen()
    self.listener = listener
    url = "http://127.0.0.1:\(port)/share"
    state = Mutex(State(objects: objects))
    self.fault = fault
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        // Closed here, where it is used last: its number may be the next server's a moment later.
        guard connection >= 0 else {
          close(listener)
          return
        }
        state.withLock { $0.serving += 1 }
        Thread.detachNewThread { [self] in
          serve(connection)
          close(connection)
          state.withLock { $0.serving -= 1 }
        }
      }
    }
  }

  package func stop() {
    state.withLock { $0.isStopped = true }
    shutdown(listener, Int32(SHUT_RDWR))
  }

  /// Waits until it has dealt with all that was sent: who hangs up does not wait for what it keeps.
  package func settle() async throws {
    var quiet = 0
    while quiet < 5 {
      quiet = state.withLock { $0.serving } == 0 ? quiet + 1 : 0
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// What it keeps, by path without the prefix.
  package var objects: [String: [UInt8]] {
    get { state.withLock { $0.objects } }
    set { state.withLock { $0.objects = newValue } }
  }

  /// What was asked, in order.
  package var log: [Request] { state.withLock { $0.log } }

  /// The bytes of bodies that were given.
  package var bytesGiven: Int { state.withLock { $0.bytesGiven } }

  // MARK: Serving

  private func serve(_ connection: Int32) {
    guard let (head, rest) = Self.readHead(connection), let request = note(head) else { return }
    let fault = fault(request)
    switch fault {
    case .status(let status, let headers):
      if request.method != "PUT" || Self.readBody(connection, request, rest) != nil {
        Self.send(connection, "HTTP/1.1 \(status) Told\r\n\(headers)content-length: 0\r\n\r\n")
      }
    case .drop: return
    default:
      switch request.method {
      case "PUT": put(connection, request, rest, isForgotten: fault.isForget)
      case "HEAD", "GET": give(connection, request, fault)
      default: Self.send(connection, "HTTP/1.1 405 No\r\ncontent-length: 0\r\n\r\n")
      }
    }
  }

  private func note(_ head: String) -> Request? {
    let lines = head.components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count == 3, words[1].hasPrefix("/share/") else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
        .trimmingCharacters(in: .whitespaces)
    }
    var request = Request(
      method: String(words[0]), path: String(words[1].dropFirst(7)), headers: headers, repetition: 0
    )
    state.withLock { state in
      let key = "\(request.method) \(request.path)"
      request.repetition = state.counts[key, default: 0]
      state.counts[key, default: 0] += 1
      state.log.append(request)
    }
    return request
  }

  private func put(_ connection: Int32, _ request: Request, _ rest: [UInt8], isForgotten: Bool) {
    guard let body = Self.readBody(connection, request, rest) else { return }
    if !isForgotten { state.withLock { $0.objects[request.path] = body } }
    Self.send(connection, "HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n")
  }

  private func give(_ connection: Int32, _ request: Request, _ fault: Fault?) {
    guard var bytes = state.withLock({ $0.objects[request.path] }) else {
      Self.send(connection, "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
      return
    }
    if case .bytes(let other) = fault { bytes = other }
    var status = "200 OK"
    var body = bytes[...]
    if let start = request.rangeStart, !fault.isNoRanges {
      guard start < bytes.count else {
        Self.send(connection, "HTTP/1.1 416 No\r\ncontent-length: 0\r\n\r\n")
        return
      }
      status = "206 Partial Content"
      body = bytes[start...]
    }
    Self.send(connection, "HTTP/1.1 \(status)\r\ncontent-length: \(body.count)\r\n\r\n")
    guard request.method == "GET" else { return }
    switch fault {
    case .cut(let count): give(connection, body.prefix(count))
    case .stall(let count):
      give(connection, body.prefix(count))
      var descriptor = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
      poll(&descriptor, 1, 30_000)
    default: give(connection, body)
    }
  }

  private func give(_ connection: Int32, _ body: ArraySlice<UInt8>) {
    Self.send(connection, Array(body))
    state.withLock { $0.bytesGiven += body.count }
  }

  // MARK: Sockets

  private static func listen() throws -> (Int32, Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var count = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> Int32 in
        guard bind(listener, raw, count) == 0, Glibc.listen(listener, 128) == 0 else { return -1 }
        return getsockname(listener, raw, &count)
      }
    }
    guard status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Reads up to the end of the head; gives what came after it too.
  private static func readHead(_ connection: Int32) -> (String, [UInt8])? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let end = Array("\r\n\r\n".utf8)
    while bytes.count < 1 << 20 {
      if let place = bytes.firstRange(of: end) {
        let head = String(decoding: bytes[..<place.lowerBound], as: UTF8.self)
        return (head, Array(bytes[place.upperBound...]))
      }
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
    return nil
  }

  private static func readBody(
    _ connection: Int32, _ request: Request, _ rest: [UInt8]
  ) -> [UInt8]? {
    guard let length = request.headers["content-length"].flatMap({ Int($0) }) else { return nil }
    var body = rest
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while body.count < length {
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return nil }
      body += buffer[..<count]
    }
    return body
  }

  private static func send(_ connection: Int32, _ text: String) {
    send(connection, Array(text.utf8))
  }

  private static func send(_ connection: Int32, _ bytes: [UInt8]) {
    var offset = 0
    while offset < bytes.count {
      // MSG_NOSIGNAL: a client that has gone must not end the test run.
      let count = bytes.withUnsafeBytes { raw in
        Glibc.send(
          connection, raw.baseAddress.map { $0 + offset }, bytes.count - offset,
          Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      offset += count
    }
  }
}

extension LoopbackServer.Fault? {
  fileprivate var isForget: Bool {
    if case .forget = self { true } else { false }
  }

  fileprivate var isNoRanges: Bool {
    if case .noRanges = self { true } else { false }
  }
}
