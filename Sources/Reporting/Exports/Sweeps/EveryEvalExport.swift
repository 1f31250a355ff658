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
    rows[model, default: 0] += 1
    let row = EveryEvalRow(trial: trial, evaluation: evaluationID(model), model: modelID(model))
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
        cells.map { result($0, sums[$0] ?? ExportSum(), model.parameters) }),
      "detailed_evaluation_results": [
        "format": "jsonl", "file_path": .string(path(model.name) + "_samples.jsonl"),
        "hash_algorithm": "sha256", "checksum": .string(checksum.finalize().hex),
        "total_rows": .count(rows[model.name] ?? 0),
      ],
    ]
  }

  private func result(
    _ key: CellKey, _ sum: ExportSum, _ parameters: JSONObject
  ) -> JSONValue {
    let uncertainty: JSONValue = .members([
      (
        "standard_error",
        sum.standardError.map { ["value": .double($0), "method": "analytic"] }
      ),
      ("num_samples", .count(sum.trials)),
    ])
    let details: JSONValue = .members([
      ("correct", .string(String(sum.correct))), ("trials", .string(String(sum.trials))),
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
        "score": .double(sum.mean), "details": details, "uncertainty": uncertainty,
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
