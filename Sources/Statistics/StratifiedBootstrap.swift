import Basics

/// Weighted averages over strata, such as tasks, resampled by the units that were drawn in each, such as
/// questions.
///
/// Several columns, such as methods, stand on the same units and are resampled together, so that a
/// difference of two of them is one of pairs. In a stratum of `n` units `n - 1` are drawn with replacement:
/// so few units vary less than what they were drawn from, and one draw less makes up for it exactly
/// (McCarthy and Snowden 1985). The generator is SplitMix64, seeded by a text that reports print.
public struct StratifiedBootstrap: Sendable {
  /// The units of a stratum, in an order that decides which are drawn.
  public struct Stratum: Sendable {
    /// What a unit adds to each column: the sum of its values and their number.
    public var units: [[(sum: Double, count: Int)]]
    /// What each column's mean in the stratum is multiplied by in its average.
    public var weights: [Double]

    /// Creates a stratum.
    public init(units: [[(sum: Double, count: Int)]], weights: [Double]) {
      self.units = units
      self.weights = weights
    }
  }

  /// An interval of 95 %.
  public struct Interval: Hashable, Sendable {
    /// The lower bound.
    public var lower: Double
    /// The upper bound.
    public var upper: Double
  }

  /// How often units are drawn anew.
  public static let resamples = PairedBootstrap.resamples

  /// Each column's averages in all resamples.
  private let averages: [[Double]]

  /// Resamples; `nil` without strata, or where one has fewer than two units, which say nothing of how far
  /// another would lie.
  public init?(of strata: [Stratum], seed: String) {
    guard let columns = strata.first?.weights.count, columns > 0,
      strata.allSatisfy({ $0.units.count > 1 && $0.weights.count == columns })
    else { return nil }
    var generator = SeededGenerator(seed: seed)
    var averages = Array(repeating: [Double](), count: columns)
    for column in averages.indices { averages[column].reserveCapacity(Self.resamples) }
    let tables = strata.map { StratumTable($0) }
    var totals = Array(repeating: 0.0, count: columns)
    for _ in 0..<Self.resamples {
      for column in totals.indices { totals[column] = 0 }
      for table in tables { table.draw(into: &totals, &generator) }
      for column in totals.indices { averages[column].append(totals[column]) }
    }
    self.averages = averages
  }

  /// The interval of a column's average; `nil` where no resample differs from another, so that nothing is
  /// known of how far others would.
  public func interval(of column: Int) -> Interval? { Self.interval(averages[column]) }

  /// The interval of the mean over some pairs of columns of the first less the second; of no width where no
  /// resample differs from another.
  public func interval(ofDifferences pairs: [(first: Int, second: Int)]) -> Interval? {
    guard !pairs.isEmpty else { return nil }
    return Self.bounds(
      (0..<Self.resamples).map { place in
        pairs.reduce(0) { $0 + averages[$1.first][place] - averages[$1.second][place] }
          / Double(pairs.count)
      })
  }

  /// The interval of the mean over some columns.
  public func interval(ofMean columns: [Int]) -> Interval? {
    guard !columns.isEmpty else { return nil }
    return Self.interval(
      (0..<Self.resamples).map { place in
        columns.reduce(0) { $0 + averages[$1][place] } / Double(columns.count)
      })
  }

  private static func interval(_ values: [Double]) -> Interval? {
    guard let first = values.first, values.contains(where: { $0 != first }) else { return nil }
    return bounds(values)
  }

  private static func bounds(_ values: [Double]) -> Interval {
    let sorted = values.sorted()
    let tail = resamples / 40
    return Interval(lower: sorted[tail], upper: sorted[resamples - 1 - tail])
  }
}

/// A stratum's units side by side, for drawing them often.
private struct StratumTable {
  private let size: Int
  private let columns: Int
  private let sums: [Double]
  private let counts: [Double]
  private let weights: [Double]
  /// Each column's mean over all units: what stands for a resample that holds none of its values.
  private let means: [Double]

  init(_ stratum: StratifiedBootstrap.Stratum) {
    size = stratum.units.count
    columns = stratum.weights.count
    weights = stratum.weights
    sums = stratum.units.flatMap { $0.map(\.sum) }
    counts = stratum.units.flatMap { $0.map { Double($0.count) } }
    means = stratum.weights.indices.map { column in
      let count = stratum.units.reduce(0) { $0 + $1[column].count }
      return count == 0 ? 0 : stratum.units.reduce(0) { $0 + $1[column].sum } / Double(count)
    }
  }

  /// Draws units, and adds each column's mean of them, weighted, to its total.
  func draw(into totals: inout [Double], _ generator: inout SeededGenerator) {
    var drawn = Array(repeating: (sum: 0.0, count: 0.0), count: columns)
    for _ in 1..<size {
      let start = generator.integer(in: 0...(size - 1)) * columns
      for column in 0..<columns {
        drawn[column].sum += sums[start + column]
        drawn[column].count += counts[start + column]
      }
    }
    for column in 0..<columns {
      let (sum, count) = drawn[column]
      totals[column] += (count == 0 ? means[column] : sum / count) * weights[column]
    }
  }
}
