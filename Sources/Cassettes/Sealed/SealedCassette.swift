public import Basics
import Files

/// The reader of one sealed cassette: one immutable file, one thread, every byte verified.
///
/// A slot that the cassette does not hold gives `nil`. A result whose bytes are not the recorded
/// ones is never given: it throws. What the Merkle root names is all that there is to read: a file
/// whose exchanges do not give the root that it claims cannot be opened. The reader keeps one buffer;
/// each worker opens its own.
public final class SealedCassette {
  /// The file, as it was named.
  public let path: String
  /// The version of its format.
  public let version: CassetteVersion
  /// The Merkle root: proven when the cassette was opened, claimed only while it is examined.
  public let root: Digest
  /// The number of exchanges.
  public let entryCount: Int
  /// The bytes of all requests and results together, before compression.
  public let rawByteCount: Int

  let connection: SQLiteConnection
  /// What the file's header says: how its bytes were written, and not what they mean.
  let layout: CassetteHeader.Layout
  let store: Store
  private var isReading = false
  /// The number of the exchange that ``withResult(at:_:)`` found last; `nil` if it found none.
  ///
  /// A replay that keeps count of what it used reads it here, without a second look-up.
  public private(set) var lastRow: Int?

  /// What the file is read by.
  enum Store {
    case rows(RowStore)
    case solid(SolidStore)
  }

  /// Opens a sealed cassette and holds everything in it against its Merkle root.
  ///
  /// A file of format 1 is decoded as a whole once a process; after that its SHA-256 tells that it is
  /// the same. Of one of format 2 the leaves are read. Throws `corrupt` if its exchanges have another
  /// root than it claims, `damaged` if they do not even have their own digests.
  public convenience init(path: String) throws(CassetteError) {
    try self.init(unproven: path)
    try RootProof.require(of: self)
  }

  /// Opens a sealed cassette that INDEX names; throws also if it is not the one of that line.
  convenience init(
    path: String, line: CassetteIndexLine, memory: ReadingMemory = .replay
  ) throws(CassetteError) {
    try self.init(unproven: path, memory: memory)
    try RootProof.require(of: self, line: line)
  }

  /// Opens a file whose content nobody has held against its root, to do so, or to say what is lost.
  ///
  /// The header, the schema and the facts about the whole are checked here.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - leaves: The leaves of the file in format 2, where another reader has them.
  ///   - memory: How much is kept in memory between two readings.
  init(
    unproven path: String, leaves: LeafTable? = nil, memory: ReadingMemory = .replay
  ) throws(CassetteError) {
    let opened = try OpenedFile(path, memory)
    self.path = path
    connection = opened.connection
    layout = opened.layout
    version = opened.layout.version
    root = opened.root
    entryCount = opened.entryCount
    rawByteCount = opened.rawByteCount
    switch opened.layout.version {
    case .one:
      store = .rows(
        try RowStore(
          opened.connection, entryCount: opened.entryCount,
          dictionary: opened.facts[.dictionary] ?? [], memory: memory))
    case .two:
      let facts = try SolidFacts(opened.facts, entryCount: opened.entryCount, file: path)
      store = .solid(try SolidStore(opened.connection, facts, leaves: leaves))
    }
  }

  /// The leaves of a file of format 2, for another reader of it; `nil` for format 1.
  var leaves: LeafTable? {
    if case .solid(let store) = store { return store.leaves }
    return nil
  }

  // MARK: Results

  /// Lends the result at a slot to `body`; `nil` if the cassette does not hold the slot.
  ///
  /// This is the way of replay: nothing is copied. The bytes are valid for the duration of the call
  /// only, and `body` must not ask this reader again, which throws `inUse`.
  public func withResult<Value>(
    at slot: Slot, _ body: (UnsafeBufferPointer<UInt8>) throws(CassetteError) -> Value
  ) throws(CassetteError) -> Value? {
    guard !isReading else { throw .inUse(path) }
    isReading = true
    defer { isReading = false }
    lastRow = nil
    switch store {
    case .rows(let store):
      defer { store.giveBack() }
      guard let (row, result) = try store.lend(slot) else { return nil }
      lastRow = row
      return try body(result)
    case .solid(let store):
      guard let row = store.leaves.row(of: slot) else { return nil }
      lastRow = row
      return try store.result(ofRow: row).withUnsafeBufferPointer {
        (result) throws(CassetteError) in try body(result)
      }
    }
  }

  /// The result at a slot; `nil` if the cassette does not hold the slot.
  public func result(at slot: Slot) throws(CassetteError) -> [UInt8]? {
    try withResult(at: slot) { Array($0) }
  }

  /// The number of a slot's exchange, from 0 and below `entryCount`; `nil` if it is not there.
  ///
  /// Numbers follow the scopes, then the slots: exchanges of one trial lie side by side.
  public func row(of slot: Slot) throws(CassetteError) -> Int? {
    guard !isReading else { throw .inUse(path) }
    switch store {
    case .rows(let store): return try store.row(of: slot)
    case .solid(let store): return store.leaves.row(of: slot)
    }
  }

  // MARK: Requests and labels

  /// All exchanges in the order of their rows, without requests and results.
  public func entries() throws(CassetteError) -> [CassetteEntry] {
    switch store {
    case .rows(let store): try store.entries()
    case .solid(let store): try store.entries()
    }
  }

  /// The request of an exchange: canonical JSON bytes.
  public func request(of entry: CassetteEntry) throws(CassetteError) -> [UInt8] {
    try request(ofRow: entry.row)
  }

  /// The provenance of an exchange: canonical JSON bytes.
  public func provenance(of entry: CassetteEntry) throws(CassetteError) -> [UInt8] {
    try label(ofRow: entry.row).provenance
  }

  /// An image or a file that a request names by its SHA-256; `nil` if the cassette does not hold it.
  public func content(_ digest: Digest) throws(CassetteError) -> [UInt8]? {
    switch store {
    case .rows: nil
    case .solid(let store): try store.content(digest)
    }
  }

  /// The digests of the contents that it holds, sorted.
  var contents: [Digest] {
    switch store {
    case .rows: []
    case .solid(let store): store.contents
    }
  }

  func request(ofRow row: Int) throws(CassetteError) -> [UInt8] {
    switch store {
    case .rows(let store): try store.request(ofRow: row)
    case .solid(let store): try store.request(ofRow: row)
    }
  }

  func label(ofRow row: Int) throws(CassetteError) -> ExchangeLabel {
    switch store {
    case .rows(let store): try store.label(ofRow: row)
    case .solid(let store): try store.label(ofRow: row)
    }
  }

  /// Calls `body` with every exchange, scopes left out, in no order that matters.
  func forEachRow(
    _ body: (CassetteEntry) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    switch store {
    case .rows(let store): try store.forEachRow(body)
    case .solid(let store):
      for row in 0..<entryCount { try body(store.entry(ofRow: row)) }
    }
  }

  /// The slots by number, as far as they can be read.
  func readableRows() -> [Int: (slot: Slot, kind: ExchangeKind)] {
    switch store {
    case .rows(let store): store.readableRows()
    case .solid(let store):
      Dictionary(
        uniqueKeysWithValues: (0..<entryCount).map {
          ($0, (slot: store.leaves.slot(ofRow: $0), kind: store.leaves.kind(ofRow: $0)))
        })
    }
  }

  /// Every exchange with all its bytes, in the order of the rows.
  func exchanges() throws(CassetteError) -> [Exchange] {
    var exchanges: [Exchange] = []
    for entry in try entries() {
      guard let result = try result(at: entry.slot) else {
        throw .damaged(path, at: entry.slot, "the row")
      }
      exchanges.append(
        Exchange(
          slot: entry.slot, kind: entry.kind, request: try request(of: entry), result: result,
          scope: entry.scope, provenance: try provenance(of: entry)))
    }
    return exchanges
  }
}
