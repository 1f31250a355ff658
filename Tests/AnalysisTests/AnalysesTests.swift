import Analysis
import Foundation
import ScoreSheets
import Sweeps
import TestSupport
import Testing
import Trials

@Suite("Measures of answers")
struct AnalysesTests {
  @Test("count words and lines, and the share of different ones in windows of fifty")
  func diversity() {
    let text = TextDiversity(of: "a b a b\n\n  x = 1 \nx = 1\n")
    #expect(text.wordCount == 10)
    #expect(text.vocabulary == ["a", "b", "x", "=", "1"])
    #expect(text.wordDiversity == 0.5)
    #expect(text.lineDiversity == 2.0 / 3)
    let same = TextDiversity(of: Array(repeating: "w", count: 200).joined(separator: " "))
    #expect(same.wordDiversity == 1.0 / 50)
    let different = TextDiversity(of: (0..<200).map { "w\($0)" }.joined(separator: " "))
    #expect(different.wordDiversity == 1)
    let empty = TextDiversity(of: " \n\t ")
    #expect(empty.wordCount == 0 && empty.wordDiversity == nil && empty.lineDiversity == nil)
  }

  @Test("do not let a text's length alone change its word diversity")
  func lengthAlone() {
    let block = (0..<50).map { "w\($0)" }.joined(separator: " ")
    let long = Array(repeating: block, count: 20).joined(separator: " ")
    #expect(TextDiversity(of: block).wordDiversity == 1)
    #expect(TextDiversity(of: long).wordDiversity == 1)
  }

  @Test("say how little two texts share")
  func distance() {
    let (a, b) = (TextDiversity(of: "a b c"), TextDiversity(of: "b c d"))
    #expect(a.distance(to: b) == 0.5)
    #expect(a.distance(to: a) == 0)
    #expect(TextDiversity(of: "").distance(to: TextDiversity(of: "")) == nil)
    #expect(TextDiversity(of: "").distance(to: a) == 1)
  }

  @Test(
    "read both self-estimated scores as models write them",
    arguments: [
      ("Coding score: 8\nText score: 3", 8, 3),
      ("**Coding Score (0-10):** 7.5\n**Text Score (0-10):** 10", 7.5, 10),
      ("1. Coding score (0–10) is 9/10. Text score is 2 of 10.", 9, 2),
      ("Coding score (0-10) and a Text score (0-10).\nCoding score: 4, Text score: 6", 4, 6),
      ("code score = 0; textual score = 5", 0, 5),
      ("- CODING SCORE - 10\n- TEXT SCORE - 1", 10, 1),
    ] as [(String, Double, Double)])
  func scores(reply: String, coding: Double, text: Double) {
    #expect(SelfEstimateScores(in: reply) == SelfEstimateScores(coding: coding, text: text))
  }

  @Test(
    "read no score where there is none",
    arguments: [
      "", "Coding score: 8", "Coding score: high\nText score: low",
      "Coding score: 11\nText score: 3",
      "Coding score (0-10)\nText score (0-10)", "Coding score and text score matter.",
      "Coding score: 99999999999999999999\nText score: 1",
      "Coding score " + String(repeating: " ", count: 100) + "8, Text score 3",
    ])
  func noScores(reply: String) {
    #expect(SelfEstimateScores(in: reply) == nil)
  }

  @Test("compute the Brier score and the calibration error of a worked example")
  func calibration() throws {
    var calibration = Calibration()
    for (confidence, isRight) in [(0.9, true), (0.9, false), (0.2, false), (1.0, true)] {
      calibration.add(confidence: confidence, isRight: isRight)
    }
    let brier = try #require(calibration.brierScore)
    #expect(abs(brier - (0.01 + 0.81 + 0.04 + 0) / 4) < 1e-12)
    #expect(calibration.baseRateBrierScore == 0.25)
    // Each stated value is a bin: 0.9 is right once in two, 1.0 always, 0.2 never.
    let error = try #require(calibration.expectedCalibrationError)
    #expect(abs(error - (0.5 * 0.4 + 0.25 * 0 + 0.25 * 0.2)) < 1e-12)
    #expect(calibration.bins.map(\.thousandths) == [200, 900, 1000])
    #expect(calibration.bins.map(\.trials) == [1, 2, 1])
    #expect(Calibration().brierScore == nil && Calibration().expectedCalibrationError == nil)
  }

  @Test("are perfect where confidence is certainty and always right")
  func perfect() {
    var calibration = Calibration()
    for right in [true, false, true] { calibration.add(confidence: right ? 1 : 0, isRight: right) }
    calibration.add(confidence: .nan, isRight: false)
    #expect(calibration.brierScore == 0 && calibration.expectedCalibrationError == 0)
  }

  @Test(
    "read a model's size from its name",
    arguments: [
      ("qwen2.5-coder-0.5b", 500_000), ("Qwen2.5-Coder-1.5B", 1_500_000),
      ("smollm2-135m", 135_000), ("mixtral-8x7b", nil), ("gpt-4o", nil), ("o1-preview", nil),
      ("llama-3.1-70b-instruct", 70_000_000), ("model-b", nil), ("", nil),
      ("99999999999999999999b", nil),
    ] as [(String, Int?)])
  func size(name: String, thousands: Int?) {
    #expect(ModelSize.thousands(in: name) == thousands)
  }

  @Test("order models only where every name states a size")
  func order() {
    #expect(
      ModelSize.ordered(["qwen2.5-coder-1.5b", "smollm2-135m", "qwen2.5-coder-0.5b"])
        == ["smollm2-135m", "qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b"])
    #expect(ModelSize.ordered(["gpt-4o", "smollm2-135m"]) == nil)
  }
}
