import Basics
import BenchTestSupport
import Cassettes
import CodeExecution
import ModelAPI
import Testing

@testable import RecordReplay

@Suite("The analyst of misses")
struct MissAnalystTests {
  /// An analyst over a folder into which some exchanges were sealed.
  private func analyst(_ path: String, _ exchanges: [Exchange]) throws -> MissAnalyst {
    let folder = try CassetteFolder.mending(path: path).sealing(exchanges).folder
    return MissAnalyst(try folder.reader())
  }

  private func call(
    _ method: String, prompt: String, question: String = "How many boxes are there?"
  ) throws -> ModelCall {
    try call(
      method,
      [
        PromptText(authored: prompt, from: "prompt \(method)"),
        PromptText(authored: "\n\n", from: "layout"),
        PromptText(authored: question, from: "question game24-1-01"),
      ])
  }

  private func call(
    _ method: String, _ parts: [PromptText], temperature: Int64 = 0
  ) throws -> ModelCall {
    let encoder = try Calls.encoder(temperature: temperature)
    let request = CompletionRequest(messages: [ChatMessage(role: .user, parts: parts)])
    let encoded = try encoder.encode(request)
    let action = Action(
      kind: .completion, segments: encoded.segments, segmentDigests: encoded.digests)
    return ModelCall(
      trial: Calls.trial(method), request: request, encoded: encoded, action: action, lane: .trial,
      slot: Slot(action: action.digest), encoder: encoder)
  }

  private func exchange(_ call: ModelCall) -> Exchange {
    Calls.exchange(call.action, scope: call.trial.description)
  }

  private func miss(_ call: ModelCall, _ reason: Miss.Reason = .missingAction) -> Miss {
    Miss(
      trial: call.trial, action: call.action, lane: call.lane, slot: call.slot, reason: reason,
      request: call.request)
  }

  @Test("names the prompt, the recorded call and the changed line")
  func prompt() async throws {
    try await withTemporaryFolder { path in
      let old = try call("a", prompt: "Use code.\nPrint the answer.\nBe short.")
      let new = try call("a", prompt: "Use code.\nPrint the result.\nBe short.")
      let other = try call("b", prompt: "Think in words.")
      let analyst = try analyst(path, [exchange(other), exchange(old)])
      try analyst.add(miss(new))
      #expect(analyst.count == 1)
      let finding = try #require(analyst.findings.first)
      #expect(
        finding.cause
          == MissCause(
            reason: .missingAction, segment: "message 1 user", source: "prompt a", lane: .trial))
      #expect(finding.trials == [new.trial])
      #expect(finding.example?.nearestTrial == old.trial.description)
      #expect(finding.example?.nearest == old.action.digest.short)
      #expect(finding.example?.asked == new.action.digest.short)
      #expect(finding.example?.diff == ["- Print the answer.", "+ Print the result."])
    }
  }

  @Test("finds the recording that is most like the call, whoever recorded it")
  func nearestByText() async throws {
    try await withTemporaryFolder { path in
      // A method whose own recording is another of its calls: its first one is shared.
      let shared = try call("all-text", prompt: "Think in words.")
      let own = try call("zz", prompt: "Two agents have answered. Judge them.")
      let asked = try call(
        "zz",
        [
          PromptText(authored: "Think in words.", from: "prompt all-text"),
          PromptText(authored: "\n\n", from: "layout"),
          PromptText(authored: "How many crates are there?", from: "question game24-1-01"),
        ])
      let analyst = try analyst(path, [exchange(own), exchange(shared)])
      try analyst.add(miss(asked))
      let finding = try #require(analyst.findings.first)
      #expect(finding.cause.source == "question game24-1-01")
      #expect(finding.example?.nearestTrial == shared.trial.description)
      #expect(
        finding.example?.diff == ["- How many boxes are there?", "+ How many crates are there?"])
    }
  }

  @Test("takes a trial that an interruption kept from being asked for one that never was")
  func neverAsked() async throws {
    try await withTemporaryFolder { path in
      var elsewhere = exchange(try call("a", prompt: "Use code.", question: "How many are left?"))
      elsewhere.scope = "tiny/a/game24/game24-1-02/0"
      let near = exchange(try call("b", prompt: "Use code!"))
      let analyst = try analyst(path, [elsewhere, near])
      try analyst.add(miss(call("a", prompt: "Use code.")))
      #expect(
        analyst.findings.map(\.cause) == [MissCause(reason: .missingAction, lane: .trial)])
      #expect(analyst.findings.first?.cause.title == "never recorded")
    }
  }

  @Test(
    "takes a method that asks the question alone for one that never was, beside any other's prompt")
  func questionAlone() async throws {
    try await withTemporaryFolder { path in
      let question = "How many boxes are there, if each of them holds two and there are four?"
      let analyst = try analyst(
        path, [exchange(call("b", prompt: "Use code.", question: question))])
      try analyst.add(
        miss(call("a", [PromptText(authored: question, from: "question game24-1-01")])))
      #expect(analyst.findings.map(\.cause.title) == ["never recorded"])
    }
  }

  @Test("names the segment where no text of a message moved")
  func parameters() async throws {
    try await withTemporaryFolder { path in
      let parts = [PromptText(authored: "Use code.", from: "prompt a")]
      let analyst = try analyst(path, [exchange(call("a", parts))])
      try analyst.add(miss(call("a", parts, temperature: 1)))
      let finding = try #require(analyst.findings.first)
      #expect(finding.cause.segment == "parameters" && finding.cause.source == nil)
      #expect(
        finding.example?.diff == [
          #"- {"model":"tiny","temperature":0}"#, #"+ {"model":"tiny","temperature":1}"#,
        ])
    }
  }

  @Test("names the limits of a run whose code is the same")
  func limits() async throws {
    try await withTemporaryFolder { path in
      let old = Calls.run("print(1)")
      var limits = Calls.limits
      limits.wallMilliseconds = 1
      let request = ExecutionRequest(code: "print(1)", interpreter: "python3", limits: limits)
      let action = Action(kind: .execution, segments: request.segments)
      let analyst = try analyst(
        path,
        [
          Calls.exchange(
            old.action,
            result: ExecutionOutcome(end: .exited(0), stdout: [], wallMicroseconds: 1).encoded(),
            scope: old.trial.description)
        ])
      try analyst.add(
        Miss(
          trial: old.trial, action: action, lane: .trial, slot: Slot(action: action.digest),
          reason: .missingAction))
      let finding = try #require(analyst.findings.first)
      #expect(finding.cause.segment == "limits")
      #expect(finding.example?.diff.count == 2)
    }
  }

  @Test("puts the trials of one cause together, the largest group first")
  func groups() async throws {
    try await withTemporaryFolder { path in
      let analyst = try analyst(
        path,
        [exchange(call("a", prompt: "Use code.")), exchange(call("b", prompt: "Use words."))])
      try analyst.add(miss(call("b", prompt: "Use signs.")))
      for sample in 0..<3 {
        var one = miss(try call("a", prompt: "Use math."))
        one.trial.sample = sample
        try analyst.add(one)
      }
      try analyst.add(miss(call("a", prompt: "Use code."), .slotExhausted))
      #expect(analyst.count == 5)
      #expect(analyst.findings.map(\.trials.count) == [3, 1, 1])
      #expect(analyst.findings.map(\.cause.source) == ["prompt a", "prompt b", nil])
      #expect(analyst.findings[0].trials.map(\.sample) == [0, 1, 2])
    }
  }

  @Test("claims no nearness to recordings of another question, another kind, or none")
  func nothingNear() async throws {
    try await withTemporaryFolder { path in
      let run = Calls.run("print(1)")
      let analyst = try analyst(
        path, [Calls.exchange(run.action, scope: run.trial.description)])
      try analyst.add(miss(call("a", prompt: "Use code.")))
      let finding = try #require(analyst.findings.first)
      #expect(finding.cause == MissCause(reason: .missingAction, lane: .trial))
      #expect(finding.example == nil)
      #expect(finding.cause.title == "never recorded")
    }
  }

  @Test("shows no credential, not even a part of one at the edge of an excerpt")
  func masksCredentials() async throws {
    try await withTemporaryFolder { path in
      let key = "sk-" + String(repeating: "k3y", count: 40)
      for padding in [0, 10, 40, 100, 150, 300] {
        let filler = String(repeating: " ", count: padding + 1)
        let end = String(repeating: " !", count: 400)
        let folder = "\(path)/\(padding)"
        let old = try call("a", prompt: "\(key)\(filler)old\(filler)\(key)\(end)")
        let new = try call("a", prompt: "\(key)\(filler)new\(filler)\(key)\(end)")
        let analyst = try analyst(folder, [exchange(old)])
        try analyst.add(miss(new))
        let diff = try #require(analyst.findings.first?.example?.diff)
        #expect(diff.count == 2)
        #expect(diff.allSatisfy { !$0.contains("k3y") }, "padding \(padding)")
        #expect(diff[0].contains("old") && diff[1].contains("new"))
      }
    }
  }

  @Test("says so where two texts differ in nothing but a credential")
  func onlyACredential() async throws {
    try await withTemporaryFolder { path in
      let analyst = try analyst(
        path, [exchange(call("a", prompt: "Key sk-aaaaaaaaaaaaaaaaaaaa here."))])
      try analyst.add(miss(call("a", prompt: "Key sk-bbbbbbbbbbbbbbbbbbbb here.")))
      let finding = try #require(analyst.findings.first)
      #expect(finding.cause.source == "prompt a")
      let diff = try #require(finding.example?.diff)
      #expect(!diff.isEmpty)
      #expect(diff.allSatisfy { !$0.contains("aaaa") && !$0.contains("bbbb") })
    }
  }

  @Test("makes control characters of both texts and of the recording's name visible")
  func showsControls() async throws {
    try await withTemporaryFolder { path in
      var old = exchange(try call("a", prompt: "Use\u{1b}[2J code."))
      old.scope = "tiny/\u{1b}[31m/game24/game24-1-01/0"
      let analyst = try analyst(path, [old])
      try analyst.add(miss(call("a", prompt: "Use \u{202e}code.")))
      let example = try #require(analyst.findings.first?.example)
      let shown = example.diff + [example.nearestTrial]
      for scalar in shown.joined().unicodeScalars {
        #expect(scalar.value >= 0x20 && scalar.isASCII)
      }
      #expect(example.diff.first?.contains("\\u{1B}[2J") == true)
    }
  }

  @Test("lives with requests in a cassette that are no actions")
  func strangeRequests() async throws {
    try await withTemporaryFolder { path in
      let asked = try call("a", prompt: "Use code.")
      let strange = ["", "[]", "{}", "[[\"a\"]]", String(repeating: "[", count: 10_000)]
        .enumerated()
        .map { number, text in
          Exchange(
            slot: Slot(action: Digest.sha256("\(number)")), kind: .completion,
            request: Array(text.utf8), result: [], scope: asked.trial.description,
            provenance: Array("{}".utf8))
        }
      let analyst = try analyst(path, strange)
      try analyst.add(miss(asked))
      #expect(analyst.count == 1)
    }
  }
}
