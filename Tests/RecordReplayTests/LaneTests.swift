import Basics
import BenchTestSupport
import Cassettes
import ModelAPI
import RecordReplay
import Testing

@Suite("The lane of extraction")
struct LaneTests {
  private let question = Calls.request(PromptText(authored: "How many?", from: "question q"))

  private func deck(_ log: CallLog<Slot>) throws -> TrialDeck<LiveSource> {
    TrialDeck(
      trial: Calls.trial(), setting: try Calls.setting(), source: LiveSource(Calls.world(log)))
  }

  @Test("shares no slot with the very same words of the trial, and moves no ordinal of theirs")
  func lanesDoNotMeet() async throws {
    let (with, without) = (CallLog<Slot>(), CallLog<Slot>())
    let deck = try deck(with)
    let encoder = try Calls.encoder()
    _ = try await deck.extract(question, by: encoder)
    _ = try await deck.complete(question)
    _ = try await deck.extract(question, by: encoder)
    _ = try await deck.complete(question)
    let plain = try self.deck(without)
    _ = try await plain.complete(question)
    _ = try await plain.complete(question)
    #expect([with.all[1], with.all[3]] == without.all)
    #expect(with.all.map(\.ordinal) == [0, 0, 1, 1])
    #expect(with.all[0].action == with.all[2].action)
    #expect(with.all[0].action != with.all[1].action)
  }

  @Test("stands in the transcript apart from the trial's own exchanges")
  func transcript() async throws {
    let deck = try deck(CallLog())
    _ = try await deck.complete(question)
    #expect(deck.transcript.exchanges(in: .extraction).isEmpty)
    let outcome = try await deck.extract(question, by: Calls.encoder(temperature: 1))
    #expect(deck.transcript.exchanges(in: .trial).count == 1)
    #expect(deck.transcript.inEveryLane.map(\.lane) == [.trial, .extraction])
    let extraction = try #require(deck.transcript.completions(in: .extraction).first)
    #expect(extraction.call.lane == .extraction && extraction.result.outcome == outcome)
    #expect(text(outcome) == "echo How many?")
  }

  @Test("is a segment of the action and of nothing that is sent, and survives a cassette")
  func storedForm() throws {
    let encoded = try Calls.encoder().encode(question)
    let (own, extraction) = (Action(encoded, lane: .trial), Action(encoded, lane: .extraction))
    #expect(own.segments == encoded.segments && own.lane == .trial)
    #expect(extraction.segments.map(\.name) == ["lane"] + own.segments.map(\.name))
    let read = try Action(kind: .completion, request: extraction.request)
    #expect(read == extraction && read.lane == .extraction)
    #expect(Array(extraction.sentSegments) == encoded.segments)
    #expect(Array(own.sentSegments) == encoded.segments)
    let named = Segment(name: "lane", bytes: Array("\"other\"".utf8))
    // A lane that this version does not know is not taken for the trial's own.
    #expect(Action(kind: .completion, segments: [named]).lane == nil)
    #expect(Action(kind: .execution, segments: extraction.segments).lane == .extraction)
  }

  @Test("keeps calls for a billed total apart in a recording's counts")
  func counts() async throws {
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path)
      let journal = try RecordingJournal(path: folder.journalPath)
      let recorder = Recorder(tape: try CassetteReader(CassetteUnion(folder)), journal: journal)
      let source = RecordingSource(
        recorder, world: Calls.world(), provenance: Calls.provenance)
      let deck = TrialDeck(trial: Calls.trial(), setting: try Calls.setting(), source: source)
      _ = try await deck.complete(question)
      _ = try await deck.extract(question, by: Calls.encoder())
      let counts = await recorder.counts
      #expect(counts.calls == 1 && counts.extractions == 1)
      #expect(counts.usage.total == 240)
    }
  }
}
