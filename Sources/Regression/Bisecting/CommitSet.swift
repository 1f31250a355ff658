/// A set of commits of one graph, a bit each.
struct CommitSet: Hashable, Sendable {
  private var words: [UInt64]

  /// An empty set that can hold so many commits.
  init(capacity: Int) {
    words = Array(repeating: 0, count: (capacity + 63) / 64)
  }

  /// The number of commits.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether there is none.
  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The commits, ascending.
  var elements: [Int] {
    var elements: [Int] = []
    for (index, word) in words.enumerated() {
      var word = word
      while word != 0 {
        elements.append(index * 64 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
    return elements
  }

  func contains(_ commit: Int) -> Bool {
    words[commit / 64] & (1 << UInt64(commit % 64)) != 0
  }

  mutating func insert(_ commit: Int) { words[commit / 64] |= 1 << UInt64(commit % 64) }

  mutating func remove(_ commit: Int) { words[commit / 64] &= ~(1 << UInt64(commit % 64)) }

  mutating func formUnion(_ other: CommitSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  func intersection(_ other: CommitSet) -> CommitSet {
    var result = self
    for index in words.indices { result.words[index] &= other.words[index] }
    return result
  }

  func subtracting(_ other: CommitSet) -> CommitSet {
    var result = self
    for index in words.indices { result.words[index] &= ~other.words[index] }
    return result
  }
}
