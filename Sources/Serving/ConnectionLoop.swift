public import HTTP
import Synchronization

/// Answers requests.
///
/// A handler writes one answer to each; where it returns without a whole one, the connection is broken
/// off, so that no client takes a piece for the whole.
public protocol RequestHandler: Sendable {
  /// Answers a request.
  func answer(_ request: ServedRequest, on channel: AnswerChannel) async

  /// The answer to bytes that are no request that is served, in the words of the server's clients.
  func answer(to fault: RequestFault) -> (headers: [HTTPHeader], body: [UInt8])
}

/// How long a client may take.
public struct ServerPatience: Hashable, Sendable {
  /// For the head of a request and its body, since the last bytes.
  public var request = Duration.seconds(30)
  /// For a request from its first byte to its last, however it drips.
  public var wholeRequest = Duration.seconds(600)
  /// Until the next request.
  public var idle = Duration.seconds(900)
  /// To take what is written.
  public var writing = Duration.seconds(120)

  /// Creates the usual patience.
  public init() {}
}

/// What a connection waits for, and until when.
final class ConnectionDeadline: Sendable {
  enum Wait: Sendable {
    /// For the next request.
    case idle
    /// For more of a request that began at an instant.
    case request(since: ContinuousClock.Instant)
    /// For the client to take what is written.
    case writing
    /// For the answer: as long as it takes.
    case working
  }

  private let patience: ServerPatience
  private let state: Mutex<(wait: Wait, due: ContinuousClock.Instant?)>

  init(_ patience: ServerPatience) {
    self.patience = patience
    state = Mutex((.idle, .now + patience.idle))
  }

  func set(_ wait: Wait) {
    let now = ContinuousClock.now
    let due: ContinuousClock.Instant? =
      switch wait {
      case .idle: now + patience.idle
      case .request(let since): min(now + patience.request, since + patience.wholeRequest)
      case .writing: now + patience.writing
      case .working: nil
      }
    state.withLock { $0 = (wait, due) }
  }

  /// Whether the time is up.
  func isOver(at now: ContinuousClock.Instant) -> Bool {
    state.withLock { $0.due.map { $0 <= now } ?? false }
  }

  /// Whether no request is under way.
  var isIdle: Bool {
    state.withLock { state in
      if case .idle = state.wait { return true }
      return false
    }
  }
}

/// One connection: requests one after the other, until either side has enough.
struct ConnectionLoop: Sendable {
  private static let readSize = 64 * 1024

  let socket: ClientSocket
  let handler: any RequestHandler
  let bounds: RequestBounds
  let deadline: ConnectionDeadline
  /// Whether the server takes no more requests.
  let isClosing: @Sendable () -> Bool

  /// Serves the connection to its end and closes it.
  func run() async {
    var parser = RequestParser(bounds)
    // What became of an answer is known when the client asks for something else, or has gone.
    var last: AnswerChannel?
    do throws(ClientGone) {
      while let request = try await next(&parser) {
        last?.settle()
        let channel = await answer(request)
        last = channel
        guard channel.isEnded else {
          channel.settle()
          return socket.abort()
        }
        guard channel.staysOpen else { break }
      }
    } catch {
      // Whoever was slow is told so; whoever is gone does not hear it.
      if parser.isInsideRequest {
        let fault = RequestFault(408, "The request did not come whole within the time limit.")
        socket.writeAtOnce(bytes(of: fault))
      }
    }
    last?.settle()
    socket.finish()
  }

  /// The next request; `nil` where the client sends no more, or what it sends is refused.
  private func next(_ parser: inout RequestParser) async throws(ClientGone) -> ServedRequest? {
    var began: ContinuousClock.Instant?
    deadline.set(.idle)
    while true {
      switch parser.next() {
      case .request(let request): return request
      case .wantsLeave: try await socket.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
      case .fault(let fault):
        deadline.set(.writing)
        try await socket.write(bytes(of: fault))
        return nil
      case .incomplete:
        if parser.isInsideRequest {
          let start = began ?? .now
          began = start
          deadline.set(.request(since: start))
        } else if isClosing() {
          return nil
        }
        let bytes = try await socket.read(atMost: Self.readSize)
        guard !bytes.isEmpty else { return nil }
        parser.feed(bytes)
      }
    }
  }

  /// Lets the handler answer a request; gives the channel, which says what came of it.
  private func answer(_ request: ServedRequest) async -> AnswerChannel {
    deadline.set(.working)
    let channel = AnswerChannel(socket, to: request, deadline: deadline, closing: isClosing())
    await handler.answer(request, on: channel)
    return channel
  }

  private func bytes(of fault: RequestFault) -> [UInt8] {
    let (headers, body) = handler.answer(to: fault)
    var text = "HTTP/1.1 \(fault.status) \(ReasonPhrase.of(fault.status))\r\n"
    for header in headers where HTTPHeader.isSendable(name: header.name, value: header.value) {
      text += "\(header.name): \(header.value)\r\n"
    }
    text += "content-length: \(body.count)\r\nconnection: close\r\n\r\n"
    return Array(text.utf8) + body
  }
}
