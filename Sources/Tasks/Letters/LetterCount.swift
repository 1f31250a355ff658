/// How often a letter stands in a word, and where.
struct LetterCount: Hashable, Sendable {
  /// The count that was stated; it need not be the number of positions.
  var count: Int
  /// The positions from 1, sorted; a position that was listed twice stands twice.
  var positions: [Int]

  /// The normal spelling.
  var text: String {
    "Count: \(count), Positions: \(Self.list(positions))"
  }

  /// A list as the prompt asks for it.
  static func list(_ positions: [Int]) -> String {
    "[\(positions.map(String.init).joined(separator: ", "))]"
  }
}
