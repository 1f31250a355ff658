public import Basics

/// The reader of one sealed cassette: one immutable file, one thread, every byte verified.
///
/// A slot that the cassette does not hold gives `nil`. A result whose bytes are not the recorded
/// ones is never given: it throws. The reader keeps one buffer; each worker opens its own.
public final class SealedCassette {
  /// The file, as it was named.
  public let path: String
  /// The Merkle root that the file claims; `verify(_:expecting:actionDigest:)` proves it.
  public let root: Digest
  /// The number of exchanges.
  public let entryCount: Int
  /// The bytes of all requests and results together, before compression.
  public let rawByteCount: Int

  let connection: SQLiteConnection
  let decoder: BlockDecoder
  let dictionary: [UInt8]
  private let lookup: SQLiteStatement
  let cold: ColdTable
  private var requests: RequestReader?
  private var isReading = false
  /// The number of the exchange that ``withResult(at:_:)`` found last; `nil` if it found none.
  ///
  /// A replay that keeps count of what it used reads it here, without a second look-up.
  public private(set) var lastRow: Int?

  /// Opens a sealed cassette.
  ///
  /// The header, the schema and the facts about the whole are checked here; the exchanges when they
  /// are read.
  public init(path: String) throws(CassetteError) {
    let (connection, facts) = try Self.open(path)
    self.path = path
    self.connection = connection
    root = facts.root
    entryCount = facts.entryCount
    rawByteCount = facts.rawByteCount
    dictionary = facts.dictionary
    decoder = BlockDecoder(dictionary: facts.dictionary)
    lookup = try connection.prepare(
      "SELECT action,sample,ordinal,seq,digest,n,v FROM entry WHERE id=?1", persistent: true)
    cold = try ColdTable(connection)
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
    defer {
      lookup.reset()
      isReading = false
    }
    lastRow = nil
    guard try find(slot) else { return nil }
    lastRow = lookup.integer(3).flatMap { Int(exactly: $0) }
    guard let digest = lookup.blob(4).flatMap({ Digest(bytes: $0) }),
      let count = lookup.integer(5).flatMap({ Int(exactly: $0) }), let block = lookup.blob(6),
      let result = decoder.decode(block, count: count)
    else { throw .damaged(path, at: slot, "the result") }
    guard Digest.sha256(UnsafeRawBufferPointer(result)) == digest else {
      throw .damaged(path, at: slot, "the result's digest is not that")
    }
    return try body(result)
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
    defer { lookup.reset() }
    guard try find(slot) else { return nil }
    guard let row = lookup.integer(3).flatMap({ Int(exactly: $0) }), row >= 0, row < entryCount
    else { throw .damaged(path, at: slot, "the number") }
    return row
  }

  /// Goes to the row of a slot.
  @inline(__always)
  private func find(_ slot: Slot) throws(CassetteError) -> Bool {
    var key = slot.rowKey
    for _ in 0..<CassetteFormat.maximumProbes {
      try lookup.bind(key, at: 1)
      guard try lookup.step() else { return false }
      guard let action = lookup.blob(0).flatMap({ Digest(bytes: $0) }),
        let sample = lookup.unsigned32(1), let ordinal = lookup.unsigned32(2)
      else { throw .damaged(path, at: slot, "the row") }
      if action == slot.action && sample == slot.sample && ordinal == slot.ordinal { return true }
      lookup.reset()
      key &+= 1
    }
    return false
  }

  // MARK: Requests and labels

  /// All exchanges in the order of their rows, without requests and results.
  public func entries() throws(CassetteError) -> [CassetteEntry] {
    var entries = [CassetteEntry?](repeating: nil, count: entryCount)
    try forEachRow { (entry) throws(CassetteError) in
      guard entry.row < entryCount, entries[entry.row] == nil else {
        throw .damaged(path, at: entry.slot, "the number")
      }
      entries[entry.row] = entry
    }
    var row = 0
    try cold.forEachSolidBlock(of: .labels) { (block) throws(CassetteError) in
      for sequence in block.sequences {
        guard sequence == row, row < entryCount, entries[row] != nil,
          let label = block[sequence].flatMap({ ColdLabel($0) })
        else { throw .damaged(path, "its scopes do not match its exchanges") }
        entries[row]?.scope = String(decoding: label.scope, as: UTF8.self)
        entries[row]?.requestSize = label.requestSize
        row += 1
      }
    }
    let found = entries.compactMap { $0 }
    guard found.count == entryCount, row == entryCount else {
      throw .damaged(path, "it holds fewer exchanges than it says")
    }
    return found
  }

  /// The request of an exchange: canonical JSON bytes.
  public func request(of entry: CassetteEntry) throws(CassetteError) -> [UInt8] {
    try request(ofRow: entry.row)
  }

  /// The provenance of an exchange: canonical JSON bytes.
  public func provenance(of entry: CassetteEntry) throws(CassetteError) -> [UInt8] {
    try label(ofRow: entry.row).provenance
  }

  func request(ofRow row: Int) throws(CassetteError) -> [UInt8] {
    if let requests { return try requests.request(ofRow: row) }
    // Replay reads no request: what that needs is made when one is.
    let reader = try RequestReader(connection, cold: cold, dictionary: dictionary)
    requests = reader
    return try reader.request(ofRow: row)
  }

  func label(ofRow row: Int) throws(CassetteError) -> ColdLabel {
    guard let label = try cold.block(of: .labels, holding: row)[row].flatMap({ ColdLabel($0) })
    else { throw .damaged(path, "the scope of exchange \(row)") }
    return label
  }
}
