import Basics

/// How well probabilities that were stated match what came true, and how well they order it.
///
/// Few different values are a bin each; many are put into ten bins of as many trials each, whose bounds
/// never part equal values.
public struct ConfidenceScores: Sendable {
  /// A bin of trials.
  public struct Bin: Hashable, Sendable {
    /// Trials.
    public let count: Int
    /// The mean probability that was stated.
    public let stated: Double
    /// The share that came true.
    public let observed: Double
  }

  /// The most different values that are a bin each.
  static let valueLimit = 21
  /// How often the null is drawn.
  static let nullDraws = 400

  /// Trials.
  public let count: Int
  /// The bins, from the lowest probability.
  public let bins: [Bin]
  /// The mean probability that was stated.
  public let meanStated: Double
  /// The share that came true.
  public let meanObserved: Double
  /// The expected calibration error: 0 is perfect, and so few trials never show it.
  public let calibrationError: Double
  /// What the error would be if every probability were true: its mean over draws, and its upper 95 %.
  public let nullError: (mean: Double, upper: Double)
  /// Where the share that came true of each bin would lie if every probability were true: the middle 95 %
  /// of the draws.
  public let nullShares: [ClosedRange<Double>]
  /// The squared error less what chance adds to it.
  ///
  /// About 0 where every probability is true, and below it half of the time. Bins of one trial say nothing
  /// and are left out.
  public let debiasedSquare: Double?
  /// The Brier score: reliability - resolution + uncertainty, exactly where each bin holds one value.
  public let brier: Double
  /// How far what came true lies from what was stated.
  public let reliability: Double
  /// How far what came true differs from bin to bin.
  public let resolution: Double
  /// What was to be told: p(1 - p) of what came true.
  public let uncertainty: Double
  /// The probability that a right trial has the higher confidence, ties as half; `nil` where all came to
  /// the same.
  public let discrimination: Double?
  /// The area under the risk-coverage curve: the mean error of the most confident trials over all
  /// coverages, ties in expectation.
  public let riskCoverage: Double
  /// The least area that so many errors allow.
  public let leastRiskCoverage: Double
  /// The same with errors counted among all trials (AUGRC).
  public let generalizedRiskCoverage: Double

  /// Scores probabilities; `nil` without any.
  ///
  /// - Parameters:
  ///   - trials: The probability from 0 to 1, and whether it came true.
  ///   - seed: What seeds the draws of the null.
  public init?(_ trials: [(stated: Double, isRight: Bool)], seed: String) {
    guard !trials.isEmpty else { return nil }
    let sorted = trials.sorted { $0.stated < $1.stated }
    let count = Double(sorted.count)
    let groups = Self.groups(sorted.map(\.stated))
    self.count = sorted.count
    let bins = groups.map { Bin(sorted[$0]) }
    self.bins = bins
    meanStated = sorted.reduce(0) { $0 + $1.stated } / count
    let observed = Double(sorted.count(where: \.isRight)) / count
    meanObserved = observed
    calibrationError = Self.error(bins, count)
    brier =
      sorted.reduce(0) { sum, trial in
        let error = trial.stated - (trial.isRight ? 1 : 0)
        return sum + error * error
      } / count
    reliability = Self.mean(of: bins, count) {
      ($0.stated - $0.observed) * ($0.stated - $0.observed)
    }
    resolution = Self.mean(of: bins, count) {
      ($0.observed - observed) * ($0.observed - observed)
    }
    uncertainty = observed * (1 - observed)
    let large = bins.filter { $0.count > 1 }
    debiasedSquare =
      large.isEmpty
      ? nil
      : large.reduce(0) { sum, bin in
        let gap = bin.stated - bin.observed
        let chance = bin.observed * (1 - bin.observed) / Double(bin.count - 1)
        return sum + Double(bin.count) / count * (gap * gap - chance)
      }
    (nullError, nullShares) = Self.null(sorted.map(\.stated), groups, seed: seed)
    discrimination = Self.discrimination(sorted)
    (riskCoverage, generalizedRiskCoverage) = Self.riskCoverage(sorted)
    let wrong = 1 - observed
    leastRiskCoverage =
      wrong >= 1 ? 1 : wrong + (1 - wrong) * Elementary.log(1 - wrong)
  }

  /// The trials of each bin, as places in ascending order.
  private static func groups(_ values: [Double]) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = 0
    for place in 1...values.count where place == values.count || values[place] != values[start] {
      groups.append(start..<place)
      start = place
    }
    guard groups.count > valueLimit else { return groups }
    let size = (values.count + 9) / 10
    var merged: [Range<Int>] = []
    for group in groups {
      if let last = merged.last, last.count < size {
        merged[merged.count - 1] = last.lowerBound..<group.upperBound
      } else {
        merged.append(group)
      }
    }
    return merged
  }

  private static func mean(
    of bins: [Bin], _ count: Double, _ value: (Bin) -> Double
  ) -> Double {
    bins.reduce(0) { $0 + Double($1.count) / count * value($1) }
  }

  private static func error(_ bins: [Bin], _ count: Double) -> Double {
    bins.reduce(0) { $0 + Double($1.count) / count * abs($1.stated - $1.observed) }
  }

  private static func null(
    _ values: [Double], _ groups: [Range<Int>], seed: String
  ) -> (error: (mean: Double, upper: Double), shares: [ClosedRange<Double>]) {
    var generator = SeededGenerator(seed: "\(seed) calibration null")
    let count = Double(values.count)
    let stated = groups.map { values[$0].reduce(0, +) }
    var errors: [Double] = []
    var shares = Array(repeating: [Double](), count: groups.count)
    for _ in 0..<nullDraws {
      var error = 0.0
      for (place, (group, sum)) in zip(groups, stated).enumerated() {
        var right = 0.0
        for trial in group {
          // Fifty-three bits as a number from 0 to 1.
          if Double(generator.next() >> 11) * 0x1p-53 < values[trial] { right += 1 }
        }
        shares[place].append(right / Double(group.count))
        error += abs(sum - right) / count
      }
      errors.append(error)
    }
    errors.sort()
    return (
      (errors.reduce(0, +) / Double(errors.count), errors[errors.count - 1 - errors.count / 20]),
      shares.map { draws in
        let sorted = draws.sorted()
        return sorted[nullDraws / 40]...sorted[nullDraws - 1 - nullDraws / 40]
      }
    )
  }

  private static func discrimination(_ sorted: [(stated: Double, isRight: Bool)]) -> Double? {
    let right = sorted.count(where: \.isRight)
    let wrong = sorted.count - right
    guard right > 0, wrong > 0 else { return nil }
    var below = 0
    var halves = 0
    var start = 0
    while start < sorted.count {
      let end = sorted[start...].firstIndex { $0.stated != sorted[start].stated } ?? sorted.count
      let some = sorted[start..<end].count(where: \.isRight)
      let others = end - start - some
      halves += some * (2 * below + others)
      below += others
      start = end
    }
    return Double(halves) / 2 / Double(right * wrong)
  }

  private static func riskCoverage(
    _ sorted: [(stated: Double, isRight: Bool)]
  ) -> (area: Double, generalized: Double) {
    let falling = Array(sorted.reversed())
    var (area, generalized) = (0.0, 0.0)
    var (before, errors) = (0, 0.0)
    while before < falling.count {
      let end =
        falling[before...].firstIndex { $0.stated != falling[before].stated } ?? falling.count
      let wrong = Double(falling[before..<end].count { !$0.isRight })
      for place in before..<end {
        let part = Double(place - before + 1) / Double(end - before)
        let expected = errors + wrong * part
        area += expected / Double(place + 1)
        generalized += expected / Double(falling.count)
      }
      errors += wrong
      before = end
    }
    return (area / Double(falling.count), generalized / Double(falling.count))
  }
}

extension ConfidenceScores.Bin {
  fileprivate init(_ trials: ArraySlice<(stated: Double, isRight: Bool)>) {
    let count = Double(trials.count)
    self.init(
      count: trials.count, stated: trials.reduce(0) { $0 + $1.stated } / count,
      observed: Double(trials.count(where: \.isRight)) / count)
  }
}
