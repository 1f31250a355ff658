import FlyingSocks
import Glibc

/// The connection to a client is gone, or its time is up.
public struct ClientGone: Error, Hashable, Sendable {
  /// Creates the error.
  public init() {}
}

/// A connection to one client: reads and writes that wait without holding a thread.
///
/// The pool says when the socket is ready. Bytes go through `recv` and `send` themselves: a client that
/// went away must not end the process by a signal.
struct ClientSocket: Sendable {
  private let socket: Socket
  private let pool: any AsyncSocketPool

  /// Takes over a descriptor that does not block.
  init(_ descriptor: Int32, pool: any AsyncSocketPool) {
    socket = Socket(file: .init(rawValue: descriptor))
    self.pool = pool
  }

  private var descriptor: Int32 { socket.file.rawValue }

  /// The next bytes, at most so many; none where the client sends no more.
  func read(atMost limit: Int) async throws(ClientGone) -> [UInt8] {
    while true {
      let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
        count = max(recv(descriptor, buffer.baseAddress, limit, 0), 0)
      }
      if !bytes.isEmpty { return bytes }
      switch readiness() {
      case .ended: return []
      case .ready: continue
      case .none: try await wait(for: .read)
      case .broken: throw ClientGone()
      }
    }
  }

  private enum Readiness {
    case none
    case ready
    case ended
    case broken
  }

  /// Whether there is something to read, without taking it.
  private func readiness() -> Readiness {
    var byte: UInt8 = 0
    while true {
      let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
      if count > 0 { return .ready }
      if count == 0 { return .ended }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK: return .none
      default: return .broken
      }
    }
  }

  /// Whether the client has closed the connection: nobody reads the rest of an answer any more.
  var isClosedByClient: Bool {
    switch readiness() {
    case .ended, .broken: true
    case .none, .ready: false
    }
  }

  /// What a client did with its end of a connection.
  enum PeerEnd: Hashable, Sendable {
    /// It is open.
    case open
    /// It is closed in order: what had arrived was read.
    case closed
    /// It was broken off: something that had arrived was not read.
    case reset
  }

  /// What the client did with its end, as the connection's state says it: an error that a read reports
  /// once would be gone for the next who asks.
  var peerEnd: PeerEnd {
    var state: UInt8 = 0
    var size = socklen_t(1)
    // The first byte of what the kernel says of a connection is its state.
    guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &state, &size) == 0 else {
      return .reset
    }
    return switch Int(state) {
    case 1: .open
    case 7: .reset
    default: .closed
    }
  }

  /// Returns once the client has closed the connection; throws where it sent something instead, after
  /// which a close can no longer be seen, and where the task was cancelled.
  func waitUntilClosed() async throws {
    while true {
      switch readiness() {
      case .ended, .broken: return
      case .ready: throw ClientGone()
      case .none: try await wait(for: .read)
      }
    }
  }

  /// Writes all bytes; waits where the client does not take them.
  func write(_ bytes: [UInt8]) async throws(ClientGone) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.send(
          descriptor, buffer.baseAddress.map { $0 + sent }, bytes.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count >= 0 {
        sent += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        try await wait(for: .write)
      } else if errno != EINTR {
        throw ClientGone()
      }
    }
  }

  /// Writes what can be written at once, for a last word to somebody who is too slow.
  func writeAtOnce(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes {
      Glibc.send(
        descriptor, $0.baseAddress, $0.count,
        Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
  }

  private func wait(for events: Socket.Events) async throws(ClientGone) {
    do {
      try await pool.suspendSocket(socket, untilReadyFor: events)
    } catch {
      throw ClientGone()
    }
    if Task.isCancelled { throw ClientGone() }
  }

  /// Ends the connection so that the client reads to the end of what was written.
  ///
  /// Bytes that came and were not read would turn the close into a reset, which takes back what was
  /// written: they are read away first, a bounded number of them.
  func finish() {
    shutdown(descriptor, Int32(SHUT_WR))
    var rest = [UInt8](repeating: 0, count: 16 * 1024)
    for _ in 0..<64 where recv(descriptor, &rest, rest.count, Int32(MSG_DONTWAIT)) <= 0 {
      break
    }
    Glibc.close(descriptor)
  }

  /// Breaks the connection off: the client sees that the answer is not whole.
  func abort() {
    var choice = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &choice, socklen_t(MemoryLayout<linger>.size))
    Glibc.close(descriptor)
  }
}
