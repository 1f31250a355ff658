/// The best mean score that can be had for a mean cost by playing some choices at random: the upper hull
/// of their points, its falling part cut and flat from there on (RouterBench's non-decreasing convex hull,
/// arXiv 2403.12031), exact with ties.
///
/// Of constant choices it is the Zero router: what can be had without looking at a question.
public struct CostScoreHull: Hashable, Sendable {
  /// A choice as its mean cost and mean score.
  public struct Point: Hashable, Sendable {
    /// The mean cost.
    public var cost: Double
    /// The mean score.
    public var score: Double

    /// Creates a point.
    public init(cost: Double, score: Double) {
      self.cost = cost
      self.score = score
    }
  }

  /// The corners, by rising cost and rising score.
  public let corners: [Point]

  /// The hull of some points; `nil` without any.
  public init?(of points: [Point]) {
    var corners: [Point] = []
    let sorted = points.sorted {
      $0.cost != $1.cost ? $0.cost < $1.cost : $0.score > $1.score
    }
    for point in sorted {
      // Of points that cost the same, and of those that cost more and reach no more, none is a corner.
      if let last = corners.last, point.score <= last.score { continue }
      while corners.count > 1,
        Self.isNoCorner(corners[corners.count - 2], corners[corners.count - 1], point)
      {
        corners.removeLast()
      }
      corners.append(point)
    }
    guard !corners.isEmpty else { return nil }
    self.corners = corners
  }

  /// Whether the middle one of three points lies on or below the line through the others.
  private static func isNoCorner(_ first: Point, _ middle: Point, _ last: Point) -> Bool {
    (middle.score - first.score) * (last.cost - first.cost)
      <= (last.score - first.score) * (middle.cost - first.cost)
  }

  /// The least cost at which it has a value.
  public var leastCost: Double { corners[0].cost }
  /// The highest score.
  public var highestScore: Double { corners[corners.count - 1].score }

  /// The score for a mean cost; `nil` below the least.
  public func score(at cost: Double) -> Double? {
    guard cost >= leastCost else { return nil }
    guard let next = corners.firstIndex(where: { $0.cost > cost }) else { return highestScore }
    let (left, right) = (corners[next - 1], corners[next])
    return left.score
      + (right.score - left.score) * ((cost - left.cost) / (right.cost - left.cost))
  }

  /// The least mean cost for a score; `nil` above the highest.
  public func cost(at score: Double) -> Double? {
    guard score <= highestScore else { return nil }
    guard let next = corners.firstIndex(where: { $0.score >= score }), next > 0 else {
      return leastCost
    }
    let (left, right) = (corners[next - 1], corners[next])
    return left.cost
      + (right.cost - left.cost) * ((score - left.score) / (right.score - left.score))
  }

  /// The average improvement in quality: the mean height of the hull between two costs
  /// (RouterBench's AIQ, over limits that all compared hulls share).
  ///
  /// `nil` where the lower limit lies below the least cost, or the limits are not in order.
  public func averageQuality(from lower: Double, to upper: Double) -> Double? {
    guard lower >= leastCost, upper >= lower, let first = score(at: lower),
      let last = score(at: upper)
    else { return nil }
    guard upper > lower else { return first }
    var knots = [Point(cost: lower, score: first)]
    knots += corners.filter { $0.cost > lower && $0.cost < upper }
    knots.append(Point(cost: upper, score: last))
    let area = zip(knots, knots.dropFirst()).reduce(0.0) {
      $0 + ($1.1.cost - $1.0.cost) * (($1.0.score + $1.1.score) / 2)
    }
    return area / (upper - lower)
  }
}
