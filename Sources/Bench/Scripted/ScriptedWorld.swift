import Basics
import Cassettes
import CodeExecution
import HTTP
import ModelAPI
import RecordReplay
import Tasks

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

/// Writes the scripted model's answers: prose or code, as the prompt asks, right or wrong.
struct ScriptedWriter: Sendable {
  /// Sizes of an answer in bytes, each as likely as the others; the median is 1.3 KB.
  private static let sizes = [
    250, 450, 650, 800, 950, 1_100, 1_200, 1_400, 1_600, 1_900, 2_300, 2_900, 3_800, 5_500,
  ]

  private let language: any AnswerLanguage
  private let questions: [String: Question]
  /// The references of each task, for answers that are right for another question.
  private let references: [String: [String]]

  /// Creates a writer that knows these questions.
  init(_ questions: [Question], language: any AnswerLanguage) {
    self.language = language
    self.questions = Dictionary(questions.map { ($0.id, $0) }) { first, _ in first }
    references = Dictionary(grouping: questions, by: \.task).mapValues { $0.map(\.reference) }
  }

  /// The answer to a call.
  func answer(
    to call: ModelCall, using generator: inout SeededGenerator
  ) -> ScriptedAnswer {
    let size = generator.pick(Self.sizes)
    let ending = ending(of: call.trial.question, using: &generator)
    let hasToolAnswer = call.request.messages.contains { $0.role == .tool }
    if !call.request.tools.isEmpty, !hasToolAnswer, generator.chance(3, in: 4) {
      let code = language.code(size / 2, ending: ending, using: &generator)
      let says = generator.chance(1, in: 3)
      let text = says ? language.prose(200, ending: "", using: &generator) : ""
      return ScriptedAnswer(text: text, toolCode: code, finish: "tool_calls")
    }
    if writesCode(call.request, using: &generator) {
      return ScriptedAnswer(
        text: language.fenced(size, ending: ending, using: &generator), finish: "stop")
    }
    if generator.chance(1, in: 25) {
      let text = language.prose(size, ending: "", using: &generator)
      return ScriptedAnswer(text: text, finish: "length")
    }
    return ScriptedAnswer(
      text: language.prose(size, ending: ending, using: &generator), finish: "stop")
  }

  /// Whether a request is answered with code: as the prompt asks, where it asks.
  private func writesCode(
    _ request: CompletionRequest, using generator: inout SeededGenerator
  ) -> Bool {
    let sources = Set(request.messages.flatMap { $0.parts.map(\.source) })
    if sources.contains("prompt all-text") || !request.tools.isEmpty { return false }
    if sources.contains("prompt all-code") || sources.contains("prompt all-code-cot") {
      return generator.chance(19, in: 20)
    }
    return generator.chance(1, in: 2)
  }

  /// The final answer: right, right for another question, or vague.
  private func ending(of id: String, using generator: inout SeededGenerator) -> String {
    guard let question = questions[id] else { return "" }
    switch generator.integer(in: 1...20) {
    case 1...11: return question.reference
    case 12...17: return generator.pick(references[question.task] ?? [question.reference])
    case 18: return "The answer depends on how the question is read."
    default: return "**Answer:** \(question.reference.filter { $0 != "<" && $0 != ">" })"
    }
  }
}

/// What the scripted model says.
struct ScriptedAnswer {
  /// The visible text.
  var text: String
  /// The code that it calls the tool with; `nil` where it calls none.
  var toolCode: String?
  /// Why it stopped, in the provider's word.
  var finish: String
}

/// The body of a chat completion, with the members that a large provider sends.
enum ScriptedBody {
  /// The bytes of a body.
  static func bytes(of answer: ScriptedAnswer, id: String, promptBytes: Int) -> [UInt8] {
    var bytes = Array(
      #"{"id":"\#(id)","object":"chat.completion","created":1760000000,"model":"scripted-1","#.utf8)
    bytes.append(
      contentsOf: #""choices":[{"index":0,"message":{"role":"assistant","content":"#.utf8)
    if answer.text.isEmpty {
      bytes.append(contentsOf: "null".utf8)
    } else {
      CanonicalJSON.appendString(answer.text, to: &bytes)
    }
    if let code = answer.toolCode { append(call: code, id: id, to: &bytes) }
    let completion = (answer.text.utf8.count + (answer.toolCode?.utf8.count ?? 0)) / 4 + 1
    let prompt = promptBytes / 4
    bytes.append(
      contentsOf: """
        ,"refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"\(answer.finish)"}],\
        "usage":{"prompt_tokens":\(prompt),"completion_tokens":\(completion),\
        "total_tokens":\(prompt + completion),\
        "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},\
        "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,\
        "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},\
        "service_tier":"default","system_fingerprint":"fp_0123456789"}
        """.utf8)
    return bytes
  }

  private static func append(call code: String, id: String, to bytes: inout [UInt8]) {
    var arguments = Array(#"{"code":"#.utf8)
    CanonicalJSON.appendString(code, to: &arguments)
    arguments.append(UInt8(ascii: "}"))
    bytes.append(
      contentsOf: #","tool_calls":[{"id":"call_\#(id)","type":"function","function":"#.utf8)
    bytes.append(contentsOf: #"{"name":"python","arguments":"#.utf8)
    CanonicalJSON.appendString(String(decoding: arguments, as: UTF8.self), to: &bytes)
    bytes.append(contentsOf: "}}]".utf8)
  }
}
