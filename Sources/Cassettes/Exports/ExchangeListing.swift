public import Basics
import Files

/// Every exchange of a cassette, or of a folder's cassettes together, one after the other.
///
/// It is what an export or a search reads: each slot once, in the order of the trials and then of
/// the slots, verified as a whole before the first is given. Only what is in hand lies in memory.
public struct ExchangeListing {
  /// The file or folder.
  public let path: String
  /// The number of exchanges.
  public var count: Int { items.count }

  /// The highest version among its cassettes; the first where there is none.
  public var version: CassetteVersion { cassettes.map(\.version).max() ?? .one }

  private let cassettes: [SealedCassette]
  private let items: [Item]

  /// One exchange, and whose it is.
  private struct Item {
    var cassette: Int
    var entry: CassetteEntry
  }

  /// Opens and verifies a cassette folder, or one sealed cassette.
  ///
  /// `actionDigest` computes the digest of an action from its canonical bytes; with it, each request
  /// is proven to belong to its slot. Throws what `verify` throws, and `conflict` for a slot with
  /// two results.
  public init(
    path: String, actionDigest: ActionDigest? = nil
  ) throws(CassetteError) {
    self.path = path
    var cassettes: [SealedCassette] = []
    if Path.isFolder(path) {
      let folder = try CassetteFolder(path: path)
      for line in folder.lines {
        let cassette = try SealedCassette(unproven: folder.path(of: line))
        try cassette.check(against: line)
        try cassette.verify(.full, expecting: line.fileDigest, actionDigest: actionDigest)
        cassettes.append(cassette)
      }
    } else {
      let cassette = try SealedCassette(unproven: path)
      try cassette.verify(.full, actionDigest: actionDigest)
      cassettes.append(cassette)
    }
    self.cassettes = cassettes
    items = try Self.items(of: cassettes)
  }

  /// Calls `body` with every exchange.
  public func forEachExchange(
    _ body: (Exchange) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    for item in items { try body(try exchange(of: item)) }
  }

  /// The Merkle root over the exchanges: the one that a cassette of just these has.
  public func root() throws(CassetteError) -> Digest {
    if cassettes.count == 1 { return cassettes[0].root }
    var leaves: [(slot: Slot, leaf: Digest)] = []
    try forEachExchange { leaves.append(($0.slot, ExchangeLeaf($0).digest)) }
    leaves.sort { $0.slot < $1.slot }
    var tree = MerkleTree()
    for leaf in leaves { tree.append(leaf.leaf) }
    return tree.root
  }

  /// Calls `body` with every content that its cassettes hold, each once, in the order of the digests.
  public func forEachContent(
    _ body: (Digest, [UInt8]) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    for digest in contents {
      for cassette in cassettes {
        guard let content = try cassette.content(digest) else { continue }
        try body(digest, content)
        break
      }
    }
  }

  /// The digests of the contents that its cassettes hold, sorted.
  public var contents: [Digest] { Set(cassettes.flatMap(\.contents)).sorted() }

  private func exchange(of item: Item) throws(CassetteError) -> Exchange {
    let cassette = cassettes[item.cassette]
    let entry = item.entry
    guard let result = try cassette.result(at: entry.slot) else {
      throw .damaged(cassette.path, at: entry.slot, "the row")
    }
    return Exchange(
      slot: entry.slot, kind: entry.kind, request: try cassette.request(of: entry),
      result: result, scope: entry.scope, provenance: try cassette.provenance(of: entry))
  }

  /// The exchanges of all cassettes, each slot once under its smallest label, as sealing keeps it.
  private static func items(of cassettes: [SealedCassette]) throws(CassetteError) -> [Item] {
    var items: [Item] = []
    var places: [Slot: Int] = [:]
    for (number, cassette) in cassettes.enumerated() {
      for entry in try cassette.entries() {
        let item = Item(cassette: number, entry: entry)
        guard cassettes.count > 1, let place = places[entry.slot] else {
          if cassettes.count > 1 { places[entry.slot] = items.count }
          items.append(item)
          continue
        }
        let other = items[place]
        guard other.entry.resultDigest == entry.resultDigest else {
          throw .conflict(
            at: entry.slot, (cassettes[other.cassette].path, other.entry.resultDigest),
            (cassette.path, entry.resultDigest))
        }
        if try label(of: item, in: cassettes).precedes(try label(of: other, in: cassettes)) {
          items[place] = item
        }
      }
    }
    // Equal scopes keep the order of the slots, as the rows of a sealed cassette do.
    return items.sorted { left, right in
      left.entry.scope.utf8.elementsEqual(right.entry.scope.utf8)
        ? left.entry.slot < right.entry.slot
        : left.entry.scope.utf8.lexicographicallyPrecedes(right.entry.scope.utf8)
    }
  }

  private static func label(
    of item: Item, in cassettes: [SealedCassette]
  ) throws(CassetteError) -> Label {
    Label(
      scope: Array(item.entry.scope.utf8),
      provenance: try cassettes[item.cassette].provenance(of: item.entry))
  }

  private struct Label {
    var scope: [UInt8]
    var provenance: [UInt8]

    func precedes(_ other: Label) -> Bool {
      scope == other.scope
        ? provenance.lexicographicallyPrecedes(other.provenance)
        : scope.lexicographicallyPrecedes(other.scope)
    }
  }
}
