/// How much of the gap between a weak and a strong choice a router recovers, as RouteLLM defines it
/// (arXiv 2406.18665), exact with ties and without a need for the curve to rise.
public struct RoutingGap: Hashable, Sendable {
  /// A setting of the router: which share of the questions it sends to the strong choice, and its score.
  public struct Point: Hashable, Sendable {
    /// The share, from 0 to 1.
    public var share: Double
    /// The mean score.
    public var score: Double

    /// Creates a point.
    public init(share: Double, score: Double) {
      self.share = share
      self.score = score
    }
  }

  /// What a division may lose: half of a gap is half of it, and not a bit less.
  private static let rounding = 1e-12

  /// The score of the weak choice alone.
  public let weak: Double
  /// The score of the strong choice alone.
  public let strong: Double
  /// The points by share, the ends included; of points with one share the lowest score comes first.
  public let points: [Point]

  /// Creates the gap; `nil` where the strong choice is no better than the weak one, so that there is
  /// nothing to recover, or where a share is none.
  public init?(weak: Double, strong: Double, points: [Point]) {
    guard strong > weak, points.allSatisfy({ (0...1).contains($0.share) }) else { return nil }
    self.weak = weak
    self.strong = strong
    let all = points + [Point(share: 0, score: weak), Point(share: 1, score: strong)]
    self.points = all.sorted {
      $0.share != $1.share ? $0.share < $1.share : $0.score < $1.score
    }
  }

  /// The performance gap recovered by a score: 0 for the weak choice, 1 for the strong one.
  public func recovered(_ score: Double) -> Double { (score - weak) / (strong - weak) }

  /// The average performance gap recovered: the mean of the recovered gap over the share of strong calls,
  /// along straight lines between the points.
  public var averageRecovered: Double {
    zip(points, points.dropFirst()).reduce(0.0) {
      $0 + ($1.1.share - $1.0.share) * ((recovered($1.0.score) + recovered($1.1.score)) / 2)
    }
  }

  /// The call-performance threshold: the least share of strong calls that recovers so much of the gap,
  /// along the same lines; `nil` where none does.
  public func leastShare(recovering part: Double) -> Double? {
    var before: Point?
    for point in points {
      let gap = recovered(point.score)
      if gap >= part - Self.rounding {
        guard let before, before.share < point.share else {
          return point.share
        }
        let start = recovered(before.score)
        return before.share
          + (point.share - before.share) * min(1, (part - start) / (gap - start))
      }
      before = point
    }
    return nil
  }
}
