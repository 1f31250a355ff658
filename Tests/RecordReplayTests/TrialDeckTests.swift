import BenchTestSupport
import Cassettes
import CodeExecution
import HTTP
import ModelAPI
import RecordReplay
import Testing

@Suite("The deck of a trial")
struct TrialDeckTests {
  private func deck(_ trial: TrialID, _ log: CallLog<Slot>) throws -> TrialDeck<LiveSource> {
    TrialDeck(trial: trial, setting: try Calls.setting(), source: LiveSource(Calls.world(log)))
  }

  private let question = Calls.request(PromptText(authored: "How many?", from: "question q"))

  @Test("puts the same first call of two methods at one slot")
  func methodsShare() async throws {
    let log = CallLog<Slot>()
    _ = try await deck(Calls.trial("all-code"), log).complete(question)
    _ = try await deck(Calls.trial("code-text-summary"), log).complete(question)
    #expect(log.count == 2)
    #expect(Set(log.all).count == 1)
  }

  @Test("puts the very same call, asked twice in one trial, at ordinals 0 and 1")
  func repetitionsCount() async throws {
    let log = CallLog<Slot>()
    let deck = try deck(Calls.trial(), log)
    let other = Calls.request(PromptText(authored: "Another?", from: "question q"))
    for request in [question, other, question, other, question] {
      _ = try await deck.complete(request)
    }
    #expect(log.all.map(\.ordinal) == [0, 0, 1, 1, 2])
    #expect(log.all[0].action == log.all[2].action)
    #expect(log.all[0].action != log.all[1].action)
  }

  @Test("counts runs of code as it counts calls")
  func runsCount() async throws {
    let deck = try deck(Calls.trial(), CallLog())
    for code in ["print(1)", "print(2)", "print(1)"] { _ = try await deck.execute(code) }
    let ordinals = deck.transcript.inEveryLane.map { step in
      if case .execution(let run, _) = step { Int(run.slot.ordinal) } else { -1 }
    }
    #expect(ordinals == [0, 0, 1])
  }

  @Test("puts each sample at slots of its own")
  func samplesDiffer() async throws {
    let log = CallLog<Slot>()
    for sample in [0, 1, 7] {
      _ = try await deck(Calls.trial(sample: sample), log).complete(question)
    }
    #expect(log.all.map(\.sample) == [0, 1, 7])
    #expect(Set(log.all.map(\.action)).count == 1)
    #expect(Set(log.all).count == 3)
  }

  @Test("takes where a text came from for no part of the action")
  func sourceIsNotSent() async throws {
    let log = CallLog<Slot>()
    let deck = try deck(Calls.trial(), log)
    _ = try await deck.complete(question)
    _ = try await deck.complete(
      Calls.request(PromptText("How ", from: "answer"), PromptText("many?", from: "layout")))
    #expect(log.all.map(\.action)[0] == log.all.map(\.action)[1])
  }

  @Test("keeps every exchange of the trial in order")
  func keepsTranscript() async throws {
    let deck = try deck(Calls.trial(), CallLog())
    let outcome = try await deck.complete(question)
    let run = try await deck.execute("print(3)")
    #expect(text(outcome) == "echo How many?")
    guard case .completion(let call, let result)? = deck.transcript.inEveryLane.first,
      case .execution(let codeRun, let ran)? = deck.transcript.inEveryLane.last
    else {
      Issue.record("the transcript is \(deck.transcript.inEveryLane)")
      return
    }
    #expect(deck.transcript.inEveryLane.count == 2)
    #expect(call.request == question)
    #expect(result.outcome == outcome)
    #expect(result.serviceMicroseconds == 1_500)
    #expect(codeRun.request.code == "print(3)")
    #expect(codeRun.request.limits == Calls.limits)
    #expect(ran == run)
  }

  @Test("adds up waits and failed tries apart from the service time of the try that counted")
  func timesAreApart() async throws {
    let attempts = [
      ModelAttempt(end: .status(429), waitMicroseconds: 0, serviceMicroseconds: 10),
      ModelAttempt(end: .failure(.timeout), waitMicroseconds: 200, serviceMicroseconds: 3_000),
      ModelAttempt(end: .status(200), waitMicroseconds: 40_000, serviceMicroseconds: 500_000),
    ]
    var answer = ChatAnswer.says("x")
    answer.attempts = attempts
    let reply = answer.reply
    let world = LiveWorld(
      complete: { (_) throws(DeckError) in reply },
      execute: { (_) throws(DeckError) in throw DeckError(.execution, "no") })
    let deck = TrialDeck(
      trial: Calls.trial(), setting: try Calls.setting(), source: LiveSource(world))
    _ = try await deck.complete(question)
    guard case .completion(_, let result)? = deck.transcript.inEveryLane.first else { return }
    #expect(result.serviceMicroseconds == 500_000)
    #expect(result.waitMicroseconds == 43_210)
  }

  @Test("refuses a system message to a model that takes none, and says which trial asked")
  func unsupportedIsNamed() async throws {
    let endpoint = ModelEndpoint(
      model: "tiny", capabilities: ModelCapabilities(systemMessages: false))
    let deck = TrialDeck(
      trial: Calls.trial(),
      setting: TrialSetting(
        encoder: try RequestEncoder(endpoint), interpreter: "python3", limits: Calls.limits),
      source: LiveSource(Calls.world()))
    let request = CompletionRequest(messages: [
      ChatMessage(role: .system, parts: [PromptText(authored: "x", from: "prompt autogen")])
    ])
    let error = await #expect(throws: DeckError.self) { try await deck.complete(request) }
    #expect(error?.code == .provider)
    #expect(error?.message.contains("tiny/all-code/game24/game24-1-01/0") == true)
    #expect(deck.transcript.inEveryLane.isEmpty)
  }
}
