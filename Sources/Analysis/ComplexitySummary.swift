import RecordReplay
public import ScoreSheets
import Statistics
public import Sweeps
import Tasks
public import Trials

/// A place on a task's ladder of complexity, with one model and method.
public struct ComplexityKey: Hashable, Sendable {
  /// The model, the method and the task.
  public var cell: CellKey
  /// The rung, from 1.
  public var rung: Int

  /// Creates a key.
  public init(_ cell: CellKey, rung: Int) {
    self.cell = cell
    self.rung = rung
  }
}

/// The trials at one place of a ladder, in the four classes of the paper's figures.
public struct ComplexityCell: Hashable, Sendable {
  /// All trials.
  public private(set) var total: CellSums
  /// Trials that used code and were right.
  public private(set) var rightWithCode = 0
  /// Wrong answers among those without code.
  public private(set) var wrongAmongTexts = ShareCount()

  /// Creates an empty cell.
  public init(over denominator: Denominator = .answered) {
    total = CellSums(over: denominator)
  }

  /// Adds a trial.
  public mutating func add(_ line: TrialLine) {
    let counted = total.counted
    total.add(line)
    rightWithCode += line.usedCode && line.outcome == .correct ? 1 : 0
    if !line.usedCode, total.counted > counted {
      wrongAmongTexts.add(line.outcome != .correct, line.trial)
    }
  }

  /// Trials that were right.
  public var right: Int { total.count(of: .correct) }
  /// Trials that were right without code.
  public var rightWithoutCode: Int { right - rightWithCode }
  /// Trials that used code and were not right.
  public var wrongWithCode: Int { total.costs.codeTrials - rightWithCode }
  /// Trials that used no code and were not right.
  public var wrongWithoutCode: Int { total.counted - right - wrongWithCode }
}

/// The cells of a sweep along the ladders of its tasks.
public struct ComplexitySummary: SummaryByAxes {
  /// The cells that were measured.
  public private(set) var cells: [ComplexityKey: ComplexityCell] = [:]
  /// Models, methods and tasks in the order in which they should be shown.
  public private(set) var axes: ScoreAxes
  /// What the rungs of each task are like, such as `digits 4-6, factors 3`.
  public private(set) var ladders: [String: [Int: String]]
  /// Which trials rates are over.
  public let denominator: Denominator

  /// Creates a summary without trials.
  public init(
    axes: ScoreAxes, ladders: [String: [Int: String]], over denominator: Denominator = .answered
  ) {
    self.axes = axes
    self.ladders = ladders
    self.denominator = denominator
  }

  /// Adds a trial.
  public mutating func add(_ line: TrialLine) {
    let cell = CellKey(
      model: line.trial.model, method: line.trial.method, task: line.trial.task)
    cells[ComplexityKey(cell, rung: line.rung), default: ComplexityCell(over: denominator)].add(
      line)
  }

  /// Two summaries without a model in common as one; where both have a cell, this one's is kept.
  public func merging(_ other: ComplexitySummary) -> ComplexitySummary {
    var merged = self
    merged.axes = axes.merging(other.axes)
    merged.cells.merge(other.cells) { mine, _ in mine }
    merged.ladders.merge(other.ladders) { $0.merging($1) { mine, _ in mine } }
    return merged
  }

  /// The rungs of a task that were measured with a model, ascending.
  public func rungs(of task: String, model: String) -> [Int] {
    Set(cells.keys.filter { $0.cell.task == task && $0.cell.model == model }.map(\.rung)).sorted()
  }
}

extension QuestionLibrary {
  /// What the rungs of a task's questions are like: each complexity parameter with its range.
  public func ladder(of task: String) -> [Int: String] {
    var ranges: [Int: [(name: String, low: Int, high: Int)]] = [:]
    for question in self[task].map(\.loaded.question) {
      var rung = ranges[question.rung] ?? []
      for parameter in question.complexity {
        if let index = rung.firstIndex(where: { $0.name == parameter.name }) {
          rung[index].low = min(rung[index].low, parameter.value)
          rung[index].high = max(rung[index].high, parameter.value)
        } else {
          rung.append((parameter.name, parameter.value, parameter.value))
        }
      }
      ranges[question.rung] = rung
    }
    return ranges.mapValues { rung in
      rung.map { $0.low == $0.high ? "\($0.name) \($0.low)" : "\($0.name) \($0.low)-\($0.high)" }
        .joined(separator: ", ")
    }
  }
}
