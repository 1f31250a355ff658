import Basics
import Testing

@testable import Lab

@Suite struct CostScoreHullTests {
  /// The definition by brute force: the best mixture of any two points whose mean cost is no more.
  private func bruteForce(_ points: [CostScoreHull.Point], at cost: Double) -> Double? {
    var best: Double?
    for left in points where left.cost <= cost {
      best = max(best ?? -.infinity, left.score)
      for right in points where right.cost > cost {
        let part = (cost - left.cost) / (right.cost - left.cost)
        best = max(best ?? -.infinity, left.score + (right.score - left.score) * part)
      }
    }
    return best
  }

  @Test func hullEqualsBruteForceOnTenThousandRandomSetsWithTies() throws {
    var generator = SeededGenerator(seed: "hull")
    for _ in 0..<10_000 {
      // Few different numbers, so that costs and scores tie often.
      let points = (0..<generator.integer(in: 1...7)).map { _ in
        CostScoreHull.Point(
          cost: Double(generator.integer(in: 0...6)), score: Double(generator.integer(in: 0...4)))
      }
      let hull = try #require(CostScoreHull(of: points))
      for cost in stride(from: -0.5, through: 7, by: 0.5) {
        let (ours, brute) = (hull.score(at: cost), bruteForce(points, at: cost))
        #expect((ours == nil) == (brute == nil))
        if let ours, let brute { #expect(abs(ours - brute) < 1e-12) }
      }
    }
  }

  @Test func aPointOnALineOfOthersIsNoCorner() throws {
    let hull = try #require(
      CostScoreHull(of: [
        .init(cost: 0, score: 0), .init(cost: 1, score: 1), .init(cost: 2, score: 2),
        .init(cost: 2, score: 1), .init(cost: 3, score: 1),
      ]))
    #expect(hull.corners == [.init(cost: 0, score: 0), .init(cost: 2, score: 2)])
    #expect(hull.score(at: 9) == 2)
    #expect(hull.cost(at: 1) == 1)
    #expect(hull.cost(at: 3) == nil)
    #expect(CostScoreHull(of: []) == nil)
  }

  /// The published formula on a small table; the same numbers come out of ci/lab_formulas.py.
  @Test func averageQualityIsTheMeanHeightBetweenCommonLimits() throws {
    let hull = try #require(
      CostScoreHull(of: [
        .init(cost: 1, score: 0.2), .init(cost: 2, score: 0.6), .init(cost: 4, score: 0.8),
        .init(cost: 3, score: 0.5),
      ]))
    #expect(abs(try #require(hull.averageQuality(from: 1, to: 5)) - 0.65) < 1e-12)
    #expect(abs(try #require(hull.averageQuality(from: 2, to: 4)) - 0.7) < 1e-12)
    #expect(hull.averageQuality(from: 0, to: 4) == nil)
  }

  @Test func theRecoveredGapFollowsItsDefinitionWhereTheCurveFallsAndTies() throws {
    let gap = try #require(
      RoutingGap(
        weak: 0.4, strong: 0.8,
        points: [
          .init(share: 0.25, score: 0.6), .init(share: 0.5, score: 0.5),
          .init(share: 0.5, score: 0.7),
        ]))
    // 0 at 0, 0.5 at 0.25, 0.25 and 0.75 at 0.5, 1 at 1.
    #expect(abs(gap.averageRecovered - (0.0625 + 0.09375 + 0.4375)) < 1e-12)
    #expect(abs(try #require(gap.leastShare(recovering: 0.5)) - 0.25) < 1e-12)
    #expect(gap.leastShare(recovering: 0.6) == 0.5)
    #expect(abs(try #require(gap.leastShare(recovering: 0.875)) - 0.75) < 1e-12)
    #expect(gap.leastShare(recovering: 1.1) == nil)
    #expect(RoutingGap(weak: 0.5, strong: 0.5, points: []) == nil)
  }
}
