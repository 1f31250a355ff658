/// The choices that no other beats in cost and score at once.
public enum ParetoFront {
  /// A choice: what it costs and what it reaches.
  public struct Point: Hashable, Sendable {
    /// The cost, of which less is better; its unit is free.
    public var cost: Double
    /// The score, of which more is better; its unit is free.
    public var score: Double

    /// Creates a point.
    public init(cost: Double, score: Double) {
      self.cost = cost
      self.score = score
    }

    /// Whether this choice is no worse than another in both, and better in one.
    public func dominates(_ other: Point) -> Bool {
      cost <= other.cost && score >= other.score && (cost < other.cost || score > other.score)
    }
  }

  /// The places of the points that no other dominates, ascending; of equal points all are kept.
  public static func indices(of points: [Point]) -> [Int] {
    points.indices.filter { index in !points.contains { $0.dominates(points[index]) } }
  }
}
