/// The exchanges of the cassettes that a replay used, as one bit a row.
public struct UsedRows: Hashable, Sendable {
  private var words: [UInt64]
  /// The number of rows.
  public let count: Int

  /// Creates a set of none of `count` rows.
  public init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  /// Adds a row; a row out of range is ignored.
  public mutating func insert(_ row: Int) {
    guard row >= 0, row < count else { return }
    words[row >> 6] |= 1 << UInt64(row & 63)
  }

  /// Adds another set of as many rows.
  public mutating func formUnion(_ other: UsedRows) {
    for index in words.indices where index < other.words.count {
      words[index] |= other.words[index]
    }
  }

  /// Whether a row was used.
  public func contains(_ row: Int) -> Bool {
    row >= 0 && row < count && words[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  /// The number of rows that were used.
  public var usedCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
}
