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

/// The scores of some trials, added up for a mean and its uncertainty.
struct ExportSum {
  /// Trials that were answered.
  private(set) var trials = 0
  /// Trials that a provider's error ended: they have no score.
  private(set) var unanswered = 0
  private(set) var correct = 0
  private var questions = QuestionCount()
  private var millionths = 0
  /// The scores in thousandths: whole numbers, so that the order of addition cannot matter.
  private var scores = ClusteredSquares()
  private var rights = ClusteredSquares()

  mutating func add(_ line: TrialLine) {
    guard let score = line.scoreMillionths else {
      unanswered += 1
      return
    }
    trials += 1
    let before = questions.count
    questions.add(line.trial)
    let isNew = questions.count > before
    let right = line.outcome == .correct ? 1 : 0
    correct += right
    millionths += score
    scores.add((score + 500) / 1_000, isNew: isNew)
    rights.add(right, isNew: isNew)
  }

  /// All trials, answered or not.
  var all: Int { trials + unanswered }

  /// The mean score, from 0 to 1; `nil` where no trial was answered.
  var mean: Double? { trials > 0 ? Double(millionths) / 1_000_000 / Double(trials) : nil }

  /// The share of trials that were right, from 0 to 1; `nil` where no trial was answered.
  var correctRate: Double? { trials > 0 ? Double(correct) / Double(trials) : nil }

  /// The standard error of the mean score, a question with its samples taken as one; `nil` for fewer than
  /// two questions.
  var standardError: Double? {
    guard questions.count > 1, let mean else { return nil }
    let count = Double(trials)
    guard questions.count < trials else {
      let squares = Double(scores.total.squares) / 1_000_000
      let variance = max(0, squares - count * mean * mean) / (count - 1)
      return (variance / count).squareRoot()
    }
    return scores.standardError(mean: mean, unit: 1_000, trials: trials, clusters: questions.count)
  }

  /// The same of the share that was right.
  var correctStandardError: Double? {
    guard questions.count > 1, let correctRate else { return nil }
    guard questions.count < trials else {
      return (correctRate * (1 - correctRate) / Double(trials - 1)).squareRoot()
    }
    return rights.standardError(
      mean: correctRate, unit: 1, trials: trials, clusters: questions.count)
  }

  /// Wilson's interval of the share that was right.
  var interval: WilsonInterval? {
    WilsonInterval(successes: correct, trials: trials, clusters: questions.count)
  }
}

/// What a standard error over clusters is made of, in whole numbers.
private struct ClusteredSquares {
  /// Over finished clusters: the squares of their sums, sums times sizes, and the squares of sizes.
  private var finished = (squares: 0, products: 0, sizes: 0)
  private var cluster = (sum: 0, size: 0)

  /// Adds a trial's number.
  mutating func add(_ value: Int, isNew: Bool) {
    if isNew {
      finished = total
      cluster = (0, 0)
    }
    cluster = (cluster.sum + value, cluster.size + 1)
  }

  /// The same with the cluster that is still growing.
  var total: (squares: Int, products: Int, sizes: Int) {
    (
      finished.squares + cluster.sum * cluster.sum,
      finished.products + cluster.sum * cluster.size,
      finished.sizes + cluster.size * cluster.size
    )
  }

  /// The clustered standard error of a mean (Miller, arXiv 2411.00640), with the correction for few
  /// clusters.
  func standardError(mean: Double, unit: Double, trials: Int, clusters: Int) -> Double {
    let (squares, products, sizes) = total
    let sum =
      Double(squares) / (unit * unit) - 2 * mean * Double(products) / unit
      + mean * mean * Double(sizes)
    let count = Double(clusters)
    return (max(0, sum) * count / (count - 1)).squareRoot() / Double(trials)
  }
}

/// The recording's moment in the spellings that formats of other tools want.
struct ExportTime {
  /// The moment, such as `2026-03-01T09:30:00`.
  let text: String
  /// Seconds since 1970-01-01 UTC.
  let epochSeconds: Int

  /// Reads `2026-03-01T09:30:00Z`; anything else is the beginning of 1970, which no recording is of.
  init(_ recorded: String) {
    let parts = recorded.utf8.split(whereSeparator: {
      !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0)
    })
    .map { Int(String(decoding: $0, as: UTF8.self)) }
    guard recorded.utf8.count == 20, recorded.hasSuffix("Z"), parts.count == 6,
      let year = parts[0], let month = parts[1], let day = parts[2], let hour = parts[3],
      let minute = parts[4], let second = parts[5], (1...12).contains(month), (1...31).contains(day)
    else {
      (text, epochSeconds) = ("1970-01-01T00:00:00", 0)
      return
    }
    text = String(recorded.dropLast())
    // Days of the civil calendar, the year beginning in March so that leap days come last.
    let shifted = month > 2 ? year : year - 1
    let yearDays = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400
    let monthDays = (153 * ((month + 9) % 12) + 2) / 5
    let days = yearDays + monthDays + day - 1 - 719_468
    epochSeconds = days * 86_400 + hour * 3_600 + minute * 60 + second
  }

  /// With time zone, such as `2026-03-01T09:30:00+00:00`.
  var withZone: String { text + "+00:00" }

  /// For file names, such as `2026-03-01T09-30-00`.
  var fileName: String { String(text.map { $0 == ":" ? "-" : $0 }) }
}

/// Names as parts of paths that every file system takes.
enum ExportPath {
  /// The name with everything replaced by `_` that paths give a meaning, or some system forbids.
  ///
  /// A name can neither leave its folder nor hide in it.
  static func component(_ name: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      let isForbidden = "\"<>:/\\|?*[]".unicodeScalars.contains(scalar)
      let isHidden = scalar == "." && text.isEmpty
      text.append(
        isForbidden || isHidden || scalar.value <= 0x20 || scalar.value == 0x7f ? "_" : scalar)
    }
    return text.isEmpty ? "_" : String(text)
  }
}
