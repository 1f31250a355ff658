import Basics
import Testing

@testable import Tasks

@Suite("MATH-Geometry")
struct MathGeometryTests {
  private let task = MathGeometry()

  @Test("the shipped set is sound, with roots, multiples of pi and pairs")
  func shipped() throws {
    try QuestionSetClaims.check(task)
    let references = try task.questions(perRung: 10, seed: "shipped").map(\.reference)
    for part in ["\\sqrt", "\\pi", "\\frac", "<<<("] {
      #expect(references.contains { $0.contains(part) }, "\(part)")
    }
  }

  @Test("there are at least 25 frames, and each can be filled several times")
  func frames() {
    MathFrameClaims.check(MathGeometry.ladder)
  }

  @Test("twice, half, negative and shifted answers are wrong")
  func corruptions() throws {
    try MathFrameClaims.checkCorruptions(task)
  }

  @Test("Heron's formula agrees with right triangles")
  func heron() {
    #expect(Triangle.area([3, 4, 5]) == ExactNumber(6))
    #expect(Triangle.area([13, 5, 12]) == ExactNumber(30))
    #expect(Triangle.area([2, 2, 2]) == ExactNumber(1, root: 3))
    #expect(Triangle.area([1, 2, 3]) == nil)
  }

  @Test("known figures have their known measures")
  func knownFigures() throws {
    // Each frame's numbers are drawn, so its answer is checked against floating point geometry.
    var generator = SeededGenerator(seed: "known")
    for _ in 0..<200 {
      let frame = PlaneFigures.rung3[1]
      guard let draft = frame.fill(&generator) else { continue }
      let sides = MathFrameClaims.numbers(in: draft.text).map(Double.init)
      let half = sides.reduce(0, +) / 2
      let area = sides.reduce(half) { $0 * (half - $1) }.squareRoot()
      let truth = try #require(draft.truth.first)
      #expect(abs(MathFrameClaims.double(truth) - area) < 1e-6 * area, "\(draft.text)")
    }
  }
}

/// What must hold of both sets of competition problems.
enum MathFrameClaims {
  static func check(_ ladder: [[ProblemFrame<[ExactNumber]>]]) {
    #expect(ladder.joined().count >= 25)
    for (index, frame) in ladder.joined().enumerated() {
      var generator = SeededGenerator(seed: "frame \(index)")
      var texts: Set<String> = []
      for _ in 0..<100 {
        guard let draft = frame.fill(&generator) else { continue }
        texts.insert(draft.text)
        #expect(draft.truth.allSatisfy { MathReader.exactly($0.description) == $0 }, "\(draft)")
        #expect(draft.truth.allSatisfy { MathReader.exactly($0.latex) == $0 }, "\(draft)")
        #expect(draft.truth.count == 2 || double(draft.truth[0]) > 0, "\(draft)")
      }
      #expect(texts.count >= 4, "frame \(index)")
    }
  }

  static func checkCorruptions(_ task: some BenchTask) throws {
    for question in try task.questions(perRung: 10, seed: "shipped") {
      let loaded = try LoadedQuestion(question, of: task)
      let inside = String(question.reference.dropFirst(3).dropLast(3))
      var wrongs = [
        "2(\(inside)) + 3", "(\(inside))/2 + 100", "\(inside) + 1", "\(inside)\\sqrt{2} + 1",
      ]
      if let value = MathReader.exactly(inside) {
        let decimal = double(value)
        wrongs += ["-(\(inside))", "\(decimal * 1.01)", "\(decimal * 1.0015)"]
      }
      for wrong in wrongs {
        let judgement = loaded.judge([(.response, AnswerText("<<<\(wrong)>>>"))])
        #expect(!judgement.success, "\(question.id): \(wrong)")
      }
    }
  }

  static func double(_ number: ExactNumber) -> Double {
    let near = number.approximation
    return Double(near.numerator) / Double(near.denominator)
  }

  static func numbers(in text: String) -> [Int] {
    text.split { !$0.isNumber }.compactMap { Int($0) }
  }
}
