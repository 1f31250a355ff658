/// What differs between two sets of exchanges, each list in the order of the slots.
public struct CassetteDifference: Sendable {
  /// A slot that both sides hold.
  public struct Pair: Hashable, Sendable {
    /// The exchange on the first side.
    public let old: CatalogEntry
    /// The exchange on the second side.
    public let new: CatalogEntry
  }

  /// Exchanges that only the second side holds.
  public private(set) var added: [CatalogEntry] = []
  /// Exchanges that only the first side holds.
  public private(set) var removed: [CatalogEntry] = []
  /// Slots whose results, requests or kinds differ.
  public private(set) var changed: [Pair] = []
  /// Slots whose exchanges are the same, but recorded by another trial or at another time.
  public private(set) var relabelled: [Pair] = []
  /// The number of exchanges that both sides hold alike.
  public private(set) var sameCount = 0

  /// Compares two sets.
  public init(from old: ExchangeCatalog, to new: ExchangeCatalog) {
    var (left, right) = (0, 0)
    while left < old.entries.count, right < new.entries.count {
      let pair = Pair(old: old.entries[left], new: new.entries[right])
      if pair.old.slot < pair.new.slot {
        removed.append(pair.old)
        left += 1
      } else if pair.new.slot < pair.old.slot {
        added.append(pair.new)
        right += 1
      } else {
        compare(pair)
        left += 1
        right += 1
      }
    }
    removed += old.entries[left...]
    added += new.entries[right...]
  }

  /// Whether both sides would be sealed into the same cassette.
  public var isEmpty: Bool {
    added.isEmpty && removed.isEmpty && changed.isEmpty && relabelled.isEmpty
  }

  private mutating func compare(_ pair: Pair) {
    if !pair.old.isSameExchange(as: pair.new) {
      changed.append(pair)
    } else if !pair.old.isSameRecording(as: pair.new) {
      relabelled.append(pair)
    } else {
      sameCount += 1
    }
  }
}
