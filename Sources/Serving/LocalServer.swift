import FlyingSocks
import Glibc
import Synchronization

/// A server of HTTP/1.1 on this machine's loopback address, and for nobody else.
///
/// Requests are bounded, read strictly, and answered one after the other on each connection. An answer
/// is written at once, and a slow client holds up nobody but itself.
public final class LocalServer: Sendable {
  /// The address that it listens on.
  public static let address = "127.0.0.1"

  /// The port.
  public let port: UInt16

  private struct Connection {
    var task: Task<Void, Never>
    var deadline: ConnectionDeadline
  }

  private struct State {
    var connections: [Int: Connection] = [:]
    var count = 0
    var isClosing = false
  }

  private let listener: Int32
  private let bounds: RequestBounds
  private let patience: ServerPatience
  private let connectionLimit: Int
  private let state = Mutex(State())

  /// Listens; nothing is answered before ``run(_:)``.
  ///
  /// - Parameters:
  ///   - port: The port; 0 for any that is free.
  ///   - bounds: The most that a client may send.
  ///   - patience: How long it may take.
  ///   - connectionLimit: The most connections at once; those beyond wait until one ends.
  /// - Throws: ``ServingError`` where nothing can be served at the port.
  public init(
    port: UInt16 = 0, bounds: RequestBounds = RequestBounds(),
    patience: ServerPatience = ServerPatience(), connectionLimit: Int = 8192
  ) throws(ServingError) {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    listener = socket(AF_INET, kind, 0)
    guard listener >= 0 else { throw ServingError(port: port, errno) }
    var yes: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, size)
    // What is accepted inherits it: an answer leaves at once, in whole or in pieces.
    setsockopt(listener, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, size)
    guard let bound = Self.bind(listener, port), listen(listener, SOMAXCONN) == 0 else {
      let reason = errno
      close(listener)
      throw ServingError(port: port, reason)
    }
    self.port = bound
    self.bounds = bounds
    self.patience = patience
    self.connectionLimit = connectionLimit
  }

  deinit { close(listener) }

  /// Binds a socket to the loopback address; gives the port.
  private static func bind(_ descriptor: Int32, _ port: UInt16) -> UInt16? {
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = port.bigEndian
    guard inet_pton(AF_INET, address, &place.sin_addr) == 1 else { return nil }
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard Glibc.bind(descriptor, address, size) == 0,
          getsockname(descriptor, address, &size) == 0
        else { return nil }
        return pointer.pointee.sin_port.bigEndian
      }
    }
  }

  /// Serves until the task is cancelled, then until every request under way has its answer, for as long
  /// as a grace allows.
  ///
  /// - Parameters:
  ///   - handler: What answers.
  ///   - grace: How long requests under way may take at the end.
  public func run(_ handler: any RequestHandler, grace: Duration = .seconds(5)) async {
    let pool = SocketPool<ePoll>.ePoll(maxEvents: 256)
    do {
      try await pool.prepare()
    } catch {
      return
    }
    // The pool outlives the task that serves, for the answers that are under way then.
    let turning = Task { try? await pool.run() }
    let reaper = Task { await reap() }
    await accept(handler, pool)
    await drain(grace)
    reaper.cancel()
    turning.cancel()
    _ = await turning.value
  }

  /// The number of connections that are open.
  public var connectionCount: Int { state.withLock(\.connections.count) }

  // MARK: Connections

  private func accept(_ handler: any RequestHandler, _ pool: SocketPool<ePoll>) async {
    let waiting = Socket(file: .init(rawValue: listener))
    while !Task.isCancelled {
      guard connectionCount < connectionLimit else {
        try? await Task.sleep(for: .milliseconds(20))
        continue
      }
      let descriptor = Glibc.accept(listener, nil, nil)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        open(ClientSocket(descriptor, pool: pool), handler)
        continue
      }
      switch errno {
      case EAGAIN, EWOULDBLOCK:
        guard (try? await pool.suspendSocket(waiting, untilReadyFor: .read)) != nil else { return }
      case EINTR, ECONNABORTED: continue
      // No descriptors left, or no memory: connections that end give some back.
      default: try? await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  private func open(_ socket: ClientSocket, _ handler: any RequestHandler) {
    let deadline = ConnectionDeadline(patience)
    let loop = ConnectionLoop(
      socket: socket, handler: handler, bounds: bounds, deadline: deadline,
      isClosing: { [weak self] in self?.state.withLock(\.isClosing) ?? true })
    state.withLock { state in
      state.count += 1
      let number = state.count
      let task = Task { [weak self] in
        await loop.run()
        self?.state.withLock { $0.connections[number] = nil }
      }
      state.connections[number] = Connection(task: task, deadline: deadline)
    }
  }

  /// Ends connections whose time is up, until it is cancelled.
  private func reap() async {
    while (try? await Task.sleep(for: .milliseconds(250))) != nil {
      let now = ContinuousClock.now
      let late = state.withLock { state in
        state.connections.values.filter { $0.deadline.isOver(at: now) }.map(\.task)
      }
      for task in late { task.cancel() }
    }
  }

  private func drain(_ grace: Duration) async {
    let end = ContinuousClock.now + grace
    while true {
      let (idle, busy) = state.withLock { state in
        state.isClosing = true
        let all = state.connections.values
        return (all.filter(\.deadline.isIdle).map(\.task), all.filter { !$0.deadline.isIdle })
      }
      for task in idle { task.cancel() }
      if busy.isEmpty || .now >= end { break }
      await Self.pause()
    }
    for task in state.withLock({ $0.connections.values.map(\.task) }) {
      task.cancel()
      await task.value
    }
  }

  /// Waits a moment, also where the task is cancelled.
  private static func pause() async {
    await Task { try? await Task.sleep(for: .milliseconds(10)) }.value
  }
}

/// Why nothing can be served.
public struct ServingError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(port: UInt16, _ code: Int32) {
    let reason = String(cString: strerror(code))
    description =
      "\(LocalServer.address), port \(port): nothing can be served there (\(reason)). Leave out --port "
      + "for any that is free."
  }
}
