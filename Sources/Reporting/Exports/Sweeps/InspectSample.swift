import Analysis
import Basics
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// One trial as a sample of an Inspect log.
struct InspectSample {
  let trial: ExportedTrial
  let sweep: ExportedSweep

  private var line: TrialLine { trial.line }
  private var model: String { sweep.model(line.trial.model)?.served ?? line.trial.model }

  var json: JSONValue {
    let question = trial.question
    let judgement = trial.record.judgement
    let seconds = Double(line.runtimeMicroseconds) / 1_000_000
    let waits = Double(line.waitMicroseconds) / 1_000_000
    func score(_ value: JSONValue) -> JSONValue {
      [
        "value": value, "answer": judgement.answer.map(JSONValue.string) ?? .null,
        "explanation": .string(judgement.explanation),
        "metadata": [
          "outcome": .string(line.outcome.rawValue), "rule": .string(judgement.rule),
          "source": judgement.source.map { .string($0.rawValue) } ?? .null,
          "policy": .string(judgement.policy.rawValue),
        ],
      ]
    }
    return .members([
      ("id", .string(question.id)), ("epoch", .count(line.trial.sample + 1)),
      ("input", .string(question.prompt)), ("target", .string(question.reference)),
      ("messages", .array(messages)), ("output", output),
      (
        "scores",
        [
          "correct": score(line.outcome == .correct ? "C" : "I"),
          "score": score(.double(Double(line.scoreMillionths) / 1_000_000)),
        ]
      ),
      (
        "metadata",
        [
          "trial": .string(line.trial.description), "task": .string(question.task),
          "rung": .count(question.rung),
          "complexity": .members(question.complexity.map { ($0.name, .count($0.value)) }),
          "used_code": .bool(line.usedCode), "runs": trial.runsJSON,
        ]
      ),
      ("model_usage", .members([(model, Self.usage(line.usage))])),
      ("total_time", .double(seconds + waits)), ("working_time", .double(seconds)),
      ("uuid", .string(String(sweep.digest(line.trial.description).hex.prefix(22)))),
      ("error", error),
    ])
  }

  /// Token counts; `nil` where the provider left one out.
  static func usage(_ usage: TokenUsage) -> JSONValue? {
    guard let input = usage.input, let output = usage.output else { return nil }
    return .members([
      ("input_tokens", .count(input)), ("output_tokens", .count(output)),
      ("total_tokens", .count(input + output)),
      ("input_tokens_cache_read", usage.cacheRead.map(JSONValue.count)),
      ("input_tokens_cache_write", usage.cacheWrite.map(JSONValue.count)),
      ("reasoning_tokens", usage.reasoningOutput.map(JSONValue.count)),
    ])
  }

  private var messages: [JSONValue] {
    trial.messages.enumerated().map { number, message in
      let id = String(sweep.digest("\(line.trial) \(number)").hex.prefix(22))
      let isAnswer = message.role == .assistant
      return .members([
        ("id", .string(id)), ("role", .string(message.role.rawValue)),
        ("content", .string(message.text)), ("source", isAnswer ? "generate" : nil),
        ("model", isAnswer ? .string(model) : nil),
        ("tool_calls", message.toolCalls.isEmpty ? nil : Self.calls(message.toolCalls)),
        ("tool_call_id", message.toolCallID.map(JSONValue.string)),
        ("function", message.role == .tool ? "python" : nil),
      ])
    }
  }

  private static func calls(_ calls: [ToolCall]) -> JSONValue {
    .array(
      calls.map { call in
        // Arguments that are no JSON object are what the model wrote, and an error to Inspect too.
        let arguments = (try? JSONValue(parsing: call.arguments))?.object
        return .members([
          ("id", .string(call.id)), ("function", .string(call.name)),
          ("arguments", arguments.map(JSONValue.object) ?? ["text": .string(call.arguments)]),
          ("parse_error", arguments == nil ? "the arguments are no JSON object" : nil),
          ("type", "function"),
        ])
      })
  }

  private var output: JSONValue {
    let answers = trial.completions.compactMap { call -> Completion? in
      if case .answer(let completion) = call.result.outcome { completion } else { nil }
    }
    guard let last = answers.last else { return ["model": .string(model), "choices": []] }
    return .members([
      ("model", .string(model)),
      (
        "choices",
        [
          [
            "message": [
              "role": "assistant", "content": .string(last.text), "source": "generate",
              "model": .string(model),
            ],
            "stop_reason": .string(Self.word(for: last.stop)),
          ]
        ]
      ),
      ("completion", .string(last.text)), ("usage", Self.usage(last.usage)),
      ("time", .double(Double(line.serviceMicroseconds) / 1_000_000)),
    ])
  }

  /// Inspect's word for a reason to stop.
  private static func word(for stop: StopReason) -> String {
    switch stop {
    case .end: "stop"
    case .length: "max_tokens"
    case .toolCalls: "tool_calls"
    case .contentFilter, .refusal: "content_filter"
    case .paused, .other: "unknown"
    }
  }

  private var error: JSONValue? {
    trial.failure.map { failure in
      let message = "\(failure.status) \(failure.code): \(failure.message)"
      return [
        "message": .string(message), "traceback": .string(message),
        "traceback_ansi": .string(message),
      ]
    }
  }
}
