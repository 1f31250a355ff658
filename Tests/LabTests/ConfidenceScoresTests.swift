import Basics
import Testing

@testable import Lab

@Suite struct ConfidenceScoresTests {
  private func scores(_ trials: [(Double, Bool)]) throws -> ConfidenceScores {
    try #require(
      ConfidenceScores(trials.map { (stated: $0.0, isRight: $0.1) }, seed: "test"))
  }

  @Test func theBrierScoreIsExactlyItsThreeParts() throws {
    let found = try scores([
      (0.9, true), (0.9, false), (0.2, false), (1, true), (0.5, true), (0.5, false), (0.5, true),
    ])
    #expect(
      abs(found.brier - (found.reliability - found.resolution + found.uncertainty)) < 1e-12)
    #expect(found.bins.map(\.count) == [1, 3, 2, 1])
  }

  @Test func nineAndTenAreTwoBins() throws {
    let found = try scores([(0.9, true), (0.9, false), (0.2, false), (1, true)])
    #expect(abs(found.calibrationError - (0.5 * 0.4 + 0.25 * 0.2)) < 1e-12)
  }

  @Test func discriminationIsTheShareOfPairsInOrderAndNothingWithOneClass() throws {
    let found = try scores([(0.9, true), (0.6, false), (0.6, true), (0.1, false)])
    // Pairs: (0.9, 0.6) 1, (0.9, 0.1) 1, (0.6, 0.6) a half, (0.6, 0.1) 1.
    #expect(found.discrimination == 3.5 / 4)
    #expect(try scores([(0.9, true), (0.1, true)]).discrimination == nil)
  }

  @Test func riskCoverageIsTheMeanErrorOverAllCoveragesAndTiesAreExpectations() throws {
    let found = try scores([(0.9, true), (0.8, false), (0.7, true), (0.6, false)])
    #expect(abs(found.riskCoverage - (0 + 1.0 / 2 + 1.0 / 3 + 2.0 / 4) / 4) < 1e-12)
    #expect(abs(found.generalizedRiskCoverage - (0 + 1 + 1 + 2) / 4.0 / 4) < 1e-12)
    let tied = try scores([(0.5, true), (0.5, false)])
    #expect(abs(tied.riskCoverage - (0.5 + 0.5) / 2) < 1e-12)
  }

  /// Probabilities that are true: the error is what the null says, and the debiased square about zero.
  @Test func plantedProbabilitiesAreRecovered() throws {
    var generator = SeededGenerator(seed: "planted")
    var trials: [(Double, Bool)] = []
    for _ in 0..<20_000 {
      let stated = Double(generator.integer(in: 0...10)) / 10
      trials.append((stated, generator.integer(in: 1...10) <= Int((stated * 10).rounded())))
    }
    let found = try scores(trials)
    #expect(abs(found.calibrationError - found.nullError.mean) < 0.01)
    #expect(found.calibrationError < found.nullError.upper * 1.5)
    #expect(abs(try #require(found.debiasedSquare)) < 0.001)
    // P(right higher) + half of ties for values 0 to 1 in tenths, each as often.
    #expect(abs(try #require(found.discrimination) - 0.8636) < 0.01)
    // An overconfident model: always sure, right in half of the cases.
    let sure = try scores((0..<1_000).map { (1, $0 % 2 == 0) })
    #expect(sure.calibrationError == 0.5 && sure.meanObserved == 0.5)
  }

  @Test func manyValuesAreTenBinsAndEqualValuesAreNeverParted() throws {
    let found = try scores((0..<1_000).map { (Double($0 / 7) / 200, $0 % 3 == 0) })
    #expect((9...10).contains(found.bins.count))
    #expect(found.bins.reduce(0) { $0 + $1.count } == 1_000)
  }
}
