import Basics
import HTTP
import ModelAPI
import Testing

@Suite("Recorded replies")
struct ModelReplyTests {
  private let reply = ModelReply(
    status: 200,
    headers: [
      HTTPHeader(name: "content-type", value: "application/json"),
      HTTPHeader(name: "x-request-id", value: "r\"1"),
    ],
    body: [0x7b, 0x7d, 0x00, 0xff],
    attempts: [
      ModelAttempt(end: .status(429), waitMicroseconds: 0, serviceMicroseconds: 1500),
      ModelAttempt(end: .failure(.reset), waitMicroseconds: 500_000, serviceMicroseconds: 70),
      ModelAttempt(end: .status(200), waitMicroseconds: 1_000_000, serviceMicroseconds: 812_345),
    ])

  @Test("a reply reads back as it was written, and so does its summary")
  func roundTrip() throws {
    let bytes = reply.encoded()
    #expect(try ModelReply(decoding: bytes) == reply)
    let summary = try bytes.withUnsafeBufferPointer { try ModelReplySummary(decoding: $0) }
    #expect(summary.status == 200)
    #expect(summary.serviceMicroseconds == reply.serviceMicroseconds)
    #expect(summary.waitMicroseconds == reply.waitMicroseconds)
    #expect(summary.failedMicroseconds == reply.failedMicroseconds)
    #expect(Array(bytes[summary.bodyRange]) == reply.body)
  }

  @Test("the successful try's time, the waits and the failed tries' time are kept apart")
  func times() {
    #expect(reply.serviceMicroseconds == 812_345)
    #expect(reply.waitMicroseconds == 1_500_000)
    #expect(reply.failedMicroseconds == 1570)
    #expect(ModelReply(status: 200, body: [], attempts: []).serviceMicroseconds == 0)
  }

  @Test("the head is canonical JSON of a bounded length")
  func canonicalHead() throws {
    let bytes = reply.encoded()
    let count = Int(bytes[4]) | Int(bytes[5]) << 8
    let head = Array(bytes[8..<(8 + count)])
    #expect(try CanonicalJSON.bytes(of: JSONValue(parsing: head)) == head)
    #expect(Array(bytes.prefix(4)) == [0x53, 0x42, 0x52, 1])
    #expect(bytes.count == 8 + count + reply.body.count)
  }

  @Test("an empty body and every transport failure survive")
  func edges() throws {
    for code in TransportError.Code.allCases {
      let edge = ModelReply(
        status: 413, body: [],
        attempts: [
          ModelAttempt(end: .failure(code), waitMicroseconds: -5, serviceMicroseconds: .max)
        ])
      #expect(try ModelReply(decoding: edge.encoded()) == edge)
    }
  }

  @Test("every shortened head and every damaged byte gives a typed error or a reply, never a crash")
  func damage() throws {
    let bytes = reply.encoded()
    let bodyStart = bytes.count - reply.body.count
    for count in 0..<bodyStart {
      let error = #expect(throws: ModelAPIError.self) {
        try ModelReply(decoding: Array(bytes.prefix(count)))
      }
      #expect(error?.code == .damagedReply)
    }
    for index in 0..<bodyStart {
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
    "heads that lie are refused",
    arguments: [
      #"{"attempts":[],"headers":{},"status":200}"#,
      #"{"attempts":[{"service":1,"wait":0}],"headers":{},"status":200}"#,
      #"{"attempts":[{"service":-1,"status":200,"wait":0}],"headers":{},"status":200}"#,
      #"{"attempts":[{"service":1,"status":200,"wait":0}],"headers":{},"status":20}"#,
      #"{"attempts":[{"service":1,"status":200,"wait":0}],"headers":{}}"#,
      #"{"attempts":[{"error":"bored","service":1,"wait":0}],"headers":{},"status":200}"#,
      #"{"attempts":[{"service":1e300,"status":200,"wait":0}],"headers":{},"status":200}"#,
    ])
  func lyingHeads(head: String) {
    let bytes: [UInt8] = [0x53, 0x42, 0x52, 1, UInt8(head.utf8.count), 0, 0, 0] + Array(head.utf8)
    let error = #expect(throws: ModelAPIError.self) { try ModelReply(decoding: bytes) }
    #expect(error?.code == .damagedReply)
  }

  @Test("a head length beyond the bytes is refused before anything is read")
  func hugeHead() {
    #expect(throws: ModelAPIError.self) {
      try ModelReply(decoding: [0x53, 0x42, 0x52, 1, 0xff, 0xff, 0xff, 0xff, 0x7b])
    }
  }
}
