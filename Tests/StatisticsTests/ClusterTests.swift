import Basics
import Statistics
import Testing

@Suite("Trials that are not independent")
struct ClusterTests {
  @Test("give Wilson's interval of so many trials as there are clusters")
  func wilson() throws {
    let interval = try #require(WilsonInterval(successes: 0, trials: 40, clusters: 2))
    #expect(interval == WilsonInterval(successes: 0, trials: 2))
    #expect(interval.upper > 0.65)
    #expect(
      WilsonInterval(successes: 20, trials: 40, clusters: 10)
        == WilsonInterval(successes: 5, trials: 10))
    #expect(WilsonInterval(successes: 1, trials: 4, clusters: 5) == nil)
    #expect(WilsonInterval(successes: 1, trials: 4, clusters: 0) == nil)
  }

  @Test("count once in a paired test and in its interval")
  func pairs() throws {
    var counts = PairedCounts()
    for _ in 0..<3 {
      counts.add(cluster: Array(repeating: (first: true, second: false), count: 20))
    }
    let found = try #require(PairedSuccess(counts))
    #expect(counts.pairs == 60 && counts.clusters == 3)
    #expect(found.test.pValue == 0.25 && found.direction == -1)
    let plain = try #require(
      PairedDifference(both: 0, onlyFirst: 3, onlySecond: 0, neither: 0))
    #expect(found.difference == plain)
    #expect(found.detectable == DetectableEffect(pairs: 3, discordant: 3))
    // More pairs of one question outvote two questions: no direction is told.
    var odd = PairedCounts()
    odd.add(cluster: Array(repeating: (first: true, second: false), count: 9))
    odd.add(first: false, second: true)
    odd.add(first: false, second: true)
    #expect(PairedSuccess(odd)?.direction == 0)
  }

  @Test("give a difference of two groups the interval of their clusters")
  func groups() throws {
    let many = try #require(
      IndependentDifference(
        first: (successes: 10, trials: 40, clusters: 4),
        second: (successes: 40, trials: 40, clusters: 4)))
    let few = try #require(IndependentDifference(first: (1, 4), second: (4, 4)))
    #expect(many == few)
  }
}

@Suite("The stratified bootstrap")
struct StratifiedBootstrapTests {
  @Test("varies as much as means of so few units do, and covers what it promises")
  func coverage() throws {
    var generator = SeededGenerator(seed: "strata")
    var covered = 0
    let rounds = 200
    for round in 0..<rounds {
      // Twelve strata of three units, right with a chance of 40 %.
      let strata = (0..<12).map { _ in
        StratifiedBootstrap.Stratum(
          units: (0..<3).map { _ in [(generator.chance(2, in: 5) ? 1.0 : 0.0, 1)] },
          weights: [1.0 / 12])
      }
      let bootstrap = try #require(StratifiedBootstrap(of: strata, seed: "\(round)"))
      let interval = try #require(bootstrap.interval(of: 0))
      covered += interval.lower <= 0.4 && interval.upper >= 0.4 ? 1 : 0
    }
    #expect(Double(covered) / Double(rounds) > 0.9, "\(covered) of \(rounds)")
  }

  @Test("needs two units in every stratum, and something that varies")
  func nothing() throws {
    func stratum(_ values: [Double]) -> StratifiedBootstrap.Stratum {
      .init(units: values.map { [($0, 1)] }, weights: [1])
    }
    #expect(StratifiedBootstrap(of: [], seed: "s") == nil)
    #expect(StratifiedBootstrap(of: [stratum([1, 0]), stratum([1])], seed: "s") == nil)
    let same = try #require(StratifiedBootstrap(of: [stratum([1, 1, 1])], seed: "s"))
    #expect(same.interval(of: 0) == nil)
  }

  @Test("draws the same units for every column, so that differences are of pairs")
  func paired() throws {
    let units = (0..<10).map { unit -> [(sum: Double, count: Int)] in
      let value = unit % 2 == 0 ? 1.0 : 0.0
      return [(value + 1, 1), (value, 1), (0, 0)]
    }
    let bootstrap = try #require(
      StratifiedBootstrap(of: [.init(units: units, weights: [1, 1, 1])], seed: "s"))
    // The columns differ by one everywhere: their difference does not vary at all.
    let difference = try #require(
      bootstrap.interval(ofDifferences: [(first: 0, second: 1)]))
    #expect(abs(difference.lower - 1) < 1e-9 && abs(difference.upper - 1) < 1e-9)
    #expect(bootstrap.interval(of: 0) != nil && bootstrap.interval(of: 2) == nil)
  }
}
