import Analysis
public import Basics
import ModelAPI
public import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// Where the numbers of a report come from.
public struct ReportProvenance: Sendable {
  /// One sweep of the report.
  public struct Source: Sendable {
    /// The sweep's name, its cassettes and the policy of its grades.
    public var header: ScoreSheetHeader
    /// The number of its trials.
    public var trials: Int
    /// The digest of its score sheet's bytes.
    public var sheet: Digest
    /// What code ran with, such as `python3.11`.
    public var interpreter: String
    /// The models with the parameters that were sent, as the sweep says them.
    public var models: [(name: String, request: String, parameters: JSONObject)]

    /// Creates a source.
    public init(
      header: ScoreSheetHeader, trials: Int, sheet: Digest, interpreter: String,
      models: [(name: String, request: String, parameters: JSONObject)]
    ) {
      self.header = header
      self.trials = trials
      self.sheet = sheet
      self.interpreter = interpreter
      self.models = models
    }
  }

  /// The version of the tool.
  public var toolVersion: String
  /// The sweeps, in the report's order.
  public var sources: [Source]

  /// Creates a provenance.
  public init(toolVersion: String, sources: [Source]) {
    self.toolVersion = toolVersion
    self.sources = sources
  }

  /// The provenance as a table of two columns.
  func table(_ prices: ReportPrices, models: [ScoreAxes.Entry]) throws(JSONError) -> TextTable {
    var rows: [(String, String)] = [("Steerbench", toolVersion)]
    for source in sources {
      let name = source.header.sweep
      rows.append(("Sweep", "\(name): \(source.trials) trials"))
      rows += source.header.cassettes.map { ("Cassette of \(name)", $0.hex) }
      rows.append(("Score sheet of \(name)", "sha256 \(source.sheet.hex)"))
      rows.append(("Grading of \(name)", source.header.grading.rawValue))
      rows.append(("Code of \(name) ran with", source.interpreter))
      for model in source.models {
        let parameters = try CanonicalJSON.text(of: .object(model.parameters))
        rows.append(("Model \(model.name)", "asked as \(model.request) with \(parameters)"))
      }
    }
    rows.append(("Prices", prices.newestDay.map { "table of \($0.text)" } ?? "no price table"))
    for model in models {
      let words = prices.row(of: model.name).map { "from \($0.from.text), \($0.source)" }
      rows.append(("Price of \(model.name)", words ?? "unknown: no money is shown"))
    }
    return TextTable(
      name: "provenance", title: "Provenance",
      columns: [
        .init(name: "what", title: "What", isText: true),
        .init(name: "value", title: "Value", isText: true),
      ],
      rows: rows.map { .init(name: $0.0, cells: [.init(.text($0.0)), .init(.text($0.1))]) })
  }
}
