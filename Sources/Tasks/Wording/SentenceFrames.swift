import Basics

/// A sentence with named gaps such as `{name}`.
struct Template: Hashable, Sendable, ExpressibleByStringLiteral {
  private let pattern: String

  init(stringLiteral pattern: String) {
    self.pattern = pattern
  }

  /// The sentence with its gaps filled; a gap written with a capital, `{Name}`, gets a capital.
  func filled(_ values: KeyValuePairs<String, String>) -> String {
    var output = ""
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      output += rest[..<open]
      let gap = rest[rest.index(after: open)..<close]
      if let value = values.first(where: { $0.key == gap })?.value {
        output += value
      } else if let value = values.first(where: { Template.capitalized($0.key) == gap })?.value {
        output += Template.capitalized(value)
      } else {
        output += rest[open...close]
      }
      rest = rest[rest.index(after: close)...]
    }
    return output + rest
  }

  /// The text with a capital at its start.
  static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  /// A list as prose writes it: `a, b and c`.
  static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}

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
