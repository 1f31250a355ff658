import Basics
import Statistics

/// Draws the questions anew, all policies jointly, and redoes the choice of settings, the best single
/// method and the hull in every draw.
struct Resampling: Sendable {
  /// What one draw comes to for one policy; `nil` where nothing that is defined was drawn.
  struct Draw: Sendable {
    var taskScore: Double?
    var questionScore: Double?
    var taskDifference: Double?
    var questionDifference: Double?
    var cost: Double?
    var hullDifference: Double?
  }

  let count: Int
  /// By draw, then policy.
  let draws: [[Draw]]

  /// Draws.
  ///
  /// - Parameters:
  ///   - policies: Each policy's choice among its settings.
  ///   - singles: The choice among single methods.
  ///   - options: What always asking each method comes to: the corners of the hull.
  ///   - units: What is held out; a bench of one task has no task to hold out.
  ///   - workers: How many draws are made at the same time; no output depends on it.
  init(
    count: Int, of policies: [HeldOutChoice], singles: HeldOutChoice, options: [Outcomes],
    units: [Folds.Unit], questions: Int, seed: String, workers: Int
  ) async {
    self.count = count
    // The weights are drawn one after the other, so that workers have no say in them.
    var generator = SeededGenerator(seed: "\(seed) resamples")
    var weights: [[UInt16]] = []
    weights.reserveCapacity(count)
    for _ in 0..<count {
      var drawn = Array(repeating: UInt16(0), count: questions)
      for _ in 0..<questions { drawn[generator.integer(in: 0...(questions - 1))] += 1 }
      weights.append(drawn)
    }
    let drawn = weights
    let step = max(1, min(16, count / max(workers, 1)))
    let pieces = stride(from: 0, to: count, by: step).map { $0..<min($0 + step, count) }
    draws = await withTaskGroup(of: (Int, [[Draw]]).self) { group in
      var results = Array(repeating: [[Draw]](), count: pieces.count)
      var next = 0
      func start() {
        guard next < pieces.count else { return }
        let piece = next
        next += 1
        group.addTask {
          let draws = pieces[piece].map {
            Self.draw(drawn[$0].map(Double.init), policies, singles, options, units)
          }
          return (piece, draws)
        }
      }
      for _ in 0..<max(workers, 1) { start() }
      while let (piece, draws) = await group.next() {
        results[piece] = draws
        start()
      }
      return results.flatMap(\.self)
    }
  }

  /// One draw.
  static func draw(
    _ weights: [Double], _ policies: [HeldOutChoice], _ singles: HeldOutChoice,
    _ options: [Outcomes], _ units: [Folds.Unit]
  ) -> [Draw] {
    let byTask = units.contains(.task) ? singles.values(weights, holdingOut: .task) : nil
    let byQuestion =
      units.contains(.question) ? singles.values(weights, holdingOut: .question) : nil
    let hull = hull(of: options, weights)
    return policies.map { policy in
      var draw = Draw()
      if let byQuestion {
        let values = policy.values(weights, holdingOut: .question)
        draw.questionScore = values.score(weights)
        draw.questionDifference = values.difference(from: byQuestion, weights)
        draw.cost = values.cost(weights)
      }
      if let byTask {
        let values = policy.values(weights, holdingOut: .task)
        draw.taskScore = values.score(weights)
        draw.taskDifference = values.difference(from: byTask, weights)
        draw.cost = values.cost(weights)
      }
      if let hull, let cost = draw.cost, let score = draw.taskScore ?? draw.questionScore,
        let zero = hull.score(at: cost)
      {
        draw.hullDifference = score - zero
      }
      return draw
    }
  }

  /// The hull of the single methods on the questions that were drawn.
  static func hull(of options: [Outcomes], _ weights: [Double]) -> CostScoreHull? {
    guard options.allSatisfy(\.isCostKnown) else { return nil }
    return CostScoreHull(
      of: options.compactMap { option in
        let values = HeldOutChoice.Values(
          rates: option.rates, costs: option.costs, defined: option.defined)
        guard let score = values.score(weights), let cost = values.cost(weights) else { return nil }
        return .init(cost: cost, score: score)
      })
  }
}

/// An interval of 95 % around what held-out questions gave, and how surely it is not 0.
///
/// Redoing a choice in every draw counts the chance in the choice twice: the questions at hand differ from
/// others by chance, and the draws from the questions at hand once more. Leaving the choice as it is counts
/// it not at all. The mean of the two variances counts it once, and covers what is true in 95 of 100 cases
/// on pure noise, where the one alone covers 99 and the other 80.
public struct DrawnInterval: Hashable, Sendable {
  /// The lower bound.
  public let lower: Double
  /// The upper bound.
  public let upper: Double
  /// The two-sided p-value of its being 0.
  public let pValue: Double

  /// Creates an interval; `nil` without an estimate, or where more than a twentieth of the draws came to
  /// nothing.
  ///
  /// - Parameters:
  ///   - draws: What the draws came to with every choice redone.
  ///   - range: What it can be.
  ///   - fixedVariance: The variance of the estimate with its choices as they are; that of the draws where
  ///     it is `nil`.
  init?(
    _ estimate: Double?, draws: [Double?], range: ClosedRange<Double> = -1...1,
    fixedVariance: Double? = nil
  ) {
    let known = draws.compactMap(\.self)
    guard let estimate, known.count > 1, known.count * 20 >= draws.count * 19 else { return nil }
    let mean = known.reduce(0, +) / Double(known.count)
    let redone =
      known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count - 1)
    let error = ((redone + (fixedVariance ?? redone)) / 2).squareRoot()
    let reach = WilsonInterval.quantile95 * error
    lower = max(range.lowerBound, estimate - reach)
    upper = min(range.upperBound, estimate + reach)
    // Nothing that varies is no proof of anything.
    pValue = error > 1e-12 ? NormalTail.twoSided(abs(estimate) / error) : 1
  }
}
