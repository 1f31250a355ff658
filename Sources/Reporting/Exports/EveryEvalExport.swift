import Analysis
public import Basics
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// Every Eval Ever records (schema 0.3.0): for each model an aggregate file and its samples, at the
/// paths of that project's datastore.
///
/// A task with a method is one evaluation. The datastore files models under their developer, taken
/// from the served name where it is written `developer/model`; a sweep does not say it otherwise, and
/// the folder is then `unstated`.
public struct EveryEvalExport: SweepExport {
  /// The version of the schema that is written.
  public static let schemaVersion = "0.3.0"
  static let format = SweepExportFormat(
    name: "every-eval-ever", summary: "Every Eval Ever 0.3.0: an aggregate and samples a model.",
    isFolder: true
  ) { EveryEvalExport(sweep: $0) }

  private let sweep: ExportedSweep
  private let time: ExportTime
  private var sums: [CellKey: ExportSum] = [:]
  private var rows: [String: Int] = [:]
  private var digests: [String: DigestBuilder] = [:]

  init(sweep: ExportedSweep) {
    self.sweep = sweep
    time = ExportTime(sweep.recorded)
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) {
    let model = trial.line.trial.model
    sums[CellKey(of: trial.line.trial), default: ExportSum()].add(trial.line)
    rows[model, default: 0] += 0
    // A row must state a score; a trial that was not answered has none, and is counted in the details.
    guard let score = trial.line.scoreMillionths else { return }
    rows[model, default: 0] += 1
    let row = EveryEvalRow(
      trial: trial, score: Double(score) / 1_000_000, evaluation: evaluationID(model),
      model: modelID(model))
    let bytes = try CanonicalJSON.bytes(of: try row.json()) + [UInt8(ascii: "\n")]
    digests[model, default: DigestBuilder()].update(bytes)
    files.append(bytes, to: path(model) + "_samples.jsonl")
  }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) {
    for model in sweep.models where rows[model.name] != nil {
      let bytes = try CanonicalJSON.bytes(of: aggregate(model)) + [UInt8(ascii: "\n")]
      files.append(bytes, to: path(model.name) + ".json")
    }
  }

  private func modelID(_ model: String) -> String {
    let served = sweep.model(model)?.served ?? model
    return served.utf8.contains(UInt8(ascii: "/")) ? served : "unstated/\(served)"
  }

  private func evaluationID(_ model: String) -> String {
    "\(sweep.header.sweep)/\(modelID(model))/\(time.epochSeconds)"
  }

  /// The path of a model's files without what they end in.
  private func path(_ model: String) -> String {
    let parts = modelID(model).split(separator: "/", maxSplits: 1).map(String.init)
    let folders = parts.map(ExportPath.component)
    return "data/steerbench/\(folders.joined(separator: "/"))/\(sweep.uuid("eee \(model)"))"
  }

  private func aggregate(_ model: ExportedSweep.Model) -> JSONValue {
    let cells = sums.keys.filter { $0.model == model.name }.sorted()
    let checksum = digests[model.name] ?? DigestBuilder()
    return [
      "schema_version": .string(Self.schemaVersion),
      "evaluation_id": .string(evaluationID(model.name)),
      "evaluation_timestamp": .string(String(time.epochSeconds)),
      "retrieved_timestamp": .string(String(time.epochSeconds)),
      "source_metadata": [
        "source_name": .string("steerbench sweep \(sweep.header.sweep)"),
        "source_type": "evaluation_run", "source_organization_name": "unstated",
        "evaluator_relationship": "third_party",
        "additional_details": [
          "cassettes": .string(sweep.header.cassettes.map(\.hex).joined(separator: ",")),
          "grading": .string(sweep.header.grading.rawValue),
        ],
      ],
      "eval_library": ["name": "steerbench", "version": .string(sweep.toolVersion)],
      "model_info": [
        "name": .string(model.name), "id": .string(modelID(model.name)),
        "additional_details": [
          "served_name": .string(model.served), "deployment_type": "unknown",
          "model_availability": "unknown",
        ],
      ],
      "evaluation_results": .array(
        cells.compactMap { result($0, sums[$0] ?? ExportSum(), model.parameters) }),
      "detailed_evaluation_results": [
        "format": "jsonl", "file_path": .string(path(model.name) + "_samples.jsonl"),
        "hash_algorithm": "sha256", "checksum": .string(checksum.finalize().hex),
        "total_rows": .count(rows[model.name] ?? 0),
      ],
    ]
  }

  private func result(
    _ key: CellKey, _ sum: ExportSum, _ parameters: JSONObject
  ) -> JSONValue? {
    guard let mean = sum.mean else { return nil }
    let uncertainty: JSONValue = .members([
      (
        "standard_error",
        sum.standardError.map { ["value": .double($0), "method": "analytic"] }
      ),
      ("num_samples", .count(sum.trials)),
    ])
    let details: JSONValue = .members([
      ("correct", .string(String(sum.correct))), ("trials", .string(String(sum.trials))),
      ("unanswered", sum.unanswered > 0 ? .string(String(sum.unanswered)) : nil),
      ("correct_wilson_95_low", sum.interval.map { .string("\($0.lower)") }),
      ("correct_wilson_95_high", sum.interval.map { .string("\($0.upper)") }),
    ])
    return [
      "evaluation_result_id": .string(EveryEvalRow.resultID(key)),
      "evaluation_name": .string(EveryEvalRow.evaluationName(key)),
      "source_data": ["dataset_name": .string("steerbench \(key.task)"), "source_type": "other"],
      "metric_config": [
        "metric_id": "steerbench.score", "metric_name": "Score", "metric_kind": "score",
        "metric_unit": "proportion", "lower_is_better": false, "score_type": "continuous",
        "min_score": 0, "max_score": 1,
        "evaluation_description": .string("Mean score of \(key.task), steered by \(key.method)."),
      ],
      "score_details": [
        "score": .double(mean), "details": details, "uncertainty": uncertainty,
      ],
      "generation_config": [
        "generation_args": Self.arguments(parameters),
        "additional_details": ["method": .string(key.method)],
      ],
    ]
  }

  /// The parameters that the schema has names for.
  private static func arguments(_ parameters: JSONObject) -> JSONValue {
    .members(
      ["temperature", "top_p", "max_tokens"].map { name in
        (name, parameters[name].flatMap { $0.double == nil ? nil : $0 })
      })
  }
}

/// One trial as a row of Every Eval Ever's samples.
struct EveryEvalRow {
  let trial: ExportedTrial
  /// The trial's score, from 0 to 1.
  let score: Double
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
      "raw": .string(trial.question.shownText), "formatted": .string(trial.prompt),
      "reference": [.string(trial.question.reference)],
    ]
    let isSingle = interaction == .single
    return .members([
      ("schema_version", .string(EveryEvalExport.schemaVersion)),
      ("evaluation_id", .string(evaluation)), ("model_id", .string(model)),
      ("evaluation_name", .string(Self.evaluationName(key))),
      ("evaluation_result_id", .string(Self.resultID(key))),
      ("sample_id", .string("\(line.trial.question)/\(line.trial.sample)")),
      (
        "sample_hash",
        .string(Digest.sha256(trial.question.shownText + trial.question.reference).hex)
      ),
      ("interaction_type", .string(interaction.rawValue)), ("input", input),
      ("output", isSingle ? ["raw": .array(trial.responses.map(JSONValue.string))] : nil),
      ("messages", isSingle ? nil : .array(messages)), ("answer_attribution", attribution),
      ("evaluation", evaluationJSON), ("token_usage", usage),
      (
        "performance",
        .members([
          ("latency_ms", line.runtimeMicroseconds.map { .double(Double($0) / 1_000) }),
          ("generation_time_ms", line.serviceMicroseconds.map { .double(Double($0) / 1_000) }),
        ])
      ),
      ("error", trial.failure.map { .string("\($0.status) \($0.code): \($0.message)") }),
      (
        "metadata",
        .members([
          ("trial", .string(line.trial.description)), ("outcome", .string(line.outcome.rawValue)),
          ("rung", .string(String(line.rung))),
          ("used_code", .string(line.usedCode ? "yes" : "no")),
          ("runs", .string(try CanonicalJSON.text(of: trial.runsJSON))),
          ("extraction", try extraction),
        ])
      ),
    ])
  }

  /// The calls that read the answer; metadata are strings here.
  private var extraction: JSONValue? {
    get throws(JSONError) {
      guard let calls = trial.extractionJSON else { return nil }
      return .string(try CanonicalJSON.text(of: calls))
    }
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
      ("score", .double(score)),
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
