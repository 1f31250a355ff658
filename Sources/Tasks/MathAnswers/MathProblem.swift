import Basics

/// A competition problem with an exact answer: a number, or a pair of numbers.
struct MathProblem: Hashable, Sendable {
  /// The problem, with formulas in LaTeX.
  var text: String
  /// The exact answer: one number, or the parts of an ordered pair.
  var answer: [ExactNumber]
  /// The number of ideas that a solution takes.
  var steps: Int
  /// Whether the answer counts hundredths: `25\%` is then as right as `25`.
  var isPercent = false

  /// Makes a problem from a rung's frames.
  init(
    from frames: [ProblemFrame<[ExactNumber]>], using generator: inout SeededGenerator
  ) {
    let (draft, steps) = ProblemFrame.draw(from: frames, using: &generator)
    self.init(text: draft.text, answer: draft.truth, steps: steps)
  }

  /// Creates a problem.
  init(text: String, answer: [ExactNumber], steps: Int, isPercent: Bool = false) {
    self.text = text
    self.answer = answer
    self.steps = steps
    self.isPercent = isPercent
  }

  /// The question's text, alike in both tasks.
  var prompt: String {
    """
    \(text)
    Give the final answer in the format <<<answer>>>, exact and simplified: a whole number, a fraction, \
    or an expression with roots or \\pi, without decimals and units.
    """
  }
}
