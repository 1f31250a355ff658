import TestSupport
import Testing

@testable import CodeExecution

@Suite("What the supervisor says")
struct SupervisorTalkTests {
  private func record(_ numbers: [UInt64], _ texts: String = "") -> [UInt8] {
    var bytes = Array("SBR1".utf8)
    for number in numbers {
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes + Array(texts.utf8)
  }

  @Test("A record comes back as an outcome")
  func outcome() throws {
    let bytes = record([1, 11, 20, 19, 9000, 3, 3, 0, 2, 2, 0, 0, 7, 0], "outer")
    let outcome = try #require(
      SupervisorRecord(bytes)?.outcome(tier: .landlock, limits: .standard))
    #expect(
      outcome
        == ExecutionOutcome(
          end: .signaled(11), stdout: Array("out".utf8), stderr: Array("er".utf8),
          wallMicroseconds: 20, cpuMicroseconds: 19, peakKiB: 9000, tier: .landlock))
  }

  @Test("A record cut anywhere, with more bytes, or with sizes that lie, is none")
  func damaged() {
    let bytes = record([0, 0, 20, 19, 9000, 3, 3, 0, 2, 2, 0, 0, 7, 0], "outer")
    for count in bytes.indices { #expect(SupervisorRecord(Array(bytes[..<count])) == nil) }
    #expect(SupervisorRecord(bytes + [0]) == nil)
    for place in [6, 7, 9, 10, 11] {
      for lie: UInt64 in [1 << 40, .max, 1 << 63] {
        var numbers: [UInt64] = [0, 0, 20, 19, 9000, 3, 3, 0, 2, 2, 0, 0, 7, 0]
        numbers[place] = lie
        #expect(SupervisorRecord(record(numbers, "outer")) == nil)
      }
    }
    #expect(SupervisorRecord(record([99] + Array(repeating: 0, count: 13))) == nil)
  }

  @Test("A refusal is no outcome, and says why")
  func refusal() throws {
    let bytes = record([8, 28, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0], "why")
    let record = try #require(SupervisorRecord(bytes))
    #expect(record.message == "why" && record.status == 28)
    #expect(record.outcome(tier: .namespaces, limits: .standard) == nil)
  }

  @Test("A cut output is exactly as long as its limit, and begins and ends as what was written")
  func cut() {
    var generator = SeededNumbers(11)
    for _ in 0..<2000 {
      let limit = Int.random(in: 1...700, using: &generator)
      let total = Int.random(in: 0...2500, using: &generator)
      let written = (0..<total).map { _ in UInt8.random(in: 97...122, using: &generator) }
      let output = SupervisorRecord.Output(
        total: total, head: written.prefix(limit), tail: written.dropFirst(limit).suffix(limit))
      let kept = CutOutput(output, limit)
      #expect(kept.isCut == (total > limit))
      #expect(kept.bytes.count == min(total, limit))
      guard kept.isCut, limit >= CutOutput.smallestWithEnds else {
        #expect(kept.bytes == Array(written.prefix(limit)))
        continue
      }
      let text = String(decoding: kept.bytes, as: UTF8.self)
      let parts = text.split(separator: "\n")
      guard parts.count == 3 else {
        Issue.record("no notice in \(text)")
        continue
      }
      let all = String(decoding: written, as: UTF8.self)
      #expect(all.hasPrefix(parts[0]) && all.hasSuffix(parts[2]))
      let left = parts[1].drop { !$0.isNumber }.prefix { $0.isNumber }
      #expect(Int(left) == total - parts[0].count - parts[2].count)
    }
  }
}
