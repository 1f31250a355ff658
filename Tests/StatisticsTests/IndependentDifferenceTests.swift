import Statistics
import Testing

@Suite("The difference of independent proportions")
struct IndependentDifferenceTests {
  @Test("has Newcombe's interval of his own examples")
  func published() throws {
    // Newcombe 1998 (Statistics in Medicine 17, 873-890), table II, method 10.
    let examples: [((Int, Int), (Int, Int), Double, Double)] = [
      ((48, 80), (56, 70), 0.0524, 0.3339), ((3, 10), (9, 10), 0.1705, 0.8090),
      ((2, 7), (6, 7), 0.0582, 0.8062), ((0, 29), (5, 56), -0.0381, 0.1926),
    ]
    for (first, second, lower, upper) in examples {
      let found = try #require(
        IndependentDifference(
          first: (successes: first.0, trials: first.1),
          second: (successes: second.0, trials: second.1)))
      #expect(abs(found.lower - lower) < 0.0001, "\(found)")
      #expect(abs(found.upper - upper) < 0.0001, "\(found)")
    }
  }

  @Test("needs trials on both sides, and turns round with them")
  func symmetry() throws {
    #expect(IndependentDifference(first: (0, 0), second: (1, 2)) == nil)
    let one = try #require(IndependentDifference(first: (3, 10), second: (9, 12)))
    let two = try #require(IndependentDifference(first: (9, 12), second: (3, 10)))
    #expect(abs(one.lower + two.upper) < 1e-12 && abs(one.upper + two.lower) < 1e-12)
    #expect(one.excludesZero == two.excludesZero)
  }
}
