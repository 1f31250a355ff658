import Analysis
public import Basics
import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// OpenMetrics text (1.0): gauges for each model, method and task, for Prometheus and its like.
///
/// Samples carry no timestamps: the scraper's moment is not the recording's.
public struct OpenMetricsExport: SweepExport {
  static let format = SweepExportFormat(
    name: "openmetrics", summary: "OpenMetrics text: gauges by model, method and task."
  ) { OpenMetricsExport(sweep: $0) }

  private let sweep: ExportedSweep
  private var summary: ScoreSummary

  init(sweep: ExportedSweep) {
    self.sweep = sweep
    summary = ScoreSummary(axes: sweep.axes)
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) { summary.add(trial.line) }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) {
    files.append(info + cellFamilies + averages + "# EOF\n")
  }

  private typealias Labels = [(name: String, value: String)]

  private var info: String {
    Family("steerbench_sweep", type: "info", help: "What was played, and by which version.").text([
      (
        "_info",
        [
          ("sweep", sweep.header.sweep),
          ("cassettes", sweep.header.cassettes.map(\.hex).joined(separator: ",")),
          ("grading", sweep.header.grading.rawValue), ("tool_version", sweep.toolVersion),
          ("recorded", sweep.recorded),
        ], "1"
      )
    ])
  }

  private var cellFamilies: String {
    let cells = summary.cells.keys.sorted().compactMap { key in
      summary.cells[key].map { (labels: labels(of: key), cell: $0) }
    }
    func family(
      _ name: String, unit: String? = nil, _ help: String, _ value: (CellSums) -> Double?
    ) -> String {
      Family(name, unit: unit, help: help).text(
        cells.compactMap { labels, cell in
          value(cell).flatMap(Self.number).map { ("", labels, $0) }
        })
    }
    let outcomes = cells.flatMap { labels, cell in
      Outcome.shown(in: summary).map { outcome in
        ("", labels + [("outcome", outcome.rawValue)], String(cell.count(of: outcome)))
      }
    }
    return Family("steerbench_trials", help: "Trials by outcome.").text(outcomes)
      + family(
        "steerbench_unanswered_trials", "Trials that an error of the provider ended; in no mean."
      ) { Double($0.unanswered) }
      + family(
        "steerbench_score_ratio", unit: "ratio", "Mean score of answered trials, from 0 to 1."
      ) {
        $0.meanScore.map { $0 / 100 }
      }
      + family("steerbench_code_usage_ratio", unit: "ratio", "Share of answered trials with code.")
    {
      $0.codeUsage
    }
      + family(
        "steerbench_tokens", unit: nil, "Tokens of all trials; absent where a count is unknown."
      ) { $0.allCosts.usage.total.map(Double.init) }
      + family(
        "steerbench_text_tokens", "The paper's token length of all trials, estimated."
      ) { Double($0.allCosts.textTokens) }
      + family(
        "steerbench_runtime_seconds", unit: "seconds", "Recorded runtime of all trials."
      ) { $0.allCosts.runtimeMicroseconds.map { Double($0) / 1_000_000 } }
      + family("steerbench_model_calls", "Model calls of all trials.") { Double($0.allCosts.calls) }
  }

  private var averages: String {
    let scores = ScoreTable(summary)
    let samples = sweep.axes.models.flatMap { model in
      let normalized = NormalizedScores(of: model.name, in: scores)
      return sweep.axes.methods.compactMap { method -> (String, Labels, String)? in
        guard let score = normalized[method.name], let text = Self.number(score / 100)
        else { return nil }
        let labels = [
          ("sweep", sweep.header.sweep), ("model", model.name), ("method", method.name),
        ]
        return ("", labels, text)
      }
    }
    return Family(
      "steerbench_average_normalized_score_ratio", unit: "ratio",
      help: "Average Normalized Score, from 0 to 1."
    ).text(samples)
  }

  /// The shortest text that reads back as the same number.
  private static func number(_ value: Double) -> String? {
    try? CanonicalJSON.text(of: .double(value))
  }

  private func labels(of key: CellKey) -> Labels {
    [
      ("sweep", sweep.header.sweep), ("model", key.model), ("method", key.method),
      ("task", key.task),
    ]
  }
}

/// A metric family: its head and its samples, which must stand together.
private struct Family {
  let name: String
  let type: String
  let unit: String?
  let help: String

  init(_ name: String, type: String = "gauge", unit: String? = nil, help: String) {
    self.name = name
    self.type = type
    self.unit = unit
    self.help = help
  }

  func text(
    _ samples: [(suffix: String, labels: [(name: String, value: String)], value: String)]
  ) -> String {
    var text = "# TYPE \(name) \(type)\n"
    if let unit { text += "# UNIT \(name) \(unit)\n" }
    text += "# HELP \(name) \(help)\n"
    for sample in samples {
      let labels = sample.labels.map { "\($0.name)=\"\(Self.escape($0.value))\"" }
      text += "\(name)\(sample.suffix){\(labels.joined(separator: ","))} \(sample.value)\n"
    }
    return text
  }

  private static func escape(_ value: String) -> String {
    var escaped = ""
    for scalar in VisibleText.escape(value).unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
