import Statistics
import Testing

@Suite("Wilson's interval")
struct WilsonIntervalTests {
  @Test(
    "has the widths that the literature gives",
    arguments: [(25, 50, 13.4), (100, 200, 6.9), (700, 1400, 2.6)])
  func widths(successes: Int, trials: Int, half: Double) throws {
    let interval = try #require(WilsonInterval(successes: successes, trials: trials))
    #expect(abs((interval.upper - interval.lower) * 50 - half) < 0.06)
  }

  @Test("is Wilson's and not Wald's for few trials")
  func smallCounts() throws {
    let interval = try #require(WilsonInterval(successes: 8, trials: 10))
    #expect(abs(interval.lower - 0.4902) < 0.0001 && abs(interval.upper - 0.9433) < 0.0001)
    let none = try #require(WilsonInterval(successes: 0, trials: 10))
    #expect(none.lower == 0 && abs(none.upper - 0.2775) < 0.0001)
    let all = try #require(WilsonInterval(successes: 10, trials: 10))
    #expect(all.upper == 1 && abs(all.lower - 0.7225) < 0.0001)
  }

  @Test("is undefined without trials and for counts that are no part of them")
  func undefined() {
    #expect(WilsonInterval(successes: 0, trials: 0) == nil)
    #expect(WilsonInterval(successes: 2, trials: 1) == nil)
    #expect(WilsonInterval(successes: -1, trials: 1) == nil)
  }
}
