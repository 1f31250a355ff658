import Analysis
import Basics
import PythonLiterals
import RecordReplay
import Regression
import ScoreSheets
import Statistics
public import Sweeps
import Trials

/// What an experiment may know beside the trials.
public struct ExperimentContext: Sendable {
  /// Models, methods and tasks of all sweeps.
  public var axes: ScoreAxes
  /// What the rungs of each task are like.
  public var ladders: [String: [Int: String]]

  /// Creates a context.
  public init(axes: ScoreAxes, ladders: [String: [Int: String]]) {
    self.axes = axes
    self.ladders = ladders
  }
}

/// One of the experiments that the paper suggests first.
public struct ExperimentKind: Sendable {
  /// The name on the command line.
  public var name: String
  /// What it asks, in a line.
  public var question: String
  /// Begins it.
  public var begin: @Sendable (ExperimentContext) -> any SweepAnalysis

  /// Creates a kind.
  public init(
    name: String, question: String,
    begin: @escaping @Sendable (ExperimentContext) -> any SweepAnalysis
  ) {
    self.name = name
    self.question = question
    self.begin = begin
  }
}

/// The experiments, each of one file beside this one.
public enum ExperimentRegistry {
  /// All experiments.
  public static let all: [ExperimentKind] = [
    InverseScalingExperiment.kind, CodeUsageExperiment.kind, ForcedCodeExperiment.kind,
  ]

  /// The experiment of a name.
  public static func kind(named name: String) -> ExperimentKind? { all.first { $0.name == name } }

  /// What to say of a name that is none.
  public static func unknown(_ name: String) -> String {
    "--experiment \(name): there is no such experiment. "
      + NearMatch.hint(for: name, among: all.map(\.name))
  }
}

/// The trials of an experiment, each once.
struct ExperimentTrials: Sendable {
  /// What is kept of a trial.
  struct Entry {
    var trial: TrialID
    var rung: Int
    var isRight: Bool
    var usedCode: Bool
    var code: PythonComputation.Verdict?
  }

  /// What two trials share that answer the same question the same way.
  struct Place: Hashable, Comparable {
    var task: String
    var question: String
    var sample: Int

    static func < (left: Place, right: Place) -> Bool {
      let (a, b) = (
        CellKey(model: left.task, method: left.question, task: ""),
        CellKey(model: right.task, method: right.question, task: "")
      )
      return a == b ? left.sample < right.sample : a < b
    }
  }

  private(set) var entries: [Entry] = []
  private var seen: Set<TrialID> = []
  private var repeated = 0

  mutating func add(_ features: TrialFeatures) {
    let line = features.line
    guard seen.insert(line.trial).inserted else {
      repeated += 1
      return
    }
    entries.append(
      Entry(
        trial: line.trial, rung: line.rung, isRight: line.outcome == .correct,
        usedCode: line.usedCode, code: features.code))
  }

  /// What to say of trials that several sweeps hold.
  var notes: [String] {
    repeated == 0
      ? []
      : [
        "\(ReportWords.count(repeated, "trial")) stood in a sweep before: the first counts, as the "
          + "sweeps were named."
      ]
  }

  /// The trials of a model and method, by what they share with others.
  func places(model: String, method: String, task: String? = nil) -> [Place: Entry] {
    var places: [Place: Entry] = [:]
    for entry in entries
    where entry.trial.model == model && entry.trial.method == method
      && (task == nil || entry.trial.task == task)
    {
      let id = entry.trial
      places[Place(task: id.task, question: id.question, sample: id.sample)] = entry
    }
    return places
  }
}

/// Two groups of trials on the same questions, with everything that a comparison says.
struct PairedOutcome {
  let pairs: Int
  let first: Int
  let second: Int
  let test: McNemarTest
  let difference: PairedDifference?
  let detectable: DetectableEffect?

  init(
    _ first: [ExperimentTrials.Place: ExperimentTrials.Entry],
    _ second: [ExperimentTrials.Place: ExperimentTrials.Entry]
  ) {
    var (both, onlyFirst, onlySecond, neither) = (0, 0, 0, 0)
    for (place, mine) in first {
      guard let other = second[place] else { continue }
      switch (mine.isRight, other.isRight) {
      case (true, true): both += 1
      case (true, false): onlyFirst += 1
      case (false, true): onlySecond += 1
      case (false, false): neither += 1
      }
    }
    pairs = both + onlyFirst + onlySecond + neither
    self.first = both + onlyFirst
    self.second = both + onlySecond
    test = McNemarTest(onlyFirst: onlyFirst, onlySecond: onlySecond)
    difference = PairedDifference(
      both: both, onlyFirst: onlyFirst, onlySecond: onlySecond, neither: neither)
    detectable = DetectableEffect(pairs: pairs, discordant: onlyFirst + onlySecond)
  }

  /// The difference in points with its interval.
  var text: String {
    guard let difference else { return "-" }
    return ReportWords.difference(
      100 * difference.difference, 100 * difference.lower, 100 * difference.upper, decimals: 0)
  }

  /// What so few pairs could not have shown.
  var reach: String {
    guard let detectable else { return "" }
    return "a difference under \(ReportWords.percent(detectable.difference)) points could go unseen"
  }

  /// The cells of a table of pairs, from the number of pairs on.
  func cells(adjusted: Double?) -> [TextTable.Cell] {
    [
      .integer(pairs), .integer(first), .integer(second), .integer(test.onlyFirst),
      .integer(test.onlySecond), .number(difference.map { 100 * $0.difference }, 1),
      .number(difference.map { 100 * $0.lower }, 1), .number(difference.map { 100 * $0.upper }, 1),
      .number(test.pValue, 4), .number(adjusted, 4),
      .number(detectable.map { 100 * $0.difference }, 1),
    ]
  }

  /// The columns for these cells.
  static func columns(_ first: String, _ second: String) -> [TextTable.Column] {
    [
      .init(name: "pairs", title: "Questions"),
      .init(name: "first-right", title: "\(first) right"),
      .init(name: "second-right", title: "\(second) right"),
      .init(name: "only-first", title: "Only \(first)"),
      .init(name: "only-second", title: "Only \(second)"),
      .init(name: "difference", title: "Difference"),
      .init(name: "low", title: "95 % from", shortTitle: "from"),
      .init(name: "high", title: "95 % to", shortTitle: "to"),
      .init(name: "p", title: "p"), .init(name: "p-holm", title: "p (Holm)"),
      .init(name: "detectable", title: "Detectable"),
    ]
  }

  static let note =
    "Difference: points of success rate, second less first, on the questions that both answered; "
    + "Newcombe's paired interval, McNemar's exact test, Holm's correction over the table. "
    + "Detectable: what a test of 5 % would have seen in 80 % of cases."
}
