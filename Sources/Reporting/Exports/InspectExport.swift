import Analysis
public import Basics
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// Inspect's eval logs in JSON, one for each model and method, with every conversation: what
/// `inspect view --log-dir FOLDER` shows and `inspect_ai.log.read_eval_log` reads.
///
/// The scorer `correct` says C or I, the scorer `score` the score with partial credit. Runs of code
/// that are no tool calls stand in the samples' metadata.
public struct InspectExport: SweepExport {
  static let format = SweepExportFormat(
    name: "inspect", summary: "Inspect eval logs with conversations, a file a model and method.",
    isFolder: true
  ) { InspectExport(sweep: $0) }

  /// The log of one model and method while its trials come.
  private struct Log {
    var model: String
    var method: String
    var samples: [UInt8] = []
    var ids: [String] = []
    var epochs = 0
    var total = ExportSum()
    var tasks: [(name: String, sum: ExportSum)] = []
    var usage = TokenUsage.zero
    var failures = 0
  }

  private let sweep: ExportedSweep
  private let time: ExportTime
  private var log: Log?

  init(sweep: ExportedSweep) {
    self.sweep = sweep
    time = ExportTime(sweep.recorded)
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) {
    let id = trial.line.trial
    if log?.model != id.model || log?.method != id.method { try close(&files) }
    var open = log ?? Log(model: id.model, method: id.method)
    log = nil
    if !open.samples.isEmpty { open.samples.append(UInt8(ascii: ",")) }
    try CanonicalJSON.append(
      InspectSample(trial: trial, sweep: sweep).json, to: &open.samples)
    if open.ids.last != id.question { open.ids.append(id.question) }
    open.epochs = max(open.epochs, id.sample + 1)
    open.total.add(trial.line)
    if open.tasks.last?.name != id.task { open.tasks.append((id.task, ExportSum())) }
    open.tasks[open.tasks.count - 1].sum.add(trial.line)
    open.usage = open.usage + trial.line.usage
    log = open
  }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) { try close(&files) }

  private mutating func close(_ files: inout ExportFiles) throws(JSONError) {
    guard let log else { return }
    self.log = nil
    let taskID = String(sweep.digest("inspect \(log.model) \(log.method)").hex.prefix(22))
    let task = "steerbench-\(log.method)"
    let name = ExportPath.component("\(task)-\(log.model)")
    let path = "\(time.fileName)+00-00_\(name)_\(taskID).json"
    // What readers want before they decide to read the samples comes first.
    let head: [(String, JSONValue)] = [
      ("version", 2), ("status", "success"), ("eval", specification(of: log, task, taskID)),
      ("plan", ["name": "plan", "steps": [["solver": .string(log.method), "params": [:]]]]),
      ("results", results(of: log)), ("stats", statistics(of: log)),
    ]
    var text = "{"
    for (name, value) in head { text += "\"\(name)\":\(try CanonicalJSON.text(of: value)),\n" }
    files.append(text + "\"samples\":[", to: path)
    files.append(log.samples, to: path)
    files.append("]}\n", to: path)
  }

  private func specification(of log: Log, _ task: String, _ taskID: String) -> JSONValue {
    let model = sweep.model(log.model)
    return [
      "eval_id": .string(String(sweep.digest("eval \(log.model) \(log.method)").hex.prefix(22))),
      "run_id": .string(String(sweep.digest("run").hex.prefix(22))),
      "created": .string(time.withZone), "task": .string(task), "task_id": .string(taskID),
      "task_version": 0, "task_args": ["method": .string(log.method)],
      "dataset": [
        "name": .string(sweep.header.sweep), "samples": .count(log.ids.count),
        "sample_ids": .array(log.ids.map(JSONValue.string)), "shuffled": false,
      ],
      "model": .string(model?.served ?? log.model),
      "model_generate_config": Self.configuration(model?.parameters ?? JSONObject()),
      "model_args": .object(model?.parameters ?? JSONObject()),
      "config": ["epochs": .count(log.epochs)],
      "packages": ["steerbench": .string(sweep.toolVersion)],
      "metadata": [
        "sweep": .string(sweep.header.sweep), "model": .string(log.model),
        "cassettes": .array(sweep.header.cassettes.map { .string($0.hex) }),
        "grading": .string(sweep.header.grading.rawValue),
      ],
      "scorers": .array(
        ["correct", "score"].map {
          [
            "name": .string($0),
            "metrics": [
              ["name": .string($0 == "score" ? "mean" : "accuracy")], ["name": "stderr"],
            ],
          ]
        }),
    ]
  }

  /// The parameters that Inspect has names for; all of them stand under `model_args`.
  private static func configuration(_ parameters: JSONObject) -> JSONValue {
    .members(
      ["temperature", "top_p", "max_tokens", "seed"].map { name in
        (name, parameters[name].flatMap { $0.double == nil ? nil : $0 })
      })
  }

  private func results(of log: Log) -> JSONValue {
    func metric(_ name: String, _ value: Double?) -> (String, JSONValue?) {
      (name, value.map { ["name": .string(name), "value": .double($0), "params": [:]] })
    }
    func score(_ name: String, _ metrics: [(String, JSONValue?)]) -> JSONValue {
      [
        "name": .string(name), "scorer": .string(name), "params": [:],
        "scored_samples": .count(log.total.trials),
        "unscored_samples": .count(log.total.unanswered),
        "metrics": .members(metrics),
      ]
    }
    return [
      "total_samples": .count(log.total.all), "completed_samples": .count(log.total.trials),
      "scores": [
        score(
          "correct",
          [
            metric("accuracy", log.total.correctRate),
            metric("stderr", log.total.correctStandardError),
          ] + log.tasks.map { metric($0.name, $0.sum.correctRate) }),
        score(
          "score",
          [metric("mean", log.total.mean), metric("stderr", log.total.standardError)]
            + log.tasks.map { metric($0.name, $0.sum.mean) }),
      ],
    ]
  }

  private func statistics(of log: Log) -> JSONValue {
    let model = sweep.model(log.model)?.served ?? log.model
    let usage = InspectSample.usage(log.usage)
    return [
      "started_at": .string(time.withZone), "completed_at": .string(time.withZone),
      "model_usage": .members([(model, usage)]),
    ]
  }
}

/// One trial as a sample of an Inspect log.
struct InspectSample {
  let trial: ExportedTrial
  let sweep: ExportedSweep

  private var line: TrialLine { trial.line }
  private var model: String { sweep.model(line.trial.model)?.served ?? line.trial.model }

  var json: JSONValue {
    let question = trial.question
    let judgement = trial.record.judgement
    let seconds = line.runtimeMicroseconds.map { Double($0) / 1_000_000 }
    let waits = line.waitMicroseconds.map { Double($0) / 1_000_000 }
    let total = seconds.flatMap { seconds in waits.map { seconds + $0 } }
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
      ("input", .string(question.shownText)), ("target", .string(question.reference)),
      ("messages", .array(messages)), ("output", output),
      (
        "scores",
        // A sample without scores is one that no metric counts.
        line.scoreMillionths.map {
          [
            "correct": score(line.outcome == .correct ? "C" : "I"),
            "score": score(.double(Double($0) / 1_000_000)),
          ]
        }
      ),
      (
        "metadata",
        .members([
          ("trial", .string(line.trial.description)), ("task", .string(question.task)),
          ("rung", .count(question.rung)),
          ("complexity", .members(question.complexity.map { ($0.name, .count($0.value)) })),
          ("used_code", .bool(line.usedCode)), ("runs", trial.runsJSON),
          ("extraction", trial.extractionJSON),
        ])
      ),
      ("model_usage", .members([(model, Self.usage(line.usage))])),
      ("total_time", total.map(JSONValue.double)), ("working_time", seconds.map(JSONValue.double)),
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
      ("time", line.serviceMicroseconds.map { .double(Double($0) / 1_000_000) }),
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
