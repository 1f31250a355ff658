import Basics

/// Reads the cassettes of a folder as one; each worker has its own reader.
///
/// It promises what `SealedCassette` promises: a result is the recorded one, or an error.
public final class CassetteReader {
  /// What it reads.
  public let union: CassetteUnion
  private let cassettes: [SealedCassette]

  /// Opens the cassettes of a union.
  public init(_ union: CassetteUnion) throws(CassetteError) {
    self.union = union
    var cassettes: [SealedCassette] = []
    for (number, line) in union.folder.lines.enumerated() {
      let identity = union.identities[number]
      // The union has held this very file against its root.
      let cassette = try SealedCassette(
        unproven: union.folder.path(of: line), leaves: union.leaves[number])
      guard try FileIdentity(of: cassette.path) == identity else {
        throw .changedMeanwhile(cassette.path)
      }
      try cassette.check(against: line)
      cassettes.append(cassette)
    }
    self.cassettes = cassettes
  }

  /// The row that ``withResult(at:_:)`` found last; `nil` if it found none.
  public private(set) var lastRow: Int?

  /// The number of rows, for a set of those used.
  public var rowCount: Int { union.rowCount }

  /// Lends the result at a slot to `body`; `nil` if no cassette holds the slot.
  ///
  /// The bytes are valid for the duration of the call only, and `body` must not ask this reader
  /// again, which throws `inUse`.
  public func withResult<Value>(
    at slot: Slot, _ body: (UnsafeBufferPointer<UInt8>) throws(CassetteError) -> Value
  ) throws(CassetteError) -> Value? {
    lastRow = nil
    guard let number = cassette(of: slot) else { return nil }
    let value = try cassettes[number].withResult(at: slot, body)
    lastRow = cassettes[number].lastRow.map { union.bases[number] + $0 }
    return value
  }

  /// The result at a slot; `nil` if no cassette holds the slot.
  public func result(at slot: Slot) throws(CassetteError) -> [UInt8]? {
    try withResult(at: slot) { Array($0) }
  }

  /// The row of a slot, from 0 and below `rowCount`; `nil` if no cassette holds it.
  public func row(of slot: Slot) throws(CassetteError) -> Int? {
    guard let number = cassette(of: slot), let row = try cassettes[number].row(of: slot) else {
      return nil
    }
    return union.bases[number] + row
  }

  /// All exchanges, each slot once, in the order of their rows.
  public func entries() throws(CassetteError) -> [CassetteEntry] {
    var all: [CassetteEntry] = []
    for (number, cassette) in cassettes.enumerated() {
      for var entry in try cassette.entries() where self.cassette(of: entry.slot) == number {
        entry.row += union.bases[number]
        all.append(entry)
      }
    }
    return all
  }

  /// The request of an exchange that this reader's `entries()` gave: canonical JSON bytes.
  public func request(of entry: CassetteEntry) throws(CassetteError) -> [UInt8] {
    let (cassette, row) = try locate(entry)
    return try cassette.request(ofRow: row)
  }

  /// The provenance of an exchange that this reader's `entries()` gave: canonical JSON bytes.
  public func provenance(of entry: CassetteEntry) throws(CassetteError) -> [UInt8] {
    let (cassette, row) = try locate(entry)
    return try cassette.label(ofRow: row).provenance
  }

  /// Whether the cassettes hold an exchange; another result at its slot throws `conflict`.
  func holds(_ exchange: Exchange) throws(CassetteError) -> Bool {
    guard let number = cassette(of: exchange.slot) else { return false }
    let cassette = cassettes[number]
    guard
      let same = try cassette.withResult(at: exchange.slot, { $0.elementsEqual(exchange.result) })
    else { return false }
    guard same else {
      throw .conflictingExchange(at: exchange.slot, in: cassette.path, "result")
    }
    return true
  }

  private func locate(_ entry: CassetteEntry) throws(CassetteError) -> (SealedCassette, Int) {
    guard let number = union.bases.lastIndex(where: { $0 <= entry.row }),
      entry.row - union.bases[number] < cassettes[number].entryCount
    else { throw .damaged(union.folder.path, "it has no row \(entry.row)") }
    return (cassettes[number], entry.row - union.bases[number])
  }

  /// Which cassette to ask for a slot.
  @inline(__always)
  private func cassette(of slot: Slot) -> Int? {
    cassettes.count > 1 ? union.places[slot]?.cassette : cassettes.isEmpty ? nil : 0
  }
}

/// The cassettes of a folder as one: checked once, then read by any number of workers.
///
/// Each file was compared with its digest in INDEX and held against its Merkle root, and no slot has
/// two results.
public struct CassetteUnion: Sendable {
  /// The folder.
  public let folder: CassetteFolder
  /// The number of rows: the exchanges of all cassettes, those included that another one holds too.
  public let rowCount: Int

  /// Which files they are, so that a reader that is opened later reads what was checked.
  let identities: [FileIdentity]
  /// The leaves of each file of format 2, which its readers share.
  let leaves: [LeafTable?]
  /// The first row of each cassette.
  let bases: [Int]
  /// Which cassette holds a slot, and under which number; empty where there is one cassette only.
  let places: [Slot: Place]

  struct Place: Hashable {
    var cassette: Int
    var row: Int
  }

  /// Checks the cassettes of a folder.
  ///
  /// This is where replay stops trusting: a file of format 1 is decoded as a whole, once a process, of
  /// one of format 2 the leaves are read, and they must give the root that it claims. Throws `corrupt`
  /// if they do not.
  ///
  /// Throws `conflict`, naming both files, for a slot with two results. The same result twice is
  /// fine.
  public init(_ folder: CassetteFolder) throws(CassetteError) {
    self.folder = folder
    var bases: [Int] = []
    var places: [Slot: Place] = [:]
    var results: [Slot: Digest] = [:]
    var identities: [FileIdentity] = []
    var leaves: [LeafTable?] = []
    var next = 0
    for (number, line) in folder.lines.enumerated() {
      let path = folder.path(of: line)
      identities.append(try FileIdentity(of: path))
      let cassette = try SealedCassette(path: path, line: line, memory: .proof)
      leaves.append(cassette.leaves)
      bases.append(next)
      next += cassette.entryCount
      guard folder.lines.count > 1 else { continue }
      try cassette.forEachRow { (entry) throws(CassetteError) in
        guard let known = results[entry.slot], let place = places[entry.slot] else {
          results[entry.slot] = entry.resultDigest
          places[entry.slot] = Place(cassette: number, row: entry.row)
          return
        }
        guard known == entry.resultDigest else {
          let other = folder.path(of: folder.lines[place.cassette])
          throw .conflict(at: entry.slot, (other, known), (cassette.path, entry.resultDigest))
        }
      }
    }
    self.identities = identities
    self.leaves = leaves
    self.bases = bases
    self.places = places
    rowCount = next
  }
}

extension CassetteFolder {
  /// Checks the cassettes and opens a reader over them.
  ///
  /// For several workers make one `CassetteUnion` and a reader each.
  public func reader() throws(CassetteError) -> CassetteReader {
    try CassetteReader(try CassetteUnion(self))
  }
}
