import Cassettes
import CodeExecution
import ModelAPI
import RecordReplay
import Tasks
import Basics

/// A model and an interpreter that answer from a script: the same call always gives the same bytes.
///
/// Nothing is asked of a network or a sandbox. What is like the real thing is what replay's speed
/// depends on: sizes, prose and code, right and wrong answers in the tasks' own formats, tool calls,
/// errors, and the members and headers of a provider's response.
struct ScriptedWorld: Sendable {
  private let writer: ScriptedWriter

  /// Creates a world that knows these questions.
  init(_ questions: [Question], language: any AnswerLanguage = ScriptedText()) {
    writer = ScriptedWriter(questions, language: language)
  }

  /// The world as a deck is given it.
  var live: LiveWorld {
    LiveWorld(
      complete: { [writer] (call) throws(DeckError) in Self.reply(to: call, writer) },
      execute: { (request) throws(DeckError) in ScriptedRun.outcome(of: request.code) })
  }

  private static func reply(to call: ModelCall, _ writer: ScriptedWriter) -> ModelReply {
    // Two trials that share a slot must hear the same: the slot alone decides.
    var generator = SeededGenerator(
      seed: "\(call.slot.action.hex) \(call.slot.sample) \(call.slot.ordinal)")
    let service = generator.integer(in: 200_000...30_000_000)
    var attempts = [
      ModelAttempt(end: .status(200), waitMicroseconds: 0, serviceMicroseconds: service)
    ]
    if generator.chance(1, in: 50) {
      attempts = [
        ModelAttempt(end: .status(429), waitMicroseconds: 0, serviceMicroseconds: 90_000),
        ModelAttempt(
          end: .status(200), waitMicroseconds: 2_000_000, serviceMicroseconds: service),
      ]
    }
    if generator.chance(1, in: 400) { return refusal(service) }
    let answer = writer.answer(to: call, using: &generator)
    return ModelReply(
      status: 200,
      headers: [
        HTTPHeader(name: "content-type", value: "application/json"),
        HTTPHeader(name: "openai-processing-ms", value: "\(service / 1_000)"),
        HTTPHeader(name: "x-request-id", value: "req_\(call.slot.action.short)"),
      ],
      body: ScriptedBody.bytes(
        of: answer, id: "chatcmpl-\(call.slot.action.short)",
        promptBytes: call.action.segments.reduce(0) { $0 + $1.bytes.count }),
      attempts: attempts)
  }

  /// An error that belongs to the request.
  private static func refusal(_ service: Int) -> ModelReply {
    let body =
      #"{"error":{"code":"context_length_exceeded","message":"too many tokens","type":"x"}}"#
    return ModelReply(
      status: 400, headers: [HTTPHeader(name: "content-type", value: "application/json")],
      body: Array(body.utf8),
      attempts: [
        ModelAttempt(end: .status(400), waitMicroseconds: 0, serviceMicroseconds: service)
      ])
  }
}
