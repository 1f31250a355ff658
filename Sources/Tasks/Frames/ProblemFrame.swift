import Basics

/// A sentence frame: the words of a problem around numbers that are drawn for it.
struct ProblemFrame<Truth: Sendable>: Sendable {
  /// A filled frame with its answer.
  struct Draft: Sendable {
    /// The problem, as a person would state it.
    var text: String
    /// The exact answer, computed forward from the numbers drawn.
    var truth: Truth

    /// Creates a draft.
    init(_ text: String, _ truth: Truth) {
      self.text = text
      self.truth = truth
    }
  }

  /// The number of steps that a solution takes: operations in a word problem, ideas in others.
  var steps: Int
  /// Fills the frame; `nil` if the numbers drawn give no sound problem, and others must be drawn.
  var fill: @Sendable (inout SeededGenerator) -> Draft?

  /// Creates a frame.
  init(_ steps: Int, _ fill: @escaping @Sendable (inout SeededGenerator) -> Draft?) {
    self.steps = steps
    self.fill = fill
  }
}

extension ProblemFrame {
  /// Fills one of some frames; every frame must be fillable.
  static func draw(
    from frames: [ProblemFrame], using generator: inout SeededGenerator
  ) -> (draft: Draft, steps: Int) {
    while true {
      let frame = generator.pick(frames)
      if let draft = frame.fill(&generator) { return (draft, frame.steps) }
    }
  }
}
