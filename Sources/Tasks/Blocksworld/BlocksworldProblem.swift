extension Blocksworld {
  /// Stacks of named blocks, from bottom to top, and what they should become.
  struct Problem: Codable, Hashable, Sendable {
    /// The stacks now; answers number them from 1.
    var initial: [[String]]
    /// The stacks wanted; those beyond its end must be empty.
    var goal: [[String]]
  }

  /// A block's way from the top of one stack to the top of another.
  struct Move: Hashable, Sendable {
    var block: String
    /// The number of the stack where the block is, from 1.
    var from: Int
    /// The number of the stack where it goes, from 1.
    var to: Int

    /// The move as the paper writes it.
    var text: String { "Move \(block) from \(from) to \(to)" }
  }

  /// What a model wants done.
  struct Plan: Hashable, Sendable {
    /// The moves, up to the first that could not be read.
    var moves: [Move]
    /// Whether a move that could not be read stood after these.
    var isCutShort = false

    /// The plan in the normal spelling: a line for each move.
    var text: String {
      var lines = moves.map(\.text)
      if isCutShort { lines.append("(unreadable)") }
      if lines.isEmpty { lines.append("(no moves)") }
      return lines.joined(separator: "\n")
    }
  }
}
