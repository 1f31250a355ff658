import Basics
import Files

/// Some sealed cassettes that are taken together as one set of exchanges.
///
/// The value only names files; ``ExchangeCatalog`` reads them.
public struct CassetteSet: Hashable, Sendable {
  /// One cassette.
  public struct Member: Hashable, Sendable {
    /// The file.
    public let path: String
    /// What an INDEX says of it; `nil` for a file that was named by itself.
    public let line: CassetteIndexLine?
  }

  /// The cassettes, in the order in which they were named.
  public private(set) var members: [Member]

  /// Names some files.
  public init(files: [String]) {
    members = files.map { Member(path: $0, line: nil) }
  }

  /// Names the cassettes of a folder.
  public init(_ folder: CassetteFolder) {
    members = folder.lines.map { Member(path: folder.path(of: $0), line: $0) }
  }

  /// Names what a path means: one cassette, or all cassettes of a folder.
  ///
  /// Throws what opening a folder throws, and `notACassette` for a folder without any cassette.
  public init(path: String) throws(CassetteError) {
    guard Path.isFolder(path) else {
      self.init(files: [path])
      return
    }
    let folder = try CassetteFolder(path: path)
    guard !folder.lines.isEmpty else { throw .emptyFolder(path) }
    self.init(folder)
  }

  /// Names the cassettes of several sets, each path once.
  public init(joining sets: [CassetteSet]) {
    var seen: Set<String> = []
    members = sets.flatMap(\.members).filter { seen.insert($0.path).inserted }
  }
}

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
