import Analysis
public import Basics
public import ScoreSheets
import Statistics
public import Sweeps
public import Tasks
public import Trials

/// What an export is of: everything about a sweep but its trials.
public struct ExportedSweep: Sendable {
  /// A model of the sweep.
  public struct Model: Hashable, Sendable {
    /// The name in trial ids.
    public var name: String
    /// The name that requests carry.
    public var served: String
    /// What is sent beside the conversation, such as the temperature.
    public var parameters: JSONObject

    /// Creates a model.
    public init(name: String, served: String, parameters: JSONObject) {
      self.name = name
      self.served = served
      self.parameters = parameters
    }
  }

  /// The sweep's name, its cassettes and the grading policy.
  public var header: ScoreSheetHeader
  /// Models, methods and tasks in order.
  public var axes: ScoreAxes
  /// The models.
  public var models: [Model]
  /// The version of this tool.
  public var toolVersion: String
  /// When the newest exchange was recorded, such as `2026-03-01T09:30:00Z`.
  ///
  /// Formats that want a time get this one: an export is made of recordings, and its own moment
  /// would make every export another file.
  public var recorded: String
  /// The interpreter of the sweep's code, such as `python3.11`.
  public var interpreter: String

  /// Creates a description.
  public init(
    header: ScoreSheetHeader, axes: ScoreAxes, models: [Model], toolVersion: String,
    recorded: String, interpreter: String
  ) {
    self.header = header
    self.axes = axes
    self.models = models
    self.toolVersion = toolVersion
    self.recorded = recorded
    self.interpreter = interpreter
  }

  /// The model of a name.
  func model(_ name: String) -> Model? { models.first { $0.name == name } }

  /// A digest that is the sweep's, the tool's and the name's own: what formats take for random ids.
  func digest(_ name: String) -> Digest {
    let cassettes = header.cassettes.map(\.hex).joined(separator: ",")
    return Digest.sha256(
      "export\0\(header.sweep)\0\(cassettes)\0\(header.grading.rawValue)\0\(name)")
  }

  /// The digest in the form of a random UUID.
  func uuid(_ name: String) -> String {
    var bytes = Array(digest(name).bytes.prefix(16))
    bytes[6] = bytes[6] & 0x0f | 0x40
    bytes[8] = bytes[8] & 0x3f | 0x80
    let hex = Array(Hexadecimal.encode(bytes).utf8)
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return parts.map { String(decoding: hex[$0], as: UTF8.self) }.joined(separator: "-")
  }
}

/// One trial for an export.
public struct ExportedTrial: Sendable {
  /// The question, ground truth included.
  public var question: Question
  /// What happened.
  public var record: TrialRecord

  /// Creates a trial.
  public init(question: Question, record: TrialRecord) {
    self.question = question
    self.record = record
  }

  /// The line of the score sheet.
  var line: TrialLine { record.line }
}
