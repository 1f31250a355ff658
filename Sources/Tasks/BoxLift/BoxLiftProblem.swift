extension BoxLift {
  /// Boxes, lifters and the number of steps allowed.
  struct Problem: Codable, Hashable, Sendable {
    /// The weights; equal weights are different boxes.
    var boxes: [Int]
    /// The capacities; answers name lifters by their index, from 0.
    var lifters: [Int]
    /// The most steps: what the greedy planner needs, as in the paper.
    var steps: Int
  }

  /// Some lifters for one box.
  struct Assignment: Hashable, Sendable {
    var weight: Int
    var lifters: [Int]

    var text: String { "(\(weight), [\(lifters.map(String.init).joined(separator: ", "))])" }
  }

  /// What a model wants done, step by step.
  struct Plan: Hashable, Sendable {
    var steps: [[Assignment]]
    /// Whether a step that could not be read stood after these.
    var isCutShort = false

    /// The plan in the normal spelling: the paper's lines.
    var text: String {
      var lines = steps.enumerated().map { index, assignments in
        "Step \(index + 1): [\(assignments.map(\.text).joined(separator: ", "))]"
      }
      if isCutShort { lines.append("(unreadable)") }
      if lines.isEmpty { lines.append("(no steps)") }
      return lines.joined(separator: "\n")
    }
  }
}
