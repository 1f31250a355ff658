public import Basics

/// The exchanges of a set of cassettes, each slot once, without their bytes.
///
/// This is the union on which every operation on sets works: merging seals all of it, splitting and
/// slicing seal parts of it, comparing looks at two of them. The union is associative, commutative
/// and idempotent: of the same exchange recorded twice the smallest scope, then the smallest
/// provenance is kept, whoever comes first.
///
/// A catalogue keeps a few hundred bytes an exchange in memory. Requests and results stay in the files
/// until they are sealed, and a duplicate is never decoded a second time. It is for one caller at a
/// time.
public final class ExchangeCatalog {
  /// The cassettes.
  public let set: CassetteSet
  /// The exchanges in the order of their slots.
  public let entries: [CatalogEntry]

  private let cassettes: [SealedCassette]

  /// Opens some cassettes, verifies all of them, and unites them.
  ///
  /// `preferring` settles conflicts by decree: where it holds one of the recordings, that one is
  /// kept. `sameOutcome` settles those between results that differ in what was measured only: the one
  /// with the smallest label is kept, then the one with the smallest digest. Without `actionDigest` it
  /// is not proven that each request belongs to its slot.
  ///
  /// Throws `conflict`, with every slot that has two results or requests, and what opening and
  /// verifying a cassette throws.
  public init(
    _ set: CassetteSet, preferring preferred: CassetteSet? = nil,
    sameOutcome: SameOutcome? = nil, actionDigest: ActionDigest? = nil
  ) throws(CassetteError) {
    var cassettes: [SealedCassette] = []
    var all: [CatalogEntry] = []
    for member in set.members {
      let cassette = try SealedCassette(unproven: member.path)
      try cassette.verify(
        .full, expecting: member.line?.fileDigest, actionDigest: actionDigest)
      if let line = member.line { try cassette.check(against: line) }
      all += try Self.entries(of: cassette, number: cassettes.count)
      cassettes.append(cassette)
    }
    let preferredPaths = Set(preferred?.members.map(\.path) ?? [])
    self.set = set
    self.cassettes = cassettes
    entries = try Self.union(
      of: all, files: cassettes.map(\.path), preferring: preferredPaths
    ) { (entries) throws(CassetteError) in
      guard let sameOutcome else { return nil }
      return try Self.measurement(among: entries, cassettes, sameOutcome)
    }
  }

  /// The exchanges of one cassette, read from its start to its end.
  private static func entries(
    of cassette: SealedCassette, number: Int
  ) throws(CassetteError) -> [CatalogEntry] {
    var entries: [CatalogEntry] = []
    entries.reserveCapacity(cassette.entryCount)
    for entry in try cassette.entries() {
      let label = try cassette.label(ofRow: entry.row)
      guard label.scope.elementsEqual(entry.scope.utf8) else {
        throw .damaged(cassette.path, at: entry.slot, "the scope is not UTF-8 text")
      }
      entries.append(
        CatalogEntry(
          slot: entry.slot, kind: entry.kind, scope: entry.scope, provenance: label.provenance,
          requestSize: entry.requestSize,
          requestDigest: Digest.sha256(try cassette.request(of: entry)),
          resultSize: entry.resultSize, resultDigest: entry.resultDigest,
          place: CassetteUnion.Place(cassette: number, row: entry.row)))
    }
    return entries
  }

  // MARK: The union

  private static func union(
    of all: [CatalogEntry], files: [String], preferring preferred: Set<String>,
    settling: (ArraySlice<CatalogEntry>) throws(CassetteError) -> CatalogEntry?
  ) throws(CassetteError) -> [CatalogEntry] {
    let sorted = all.sorted {
      $0.slot == $1.slot ? $0.hasSmallerLabel(than: $1) : $0.slot < $1.slot
    }
    var union: [CatalogEntry] = []
    var conflicts: [ExchangeConflict] = []
    var start = 0
    while start < sorted.count {
      let slot = sorted[start].slot
      let end = sorted[start...].firstIndex { $0.slot != slot } ?? sorted.count
      let first = sorted[start]
      if sorted[start..<end].allSatisfy({ $0.isSameExchange(as: first) }) {
        union.append(first)
      } else if let kept = preference(among: sorted[start..<end], files, preferred) {
        union.append(kept)
      } else if let kept = try settling(sorted[start..<end]) {
        union.append(kept)
      } else {
        conflicts.append(conflict(among: sorted[start..<end], files))
      }
      start = end
    }
    guard conflicts.isEmpty else { throw .conflicts(conflicts) }
    return union
  }

  /// The recording that the preferred cassettes hold; `nil` if they hold none, or differ themselves.
  private static func preference(
    among entries: ArraySlice<CatalogEntry>, _ files: [String], _ preferred: Set<String>
  ) -> CatalogEntry? {
    let held = entries.filter { preferred.contains(files[$0.place.cassette]) }
    guard let first = held.first, held.allSatisfy({ $0.isSameExchange(as: first) }) else {
      return nil
    }
    // Another cassette may hold the very same exchange under a smaller label.
    return entries.first { $0.isSameExchange(as: first) }
  }

  /// The one of several measurements of the same outcome that is kept; `nil` if the outcomes differ.
  private static func measurement(
    among entries: ArraySlice<CatalogEntry>, _ cassettes: [SealedCassette], _ isSame: SameOutcome
  ) throws(CassetteError) -> CatalogEntry? {
    let first = entries[entries.startIndex]
    let cassette = cassettes[first.place.cassette]
    guard let result = try cassette.result(at: first.slot) else {
      throw .changedMeanwhile(cassette.path)
    }
    for entry in entries.dropFirst() where !entry.isSameExchange(as: first) {
      guard entry.kind == first.kind, entry.requestDigest == first.requestDigest,
        let other = try cassettes[entry.place.cassette].result(at: entry.slot),
        isSame(first.kind, result, other)
      else { return nil }
    }
    return entries.min { left, right in
      if left.hasSmallerLabel(than: right) { return true }
      return !right.hasSmallerLabel(than: left) && left.resultDigest < right.resultDigest
    }
  }

  private static func conflict(
    among entries: ArraySlice<CatalogEntry>, _ files: [String]
  ) -> ExchangeConflict {
    var sides: [CatalogEntry] = []
    for entry in entries where !sides.contains(where: { $0.isSameExchange(as: entry) }) {
      sides.append(entry)
    }
    sides.sort {
      ($0.resultDigest, $0.requestDigest, $0.kind.rawValue)
        < ($1.resultDigest, $1.requestDigest, $1.kind.rawValue)
    }
    return ExchangeConflict(
      slot: sides[0].slot, sides: sides.map { .init($0, in: files[$0.place.cassette]) })
  }

  // MARK: What it says of the whole

  /// The Merkle root over its exchanges: the root of the one cassette that they would be sealed into.
  public var root: Digest {
    var tree = MerkleTree()
    for entry in entries { tree.append(entry.leaf) }
    return tree.root
  }

  /// The bytes of all requests and results together, before compression.
  public var rawByteCount: Int { entries.reduce(0) { $0 + $1.rawByteCount } }

  // MARK: Sealing

  /// The highest version among its cassettes; the current one where there is none.
  public var version: CassetteVersion { cassettes.map(\.version).max() ?? .current }

  /// Seals everything: the merge of the cassettes.
  ///
  /// - Parameter version: The version of the format; without it the highest among its cassettes.
  public func seal(as version: CassetteVersion? = nil) throws(CassetteError) -> SealedImage {
    try seal(entries, as: version)
  }

  /// Seals some of its exchanges.
  ///
  /// Their requests and results are in memory meanwhile, each once, and so is the sealed file.
  ///
  /// - Parameters:
  ///   - selection: Some of its exchanges.
  ///   - version: The version of the format; without it the highest among its cassettes.
  public func seal(
    _ selection: [CatalogEntry], as version: CassetteVersion? = nil
  ) throws(CassetteError) -> SealedImage {
    var tree = MerkleTree()
    for entry in selection.sorted(by: { $0.slot < $1.slot }) { tree.append(entry.leaf) }
    let exchanges = try exchanges(of: selection)
    let image = try CassetteSealer.seal(
      exchanges, as: version ?? self.version, contents: try contents(of: exchanges))
    // What was read a second time is what was verified and compared before.
    guard image.root == tree.root else {
      // No exchanges at all have one root, so that there is a cassette.
      throw .changedMeanwhile(set.members[0].path)
    }
    return image
  }

  /// The contents that some exchanges name and the cassettes hold, each once.
  func contents(of exchanges: [Exchange]) throws(CassetteError) -> [[UInt8]] {
    var holders: [Digest: SealedCassette] = [:]
    for cassette in cassettes {
      for digest in cassette.contents { holders[digest] = holders[digest] ?? cassette }
    }
    guard !holders.isEmpty else { return [] }
    let named = exchanges.reduce(into: Set<Digest>()) {
      $0.formUnion(NamedContents.digests(in: $1.request))
    }
    var contents: [[UInt8]] = []
    for digest in named.sorted() {
      if let content = try holders[digest]?.content(digest) { contents.append(content) }
    }
    return contents
  }

  /// Some exchanges with their bytes, read in the order of the files, so that each solid block is
  /// decoded once.
  func exchanges(of selection: [CatalogEntry]) throws(CassetteError) -> [Exchange] {
    let inOrder = selection.sorted {
      ($0.place.cassette, $0.place.row) < ($1.place.cassette, $1.place.row)
    }
    var exchanges: [Exchange] = []
    exchanges.reserveCapacity(inOrder.count)
    for entry in inOrder {
      let cassette = cassettes[entry.place.cassette]
      guard let result = try cassette.result(at: entry.slot) else {
        throw .damaged(cassette.path, at: entry.slot, "the row")
      }
      exchanges.append(
        Exchange(
          slot: entry.slot, kind: entry.kind, request: try cassette.request(ofRow: entry.place.row),
          result: result, scope: entry.scope, provenance: entry.provenance))
    }
    return exchanges
  }
}

/// One exchange of a catalogue: everything but the bytes of its request and result.
public struct CatalogEntry: Hashable, Sendable {
  /// Where it belongs.
  public let slot: Slot
  /// What kind of action it is.
  public let kind: ExchangeKind
  /// The trial that recorded it.
  public let scope: String
  /// Canonical JSON: when, by which version, from which provider.
  public let provenance: [UInt8]
  /// The size of the request in bytes.
  public let requestSize: Int
  /// The SHA-256 of the request.
  public let requestDigest: Digest
  /// The size of the result in bytes.
  public let resultSize: Int
  /// The SHA-256 of the result.
  public let resultDigest: Digest

  /// Which of the catalogue's cassettes it is read from, and its number there.
  let place: CassetteUnion.Place

  /// The bytes of request and result together, before compression.
  public var rawByteCount: Int { requestSize + resultSize }

  /// What the Merkle root says about it.
  var leaf: Digest {
    let leaf = ExchangeLeaf(
      slot: slot, kind: kind.rawValue, request: requestDigest, result: resultDigest,
      scope: Array(scope.utf8), provenance: provenance)
    return leaf.digest
  }

  /// The first eight bytes of its leaf in the Merkle tree: enough to tell which exchanges two sets
  /// share, and no proof.
  public var fingerprint: UInt64 { UInt64(bitPattern: leaf.leading64) }

  /// Whether both are one exchange, whoever recorded it.
  func isSameExchange(as other: CatalogEntry) -> Bool {
    slot == other.slot && resultDigest == other.resultDigest
      && requestDigest == other.requestDigest && kind == other.kind
  }

  /// Whether both are one exchange, recorded by the same trial at the same time.
  func isSameRecording(as other: CatalogEntry) -> Bool {
    isSameExchange(as: other) && scope.utf8.elementsEqual(other.scope.utf8)
      && provenance == other.provenance
  }

  /// Whether the scope, then the provenance, comes before another's, by bytes: the same choice as
  /// sealing makes.
  func hasSmallerLabel(than other: CatalogEntry) -> Bool {
    if scope.utf8.elementsEqual(other.scope.utf8) {
      return provenance.lexicographicallyPrecedes(other.provenance)
    }
    return scope.utf8.lexicographicallyPrecedes(other.scope.utf8)
  }
}

/// One slot for which cassettes hold different recordings.
public struct ExchangeConflict: Hashable, Sendable {
  /// One of the recordings.
  public struct Side: Hashable, Sendable {
    /// The cassette that holds it.
    public let file: String
    /// The trial that recorded it.
    public let scope: String
    /// Canonical JSON: when, by which version, from which provider.
    public let provenance: [UInt8]
    /// What kind of action it is.
    public let kind: ExchangeKind
    /// The size of the request in bytes.
    public let requestSize: Int
    /// The SHA-256 of the request.
    public let requestDigest: Digest
    /// The size of the result in bytes.
    public let resultSize: Int
    /// The SHA-256 of the result.
    public let resultDigest: Digest
  }

  /// The slot.
  public let slot: Slot
  /// The recordings that differ, two at least, in the order of their digests.
  public let sides: [Side]
}

extension ExchangeConflict.Side {
  init(_ entry: CatalogEntry, in file: String) {
    self.file = file
    scope = entry.scope
    provenance = entry.provenance
    kind = entry.kind
    requestSize = entry.requestSize
    requestDigest = entry.requestDigest
    resultSize = entry.resultSize
    resultDigest = entry.resultDigest
  }
}

extension ExchangeConflict: CustomStringConvertible {
  /// The slot, and a line a side.
  public var description: String {
    let lines = sides.map { side in
      "  result \(side.resultDigest.short), \(side.resultSize) bytes, of request "
        + "\(side.requestDigest.short), recorded by \(side.scope) in \(side.file)"
    }
    return (["\(slot):"] + lines).joined(separator: "\n")
  }
}
