import Analysis
public import Basics
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// The files that lm-evaluation-harness writes with `--log_samples`: for each model a folder with
/// `results_TIME.json` and a `samples_TASK_TIME.jsonl` a task.
///
/// The harness has tasks and no methods: each task with each method is a task of its own,
/// `steerbench_TASK_METHOD`. Metrics are `acc`, the share that was right, and `score`, the mean score
/// with partial credit, both from 0 to 1.
public struct LMEvalExport: SweepExport {
  static let format = SweepExportFormat(
    name: "lm-eval", summary: "lm-evaluation-harness: results and samples, a folder a model.",
    isFolder: true
  ) { LMEvalExport(sweep: $0) }

  private let sweep: ExportedSweep
  private let time: ExportTime
  private var sums: [CellKey: ExportSum] = [:]
  private var runtimes: [String: Int?] = [:]

  init(sweep: ExportedSweep) {
    self.sweep = sweep
    time = ExportTime(sweep.recorded)
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) {
    let key = CellKey(of: trial.line.trial)
    let number = sums[key]?.all ?? 0
    sums[key, default: ExportSum()].add(trial.line)
    runtimes[key.model] = runtimes[key.model, default: 0].addingKnown(
      trial.line.runtimeMicroseconds)
    let path =
      "\(folder(of: key.model))/samples_\(ExportPath.component(Self.task(key)))_\(time.fileName).jsonl"
    files.append(
      try CanonicalJSON.bytes(of: sample(trial, number: number)) + [UInt8(ascii: "\n")], to: path)
  }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) {
    for model in sweep.models where runtimes[model.name] != nil {
      let path = "\(folder(of: model.name))/results_\(time.fileName).json"
      files.append(try CanonicalJSON.bytes(of: results(of: model)) + [UInt8(ascii: "\n")], to: path)
    }
  }

  private static func task(_ key: CellKey) -> String { "steerbench_\(key.task)_\(key.method)" }

  /// The model's folder, named as the harness names it.
  private func folder(of model: String) -> String {
    ExportPath.component(model)
  }

  private func sample(_ trial: ExportedTrial, number: Int) throws(JSONError) -> JSONValue {
    let line = trial.line
    let question = trial.question
    let doc: JSONValue = [
      "id": .string(question.id), "task": .string(question.task), "rung": .count(question.rung),
      "complexity": .members(question.complexity.map { ($0.name, .count($0.value)) }),
      "prompt": .string(question.shownText), "sample": .count(line.trial.sample),
    ]
    let arguments = sweep.model(line.trial.model)?.parameters ?? JSONObject()
    let docHash = Digest.sha256(try CanonicalJSON.bytes(of: doc)).hex
    return .members([
      ("doc_id", .count(number)), ("doc", doc), ("target", .string(question.reference)),
      (
        "arguments",
        ["gen_args_0": ["arg_0": .string(trial.prompt), "arg_1": .object(arguments)]]
      ),
      ("resps", [.array(trial.responses.map(JSONValue.string))]),
      ("filtered_resps", [.string(trial.record.judgement.answer ?? "")]),
      ("filter", "none"), ("metrics", ["acc", "score"]),
      ("acc", line.scoreMillionths.map { _ in .double(line.outcome == .correct ? 1 : 0) } ?? .null),
      ("score", line.scoreMillionths.map { .double(Double($0) / 1_000_000) } ?? .null),
      ("outcome", .string(line.outcome.rawValue)), ("trial", .string(line.trial.description)),
      ("extraction", trial.extractionJSON), ("doc_hash", .string(docHash)),
      ("prompt_hash", .string(Digest.sha256(trial.prompt).hex)),
      ("target_hash", .string(Digest.sha256(question.reference).hex)),
    ])
  }

  private func results(of model: ExportedSweep.Model) -> JSONValue {
    let cells = sums.keys.filter { $0.model == model.name }.sorted()
    func byTask(_ value: (CellKey, ExportSum) -> JSONValue) -> JSONValue {
      .members(cells.map { key in (Self.task(key), value(key, sums[key] ?? ExportSum())) })
    }
    let runtime = runtimes[model.name, default: 0].map { Double($0) / 1_000_000 }
    return [
      "results": byTask { Self.metrics(of: $1, alias: Self.task($0)) },
      "group_subtasks": byTask { _, _ in [] },
      "configs": byTask { key, _ in configuration(of: key, model) },
      "versions": byTask { _, _ in 1 }, "n-shot": byTask { _, _ in 0 },
      "higher_is_better": byTask { _, _ in ["acc": true, "score": true] },
      "n-samples": byTask { _, sum in
        ["original": .count(sum.all), "effective": .count(sum.trials)]
      },
      "config": [
        "model": "steerbench", "model_args": .string("model=\(model.served)"),
        "batch_size": .null, "batch_sizes": [], "device": .null, "use_cache": .null, "limit": .null,
        "bootstrap_iters": 0, "gen_kwargs": .object(model.parameters),
        "steerbench": [
          "version": .string(sweep.toolVersion), "sweep": .string(sweep.header.sweep),
          "cassettes": .array(sweep.header.cassettes.map { .string($0.hex) }),
          "grading": .string(sweep.header.grading.rawValue),
        ],
      ],
      "git_hash": .null, "date": .count(time.epochSeconds), "model_source": "steerbench",
      "model_name": .string(model.name),
      "model_name_sanitized": .string(ExportPath.component(model.name)),
      "start_time": 0, "end_time": runtime.map(JSONValue.double) ?? .null,
      "total_evaluation_time_seconds": runtime.map {
        .string(FixedPoint.text($0, decimals: 6) ?? "0")
      } ?? .null,
    ]
  }

  private static func metrics(of sum: ExportSum, alias: String) -> JSONValue {
    // The harness writes N/A where there is no standard error; without an answered trial there is no
    // mean either.
    func known(_ value: Double?) -> JSONValue { value.map(JSONValue.double) ?? "N/A" }
    return [
      "alias": .string(alias), "acc,none": known(sum.correctRate),
      "acc_stderr,none": known(sum.correctStandardError), "score,none": known(sum.mean),
      "score_stderr,none": known(sum.standardError),
    ]
  }

  private func configuration(of key: CellKey, _ model: ExportedSweep.Model) -> JSONValue {
    let metrics: JSONValue = .array(
      ["acc", "score"].map {
        ["metric": .string($0), "aggregation": "mean", "higher_is_better": true]
      })
    return [
      "task": .string(Self.task(key)), "dataset_path": "steerbench",
      "dataset_name": .string(key.task), "output_type": "generate_until", "num_fewshot": 0,
      "repeats": 1, "metric_list": metrics, "generation_kwargs": .object(model.parameters),
      "metadata": ["version": 1, "method": .string(key.method)],
    ]
  }
}
