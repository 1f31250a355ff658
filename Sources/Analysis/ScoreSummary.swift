import Basics
public import ModelAPI
import RecordReplay
public import ScoreSheets
import Statistics
public import Sweeps
public import Trials

/// The cells of a sweep, or of several: everything that tables are made of, in memory that grows
/// with the number of cells and not of trials.
public struct ScoreSummary: SummaryByAxes, Hashable {
  /// The cells that were measured.
  public private(set) var cells: [CellKey: CellSums] = [:]
  /// Models, methods and tasks in the order in which they should be shown.
  public let axes: ScoreAxes

  /// Creates a summary without trials.
  public init(axes: ScoreAxes) {
    self.axes = axes
  }

  /// Adds a trial.
  public mutating func add(_ line: TrialLine) {
    let key = CellKey(
      model: line.trial.model, method: line.trial.method, task: line.trial.task)
    cells[key, default: CellSums()].add(line)
  }

  /// Two summaries without a model in common as one; where both have a cell, this one's is kept.
  public func merging(_ other: ScoreSummary) -> ScoreSummary {
    var merged = ScoreSummary(axes: axes.merging(other.axes))
    merged.cells = cells.merging(other.cells) { mine, _ in mine }
    return merged
  }

  /// A cell; `nil` where the method does not apply to the model, or nothing was measured.
  public subscript(model: String, method: String, task: String) -> CellSums? {
    cells[CellKey(model: model, method: method, task: task)]
  }

  /// All trials.
  public var trials: Int { cells.values.reduce(0) { $0 + $1.trials } }
}

extension ScoreSummary {
  /// Adds all trials that a reader has left.
  public mutating func add(_ reader: ScoreSheetReader) throws(ScoreSheetError) {
    var reader = reader
    while let line = try reader.next() { add(line) }
  }
}

/// The trials of one model, method and task, added up.
public struct CellSums: Hashable, Sendable {
  /// Trials.
  public private(set) var trials = 0
  /// Sum of the scores, in millionths, so that the order of addition cannot matter.
  public private(set) var scoreMillionths = 0
  /// Trials by outcome.
  public private(set) var outcomes: [Outcome: Int] = [:]
  /// Tokens of all calls.
  public private(set) var usage = TokenUsage.zero
  /// The paper's token length, estimated; see ``TrialLine/textTokens``.
  public private(set) var textTokens = 0
  /// Recorded runtime in microseconds.
  public private(set) var runtimeMicroseconds = 0
  /// Recorded waits in microseconds.
  public private(set) var waitMicroseconds = 0
  /// Trials whose model answered with code that was run.
  public private(set) var codeTrials = 0
  /// Model calls.
  public private(set) var calls = 0
  /// What reading answers by a model took; `nil` where rules alone read them.
  public private(set) var extraction: ExtractionCost?

  /// Creates an empty cell.
  public init() {}

  /// Adds a trial.
  ///
  /// Sums that would overflow stay at the largest number.
  public mutating func add(_ line: TrialLine) {
    trials += 1
    scoreMillionths += line.scoreMillionths
    outcomes[line.outcome, default: 0] += 1
    usage = usage + line.usage
    textTokens = textTokens.addingSaturated(line.textTokens)
    runtimeMicroseconds = runtimeMicroseconds.addingSaturated(line.runtimeMicroseconds)
    waitMicroseconds = waitMicroseconds.addingSaturated(line.waitMicroseconds)
    codeTrials += line.usedCode ? 1 : 0
    calls = calls.addingSaturated(line.calls)
    add(line.extraction)
  }

  /// Adds the trials of another cell, for a total over tasks or models.
  public mutating func add(_ other: CellSums) {
    trials += other.trials
    scoreMillionths += other.scoreMillionths
    outcomes.merge(other.outcomes, uniquingKeysWith: +)
    usage = usage + other.usage
    textTokens = textTokens.addingSaturated(other.textTokens)
    runtimeMicroseconds = runtimeMicroseconds.addingSaturated(other.runtimeMicroseconds)
    waitMicroseconds = waitMicroseconds.addingSaturated(other.waitMicroseconds)
    codeTrials += other.codeTrials
    calls = calls.addingSaturated(other.calls)
    add(other.extraction)
  }

  private mutating func add(_ other: ExtractionCost?) {
    guard let other else { return }
    var sum = extraction ?? ExtractionCost()
    sum.add(other)
    extraction = sum
  }

  /// The mean score, from 0 to 100; `nil` without trials.
  public var meanScore: Double? { mean(Double(scoreMillionths) / 10_000) }

  /// The part of the trials whose model answered with code, from 0 to 1; `nil` without trials.
  public var codeUsage: Double? { mean(Double(codeTrials)) }

  /// Tokens a trial by the provider's count; `nil` where a count is unknown.
  public var meanTokens: Double? { usage.total.flatMap { mean(Double($0)) } }

  /// The paper's token length a trial, estimated; `nil` without trials.
  public var meanTextTokens: Double? { mean(Double(textTokens)) }

  /// Recorded runtime a trial, in seconds; `nil` without trials.
  public var meanRuntimeSeconds: Double? { mean(Double(runtimeMicroseconds) / 1_000_000) }

  /// Trials with an answer that was graded: correct, partial or wrong.
  ///
  /// The other denominator of a success rate, beside ``trials``.
  public var answered: Int { count(of: .correct) + count(of: .partial) + count(of: .wrong) }

  /// Trials of an outcome.
  public func count(of outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }

  private func mean(_ sum: Double) -> Double? {
    trials > 0 ? sum / Double(trials) : nil
  }
}

/// Mean scores by model, method and task: what the paper's metrics are computed from, be the scores
/// measured or published.
public struct ScoreTable: Hashable, Sendable {
  /// Models, methods and tasks in order, and which methods do not apply.
  public let axes: ScoreAxes
  private var scores: [CellKey: Double] = [:]

  /// Creates a table without scores.
  public init(axes: ScoreAxes) {
    self.axes = axes
  }

  /// Creates a table of the mean scores of a summary, from 0 to 100.
  public init(_ summary: ScoreSummary) {
    axes = summary.axes
    scores = summary.cells.compactMapValues(\.meanScore)
  }

  /// A mean score; `nil` where nothing was measured.
  ///
  /// Its unit is free: normalised scores and ranks do not depend on it.
  public subscript(model: String, method: String, task: String) -> Double? {
    get { scores[CellKey(model: model, method: method, task: task)] }
    set { scores[CellKey(model: model, method: method, task: task)] = newValue }
  }
}

/// What a method's name says.
public enum MethodName {
  /// Whether a name is one of a single-turn method: `all-code`, not `all-code@2`.
  ///
  /// Only these are ranked, and only these give the best score by which others are divided, as in
  /// the paper.
  public static func isSingleTurn(_ name: String) -> Bool {
    !name.utf8.contains(UInt8(ascii: "@"))
  }
}

/// A summary along models, methods and tasks.
public protocol SummaryByAxes: Sendable {
  /// Models, methods and tasks in the order in which they should be shown.
  var axes: ScoreAxes { get }

  /// Two summaries without a model in common as one.
  func merging(_ other: Self) -> Self
}

/// Sweeps whose numbers may stand in one table.
///
/// Sweeps that ask other methods or other tasks have averages over something else: side by side they
/// would be compared. And two sweeps of one model have two numbers for one cell, of which a table
/// could only show one.
public struct SummaryGroup<Summary: SummaryByAxes>: Sendable {
  /// The names of the sweeps, in order.
  public private(set) var sweeps: [String]
  /// Their summaries as one.
  public private(set) var summary: Summary

  /// Sorts sweeps into as few groups as may be, each at the place of its first sweep.
  public static func groups(of summaries: [(sweep: String, summary: Summary)]) -> [SummaryGroup] {
    var groups: [SummaryGroup] = []
    for (sweep, summary) in summaries {
      if let index = groups.firstIndex(where: { $0.summary.axes.compares(with: summary.axes) }) {
        groups[index].sweeps.append(sweep)
        groups[index].summary = groups[index].summary.merging(summary)
      } else {
        groups.append(SummaryGroup(sweeps: [sweep], summary: summary))
      }
    }
    return groups
  }
}

extension ScoreAxes {
  /// Whether both have the same methods and tasks, and no model in common.
  public func compares(with other: ScoreAxes) -> Bool {
    methods.map(\.name) == other.methods.map(\.name) && tasks.map(\.name) == other.tasks.map(\.name)
      && Set(models.map(\.name)).isDisjoint(with: other.models.map(\.name))
  }
}
