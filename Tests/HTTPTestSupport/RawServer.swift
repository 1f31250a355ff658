import Foundation
import Glibc
import Synchronization

/// A server on loopback that reads one request a connection, writes given bytes and hangs up: for
/// answers that no HTTP library would give.
package final class RawServer: Sendable {
  /// What it does after writing.
  package enum Ending: Sendable {
    /// It closes the connection.
    case close
    /// It breaks the connection.
    case reset
    /// It keeps the connection open for a while and says nothing more.
    case stall
    /// It reads another request and hangs up on it.
    case hangUpOnNext
  }

  package let baseURL: String
  private let listener: Int32
  private let heard = Mutex(0)

  /// Requests so far that were read to their end.
  package var requests: Int { heard.withLock { $0 } }

  /// Starts a server that gives every connection the same bytes.
  package init(_ bytes: String, then ending: Ending = .close) throws {
    let (listener, port) = try Self.listen()
    self.listener = listener
    baseURL = "http://127.0.0.1:\(port)"
    let answer = Array(bytes.utf8)
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        // Closed here, where it is used last: its number may be the next server's a moment later, whose
        // connections would be answered with these bytes.
        guard connection >= 0 else {
          close(listener)
          return
        }
        serve(connection, answer, ending)
      }
    }
  }

  package func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
  }

  /// A port at which nobody listens.
  package static func freePort() throws -> Int {
    let (listener, port) = try listen()
    close(listener)
    return port
  }

  private static func listen() throws -> (Int32, Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var count = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> Int32 in
        guard bind(listener, raw, count) == 0, Glibc.listen(listener, 16) == 0 else { return -1 }
        return getsockname(listener, raw, &count)
      }
    }
    guard status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Reads a request to its end: closing a connection with bytes unread would break it.
  private func readRequest(_ connection: Int32) {
    var request: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return }
      request.append(contentsOf: buffer.prefix(count))
      // A greeting of the encrypted protocol has no such end.
      if request.first == 0x16 { return }
      let text = String(decoding: request, as: UTF8.self)
      guard let end = text.range(of: "\r\n\r\n") else { continue }
      let length = text.lowercased().range(of: "content-length: ").map { range in
        Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
      }
      if text[end.upperBound...].utf8.count >= length ?? 0 {
        heard.withLock { $0 += 1 }
        return
      }
    }
  }

  private func serve(_ connection: Int32, _ answer: [UInt8], _ ending: Ending) {
    readRequest(connection)
    // MSG_NOSIGNAL: a client that has gone must not end the test run.
    _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
    switch ending {
    case .close: break
    case .reset:
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    case .stall:
      // Whatever comes late of the request is no reason to hang up; that the client goes is one.
      var descriptor = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
      var rest = [UInt8](repeating: 0, count: 65_536)
      while poll(&descriptor, 1, 3000) > 0, read(connection, &rest, rest.count) > 0 {}
    case .hangUpOnNext: readRequest(connection)
    }
    close(connection)
  }
}
