import ScoreSheets
public import Statistics
public import Sweeps

/// How often a model writes code along complexity, and how it fares with and without it.
///
/// The paper claims that a code interpreter's model answers easy questions in text and hard ones in
/// code, and fails in between, where it is overconfident and stays with text (section 5).
public struct CodeUsage: SweepAnalysis {
  /// What was found.
  public struct Findings: Sendable {
    /// Every ladder that was measured, in the order of models, tasks and methods.
    public let ladders: [Ladder]
    /// Trials that stood in a sweep before: the first counts, as the sweeps were named.
    public let repeated: Int
  }

  private let context: AnalysisContext
  private var trials = PairedTrials()
  private var summary: ComplexitySummary

  public init(_ context: AnalysisContext) {
    self.context = context
    summary = ComplexitySummary(
      axes: context.axes, ladders: context.ladders, over: context.denominator)
  }

  public mutating func add(_ trial: TrialFeatures) {
    if trials.add(trial) { summary.add(trial.line) }
  }

  public var findings: Findings { Findings(ladders: ladders, repeated: trials.repeated) }

  private var ladders: [Ladder] {
    context.axes.models.flatMap { model in
      context.axes.tasks.flatMap { task in
        context.axes.methods.compactMap { method -> Ladder? in
          let key = CellKey(model: model.name, method: method.name, task: task.name)
          let rungs = summary.rungs(of: task.name, model: model.name).compactMap { rung in
            summary.cells[ComplexityKey(key, rung: rung)].map {
              Ladder.Rung(
                number: rung, complexity: context.ladders[task.name]?[rung], cell: $0)
            }
          }
          return rungs.isEmpty
            ? nil : Ladder(model: model, method: method, task: task, rungs: rungs)
        }
      }
    }
  }
}

extension CodeUsage {
  /// One model and method on the ladder of one task.
  public struct Ladder: Sendable {
    /// A rung with its trials.
    public struct Rung: Sendable {
      /// The number, from 1.
      public let number: Int
      /// What its questions are like; `nil` where their task says nothing of it.
      public let complexity: String?
      /// The trials.
      public let cell: ComplexityCell
    }

    /// The fewest trials on a rung that a sentence is made of.
    public static let fewest = 3

    /// The model.
    public let model: ScoreAxes.Entry
    /// The method.
    public let method: ScoreAxes.Entry
    /// The task.
    public let task: ScoreAxes.Entry
    /// The rungs that were measured, the easiest first; at least one.
    public let rungs: [Rung]

    /// What is said of the ladder; `nil` where it has one rung, or too few trials on one.
    public var story: Story? {
      guard let first = rungs.first, let last = rungs.last, rungs.count > 1,
        rungs.allSatisfy({ $0.cell.total.counted >= Self.fewest }),
        let change = IndependentDifference(
          first: (first.cell.total.costs.codeTrials, first.cell.total.counted),
          second: (last.cell.total.costs.codeTrials, last.cell.total.counted))
      else { return nil }
      return Story(first: first, last: last, usageChange: change, middle: Middle(rungs))
    }
  }

  /// What a ladder tells.
  public struct Story: Sendable {
    /// The easiest rung.
    public let first: Ladder.Rung
    /// The hardest rung.
    public let last: Ladder.Rung
    /// The share of trials with code on the hardest rung less that on the easiest.
    public let usageChange: IndependentDifference
    /// The rungs between them; `nil` where there is none.
    public let middle: Middle?
  }

  /// Success on the rungs between the easiest and the hardest, taken together.
  public struct Middle: Sendable {
    /// The course of success.
    public enum Course: Sendable {
      /// It is lower than at both ends.
      case dip
      /// It falls from the first rung to the last.
      case slope
      /// Neither is shown.
      case unsettled
    }

    /// Its success rate less that of the first rung.
    public let fromFirst: IndependentDifference
    /// Its success rate less that of the last rung.
    public let fromLast: IndependentDifference
    /// The answers without code that were wrong, of all answers without code.
    public let wrongWithoutCode: ShareCount

    init?(_ rungs: [Ladder.Rung]) {
      guard rungs.count > 2 else { return nil }
      func pooled(_ rungs: ArraySlice<Ladder.Rung>) -> (successes: Int, trials: Int) {
        rungs.reduce((0, 0)) { ($0.0 + $1.cell.right, $0.1 + $1.cell.total.counted) }
      }
      let inner = rungs.dropFirst().dropLast()
      let center = pooled(inner)
      guard
        let fromFirst = IndependentDifference(first: pooled(rungs.prefix(1)), second: center),
        let fromLast = IndependentDifference(first: pooled(rungs.suffix(1)), second: center)
      else { return nil }
      self.fromFirst = fromFirst
      self.fromLast = fromLast
      let wrong = inner.reduce(0) { $0 + $1.cell.wrongWithoutCode }
      let right = inner.reduce(0) { $0 + $1.cell.rightWithoutCode }
      wrongWithoutCode = ShareCount(count: wrong, total: wrong + right)
    }

    /// The course of success along the ladder, as far as the intervals show it.
    public var course: Course {
      if fromFirst.upper < 0, fromLast.upper < 0 { return .dip }
      return fromFirst.upper < 0 && fromLast.lower > 0 ? .slope : .unsettled
    }
  }
}
