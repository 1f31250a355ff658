public import HTTP
import Synchronization

/// What became of an answer at its client, as far as a server can see.
public enum AnswerFate: Hashable, Sendable {
  /// Nobody can say yet.
  case open
  /// The client has it.
  case read
  /// The client went away before it had the whole.
  case left
}

/// Whoever an answer goes to.
public protocol AnswerReader: AnyObject, Sendable {
  /// What became of the answer, at this moment: a client that has gone is seen at once.
  var fate: AnswerFate { get }
}

/// Where the answer to one request goes.
///
/// It is written whole by ``send(_:headers:body:)``, or begun, written in pieces and ended; each write
/// waits until the client takes it. Every call throws ``ClientGone`` once nobody reads any more.
public final class AnswerChannel: AnswerReader {
  private enum Stage {
    case open
    case begun
    case ended
  }

  private let socket: ClientSocket
  private let deadline: ConnectionDeadline
  private let isHead: Bool
  private let takesChunks: Bool
  private let stage = Mutex(Stage.open)
  private let stays: Mutex<Bool>
  /// What became of the answer, once that is settled; the socket is not looked at afterwards.
  private let settled = Mutex<AnswerFate?>(nil)

  init(
    _ socket: ClientSocket, to request: ServedRequest, deadline: ConnectionDeadline,
    closing: Bool
  ) {
    self.socket = socket
    self.deadline = deadline
    isHead = request.method == "HEAD"
    takesChunks = request.takesChunks
    stays = Mutex(request.keepsAlive && !closing)
  }

  /// Whether the client has closed its end; nobody reads the rest of the answer.
  public var isClientGone: Bool { socket.isClosedByClient }

  public var fate: AnswerFate { settled.withLock { $0 ?? seen } }

  /// What the socket shows of the client.
  private var seen: AnswerFate {
    switch (socket.peerEnd, isEnded) {
    case (.open, _): .open
    case (.closed, true): .read
    case (.closed, false), (.reset, _): .left
    }
  }

  /// Settles what became of the answer, for the connection ends, or the client asks for something else.
  func settle() {
    settled.withLock { settled in
      guard settled == nil else { return }
      let fate = seen
      settled = fate == .open ? isEnded ? .read : .left : fate
    }
  }

  /// Whether the answer is whole.
  var isEnded: Bool { stage.withLock { $0 == .ended } }
  /// Whether nothing of the answer was written.
  var isOpen: Bool { stage.withLock { $0 == .open } }
  /// Whether another request may follow.
  var staysOpen: Bool { stays.withLock(\.self) }

  /// Asks for the connection to be closed behind the answer.
  public func closeAfterwards() { stays.withLock { $0 = false } }

  /// Writes a whole answer.
  public func send(
    _ status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []
  ) async throws(ClientGone) {
    move(from: .open, to: .ended)
    var bytes = head(status, headers, length: body.count)
    if !isHead, Self.hasBody(status) { bytes.append(contentsOf: body) }
    try await write(bytes)
  }

  /// Writes a whole answer in the pieces in which it once came, in one write.
  public func send(
    _ status: Int, headers: [HTTPHeader], pieces: [[UInt8]]
  ) async throws(ClientGone) {
    guard takesChunks, !isHead, Self.hasBody(status) else {
      return try await send(status, headers: headers, body: Array(pieces.joined()))
    }
    move(from: .open, to: .ended)
    var bytes = head(status, headers, length: nil)
    for piece in pieces where !piece.isEmpty { bytes += Self.chunk(piece) }
    try await write(bytes + Array("0\r\n\r\n".utf8))
  }

  /// Begins an answer whose length is not known.
  public func begin(_ status: Int, headers: [HTTPHeader]) async throws(ClientGone) {
    move(from: .open, to: .begun)
    if !takesChunks { closeAfterwards() }
    try await write(head(status, headers, length: nil))
  }

  /// Writes a piece of an answer that was begun.
  public func write(piece: [UInt8]) async throws(ClientGone) {
    precondition(stage.withLock { $0 == .begun }, "a piece belongs to an answer that was begun")
    guard !piece.isEmpty, !isHead else { return }
    try await write(takesChunks ? Self.chunk(piece) : piece)
  }

  /// Writes the last piece and ends the answer, in one write.
  public func end(_ piece: [UInt8] = []) async throws(ClientGone) {
    move(from: .begun, to: .ended)
    guard !isHead else { return }
    guard takesChunks else { return try await write(piece) }
    try await write((piece.isEmpty ? [] : Self.chunk(piece)) + Array("0\r\n\r\n".utf8))
  }

  /// Does something that takes long; it is cancelled where the client goes away meanwhile.
  public func watching<Value: Sendable>(
    _ work: @escaping @Sendable () async -> Value
  ) async -> Value {
    let task = Task { await work() }
    let watch = Task { [socket] in
      // A client that sends its next request already cannot be watched, and is not gone.
      guard (try? await socket.waitUntilClosed()) != nil else { return }
      task.cancel()
    }
    return await withTaskCancellationHandler {
      let value = await task.value
      watch.cancel()
      await watch.value
      return value
    } onCancel: {
      task.cancel()
    }
  }

  private func move(from old: Stage, to new: Stage) {
    stage.withLock { stage in
      precondition(stage == old, "an answer is \(stage), and is to be \(new)")
      stage = new
    }
  }

  private func write(_ bytes: [UInt8]) async throws(ClientGone) {
    deadline.set(.writing)
    defer { deadline.set(.working) }
    try await socket.write(bytes)
  }

  // MARK: Bytes

  private func head(_ status: Int, _ headers: [HTTPHeader], length: Int?) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(ReasonPhrase.of(status))\r\n"
    for header in headers where HTTPHeader.isSendable(name: header.name, value: header.value) {
      text += "\(header.name): \(header.value)\r\n"
    }
    if let length {
      if Self.hasBody(status) { text += "content-length: \(length)\r\n" }
    } else if takesChunks {
      text += "transfer-encoding: chunked\r\n"
    }
    if !staysOpen { text += "connection: close\r\n" }
    return Array((text + "\r\n").utf8)
  }

  private static func hasBody(_ status: Int) -> Bool {
    status >= 200 && status != 204 && status != 304
  }

  private static func chunk(_ piece: [UInt8]) -> [UInt8] {
    Array((String(piece.count, radix: 16) + "\r\n").utf8) + piece + Array("\r\n".utf8)
  }
}

/// The words behind a status, which no program reads.
enum ReasonPhrase {
  private static let phrases = [
    100: "Continue", 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content",
    304: "Not Modified", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
    404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict",
    413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type",
    417: "Expectation Failed", 421: "Misdirected Request", 422: "Unprocessable Content",
    424: "Failed Dependency", 426: "Upgrade Required", 429: "Too Many Requests",
    431: "Request Header Fields Too Large", 500: "Internal Server Error", 501: "Not Implemented",
    502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    505: "HTTP Version Not Supported",
  ]

  static func of(_ status: Int) -> String { phrases[status] ?? "Status" }
}
