import Basics
import HTTP

/// The parts of an encoded reply that a replay needs, without the rest being built.
public struct ModelReplySummary: Hashable, Sendable {
  /// The response's status.
  public var status: Int
  /// Time of the last try, in microseconds.
  public var serviceMicroseconds: Int
  /// Time spent waiting between tries, in microseconds.
  public var waitMicroseconds: Int
  /// Time spent in the tries before the last, in microseconds.
  public var failedMicroseconds: Int
  /// The number of tries.
  public var attempts: Int
  /// Where the body is in the encoded bytes.
  public var bodyRange: Range<Int>

  init(
    status: Int, serviceMicroseconds: Int, waitMicroseconds: Int, failedMicroseconds: Int,
    attempts: Int, bodyRange: Range<Int>
  ) {
    self.status = status
    self.serviceMicroseconds = serviceMicroseconds
    self.waitMicroseconds = waitMicroseconds
    self.failedMicroseconds = failedMicroseconds
    self.attempts = attempts
    self.bodyRange = bodyRange
  }

  /// Reads the parts, bounds checked; throws `damagedReply`.
  public init(decoding bytes: UnsafeBufferPointer<UInt8>) throws(ModelAPIError) {
    self = try ReplyCoding.decode(bytes, keepsDetail: false).summary
  }

  /// The model that the reply names, given the bytes that the summary was read from; `nil` where it
  /// names none.
  public func answeringModel(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let range = bodyRange.clamped(to: 0..<bytes.count)
    return AnsweringModel.name(in: UnsafeBufferPointer(rebasing: bytes[range]))
  }

  /// What the provider said, given the bytes that the summary was read from.
  public func outcome(
    of bytes: UnsafeBufferPointer<UInt8>, by family: WireFamily
  ) -> CompletionOutcome {
    let range = bodyRange.clamped(to: 0..<bytes.count)
    return family.format.decode(body: UnsafeBufferPointer(rebasing: bytes[range]), status: status)
  }
}

extension ModelReply {
  /// The reply as bytes: `SBR`, a version byte, the length of the head in four bytes (little end
  /// first), the head as canonical JSON, the body as it came, the files that belong to it, what came
  /// of streams that broke before.
  ///
  /// Version 1 has none of these nor the pieces of a stream, and its body goes to the end; version 2
  /// has no streams that broke before.
  public func encoded() -> [UInt8] { ReplyCoding.encode(self) }

  /// Reads an encoded reply, bounds checked; throws `damagedReply`.
  public init(decoding bytes: UnsafeBufferPointer<UInt8>) throws(ModelAPIError) {
    let (summary, detail) = try ReplyCoding.decode(bytes, keepsDetail: true)
    let end = summary.bodyRange.upperBound
    self.init(
      status: summary.status, headers: detail.headers, body: Array(bytes[summary.bodyRange]),
      attempts: detail.extras.attempts(
        detail.attempts, pieces: detail.remainsPieces, in: bytes, from: end),
      stream: detail.extras.stream, files: detail.extras.files(in: bytes, from: end))
  }

  /// Reads an encoded reply, bounds checked; throws `damagedReply`.
  public init(decoding bytes: [UInt8]) throws(ModelAPIError) {
    self = try bytes.withUnsafeBufferPointer { (buffer) throws(ModelAPIError) in
      try ModelReply(decoding: buffer)
    }
  }
}

/// The framing of recorded replies.
private enum ReplyCoding {
  /// `SBR`, before the version.
  static let magic: [UInt8] = [0x53, 0x42, 0x52]
  /// The version of a reply that is nothing but a body, of one with more, and of one with streams
  /// that broke before it.
  static let versions: (plain: UInt8, full: UInt8, broken: UInt8) = (1, 2, 3)
  static let headOffset = 8
  static let headLimit = 1024 * 1024
  static let attemptLimit = 1000

  /// What a summary leaves out.
  struct Detail {
    var headers: [HTTPHeader] = []
    var attempts: [ModelAttempt] = []
    var remainsPieces: [[TimedPiece]] = []
    var extras = ReplyExtras()
  }
}

// MARK: - Encoding

extension ReplyCoding {
  static func encode(_ reply: ModelReply) -> [UInt8] {
    var head: [UInt8] = []
    head.reserveCapacity(256)
    head.append(contentsOf: #"{"attempts":["#.utf8)
    for (index, attempt) in reply.attempts.enumerated() {
      if index > 0 { head.append(UInt8(ascii: ",")) }
      append(attempt, to: &head)
    }
    head.append(contentsOf: #"],"#.utf8)
    let extras = ReplyExtras(reply)
    extras.appendFiles(to: &head)
    head.append(contentsOf: #""headers":{"#.utf8)
    let headers = reply.headers.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
    for (index, header) in headers.enumerated() {
      if index > 0 { head.append(UInt8(ascii: ",")) }
      CanonicalJSON.appendString(header.name, to: &head)
      head.append(UInt8(ascii: ":"))
      CanonicalJSON.appendString(header.value, to: &head)
    }
    head.append(contentsOf: #"},"#.utf8)
    extras.appendSize(of: reply.body, to: &head)
    head.append(contentsOf: #""status":\#(reply.status)"#.utf8)
    extras.appendStream(to: &head)
    head.append(UInt8(ascii: "}"))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headOffset + head.count + reply.body.count)
    bytes.append(contentsOf: magic)
    bytes.append(
      extras.hasRemains ? versions.broken : extras.isEmpty ? versions.plain : versions.full)
    for shift in [0, 8, 16, 24] {
      bytes.append(UInt8(truncatingIfNeeded: head.count >> shift))
    }
    bytes.append(contentsOf: head)
    bytes.append(contentsOf: reply.body)
    for file in reply.files { bytes.append(contentsOf: file.bytes) }
    for attempt in reply.attempts { bytes.append(contentsOf: attempt.remains.bytes) }
    return bytes
  }

  private static func append(_ attempt: ModelAttempt, to head: inout [UInt8]) {
    switch attempt.end {
    case .failure(let code):
      head.append(contentsOf: #"{"error":"\#(code.rawValue)","#.utf8)
      ReplyExtras.append(attempt.remains, to: &head)
      head.append(contentsOf: #""service":\#(attempt.serviceMicroseconds),"#.utf8)
    case .status(let status):
      head.append(UInt8(ascii: "{"))
      ReplyExtras.append(attempt.remains, to: &head)
      head.append(contentsOf: #""service":\#(attempt.serviceMicroseconds),"#.utf8)
      head.append(contentsOf: #""status":\#(status),"#.utf8)
    }
    head.append(contentsOf: #""wait":\#(attempt.waitMicroseconds)}"#.utf8)
  }
}

// MARK: - Decoding

extension ReplyCoding {
  static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, keepsDetail: Bool
  ) throws(ModelAPIError) -> (summary: ModelReplySummary, detail: Detail) {
    guard bytes.count >= headOffset, bytes.starts(with: magic) else {
      throw damaged("it does not start as one")
    }
    guard (versions.plain...versions.broken).contains(bytes[3]) else {
      throw damaged("its version is \(bytes[3])")
    }
    let headCount =
      Int(bytes[4]) | Int(bytes[5]) << 8 | Int(bytes[6]) << 16 | Int(bytes[7]) << 24
    guard headCount <= headLimit, headCount <= bytes.count - headOffset else {
      throw damaged("its head is longer than the reply or the bound")
    }
    let bodyStart = headOffset + headCount
    do {
      let head = UnsafeBufferPointer(rebasing: bytes[headOffset..<bodyStart])
      var reader = HeadReader(
        head, keepsDetail: keepsDetail, version: bytes[3])
      let summary = try reader.read(rest: bodyStart..<bytes.count)
      return (summary, reader.detail)
    } catch {
      throw damaged("its head cannot be read: \(error)")
    }
  }

  private static func damaged(_ why: String) -> ModelAPIError {
    ModelAPIError(
      .damagedReply, "a recorded model reply cannot be read: \(why)",
      next: "Verify the cassette, and fetch it again where it is damaged.")
  }
}

/// A reader of the head.
private struct HeadReader {
  private var cursor: JSONCursor
  private var status: Int?
  private var wait = 0
  private var service = 0
  private var failed = 0
  private var attempts = 0
  private var hasHeaders = false
  private let keepsDetail: Bool
  private let isFull: Bool
  private let mayHaveRemains: Bool
  private(set) var detail = ReplyCoding.Detail()

  init(_ head: UnsafeBufferPointer<UInt8>, keepsDetail: Bool, version: UInt8) {
    cursor = JSONCursor(head)
    self.keepsDetail = keepsDetail
    isFull = version >= ReplyCoding.versions.full
    mayHaveRemains = version >= ReplyCoding.versions.broken
  }

  mutating func read(rest: Range<Int>) throws(JSONError) -> ModelReplySummary {
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "attempts": try readAttempts()
      case "headers": try readHeaders()
      case "status": status = try readStatus()
      case "files" where isFull: try detail.extras.readFiles(&cursor)
      case "size" where isFull: try detail.extras.readSize(&cursor)
      case "stream" where isFull && keepsDetail: try detail.extras.readStream(&cursor)
      case "stream" where isFull: try cursor.skipValue()
      default: throw JSONError(.unexpectedType, at: cursor.offset)
      }
    }
    try cursor.finish()
    guard let status, hasHeaders, attempts > 0,
      let bodyRange = isFull ? detail.extras.bodyRange(in: rest) : rest
    else { throw JSONError(.unexpectedType, at: 0) }
    return ModelReplySummary(
      status: status, serviceMicroseconds: service, waitMicroseconds: wait,
      failedMicroseconds: failed, attempts: attempts, bodyRange: bodyRange)
  }

  private mutating func readStatus() throws(JSONError) -> Int {
    let start = cursor.offset
    let status = try cursor.readInteger()
    guard (100...999).contains(status) else { throw JSONError(.invalidNumber, at: start) }
    return status
  }

  private mutating func readAttempts() throws(JSONError) {
    try cursor.enterArray()
    var first = true
    while try cursor.nextElement(first: &first) {
      let attempt = try readAttempt()
      attempts += 1
      guard attempts <= ReplyCoding.attemptLimit else {
        throw JSONError(.invalidNumber, at: cursor.offset)
      }
      failed = ModelAttempt.sum(failed, service)
      service = attempt.serviceMicroseconds
      wait = ModelAttempt.sum(wait, attempt.waitMicroseconds)
      if keepsDetail { detail.attempts.append(attempt) }
    }
  }

  private mutating func readAttempt() throws(JSONError) -> ModelAttempt {
    let start = cursor.offset
    var end: ModelAttempt.End?
    var wait: Int?
    var service: Int?
    var pieces: [TimedPiece] = []
    var received = 0
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "error":
        guard let code = TransportError.Code(rawValue: try cursor.readString()) else {
          throw JSONError(.unexpectedType, at: start)
        }
        end = .failure(code)
      case "status": end = .status(try readStatus())
      case "service": service = try cursor.readInteger()
      case "wait": wait = try cursor.readInteger()
      case "pieces" where mayHaveRemains: pieces = try ReplyExtras.readPieces(&cursor)
      case "received" where mayHaveRemains: received = try ReplyExtras.count(&cursor)
      default: throw JSONError(.unexpectedType, at: cursor.offset)
      }
    }
    guard let end, let wait, wait >= 0, let service, service >= 0 else {
      throw JSONError(.unexpectedType, at: start)
    }
    let sum = pieces.reduce(0) { ModelAttempt.sum($0, $1.size) }
    guard received <= StreamRemains.limit, pieces.count <= StreamRemains.pieceLimit, sum == received
    else { throw JSONError(.invalidNumber, at: start) }
    if mayHaveRemains {
      detail.extras.addRemains(received)
      if keepsDetail { detail.remainsPieces.append(pieces) }
    }
    return ModelAttempt(end: end, waitMicroseconds: wait, serviceMicroseconds: service)
  }

  private mutating func readHeaders() throws(JSONError) {
    hasHeaders = true
    guard keepsDetail else {
      _ = try cursor.skipValue()
      return
    }
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextName(first: &first) {
      detail.headers.append(HTTPHeader(name: name, value: try cursor.readString()))
    }
  }
}
