import Basics
import CodeExecution
import TestSupport
import Testing

@Suite("A recorded outcome")
struct OutcomeEncodingTests {
  private func decode(_ bytes: [UInt8]) throws(CodeExecutionError) -> ExecutionOutcome {
    try bytes.withUnsafeBufferPointer { (buffer) throws(CodeExecutionError) in
      try ExecutionOutcome(decoding: buffer)
    }
  }

  private static let sample = ExecutionOutcome(
    end: .exited(1), stdout: [0, 255, 10, 195], stderr: Array("oh".utf8), stdoutTruncated: true,
    wallMicroseconds: 20_500, cpuMicroseconds: 19_000, peakKiB: 9_400)

  @Test(
    "Every end, tier and flag comes back",
    arguments: [
      ExecutionEnd.exited(0), .exited(1), .exited(-1), .exited(255), .signaled(11), .limit(.wall),
      .limit(.cpu), .limit(.memory), .limit(.output), .limit(.disk),
    ], SandboxTier.allCases)
  func roundTrip(end: ExecutionEnd, tier: SandboxTier) throws {
    for flags in 0..<4 {
      let outcome = ExecutionOutcome(
        end: end, stdout: Array("out".utf8), stderr: [], stdoutTruncated: flags & 1 == 1,
        stderrTruncated: flags & 2 == 2, wallMicroseconds: 1 << 40,
        cpuMicroseconds: flags == 1 ? nil : 12, peakKiB: flags == 2 ? nil : 345, tier: tier)
      #expect(try decode(outcome.encoded()) == outcome)
    }
  }

  @Test("Output of any bytes and lengths comes back")
  func outputs() throws {
    var generator = SeededNumbers(4)
    for _ in 0..<300 {
      let count = { Int.random(in: 0...300, using: &generator) }
      let stdout = (0..<count()).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let stderr = (0..<count()).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let outcome = ExecutionOutcome(
        end: .exited(0), stdout: stdout, stderr: stderr,
        wallMicroseconds: Int.random(in: 0...1 << 50, using: &generator))
      #expect(try decode(outcome.encoded()) == outcome)
    }
  }

  @Test("The bytes are these, on every machine")
  func golden() {
    let head =
      #"{"cpuUs":19000,"end":"exited","peakKiB":9400,"status":1,"stderr":2,"stderrCut":false,"#
      + #""stdout":4,"stdoutCut":true,"tier":"namespaces","wallUs":20500}"#
    let expected: [UInt8] =
      [2, UInt8(head.utf8.count), 0, 0, 0] + Array(head.utf8) + [0, 255, 10, 195] + Array("oh".utf8)
    #expect(Self.sample.encoded() == expected)
  }

  @Test("The head is canonical JSON")
  func canonicalHead() throws {
    let bytes = Self.sample.encoded()
    let head = Array(bytes[5..<(5 + Int(bytes[1]))])
    #expect(try CanonicalJSON.bytes(of: JSONValue(parsing: head)) == head)
  }

  @Test("Numbers that JSON cannot hold are clamped, not fatal")
  func clamped() throws {
    let outcome = ExecutionOutcome(end: .exited(.min), stdout: [], wallMicroseconds: .max)
    let decoded = try decode(outcome.encoded())
    #expect(decoded.end == .exited(-(1 << 53)))
    #expect(decoded.wallMicroseconds == 1 << 53)
    let negative = ExecutionOutcome(end: .exited(.max), stdout: [], wallMicroseconds: -1)
    #expect(try decode(negative.encoded()).wallMicroseconds == 0)
  }

  @Test("A recording cut anywhere is an error")
  func truncated() {
    let bytes = Self.sample.encoded()
    for count in 0..<bytes.count {
      #expect(throws: CodeExecutionError.self) { try decode(Array(bytes[..<count])) }
    }
    #expect(throws: CodeExecutionError.self) { try decode(bytes + [0]) }
  }

  @Test("A recording with a flipped bit is read or refused, never fatal")
  func flipped() {
    let bytes = Self.sample.encoded()
    var refused = 0
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        if (try? decode(damaged)) == nil { refused += 1 }
      }
    }
    #expect(refused > bytes.count)
  }

  @Test("Random bytes are refused, never fatal")
  func garbage() {
    var generator = SeededNumbers(5)
    for _ in 0..<3000 {
      let count = Int.random(in: 0...200, using: &generator)
      var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      if count > 5, Bool.random(using: &generator) {
        bytes[0] = UInt8.random(in: 1...2, using: &generator)
        bytes[1] = UInt8(count / 2)
        bytes[2...4] = [0, 0, 0]
      }
      #expect(throws: CodeExecutionError.self) { try decode(bytes) }
    }
  }

  @Test(
    "Heads that lie are refused",
    arguments: [
      #"{}"#, #"[]"#, #""x""#, "",
      #"{"end":"exited","status":0,"stderr":-1,"stderrCut":false,"stdout":1,"stdoutCut":false,"tier":"namespaces","wallUs":1}"#,
      #"{"end":"exited","status":0,"stderr":9007199254740992,"stderrCut":false,"stdout":9007199254740992,"stdoutCut":false,"tier":"namespaces","wallUs":1}"#,
      #"{"end":"exploded","status":0,"stderr":0,"stderrCut":false,"stdout":0,"stdoutCut":false,"tier":"namespaces","wallUs":1}"#,
      #"{"end":"exited","status":0,"stderr":0,"stderrCut":false,"stdout":0,"stdoutCut":false,"tier":"moat","wallUs":1}"#,
      #"{"end":"exited","status":0,"stderr":0,"stderrCut":false,"stdout":0,"stdoutCut":false,"tier":"namespaces","wallUs":-1}"#,
      #"{"end":"exited","status":0,"stderr":0,"stderrCut":false,"stdout":0,"stdout":0,"stdoutCut":false,"tier":"namespaces","wallUs":1}"#,
      #"{"end":"exited","status":0,"stderr":0,"stderrCut":false,"stdout":0,"stdoutCut":false,"tier":"namespaces","wallUs":1,"x":1}"#,
      #"{"end":"exited","status":0.5,"stderr":0,"stderrCut":false,"stdout":0,"stdoutCut":false,"tier":"namespaces","wallUs":1}"#,
    ])
  func lyingHeads(head: String) {
    let bytes: [UInt8] = [2, UInt8(head.utf8.count), 0, 0, 0] + Array(head.utf8)
    #expect(throws: CodeExecutionError.self) { try decode(bytes) }
  }

  @Test("A recording of the first version, without processor time and memory, is read")
  func firstVersion() throws {
    let head =
      #"{"end":"wallLimit","status":0,"stderr":0,"stderrCut":false,"stdout":1,"#
      + #""stdoutCut":false,"tier":"namespaces","wallUs":7}"#
    let outcome = try decode([1, UInt8(head.utf8.count), 0, 0, 0] + Array(head.utf8) + [65])
    #expect(outcome == ExecutionOutcome(end: .limit(.wall), stdout: [65], wallMicroseconds: 7))
  }

  @Test("A later version is named as such")
  func laterVersion() {
    var bytes = Self.sample.encoded()
    bytes[0] = 3
    #expect { try decode(bytes) } throws: { error in
      (error as? CodeExecutionError)?.code == .unsupportedVersion
    }
  }
}
