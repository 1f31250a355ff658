import Basics
import HTTP
import ModelAPI
import Testing

@Suite("Recorded replies with streams and files")
struct FullReplyTests {
  private let reply = ModelReply(
    status: 200, headers: [HTTPHeader(name: "content-type", value: "text/event-stream")],
    body: Array("data: {}\n\n".utf8),
    attempts: [ModelAttempt(end: .status(200), waitMicroseconds: 0, serviceMicroseconds: 9)],
    stream: StreamRecord(
      pieces: [.init(size: 4, delayMicroseconds: 120), .init(size: 6, delayMicroseconds: 0)],
      end: .error),
    files: [
      ReplyFile(id: "f\"1", name: "é.png", type: "image/png", bytes: [1, 2, 3]),
      ReplyFile(id: "f2", name: "b", problem: "status 404"),
    ])

  @Test("a reply reads back as it was written, and its summary finds the body")
  func roundTrip() throws {
    var parts = [reply, reply, reply]
    parts[1].stream = nil
    parts[2].files = []
    for reply in parts {
      let bytes = reply.encoded()
      #expect(bytes[3] == 2)
      #expect(try ModelReply(decoding: bytes) == reply)
      let summary = try bytes.withUnsafeBufferPointer { try ModelReplySummary(decoding: $0) }
      #expect(Array(bytes[summary.bodyRange]) == reply.body)
    }
  }

  /// A reply whose first and third try broke off in the middle of a stream.
  private var broken: ModelReply {
    var broken = reply
    let pieces = [TimedPiece(size: 3, delayMicroseconds: 5)]
    broken.attempts = [
      ModelAttempt(
        end: .failure(.interrupted), waitMicroseconds: 0, serviceMicroseconds: 4,
        remains: StreamRemains(bytes: [7, 8, 9], pieces: pieces)),
      ModelAttempt(end: .status(529), waitMicroseconds: 3, serviceMicroseconds: 1),
      ModelAttempt(
        end: .status(200), waitMicroseconds: 2, serviceMicroseconds: 4,
        remains: StreamRemains(bytes: [1, 0, 2], pieces: pieces)),
      reply.attempts[0],
    ]
    return broken
  }

  @Test("what came of streams that broke is kept behind everything else")
  func remains() throws {
    var reply = broken
    for files in [reply.files, []] {
      reply.files = files
      let bytes = reply.encoded()
      #expect(bytes[3] == 3)
      #expect(Array(bytes.suffix(6)) == [7, 8, 9, 1, 0, 2])
      #expect(try ModelReply(decoding: bytes) == reply)
      let summary = try bytes.withUnsafeBufferPointer { try ModelReplySummary(decoding: $0) }
      #expect(Array(bytes[summary.bodyRange]) == reply.body)
      #expect(summary.attempts == 4)
    }
  }

  @Test("of very long remains the start is kept, in a bounded number of pieces")
  func longRemains() throws {
    let pieces = [TimedPiece](
      repeating: .init(size: 1000, delayMicroseconds: 1), count: 1000)
    let remains = StreamRemains(bytes: [UInt8](repeating: 7, count: 1_000_000), pieces: pieces)
    #expect(remains.bytes.count == StreamRemains.limit)
    #expect(remains.pieces.count <= StreamRemains.pieceLimit)
    #expect(remains.pieces.reduce(0) { $0 + $1.size } == StreamRemains.limit)
    var reply = reply
    let failed = ModelAttempt(
      end: .failure(.reset), waitMicroseconds: 1, serviceMicroseconds: 1, remains: remains)
    reply.attempts = [ModelAttempt](repeating: failed, count: 99) + reply.attempts
    #expect(try ModelReply(decoding: reply.encoded()) == reply)
  }

  @Test("the head is canonical JSON")
  func canonicalHead() throws {
    let bytes = broken.encoded()
    let head = Array(bytes[8..<(8 + Int(bytes[4]) | Int(bytes[5]) << 8)])
    #expect(try CanonicalJSON.bytes(of: JSONValue(parsing: head)) == head)
  }

  @Test("a reply with neither is written as it always was")
  func plain() throws {
    var plain = reply
    plain.stream = nil
    plain.files = []
    #expect(plain.encoded()[3] == 1)
    #expect(try ModelReply(decoding: plain.encoded()) == plain)
  }

  @Test("every shortened reply and every damaged head gives a typed error or another reply")
  func damage() throws {
    let reply = broken
    let bytes = reply.encoded()
    for count in 0..<bytes.count {
      #expect(throws: ModelAPIError.self) { try ModelReply(decoding: Array(bytes.prefix(count))) }
    }
    #expect(throws: ModelAPIError.self) { try ModelReply(decoding: bytes + [0]) }
    for index in 0..<(bytes.count - reply.body.count - 3) {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        do {
          #expect(try ModelReply(decoding: damaged) != reply)
        } catch {
          #expect(error.code == .damagedReply)
        }
      }
    }
  }

  @Test(
    "sizes that lie are refused",
    arguments: [
      #""size":99,"status":200"#, #""size":-1,"status":200"#, #""status":200"#,
      #""size":4,"status":200,"stream":{"end":"bored","pieces":[]}"#,
      #""size":4,"status":200,"stream":{"end":"complete","pieces":[[1]]}"#,
      #""size":4,"status":200,"stream":{"end":"complete","pieces":[[1,2,3]]}"#,
      #""size":4,"status":200,"stream":{"end":"complete","pieces":[[-1,2]]}"#,
    ])
  func lies(rest: String) {
    let head =
      #"{"attempts":[{"service":1,"status":200,"wait":0}],"headers":{},"# + rest + "}"
    let bytes: [UInt8] =
      [0x53, 0x42, 0x52, 2, UInt8(head.utf8.count), 0, 0, 0] + Array(head.utf8) + [1, 2, 3, 4]
    let error = #expect(throws: ModelAPIError.self) { try ModelReply(decoding: bytes) }
    #expect(error?.code == .damagedReply)
  }

  @Test("a stream of very many pieces keeps its bytes and a bounded number of times")
  func manyPieces() throws {
    var pieces: [TimedPiece] = []
    for _ in 0..<(TimedPiece.limit + 50) {
      pieces.append(.init(size: 1, delayMicroseconds: 2))
    }
    var long = reply
    long.stream?.pieces = Array(pieces.prefix(TimedPiece.limit))
    #expect(try ModelReply(decoding: long.encoded()) == long)
    long.stream?.pieces = pieces
    #expect(throws: ModelAPIError.self) { try ModelReply(decoding: long.encoded()) }
  }
}
