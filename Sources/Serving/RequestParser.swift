import HTTP

/// Reads requests out of the bytes of one connection, piece by piece.
///
/// It is strict where two readers of the same bytes could disagree: one end of a line, one length, no
/// white space before a colon, no folded lines. What is refused is refused for good: nothing behind it is
/// read, since nobody knows where the next request begins.
public struct RequestParser: Sendable {
  /// What the bytes so far come to.
  public enum Step: Hashable, Sendable {
    /// More bytes are needed.
    case incomplete
    /// The client waits for leave to send its body; said once a request.
    case wantsLeave
    /// A whole request.
    case request(ServedRequest)
    /// Bytes that are no request that is served.
    case fault(RequestFault)
  }

  private enum State: Sendable {
    case head
    case body(RequestHead, rest: Int)
    case chunkSize(RequestHead)
    case chunk(RequestHead, rest: Int)
    case chunkEnd(RequestHead)
    case trailers(RequestHead, size: Int)
    case failed(RequestFault)
  }

  /// What was read of the buffer, in bytes, before it is taken away.
  private static let compactedSize = 64 * 1024

  private let bounds: RequestBounds
  /// What came; the start of it was read.
  private(set) var buffer: [UInt8] = []
  /// Where in the buffer unread bytes begin.
  private var start = 0
  /// How far the buffer was looked through for the end of the head.
  private var looked = 0
  private var state = State.head
  private var body: [UInt8] = []
  private var wantsLeave = false

  /// Creates a parser of a connection.
  public init(_ bounds: RequestBounds = RequestBounds()) {
    self.bounds = bounds
  }

  /// Whether a request has begun that is not whole.
  public var isInsideRequest: Bool {
    if case .head = state { return start < buffer.count }
    return true
  }

  /// Takes bytes that came.
  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    if start == buffer.count {
      buffer.removeAll(keepingCapacity: buffer.count <= 1 << 20)
      (start, looked) = (0, 0)
    } else if start >= Self.compactedSize {
      // Whoever sends one request behind another may never let the buffer end with one of them.
      buffer.removeFirst(start)
      (start, looked) = (0, max(looked - start, 0))
    }
    buffer.append(contentsOf: bytes)
  }

  /// Goes as far as the bytes allow.
  public mutating func next() -> Step {
    do throws(RequestFault) {
      while true {
        if let step = try advance() { return step }
      }
    } catch {
      state = .failed(error)
      buffer = []
      (start, looked) = (0, 0)
      return .fault(error)
    }
  }

  /// Takes one step; `nil` where another may follow.
  private mutating func advance() throws(RequestFault) -> Step? {
    switch state {
    case .failed(let fault): return .fault(fault)
    case .head: return try readHead()
    case .body(let head, let rest):
      let taken = takeBody(rest)
      guard taken == rest else {
        state = .body(head, rest: rest - taken)
        return waiting()
      }
      return finish(head)
    case .chunkSize(let head): return try readChunkSize(head)
    case .chunk(let head, let rest):
      let taken = takeBody(rest)
      guard taken == rest else {
        state = .chunk(head, rest: rest - taken)
        return waiting()
      }
      state = .chunkEnd(head)
      return nil
    case .chunkEnd(let head):
      guard let line = try line(atMost: 2) else { return waiting() }
      guard line.isEmpty else { throw Self.chunks }
      state = .chunkSize(head)
      return nil
    case .trailers(let head, let size): return try readTrailer(head, size: size)
    }
  }

  private mutating func waiting() -> Step {
    guard wantsLeave else { return .incomplete }
    wantsLeave = false
    return .wantsLeave
  }

  private mutating func takeBody(_ most: Int) -> Int {
    let count = min(most, buffer.count - start)
    guard count > 0 else { return 0 }
    // Whoever sends has been given leave, or did not wait for it.
    wantsLeave = false
    body.append(contentsOf: buffer[start..<start + count])
    start += count
    return count
  }

  private mutating func finish(_ head: RequestHead) -> Step {
    state = .head
    looked = start
    wantsLeave = false
    defer { body = [] }
    return .request(head.request(body))
  }
}

// MARK: - The head

extension RequestParser {
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private mutating func readHead() throws(RequestFault) -> Step? {
    skipEmptyLines()
    guard start < buffer.count else { return .incomplete }
    if let fault = Self.foreignProtocol(buffer[start...]) { throw fault }
    guard let end = endOfHead() else {
      guard buffer.count - start <= bounds.head else { throw Self.largeHead }
      return .incomplete
    }
    guard end - start <= bounds.head else { throw Self.largeHead }
    let head = try RequestHead(buffer[start..<end], bounds)
    start = end
    looked = end
    wantsLeave = head.expectsLeave
    switch head.framing {
    case .none: return finish(head)
    case .length(let length):
      guard length <= bounds.body else { throw Self.largeBody(bounds.body) }
      body.reserveCapacity(min(length, 1 << 20))
      state = .body(head, rest: length)
    case .chunks: state = .chunkSize(head)
    }
    return nil
  }

  /// Some clients send a line end behind a body that does not belong to it.
  private mutating func skipEmptyLines() {
    for _ in 0..<2
    where buffer.count - start >= 2 && buffer[start] == Self.carriageReturn
      && buffer[start + 1] == Self.lineFeed
    {
      start += 2
    }
    looked = max(looked, start)
  }

  /// Where the head ends, behind its empty line; `nil` where it has not come.
  private mutating func endOfHead() -> Int? {
    var index = max(looked, start)
    while index < buffer.count {
      if buffer[index] == Self.lineFeed {
        let isEmpty =
          index - start >= 3 && buffer[index - 1] == Self.carriageReturn
          && buffer[index - 2] == Self.lineFeed
        // A bare line feed pair ends the head for lax readers: it must end here too, to be refused.
        if isEmpty || index > start && buffer[index - 1] == Self.lineFeed { return index + 1 }
      }
      index += 1
    }
    looked = buffer.count
    return nil
  }

  /// The fault of bytes that are another protocol; `nil` where they may be a request.
  private static func foreignProtocol(_ bytes: ArraySlice<UInt8>) -> RequestFault? {
    if bytes.first == 0x16 {
      return RequestFault(
        400, "This is plain HTTP, and the client speaks TLS: its base URL must begin with http://.")
    }
    if bytes.starts(with: "PRI * HTTP/2".utf8) {
      return RequestFault(
        505, "This is HTTP/1.1, and the client speaks HTTP/2 without being asked.")
    }
    return nil
  }

  static let largeHead = RequestFault(
    431, "The request line and the headers are larger than what is read.")

  static func largeBody(_ limit: Int) -> RequestFault {
    RequestFault(413, "The body is larger than \(limit) bytes, the most that is read and kept.")
  }
}

// MARK: - Chunks

extension RequestParser {
  /// A size in hexadecimal, and extensions that nobody uses.
  private static let chunkLineLimit = 256
  private static let trailerLimit = 8 * 1024

  static let chunks = RequestFault(
    400, "The chunks of the body are not framed as HTTP/1.1 frames them.")

  /// The next line without its end; `nil` where it has not come.
  private mutating func line(atMost limit: Int) throws(RequestFault) -> ArraySlice<UInt8>? {
    let window = buffer[start..<min(buffer.count, start + limit)]
    guard let end = window.firstIndex(of: Self.lineFeed) else {
      guard window.count < limit else { throw Self.chunks }
      return nil
    }
    guard end > start, buffer[end - 1] == Self.carriageReturn else { throw Self.chunks }
    let line = buffer[start..<end - 1]
    start = end + 1
    return line
  }

  private mutating func readChunkSize(_ head: RequestHead) throws(RequestFault) -> Step? {
    guard let line = try line(atMost: Self.chunkLineLimit) else { return waiting() }
    wantsLeave = false
    let digits = line.prefix { $0 != UInt8(ascii: ";") }
    guard (1...8).contains(digits.count),
      line.allSatisfy({ (0x21...0x7e).contains($0) || $0 == 0x20 }),
      let size = Self.hexadecimal(digits)
    else { throw Self.chunks }
    guard size <= bounds.body - body.count else { throw Self.largeBody(bounds.body) }
    state = size == 0 ? .trailers(head, size: 0) : .chunk(head, rest: size)
    return nil
  }

  private mutating func readTrailer(_ head: RequestHead, size: Int) throws(RequestFault) -> Step? {
    guard let line = try line(atMost: Self.trailerLimit) else { return .incomplete }
    guard !line.isEmpty else { return finish(head) }
    let total = size + line.count
    guard total <= Self.trailerLimit, RequestHead.header(line) != nil else { throw Self.chunks }
    state = .trailers(head, size: total)
    return nil
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | Int(digit - 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
        value = value << 4 | Int((digit | 0x20) - 0x57)
      default: return nil
      }
    }
    return value
  }
}
