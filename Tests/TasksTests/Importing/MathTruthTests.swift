import Testing

@testable import Tasks

@Suite struct MathTruthTests {
  @Test(
    "The last box of a solution is read as exact numbers",
    arguments: [
      ("14\\pi", "14*pi"), ("\\frac{5\\sqrt{5}}{3}", "5*sqrt(5)/3"), ("3\\text{ cm}", "3"),
      ("50^{\\circ}", "50"), ("66^\\circ", "66"), ("30^\\circ.", "30"), ("\\$675", "675"),
      ("\\$3.60", "18/5"), (".79", "79/100"), ("48,\\!048", "48048"), ("31,250", "31250"),
      ("\\tfrac34", "3/4"), ("AB=12+12\\sqrt{3}", "12 + 12*sqrt(3)"), ("K=8", "8"),
      ("(-2,5)", "-2 5"), ("(18, -18)", "18 -18"), ("20 \\text{ sq units}", "20"),
      ("164 \\pi \\mbox{ square feet}", "164*pi"), ("5(\\sqrt{3}-1)", "-5 + 5*sqrt(3)"),
      ("\\frac{\\sqrt{3}}{4\\sqrt{2}-3}", "3*sqrt(3)/23 + 4*sqrt(6)/23"),
      ("-2^{49}", "-562949953421312"), ("10\\sqrt3", "10*sqrt(3)"), (" 96", "96"),
      ("10\\%", "1/10"),
    ])
  func truths(_ boxed: String, _ numbers: String) throws {
    let solution = "First $\\boxed{1}$, but in the end it is $\\boxed{\(boxed)}$."
    let truth = try MathTruth(ofSolution: solution, problem: "How much?")
    #expect(truth.numbers.map(\.description).joined(separator: " ") == numbers)
    #expect(!truth.isPercent)
  }

  @Test(
    "What is no exact number is refused, and is not read as a part of it",
    arguments: [
      "6p", "12-p", "\\pi a^2", "\\frac{1}{4m}", "a+b", "C", "\\text{B}", "3:5", "\\{4,5,7\\}",
      "AB=9, CD=4", "\\frac{1}{7}\\triangle ABC", "12,9", "x < 3", "0.56 = 56\\%",
      "\\$\\dfrac23 \\approx \\$0.67", "\\cos^2\\alpha", "n", "",
    ])
  func refusals(_ boxed: String) {
    #expect(throws: TaskError.self) {
      try MathTruth(ofSolution: "$\\boxed{\(boxed)}$", problem: "How much?")
    }
  }

  @Test("A box without braces is read, and a solution without a box is refused")
  func boxes() throws {
    #expect(
      try MathTruth(ofSolution: "$\\boxed 2$", problem: "?").numbers.map(\.description) == ["2"])
    #expect(throws: TaskError.self) { try MathTruth(ofSolution: "It is 2.", problem: "?") }
    #expect(throws: TaskError.self) { try MathTruth(ofSolution: "\\boxed", problem: "?") }
    #expect(throws: TaskError.self) { try MathTruth(ofSolution: "\\boxed{2", problem: "?") }
  }
}
