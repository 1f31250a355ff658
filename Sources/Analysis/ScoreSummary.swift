package import Basics
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
  /// Which trials means and rates are over.
  public let denominator: Denominator

  /// Creates a summary without trials.
  public init(axes: ScoreAxes, over denominator: Denominator = .answered) {
    self.axes = axes
    self.denominator = denominator
  }

  /// Adds a trial.
  public mutating func add(_ line: TrialLine) {
    let key = CellKey(
      model: line.trial.model, method: line.trial.method, task: line.trial.task)
    cells[key, default: CellSums(over: denominator)].add(line)
  }

  /// Two summaries without a model in common as one; where both have a cell, this one's is kept.
  public func merging(_ other: ScoreSummary) -> ScoreSummary {
    var merged = ScoreSummary(axes: axes.merging(other.axes), over: denominator)
    merged.cells = cells.merging(other.cells) { mine, _ in mine }
    return merged
  }

  /// A cell; `nil` where the method does not apply to the model, or nothing was measured.
  public subscript(model: String, method: String, task: String) -> CellSums? {
    cells[CellKey(model: model, method: method, task: task)]
  }

  /// All trials.
  public var trials: Int { cells.values.reduce(0) { $0 + $1.trials } }

  /// The trials of a model and method over all tasks.
  ///
  /// - Parameter model: The model; `nil` for all of them.
  public func total(of method: String, model: String?) -> CellSums {
    var total = CellSums(over: denominator)
    // Sums are of integers: the order of the cells cannot change them.
    for (key, cell) in cells where key.method == method && (model == nil || key.model == model) {
      total.add(cell)
    }
    return total
  }
}

extension ScoreSummary {
  /// Adds all trials that a reader has left.
  public mutating func add(_ reader: ScoreSheetReader) throws(ScoreSheetError) {
    var reader = reader
    while let line = try reader.next() { add(line) }
  }
}

/// Mean scores by model, method and task: what the paper's metrics are computed from, be the scores
/// measured or published.
public struct ScoreTable: Hashable, Sendable {
  /// Models, methods and tasks in order, and which methods do not apply.
  public let axes: ScoreAxes
  /// Which trials the means are over.
  public let denominator: Denominator
  private var scores: [CellKey: Rational] = [:]
  private var trials: [CellKey: CellHoles] = [:]

  /// Creates a table without scores.
  public init(axes: ScoreAxes) {
    self.axes = axes
    denominator = .answered
  }

  /// Creates a table of the mean scores of a summary, from 0 to 100.
  public init(_ summary: ScoreSummary) {
    axes = summary.axes
    denominator = summary.denominator
    scores = summary.cells.compactMapValues(\.exactMeanScore)
    trials = summary.cells.mapValues {
      CellHoles(
        unanswered: $0.unanswered, trials: $0.trials, ungraded: $0.count(of: .graderError))
    }
  }

  /// What is missing of a cell; `nil` where every trial of it was answered.
  public func holes(_ model: String, _ method: String, _ task: String) -> CellHoles? {
    trials[CellKey(model: model, method: method, task: task)].flatMap {
      $0.unanswered > 0 ? $0 : nil
    }
  }

  /// What is missing of all cells of a model and method; `nil` where every trial was answered.
  public func holes(_ model: String, _ method: String) -> CellHoles? {
    let cells = axes.tasks.compactMap {
      trials[CellKey(model: model, method: method, task: $0.name)]
    }
    let unanswered = cells.reduce(0) { $0 + $1.unanswered }
    guard unanswered > 0 else { return nil }
    return CellHoles(
      unanswered: unanswered, trials: cells.reduce(0) { $0 + $1.trials },
      ungraded: cells.reduce(0) { $0 + $1.ungraded })
  }

  /// A mean score; `nil` where nothing was measured.
  ///
  /// Its unit is free: normalised scores and ranks do not depend on it. One that is set is taken for the
  /// decimal that it was published as.
  public subscript(model: String, method: String, task: String) -> Double? {
    get { exact(model, method, task)?.double }
    set {
      let key = CellKey(model: model, method: method, task: task)
      scores[key] = newValue.flatMap { Rational(decimal: $0) }
    }
  }

  /// A mean score as the fraction that it is.
  package func exact(_ model: String, _ method: String, _ task: String) -> Rational? {
    scores[CellKey(model: model, method: method, task: task)]
  }
}

/// What a method's name says.
public enum MethodName {
  /// Whether a name is one of a single-turn method: `all-code`, not `all-code@2`.
  public static func isSingleTurn(_ name: String) -> Bool {
    !name.utf8.contains(UInt8(ascii: "@"))
  }

  /// Whether a name is one of a prompt variant: `all-code+terse`, not `all-code`.
  public static func isPromptVariant(_ name: String) -> Bool {
    name.utf8.contains(UInt8(ascii: "+"))
  }

  /// Whether a method is ranked: with one turn, as in the paper, and the base's prompts.
  ///
  /// Only these give the best score by which others are divided: other prompts beside them move no
  /// number of theirs.
  public static func isRanked(_ name: String) -> Bool {
    isSingleTurn(name) && !isPromptVariant(name)
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
