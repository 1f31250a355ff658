import Analysis
import Basics
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Lines for tests.
enum Lines {
  static func line(
    model: String = "m", method: String = "all-code", task: String = "game24",
    question: String = "q1", sample: Int = 0, outcome: Outcome = .correct, score: Double = 1,
    usage: TokenUsage = TokenUsage(freshInput: 120, cacheRead: 0, visibleOutput: 30)
  ) -> TrialLine {
    TrialLine(
      trial: TrialID(
        model: model, method: method, task: task, question: question, sample: sample),
      rung: 2, outcome: outcome, score: score, usage: usage, textTokens: 140,
      serviceMicroseconds: 1_500_000, executionMicroseconds: 20_000, waitMicroseconds: 0,
      usedCode: true, turns: 1, calls: 1, executions: 1,
      layers: TrialLayers { Digest.sha256($0.rawValue) })
  }

  static let header = ScoreSheetHeader(sweep: "small", cassettes: [Digest.sha256("one")])

  static func bytes(
    _ lines: [TrialLine], header: ScoreSheetHeader = header
  ) throws -> [UInt8] {
    var encoder = try ScoreSheetEncoder(header)
    for line in lines { try encoder.append(line) }
    return encoder.take()
  }

  static func read(_ bytes: [UInt8]) throws -> [TrialLine] {
    var reader = try ScoreSheetReader(bytes: bytes, named: "sheet")
    var lines: [TrialLine] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }
}

/// A small generator for property tests: the same numbers on every machine.
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

/// Usages at the edge.
enum TokenUsageLimits {
  static let largest = TokenUsage(
    freshInput: .max, cacheRead: .max, cacheWrite: .max, visibleOutput: .max, reasoningOutput: .max)
}
