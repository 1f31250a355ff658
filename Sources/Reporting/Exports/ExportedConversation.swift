import Analysis
import Basics
import CodeExecution
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// One message of a trial as formats of other tools hold it.
struct ExportedMessage {
  var role: ChatRole
  var text: String
  var toolCalls: [ToolCall] = []
  var toolCallID: String?
}

extension ExportedTrial {
  /// The trial's model calls, in order.
  var completions: [(call: ModelCall, result: RecordedCompletion)] {
    record.transcript.completions(in: .trial)
  }

  /// The trial's runs of code, in order.
  var runs: [(run: CodeRun, outcome: ExecutionOutcome)] {
    record.transcript.executions(in: .trial)
  }

  /// What the model said, a text for each call that it answered.
  var responses: [String] {
    completions.compactMap(\.result.text)
  }

  /// What the provider refused the trial with, if it did.
  var failure: ProviderFailure? {
    completions.lazy.compactMap(\.result.failure).first
  }

  /// What the first call says to the model, system message left out: the prompt as the method made it.
  var prompt: String {
    completions.first?.call.request.messages.filter { $0.role != .system }.map(\.shownText)
      .joined(separator: "\n\n") ?? question.shownText
  }

  /// All messages in order, those that a later call repeats once.
  var messages: [ExportedMessage] {
    var messages: [ExportedMessage] = []
    var shown = 0
    for (number, (call, result)) in completions.enumerated() {
      let asked = call.request.messages
      // A later call that is shorter than what was shown begins a conversation of its own.
      for message in asked[(number > 0 && shown < asked.count ? shown : 0)...] {
        messages.append(
          ExportedMessage(
            role: message.role, text: message.shownText, toolCalls: message.toolCalls,
            toolCallID: message.toolCallID))
      }
      guard case .answer(let completion) = result.outcome else { continue }
      messages.append(
        ExportedMessage(
          role: .assistant, text: completion.text, toolCalls: completion.toolCalls))
      shown = asked.count + 1
    }
    return messages
  }

  /// The calls that read the answer as a value: who was asked what, and what came back; `nil` where
  /// rules alone read it.
  var extractionJSON: JSONValue? {
    let calls = record.transcript.completions(in: .extraction)
    guard !calls.isEmpty else { return nil }
    return .array(
      calls.map { call, result in
        .members([
          ("model", .string(call.encoder.endpoint.model)),
          (
            "messages",
            .array(
              call.request.messages.map {
                ["role": .string($0.role.rawValue), "content": .string($0.shownText)]
              })
          ),
          ("completion", result.text.map(JSONValue.string)),
          ("error", result.failure.map { .string("\($0.status) \($0.code): \($0.message)") }),
          ("seconds", .double(Double(result.serviceMicroseconds) / 1_000_000)),
        ])
      })
  }

  /// The runs of code as a value: what was run, how it ended, what it printed.
  var runsJSON: JSONValue {
    .array(
      runs.map { run, outcome in
        [
          "code": .string(run.request.code),
          "end": .string(outcome.end.word),
          "stdout": .string(String(decoding: outcome.stdout, as: UTF8.self)),
          "stderr": .string(String(decoding: outcome.stderr, as: UTF8.self)),
          "seconds": .double(Double(outcome.wallMicroseconds) / 1_000_000),
        ]
      })
  }
}

extension RecordedCompletion {
  /// What the model said; `nil` where the provider refused.
  fileprivate var text: String? {
    if case .answer(let completion) = outcome { completion.text } else { nil }
  }

  /// What the provider refused the call with, if it did.
  fileprivate var failure: ProviderFailure? {
    if case .providerError(let failure) = outcome { failure } else { nil }
  }
}

extension JSONValue {
  /// An object of the members that have a value.
  static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
    .object(
      JSONObject(
        members.compactMap { name, value in value.map { JSONMember(name: name, value: $0) } }))
  }

  /// A count; numbers beyond what JSON readers keep exactly are rounded.
  static func count(_ count: Int) -> JSONValue {
    Int64(count).magnitude <= UInt64(exactIntegerLimit)
      ? .integer(Int64(count)) : .double(Double(count))
  }
}
