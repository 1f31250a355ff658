import Analysis
import Basics
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// One trial as a row of Every Eval Ever's samples.
struct EveryEvalRow {
  let trial: ExportedTrial
  let evaluation: String
  let model: String

  /// The name of an evaluation: a task with a method.
  static func evaluationName(_ key: CellKey) -> String { "steerbench/\(key.task)/\(key.method)" }

  /// The id that joins rows and results.
  static func resultID(_ key: CellKey) -> String { "\(evaluationName(key))#score" }

  private enum Interaction: String {
    case single = "single_turn"
    case multi = "multi_turn"
    case agentic
  }

  private var interaction: Interaction {
    if trial.messages.contains(where: { !$0.toolCalls.isEmpty }) { return .agentic }
    return trial.completions.count == 1 && trial.responses.count == 1 ? .single : .multi
  }

  func json() throws(JSONError) -> JSONValue {
    let line = trial.line
    let key = CellKey(of: line.trial)
    let input: JSONValue = [
      "raw": .string(trial.question.prompt), "formatted": .string(trial.prompt),
      "reference": [.string(trial.question.reference)],
    ]
    let isSingle = interaction == .single
    return .members([
      ("schema_version", .string(EveryEvalExport.schemaVersion)),
      ("evaluation_id", .string(evaluation)), ("model_id", .string(model)),
      ("evaluation_name", .string(Self.evaluationName(key))),
      ("evaluation_result_id", .string(Self.resultID(key))),
      ("sample_id", .string("\(line.trial.question)/\(line.trial.sample)")),
      ("sample_hash", .string(Digest.sha256(trial.question.prompt + trial.question.reference).hex)),
      ("interaction_type", .string(interaction.rawValue)), ("input", input),
      ("output", isSingle ? ["raw": .array(trial.responses.map(JSONValue.string))] : nil),
      ("messages", isSingle ? nil : .array(messages)), ("answer_attribution", attribution),
      ("evaluation", evaluationJSON), ("token_usage", usage),
      (
        "performance",
        [
          "latency_ms": .double(Double(line.runtimeMicroseconds) / 1_000),
          "generation_time_ms": .double(Double(line.serviceMicroseconds) / 1_000),
        ]
      ),
      ("error", trial.failure.map { .string("\($0.status) \($0.code): \($0.message)") }),
      (
        "metadata",
        [
          "trial": .string(line.trial.description), "outcome": .string(line.outcome.rawValue),
          "rung": .string(String(line.rung)), "used_code": .string(line.usedCode ? "yes" : "no"),
          "runs": .string(try CanonicalJSON.text(of: trial.runsJSON)),
        ]
      ),
    ])
  }

  private var messages: [JSONValue] {
    trial.messages.enumerated().map { index, message in
      .members([
        ("turn_idx", .count(index)), ("role", .string(message.role.rawValue)),
        ("content", .string(message.text)),
        ("tool_calls", message.toolCalls.isEmpty ? nil : .array(message.toolCalls.map(Self.call))),
        ("tool_call_id", message.toolCallID.map { [.string($0)] }),
      ])
    }
  }

  private static func call(_ call: ToolCall) -> JSONValue {
    [
      "id": .string(call.id), "name": .string(call.name),
      "arguments": ["text": .string(call.arguments)],
    ]
  }

  private var attribution: JSONValue {
    let judgement = trial.record.judgement
    guard let answer = judgement.answer else { return [] }
    let turn = interaction == .single ? 0 : max(trial.messages.count - 1, 0)
    let source = judgement.source?.rawValue ?? "response"
    return [
      [
        "turn_idx": .count(turn), "source": .string(source), "extracted_value": .string(answer),
        "extraction_method": .string(judgement.rule), "is_terminal": true,
      ]
    ]
  }

  private var evaluationJSON: JSONValue {
    .members([
      ("score", .double(Double(trial.line.scoreMillionths) / 1_000_000)),
      ("is_correct", .bool(trial.line.outcome == .correct)),
      ("num_turns", .count(max(trial.completions.count, 1))),
      (
        "tool_calls_count",
        .count(
          trial.messages.reduce(0) { $0 + ($1.role == .assistant ? $1.toolCalls.count : 0) })
      ),
    ])
  }

  private var usage: JSONValue? {
    let usage = trial.line.usage
    guard let input = usage.input, let output = usage.output else { return nil }
    return .members([
      ("input_tokens", .count(input)), ("output_tokens", .count(output)),
      ("total_tokens", .count(input + output)),
      ("input_tokens_cache_read", usage.cacheRead.map(JSONValue.count)),
      ("input_tokens_cache_write", usage.cacheWrite.map(JSONValue.count)),
      ("reasoning_tokens", usage.reasoningOutput.map(JSONValue.count)),
    ])
  }
}
