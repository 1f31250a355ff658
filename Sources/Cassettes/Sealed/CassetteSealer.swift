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
  ///
  /// - Parameters:
  ///   - exchanges: The exchanges, in any order.
  ///   - version: The version of the format.
  ///   - contents: Images and files that requests name by their SHA-256; those that none names are
  ///     left out. Format 1 has no room for any, which throws `tooLarge`.
  public static func seal(
    _ exchanges: [Exchange], as version: CassetteVersion = .current, contents: [[UInt8]] = []
  ) throws(CassetteError) -> SealedImage {
    try seal(exchanges, as: version, contents: contents, pageSize: nil)
  }

  /// Seals some exchanges as a file was that is there: with its version and its page size, which need not
  /// be the ones that are written today.
  static func seal(
    _ exchanges: [Exchange], like layout: CassetteHeader.Layout, contents: [[UInt8]]
  ) throws(CassetteError) -> SealedImage {
    try seal(exchanges, as: layout.version, contents: contents, pageSize: layout.pageSize)
  }

  private static func seal(
    _ exchanges: [Exchange], as version: CassetteVersion, contents: [[UInt8]], pageSize: Int?
  ) throws(CassetteError) -> SealedImage {
    let exchanges = try SealedOrder.canonical(exchanges)
    let named = NamedContents.named(by: exchanges.lazy.map(\.request), of: contents)
    try check(named, version)
    if let kind = exchanges.lazy.map(\.kind).first(where: { $0.leastVersion > version }) {
      throw .noRoom(for: kind)
    }
    var tree = MerkleTree()
    var digests: [(request: Digest, result: Digest)] = []
    var raw = 0
    for exchange in exchanges {
      let leaf = ExchangeLeaf(exchange)
      digests.append((leaf.request, leaf.result))
      raw += exchange.request.count + exchange.result.count
      tree.append(leaf.digest)
    }
    let order = SealedOrder(of: exchanges)
    let image: [UInt8]
    switch version {
    case .one:
      image = try rows(exchanges, digests.map(\.result), order, root: tree.root, raw: raw)
    case .two:
      image = try SolidWriter(
        exchanges: exchanges, digests: digests, order: order, contents: named
      ).image(
        root: tree.root, raw: raw, pageSize: pageSize ?? CassetteFormat2.pageSize(of: raw))
    }
    return SealedImage(
      version: version, bytes: image, root: tree.root, fileDigest: Digest.sha256(image),
      entryCount: exchanges.count, rawByteCount: raw)
  }

  private static func check(
    _ contents: [(digest: Digest, bytes: [UInt8])], _ version: CassetteVersion
  ) throws(CassetteError) {
    guard version > .one || contents.isEmpty else { throw .noRoomForContents }
    for content in contents where content.bytes.count > CassetteFormat.maximumContent {
      throw .tooLargeContent(content.digest, limit: CassetteFormat.maximumContent)
    }
    guard contents.count <= CassetteFormat2.maximumContents else { throw .tooManyContents }
  }

  /// The file of format 1.
  private static func rows(
    _ exchanges: [Exchange], _ digests: [Digest], _ order: SealedOrder, root: Digest, raw: Int
  ) throws(CassetteError) -> [UInt8] {
    let writer = try CassetteWriter()
    let plan = try RowPlan(of: exchanges)
    let dictionary = DictionaryTrainer.dictionary(for: exchanges.map(\.result))
    return try writer.image { () throws(CassetteError) in
      try writer.writeFacts(
        root: root, entryCount: exchanges.count, raw: raw, dictionary: dictionary)
      try writer.writeEntries(exchanges, digests, order, plan, dictionary: dictionary)
      try writer.writeCold { (write) throws(CassetteError) in
        try ColdContent(exchanges, order, plan).write(write)
      }
    }
  }
}

/// A sealed cassette that lies in memory.
public struct SealedImage: Sendable {
  /// The version of its format.
  public let version: CassetteVersion
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
