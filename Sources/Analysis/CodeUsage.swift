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

  private var ladder: LadderTrials

  public init(_ context: AnalysisContext) { ladder = LadderTrials(context) }

  public mutating func add(_ trial: TrialFeatures) { ladder.add(trial) }

  public var findings: Findings { Findings(ladders: ladders, repeated: ladder.trials.repeated) }

  private var ladders: [Ladder] {
    let axes = ladder.context.axes
    return axes.models.flatMap { model in
      axes.tasks.flatMap { task in
        axes.methods.compactMap { method -> Ladder? in
          let rungs = ladder.rungs(of: task.name, method: method.name, models: [model.name])
            .compactMap { rung in
              rung.cells[0].map {
                Ladder.Rung(number: rung.number, complexity: rung.complexity, cell: $0)
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
          first.cell.total.withCode, last.cell.total.withCode)
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
      func pooled(_ rungs: ArraySlice<Ladder.Rung>) -> ShareCount {
        rungs.reduce(into: ShareCount()) { $0.add($1.cell.total.correct) }
      }
      let inner = rungs.dropFirst().dropLast()
      let center = pooled(inner)
      guard
        let fromFirst = IndependentDifference(pooled(rungs.prefix(1)), center),
        let fromLast = IndependentDifference(pooled(rungs.suffix(1)), center)
      else { return nil }
      self.fromFirst = fromFirst
      self.fromLast = fromLast
      wrongWithoutCode = inner.reduce(into: ShareCount()) { $0.add($1.cell.wrongAmongTexts) }
    }

    /// The course of success along the ladder, as far as the intervals show it.
    public var course: Course {
      if fromFirst.upper < 0, fromLast.upper < 0 { return .dip }
      return fromFirst.upper < 0 && fromLast.lower > 0 ? .slope : .unsettled
    }
  }
}
