public import Basics
import Files

/// Turns exchanges into the one file that stands for them.
///
/// The same exchanges give the same bytes, whatever their order, how often they come, and on
/// whatever machine.
public enum CassetteSealer {
  /// Seals some exchanges.
  ///
  /// An exchange may come several times, as from several shards: the smallest scope is kept, then
  /// the smallest provenance. Two results or requests for one slot throw `conflict`; content beyond
  /// the bounds of the format throws `tooLarge`. No exchanges at all are fine.
  public static func seal(_ exchanges: [Exchange]) throws(CassetteError) -> SealedImage {
    let exchanges = try SealedOrder.canonical(exchanges)
    let order = try SealedOrder(of: exchanges)
    var tree = MerkleTree()
    var digests: [Digest] = []
    var raw = 0
    for exchange in exchanges {
      let result = Digest.sha256(exchange.result)
      digests.append(result)
      raw += exchange.request.count + exchange.result.count
      let leaf = ExchangeLeaf(
        slot: exchange.slot, kind: exchange.kind.rawValue,
        request: Digest.sha256(exchange.request), result: result,
        scope: Array(exchange.scope.utf8), provenance: exchange.provenance)
      tree.append(leaf.digest)
    }
    let writer = try CassetteWriter()
    let dictionary = DictionaryTrainer.dictionary(for: exchanges.map(\.result))
    let image = try writer.image { () throws(CassetteError) in
      try writer.writeFacts(
        root: tree.root, entryCount: exchanges.count, raw: raw, dictionary: dictionary)
      try writer.writeEntries(exchanges, digests, order, dictionary: dictionary)
      try writer.writeCold { (write) throws(CassetteError) in
        try ColdContent(exchanges, order).write(write)
      }
    }
    return SealedImage(
      bytes: image, root: tree.root, fileDigest: Digest.sha256(image),
      entryCount: exchanges.count, rawByteCount: raw)
  }
}

/// A sealed cassette that lies in memory.
public struct SealedImage: Sendable {
  /// The file.
  public let bytes: [UInt8]
  /// The Merkle root over its exchanges.
  public let root: Digest
  /// The SHA-256 of the file.
  public let fileDigest: Digest
  /// The number of exchanges.
  public let entryCount: Int
  /// The bytes of all requests and results together, before compression.
  public let rawByteCount: Int

  /// Puts the file in place for good: read back and verified as a whole before it has its name.
  ///
  /// With `isNew`, a file that is there already throws `exists` and stays as it is.
  func write(to path: String, isNew: Bool = false) throws(CassetteError) {
    let draft = try files(DraftFile(for: path))
    try files(draft.write(bytes))
    try files(draft.synchronize())
    try SealedCassette(unproven: draft.draft).verify(.full, expecting: fileDigest)
    try files(draft.publish(.durable, isNew: isNew))
  }
}

/// The places of exchanges in a cassette.
struct SealedOrder {
  /// The sequence number of each exchange, in the order of the slots.
  private(set) var sequence: [Int]
  /// Which exchange has a sequence number.
  let bySequence: [Int]
  /// The exchanges in the order of their rows, and these rows.
  let rows: [(id: Int64, exchange: Int)]
  /// The row of each exchange, in the order of the slots.
  let rowOfExchange: [Int64]

  /// Places exchanges that are in canonical order.
  init(of exchanges: [Exchange]) throws(CassetteError) {
    let scopes = exchanges.map { Array($0.scope.utf8) }
    // Slots are in order already; equal scopes keep it.
    bySequence = exchanges.indices.sorted { left, right in
      scopes[left] == scopes[right]
        ? left < right : scopes[left].lexicographicallyPrecedes(scopes[right])
    }
    sequence = [Int](repeating: 0, count: exchanges.count)
    for (number, exchange) in bySequence.enumerated() { sequence[exchange] = number }
    let placed = try Self.rows(of: exchanges.map(\.slot))
    rowOfExchange = placed.map(\.id)
    rows = placed.sorted { $0.id < $1.id }
  }

  /// Gives each slot its row, or the next free one.
  private static func rows(
    of slots: [Slot]
  ) throws(CassetteError) -> [(id: Int64, exchange: Int)] {
    var taken: Set<Int64> = []
    var rows: [(id: Int64, exchange: Int)] = []
    for (index, slot) in slots.enumerated() {
      var id = slot.rowKey
      var probes = 1
      while !taken.insert(id).inserted {
        guard probes < CassetteFormat.maximumProbes else { throw .tooManyCollisions(at: slot) }
        id &+= 1
        probes += 1
      }
      rows.append((id, index))
    }
    return rows
  }

  /// The exchanges in the order of their slots, each once.
  static func canonical(_ exchanges: [Exchange]) throws(CassetteError) -> [Exchange] {
    var canonical: [Exchange] = []
    canonical.reserveCapacity(exchanges.count)
    for exchange in exchanges.sorted(by: { $0.slot < $1.slot }) {
      try exchange.checkBounds(file: "cassette")
      guard let last = canonical.last, last.slot == exchange.slot else {
        canonical.append(exchange)
        continue
      }
      try exchange.checkAgreement(with: last)
      if exchange.hasSmallerLabel(than: last) { canonical[canonical.count - 1] = exchange }
    }
    return canonical
  }
}
