import Analysis
import Basics
import BenchTestSupport
import Foundation
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@testable import Regression

@Suite("What a commit says of its scores")
struct CommitScoresTests {
  private let answered = TrialID("m/all-text/game24/q1/0")
  private let missing = TrialID("m/all-code/game24/q1/0")

  private func line(_ trial: TrialID, layer changed: Layer? = nil, tokens: Int = 12) -> TrialLine {
    TrialLine(
      trial: trial, rung: 1, outcome: .correct, score: 1, usage: TokenUsage(freshInput: 10),
      textTokens: tokens, serviceMicroseconds: 100, executionMicroseconds: 5, waitMicroseconds: 0,
      usedCode: true, turns: 1, calls: 1, executions: 1,
      layers: TrialLayers { Digest.sha256($0 == changed ? "new" : "old") })
  }

  private func sheet(_ lines: [TrialLine]) throws -> ScoreSheetReader {
    try Lines.reader(lines)
  }

  @Test(
    "A run or a call for a grade is of the layer that it decides, whatever segment of it moved",
    arguments: [
      ("program", "code", Layer.grade), ("tests", "input", .grade),
      ("judge", "message 1 user", .grade), ("extraction", "message 1 user", .extraction),
      ("trial", "code", .execution),
    ])
  func lanes(lane: String, segment: String, layer: Layer) throws {
    let (answered, missing) = (try #require(answered), try #require(missing))
    var findings = try #require(findings(unanswered: true).object)
    var group = try #require(findings["misses"]?[0]?.object)
    group["lane"] = .string(lane)
    group["segment"] = .string(segment)
    findings["misses"] = [.object(group)]
    var details = try #require(findings["unanswered"]?[0]?.object)
    // The trial begins as before.
    details["prompt"] = .string(Digest.sha256("old").short)
    details["kind"] = segment.hasPrefix("message") ? "completion" : "execution"
    findings["unanswered"] = [.object(details)]
    let before = CommitScores(lines: [answered: line(answered), missing: line(missing)])
    let after = try CommitScores(try sheet([line(answered)]), ReplayAnswer(.object(findings)))
    #expect(ChangeCause.of(missing, from: before, to: after) == .unanswered(layer))
  }

  private func findings(unanswered: Bool) -> JSONValue {
    let group: JSONValue = [
      "cause": "prompt all-code differs", "reason": "missingAction", "segment": "message 1 user",
      "trials": ["m/all-code/game24/q1/0"],
      "example": ["diff": ["- old", "+ new"], "firstByte": 7],
    ]
    let details: JSONValue = [
      "trial": "m/all-code/game24/q1/0", "reason": "missingAction", "kind": "completion",
      "action": "ab", "prompt": "0123456789ab", "parameters": .string(Digest.sha256("old").short),
      "model": "gpt-4o", "inputTokens": 100, "outputTokensAtMost": 50, "callsAtMost": 3,
    ]
    return [
      "planned": 2, "misses": [group], "tables": [],
      "unanswered": unanswered ? [details] : [],
    ]
  }

  @Test("A trial without a recording is told apart by what it would ask, and priced")
  func gaps() throws {
    let (answered, missing) = (try #require(answered), try #require(missing))
    let before = CommitScores(lines: [answered: line(answered), missing: line(missing)])
    let after = try CommitScores(
      try sheet([line(answered)]), ReplayAnswer(findings(unanswered: true)))
    #expect(after.isComplete)
    #expect(ChangeCause.of(missing, from: before, to: after) == .unanswered(.prompt))
    #expect(ChangeCause.of(missing, from: after, to: before) == .answeredAgain(.prompt))
    #expect(ChangeCause.of(answered, from: before, to: after) == nil)
    let state = after.state(of: .trial(missing), in: nil)
    #expect(state == .unanswered("0123456789ab \(Digest.sha256("old").short) ab"))
    // Nobody knows its score: another wording has no other one.
    #expect(after.state(of: .trial(missing), in: .score) == .unanswered(nil))
    let need = try #require(RecordingNeed([after.gaps[missing]?.details]))
    #expect(need.calls == 1 && need.callsAtMost == 3 && need.inputTokens == 100)
    let day = try #require(PriceDay("2024-10-02"))
    let prices = PriceTable(rows: [
      .init(
        models: ["gpt-4o"], from: day,
        price: TokenPrice(
          freshInput: Money(picodollars: 2_500_000), output: Money(picodollars: 10_000_000)),
        source: "here")
    ])
    #expect(need.cost(by: prices)?.picodollars == 100 * 2_500_000 + 50 * 10_000_000)
    #expect(need.cost(by: PriceTable(rows: [])) == nil)
  }

  @Test("An old tool's misses are enough to know the layer, and say nothing of other trials")
  func oldTool() throws {
    let (answered, missing) = (try #require(answered), try #require(missing))
    let before = CommitScores(lines: [answered: line(answered), missing: line(missing)])
    let after = try CommitScores(nil, ReplayAnswer(findings(unanswered: false)))
    #expect(!after.isComplete)
    #expect(ChangeCause.of(missing, from: before, to: after) == .unanswered(.prompt))
    #expect(after.state(of: .trial(answered), in: nil) == nil)
    #expect(RecordingNeed([after.gaps[missing]?.details]) == nil)
    #expect(
      SubjectState.unanswered(nil).isSame(as: .unanswered("what it asks")),
      "what an old tool does not say is no difference")
  }

  @Test("What no layer shows is aggregation, and metrics look at their own columns only")
  func metrics() throws {
    let trial = try #require(answered)
    let before = CommitScores(lines: [trial: line(trial)])
    let tokens = CommitScores(lines: [trial: line(trial, tokens: 13)])
    #expect(ChangeCause.of(trial, from: before, to: tokens)?.layer == "aggregation")
    let reading = CommitScores(lines: [trial: line(trial, layer: .extraction)])
    #expect(ChangeCause.of(trial, from: before, to: reading)?.layer == "extraction")
    func differs(_ other: CommitScores, in metric: BisectMetric?) -> Bool {
      before.state(of: .trial(trial), in: metric) != other.state(of: .trial(trial), in: metric)
    }
    #expect(differs(tokens, in: nil) && differs(tokens, in: .tokens))
    #expect(differs(reading, in: nil) && differs(reading, in: .answer))
    for metric in BisectMetric.allCases where metric != .tokens {
      #expect(!differs(tokens, in: metric), "\(metric)")
    }
    for metric in BisectMetric.allCases where metric != .answer {
      #expect(!differs(reading, in: metric), "\(metric)")
    }
  }

  @Test("The first differing byte is counted in the text itself, and credentials are masked")
  func differences() {
    let difference = LayerDifference("answer: 42\nrule: a", "answer: 43\nrule: a", in: "layer")
    #expect(difference.firstByte == 9)
    #expect(difference.lines == ["- answer: 42", "+ answer: 43"])
    #expect(LayerDifference("same", "same", in: "layer").note != nil)
    let secret = "key sk-ant-REDACTED"
    #expect(!LayerDifference(secret, "none", in: "layer").lines.joined().contains("ABCDEFGHIJ"))
  }

  @Test("A damaged file of the cache is as good as absent")
  func damagedCache() async throws {
    let home = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: home) }
    let cache = try EvaluationCache(home)
    let key = EvaluationKey(digest: Digest.sha256("key"))
    let sheet = Array("a sheet".utf8)
    try cache.keep(.init(result: .success(["planned": 1]), sheet: sheet), key)
    #expect(cache.entry(key)?.sheet == sheet)
    let folder = home.appending(path: "evaluations")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let file = folder.appending(path: name)
      let whole = try Data(contentsOf: file)
      for place in [0, whole.count / 2, whole.count - 1] {
        var damaged = whole
        damaged[place] ^= 1
        try damaged.write(to: file)
        #expect(cache.entry(key) == nil, "\(name), byte \(place)")
      }
      try whole.prefix(whole.count / 2).write(to: file)
      #expect(cache.entry(key) == nil, "\(name), cut")
      try whole.write(to: file)
    }
    #expect(cache.entry(key) != nil)
  }
}
