import Basics
import Statistics
import Testing

@Suite("The statistics of paired recordings")
struct StatisticsTests {
  @Test(
    "gives the exact binomial p-values of McNemar's test",
    arguments: [
      (0, 0, 1.0), (3, 3, 1.0), (0, 5, 0.0625), (0, 6, 0.03125), (6, 0, 0.03125),
      (1, 9, 0.021484375), (2, 8, 0.109375), (10, 20, 0.09873714670538902),
      (5, 15, 0.04138946533203125), (40, 60, 0.05688793364098079),
    ])
  func mcNemar(onlyFirst: Int, onlySecond: Int, expected: Double) {
    let pValue = McNemarTest(onlyFirst: onlyFirst, onlySecond: onlySecond).pValue
    #expect(abs(pValue - expected) <= 1e-13)
  }

  @Test("sums whole distributions to one, so that every p-value is a probability")
  func mcNemarIsADistribution() {
    for count in [1, 2, 7, 50, 301] {
      // The tails of every outcome below the middle, each weighed once, are the distribution itself.
      let pValues = (0...count).map {
        McNemarTest(onlyFirst: $0, onlySecond: count - $0).pValue
      }
      for (left, right) in zip(pValues, pValues.reversed()) { #expect(left == right) }
      for (low, high) in zip(pValues, pValues.dropFirst().prefix(count / 2)) {
        #expect(low <= high && (0...1).contains(low))
      }
    }
  }

  @Test("neither overflows nor turns negative for very many pairs")
  func mcNemarOfMany() {
    #expect(McNemarTest(onlyFirst: 0, onlySecond: 5_000).pValue == 0)
    let even = McNemarTest(onlyFirst: 500_000, onlySecond: 500_002).pValue
    #expect(even > 0.99 && even <= 1)
    let far = McNemarTest(onlyFirst: 49_000, onlySecond: 51_000).pValue
    #expect(far > 1e-11 && far < 1e-9)
    #expect(McNemarTest(onlyFirst: -4, onlySecond: 0).pValue == 1)
  }

  @Test("needs six one-sided pairs for 5 %, and sixteen for the first step of Holm over 840 cells")
  func knownThresholds() {
    #expect(McNemarTest(onlyFirst: 0, onlySecond: 5).pValue > 0.05)
    #expect(McNemarTest(onlyFirst: 0, onlySecond: 6).pValue < 0.05)
    #expect(840 * McNemarTest(onlyFirst: 0, onlySecond: 15).pValue > 0.05)
    #expect(840 * McNemarTest(onlyFirst: 0, onlySecond: 16).pValue < 0.05)
  }

  @Test("adjusts p-values by Holm's steps, in the order that was given")
  func holm() {
    let adjusted = HolmCorrection.adjusted([0.01, 0.04, 0.03, 0.005])
    let expected = [0.03, 0.06, 0.06, 0.02]
    for (value, other) in zip(adjusted, expected) { #expect(abs(value - other) < 1e-15) }
    #expect(HolmCorrection.adjusted([0.9, 0.8]) == [1, 1])
    #expect(HolmCorrection.adjusted([]).isEmpty)
  }

  @Test("bounds a paired difference within -1 and 1, around it, and turns with the sides")
  func newcombe() throws {
    for counts in [(0, 0, 0, 4), (0, 4, 0, 0), (3, 0, 7, 0), (20, 2, 9, 19), (1, 0, 0, 0)] {
      let (both, first, second, neither) = counts
      let there = try #require(
        PairedDifference(both: both, onlyFirst: first, onlySecond: second, neither: neither))
      let back = try #require(
        PairedDifference(both: both, onlyFirst: second, onlySecond: first, neither: neither))
      #expect(there.lower <= there.difference && there.difference <= there.upper)
      #expect(there.lower >= -1 && there.upper <= 1)
      #expect(abs(there.lower + back.upper) < 1e-12 && abs(there.upper + back.lower) < 1e-12)
    }
    #expect(PairedDifference(both: 0, onlyFirst: 0, onlySecond: 0, neither: 0) == nil)
    #expect(PairedDifference(both: 1, onlyFirst: -1, onlySecond: 0, neither: 4) == nil)
  }

  @Test("covers the true difference about as often as it promises")
  func newcombeCovers() throws {
    var generator = SeededGenerator(seed: "coverage")
    var covered = 0
    let rounds = 600
    for _ in 0..<rounds {
      // Success of 60 % and 70 %, correlated: both sides fail together in 25 % of pairs.
      var counts = (both: 0, first: 0, second: 0, neither: 0)
      for _ in 0..<40 {
        switch generator.integer(in: 1...100) {
        case ...55: counts.both += 1
        case ...60: counts.first += 1
        case ...75: counts.second += 1
        default: counts.neither += 1
        }
      }
      let interval = try #require(
        PairedDifference(
          both: counts.both, onlyFirst: counts.first, onlySecond: counts.second,
          neither: counts.neither))
      covered += interval.lower <= 0.1 && 0.1 <= interval.upper ? 1 : 0
    }
    #expect(covered > rounds * 92 / 100 && covered < rounds * 99 / 100)
  }

  @Test("draws the same intervals from the same seed, and others from another")
  func bootstrapIsSeeded() throws {
    let clusters = (0..<30).map { [Double($0 * $0) / 7, Double($0 % 3)] }
    let one = try #require(PairedBootstrap(of: clusters, seed: "a"))
    #expect(one == PairedBootstrap(of: clusters, seed: "a"))
    #expect(one != PairedBootstrap(of: clusters, seed: "b"))
    #expect(one.lower < one.mean && one.mean < one.upper && one.clusters == 30)
    #expect(PairedBootstrap(of: [], seed: "a") == nil)
    #expect(PairedBootstrap(of: [[1, 2]], seed: "a")?.excludesZero == false)
  }

  @Test("leaves one fortieth of the drawn means out at each end")
  func bootstrapTails() throws {
    let clusters = (0..<23).map { [Double($0 * $0 % 17) + Double($0) / 29] }
    let found = try #require(PairedBootstrap(of: clusters, seed: "tails"))
    // Drawn as the type says: for each mean as many clusters as there are, by the seeded generator.
    var generator = SeededGenerator(seed: "tails")
    let means = (0..<PairedBootstrap.resamples).map { _ in
      clusters.indices.reduce(0.0) { sum, _ in
        sum + clusters[generator.integer(in: 0...(clusters.count - 1))][0]
      } / Double(clusters.count)
    }
    let sorted = means.sorted()
    #expect(sorted[49] < sorted[50] && sorted[50] < sorted[51])
    #expect(sorted[1_948] < sorted[1_949] && sorted[1_949] < sorted[1_950])
    #expect(found.lower == sorted[50] && found.upper == sorted[1_949])
  }

  @Test("counts pairs into what every statistic of success is made of")
  func pairedSuccess() throws {
    var counts = PairedCounts()
    #expect(PairedSuccess(counts) == nil)
    for (first, second) in [(true, true), (true, false), (false, true), (false, true)] {
      counts.add(first: first, second: second)
    }
    #expect(counts.pairs == 4 && counts.first == 2 && counts.second == 3)
    let success = try #require(PairedSuccess(counts))
    #expect(success.test == McNemarTest(onlyFirst: 1, onlySecond: 2))
    #expect(
      success.difference
        == PairedDifference(both: 1, onlyFirst: 1, onlySecond: 2, neither: 0))
    #expect(success.detectable == DetectableEffect(pairs: 4, discordant: 3))
  }

  @Test("widens the interval where differences share a question")
  func bootstrapKnowsClusters() throws {
    var generator = SeededGenerator(seed: "clusters")
    let effects = (0..<20).map { _ in Double(generator.integer(in: -10...10)) }
    let together = effects.map { Array(repeating: $0, count: 10) }
    let apart = together.flatMap { $0 }.map { [$0] }
    let wide = try #require(PairedBootstrap(of: together, seed: "a"))
    let narrow = try #require(PairedBootstrap(of: apart, seed: "a"))
    #expect(wide.mean == narrow.mean)
    #expect(wide.upper - wide.lower > 2 * (narrow.upper - narrow.lower))
  }

  @Test("says how large a difference could have gone unseen")
  func detectable() throws {
    let few = try #require(DetectableEffect(pairs: 50, discordant: 10)).difference
    let many = try #require(DetectableEffect(pairs: 5_000, discordant: 1_000)).difference
    #expect(abs(few - 0.1772) < 0.001 && abs(many - few / 10) < 1e-12)
    #expect(DetectableEffect(pairs: 0, discordant: 0) == nil)
    #expect(try #require(DetectableEffect(pairs: 10, discordant: 0)).difference > 0)
  }
}
