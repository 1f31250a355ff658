import Basics

/// How a set of exchanges is cut into parts that are sealed one by one.
///
/// Every exchange goes into exactly one part, with its label as it is, so that merging the parts
/// gives the very cassette again.
public enum CassetteSplit: Hashable, Sendable {
  /// So many parts, by the first eight bytes of the action's digest modulo their number.
  ///
  /// The same exchange goes to the same part whatever else there is, and all samples of one action
  /// stay together. Parts that stay empty are left out.
  case count(Int)
  /// Parts of at most so many bytes of requests and results, before compression.
  ///
  /// Exchanges follow each other as in a sealed cassette, trial by trial, which compresses best. One
  /// that is larger by itself gets a part of its own.
  case rawBytes(Int)

  /// Cuts some exchanges into parts, none of them empty.
  public func parts(of entries: [CatalogEntry]) -> [[CatalogEntry]] {
    switch self {
    case .count(let count): Self.byAction(entries, count: max(count, 1))
    case .rawBytes(let limit): Self.bySize(entries, limit: limit)
    }
  }

  private static func byAction(_ entries: [CatalogEntry], count: Int) -> [[CatalogEntry]] {
    var parts = [[CatalogEntry]](repeating: [], count: count)
    for entry in entries {
      let number = UInt64(bitPattern: entry.slot.action.leading64) % UInt64(count)
      parts[Int(number)].append(entry)
    }
    return parts.filter { !$0.isEmpty }
  }

  private static func bySize(_ entries: [CatalogEntry], limit: Int) -> [[CatalogEntry]] {
    let inOrder = entries.sorted { left, right in
      left.scope.utf8.elementsEqual(right.scope.utf8)
        ? left.slot < right.slot
        : left.scope.utf8.lexicographicallyPrecedes(right.scope.utf8)
    }
    var parts: [[CatalogEntry]] = []
    var size = 0
    for entry in inOrder {
      if parts.isEmpty || size + entry.rawByteCount > limit {
        parts.append([])
        size = 0
      }
      parts[parts.count - 1].append(entry)
      size += entry.rawByteCount
    }
    return parts
  }
}
