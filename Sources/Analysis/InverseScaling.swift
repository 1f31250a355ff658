import RecordReplay
import ScoreSheets
public import Statistics
public import Sweeps
import Trials

/// A large against a small model over growing difficulty, with and without a code interpreter.
///
/// The paper claims inverse scaling: with a code interpreter smaller models sometimes beat larger
/// ones, since they reach for code earlier (section 5).
public struct InverseScaling: SweepAnalysis {
  /// A model and the next larger one, on the questions of a task that both answered with a method.
  public struct Pair: Sendable {
    /// What a pair shows.
    public enum Verdict: Sendable {
      /// The larger model is right more often.
      case largerIsBetter
      /// The smaller one is: inverse scaling.
      case smallerIsBetter
      /// Chance explains the difference.
      case unsettled
    }

    /// The task.
    public let task: ScoreAxes.Entry
    /// The method.
    public let method: ScoreAxes.Entry
    /// The smaller model's name.
    public let small: String
    /// The larger model's name.
    public let large: String
    /// The smaller model first.
    public let outcome: PairedSuccess
    /// The p-value among all pairs (Holm).
    public fileprivate(set) var adjusted = 1.0
    /// Rungs at which the smaller model has the higher success rate, among those that both answered.
    public let smallAhead: [Int]
    /// The families of the two, the smaller's first, where they are of different ones: then it is not size
    /// alone that differs.
    public let families: [String]?
    /// The smaller's trials that ended since its code failed, of those that were not right.
    public let smallFailures: ShareCount
    /// The larger's.
    public let largeFailures: ShareCount

    /// What the pair shows.
    public var verdict: Verdict {
      guard adjusted < HolmCorrection.level, outcome.direction != 0 else { return .unsettled }
      return outcome.direction > 0 ? .largerIsBetter : .smallerIsBetter
    }
  }

  /// A rung of a task's ladder with a method, model by model.
  public struct Rung: Sendable {
    /// The task.
    public let task: ScoreAxes.Entry
    /// The method.
    public let method: ScoreAxes.Entry
    /// The number, from 1.
    public let number: Int
    /// What its questions are like; `nil` where their task says nothing of it.
    public let complexity: String?
    /// The trials of each model, in the order of ``Findings/models``; `nil` where it has none.
    public let cells: [ComplexityCell?]
  }

  /// What was found.
  public struct Findings: Sendable {
    /// The models that have trials, the smallest first where their names state sizes.
    public let models: [String]
    /// Whether their names state sizes; otherwise they stand in the order of the sweeps.
    public let areOrdered: Bool
    /// The pairs, in the order of tasks, methods and sizes.
    public let pairs: [Pair]
    /// The rungs that some model was measured on, in the order of tasks and methods.
    public let rungs: [Rung]
    /// Trials that stood in a sweep before: the first counts, as the sweeps were named.
    public let repeated: Int
  }

  private var ladder: LadderTrials
  private var context: AnalysisContext { ladder.context }

  public init(_ context: AnalysisContext) { ladder = LadderTrials(context) }

  public mutating func add(_ trial: TrialFeatures) { ladder.add(trial) }

  public var findings: Findings {
    let measured = Set(ladder.trials.entries.map(\.trial.model))
    let names = context.axes.models.map(\.name).filter { measured.contains($0) }
    let ordered = ModelSize.ordered(names)
    let models = ordered ?? names
    return Findings(
      models: models, areOrdered: ordered != nil, pairs: pairs(of: models),
      rungs: rungs(of: models), repeated: ladder.trials.repeated)
  }

  private func pairs(of names: [String]) -> [Pair] {
    var pairs: [Pair] = []
    for task in context.axes.tasks {
      for method in context.axes.methods {
        let places = names.map {
          ladder.trials.places(model: $0, method: method.name, task: task.name)
        }
        let measured = names.indices.filter { !places[$0].isEmpty }
        for (small, large) in zip(measured, measured.dropFirst()) {
          guard let outcome = PairedSuccess(places[small], places[large]) else { continue }
          pairs.append(
            Pair(
              task: task, method: method, small: names[small], large: names[large],
              outcome: outcome, smallAhead: Self.ahead(places[small], places[large]),
              families: ModelFamily.different(
                [names[small], names[large]].map { [context.served[$0] ?? $0, $0] }),
              smallFailures: Self.failures(places[small], sharedWith: places[large]),
              largeFailures: Self.failures(places[large], sharedWith: places[small])))
        }
      }
    }
    let adjusted = HolmCorrection.adjusted(pairs.map(\.outcome.test.pValue))
    for index in pairs.indices { pairs[index].adjusted = adjusted[index] }
    return pairs
  }

  private static func ahead(
    _ small: [SampleKey: PairedTrials.Entry], _ large: [SampleKey: PairedTrials.Entry]
  ) -> [Int] {
    var lead: [Int: Int] = [:]
    for (place, entry) in small {
      guard let other = large[place] else { continue }
      lead[entry.rung, default: 0] += (entry.isRight ? 1 : 0) - (other.isRight ? 1 : 0)
    }
    return lead.filter { $0.value > 0 }.keys.sorted()
  }

  /// How many of a model's trials ended since its code failed, of those that were not right.
  private static func failures(
    _ own: [SampleKey: PairedTrials.Entry], sharedWith other: [SampleKey: PairedTrials.Entry]
  ) -> ShareCount {
    let missed = own.filter { other[$0.key] != nil && !$0.value.isRight }
    return ShareCount(missed.values) { $0.outcome == .executionFailed }
  }

  private func rungs(of names: [String]) -> [Rung] {
    context.axes.tasks.flatMap { task in
      context.axes.methods.flatMap { method in
        ladder.rungs(of: task.name, method: method.name, models: names).map { rung in
          Rung(
            task: task, method: method, number: rung.number, complexity: rung.complexity,
            cells: rung.cells)
        }
      }
    }
  }
}
