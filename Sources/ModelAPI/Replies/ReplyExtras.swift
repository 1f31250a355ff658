import Basics
import HTTP

/// What some replies have beside a body: the pieces of a stream, files, and what came of streams that
/// broke before.
struct ReplyExtras {
  /// What the head says of a file; its content comes after the body.
  private struct FileHead {
    var file: ReplyFile
    var size: Int
  }

  /// More files than this are no reply of ours.
  static let fileLimit = 64

  private(set) var stream: StreamRecord?
  private var heads: [FileHead] = []
  private var bodySize: Int?
  /// The sizes of what came in each try before; 0 for most.
  private var remainsSizes: [Int] = []

  /// Nothing.
  init() {}

  /// What a reply has.
  init(_ reply: ModelReply) {
    stream = reply.stream
    heads = reply.files.map { FileHead(file: $0, size: $0.bytes.count) }
    remainsSizes = reply.attempts.map(\.remains.bytes.count)
  }

  /// Whether there is nothing but the body.
  var isEmpty: Bool { stream == nil && heads.isEmpty && !hasRemains }

  /// Whether a try before left something behind.
  var hasRemains: Bool { remainsSizes.contains { $0 > 0 } }
}

// MARK: - Writing

extension ReplyExtras {
  func appendFiles(to head: inout [UInt8]) {
    guard !heads.isEmpty else { return }
    head.append(#""files":["#)
    head.appendList(
      heads.lazy.map { head -> [UInt8] in
        var bytes: [UInt8] = []
        bytes.append("{")
        if let problem = head.file.problem {
          bytes.append(#""error":"#)
          CanonicalJSON.appendString(problem, to: &bytes)
          bytes.append(",")
        }
        bytes.append(#""id":"#)
        CanonicalJSON.appendString(head.file.id, to: &bytes)
        bytes.append(#","name":"#)
        CanonicalJSON.appendString(head.file.name, to: &bytes)
        bytes.append(contentsOf: #","size":\#(head.size),"type":"#.utf8)
        CanonicalJSON.appendString(head.file.type, to: &bytes)
        bytes.append("}")
        return bytes
      })
    head.append("],")
  }

  func appendSize(of body: [UInt8], to head: inout [UInt8]) {
    guard !isEmpty else { return }
    head.append(contentsOf: #""size":\#(body.count),"#.utf8)
  }

  /// The members of a try that say what had come of its stream; see ``ModelAttempt/remains``.
  static func append(_ remains: StreamRemains, to head: inout [UInt8]) {
    guard !remains.isEmpty else { return }
    head.append(contentsOf: #""pieces":["#.utf8)
    head.appendList(remains.pieces.lazy.map { Self.bytes(of: $0) })
    head.append(contentsOf: #"],"received":\#(remains.bytes.count),"#.utf8)
  }

  private static func bytes(of piece: TimedPiece) -> [UInt8] {
    Array("[\(piece.size),\(piece.delayMicroseconds)]".utf8)
  }

  func appendStream(to head: inout [UInt8]) {
    guard let stream else { return }
    head.append(contentsOf: #","stream":{"end":"\#(stream.end.rawValue)","pieces":["#.utf8)
    head.appendList(stream.pieces.lazy.map { Self.bytes(of: $0) })
    head.append("]}")
  }
}

// MARK: - Reading

extension ReplyExtras {
  mutating func readSize(_ cursor: inout JSONCursor) throws(JSONError) {
    bodySize = try Self.count(&cursor)
  }

  mutating func readFiles(_ cursor: inout JSONCursor) throws(JSONError) {
    try cursor.enterArray()
    var first = true
    while try cursor.nextElement(first: &first) {
      guard heads.count < Self.fileLimit else { throw JSONError(.invalidNumber, at: cursor.offset) }
      heads.append(try Self.readFile(&cursor))
    }
  }

  private static func readFile(_ cursor: inout JSONCursor) throws(JSONError) -> FileHead {
    var head = FileHead(file: ReplyFile(id: "", name: ""), size: -1)
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "error": head.file.problem = try cursor.readString()
      case "id": head.file.id = try cursor.readString()
      case "name": head.file.name = try cursor.readString()
      case "size": head.size = try count(&cursor)
      case "type": head.file.type = try cursor.readString()
      default: throw JSONError(.unexpectedType, at: cursor.offset)
      }
    }
    guard head.size >= 0 else { throw JSONError(.unexpectedType, at: cursor.offset) }
    return head
  }

  mutating func readStream(_ cursor: inout JSONCursor) throws(JSONError) {
    var pieces: [TimedPiece] = []
    var end: StreamRecord.End?
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "end": end = StreamRecord.End(rawValue: try cursor.readString())
      case "pieces": pieces = try Self.readPieces(&cursor)
      default: throw JSONError(.unexpectedType, at: cursor.offset)
      }
    }
    guard let end else { throw JSONError(.unexpectedType, at: cursor.offset) }
    stream = StreamRecord(pieces: pieces, end: end)
  }

  static func readPieces(
    _ cursor: inout JSONCursor
  ) throws(JSONError) -> [TimedPiece] {
    var pieces: [TimedPiece] = []
    try cursor.enterArray()
    var first = true
    while try cursor.nextElement(first: &first) {
      guard pieces.count < TimedPiece.limit else {
        throw JSONError(.invalidNumber, at: cursor.offset)
      }
      var numbers: [Int] = []
      try cursor.enterArray()
      var firstNumber = true
      while try cursor.nextElement(first: &firstNumber) {
        guard numbers.count < 2 else { throw JSONError(.unexpectedType, at: cursor.offset) }
        numbers.append(try count(&cursor))
      }
      guard numbers.count == 2 else { throw JSONError(.unexpectedType, at: cursor.offset) }
      pieces.append(TimedPiece(size: numbers[0], delayMicroseconds: numbers[1]))
    }
    return pieces
  }

  /// Keeps the size of what came in a try before.
  mutating func addRemains(_ size: Int) { remainsSizes.append(size) }

  static func count(_ cursor: inout JSONCursor) throws(JSONError) -> Int {
    let start = cursor.offset
    let count = try cursor.readInteger()
    guard count >= 0 else { throw JSONError(.invalidNumber, at: start) }
    return count
  }

  /// Where the body is in what follows the head; `nil` where the sizes do not add up to it.
  func bodyRange(in rest: Range<Int>) -> Range<Int>? {
    guard let bodySize, bodySize <= rest.count else { return nil }
    var left = rest.count - bodySize
    for size in heads.map(\.size) + remainsSizes {
      guard size <= left else { return nil }
      left -= size
    }
    return left == 0 ? rest.lowerBound..<rest.lowerBound + bodySize : nil
  }

  /// The files, whose contents lie one after the other.
  func files(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> [ReplyFile] {
    var start = start
    return heads.map { head in
      var file = head.file
      file.bytes = Array(bytes[start..<start + head.size])
      start += head.size
      return file
    }
  }

  /// The tries with what came of their streams, which lies behind the files.
  func attempts(
    _ attempts: [ModelAttempt], pieces: [[TimedPiece]],
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> [ModelAttempt] {
    var start = start + heads.reduce(0) { $0 + $1.size }
    var attempts = attempts
    for (index, size) in remainsSizes.enumerated() where size > 0 {
      attempts[index].remains = StreamRemains(
        bytes: Array(bytes[start..<start + size]), pieces: pieces[index])
      start += size
    }
    return attempts
  }
}
