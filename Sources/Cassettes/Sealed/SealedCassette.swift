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
  /// The Merkle root: proven when the cassette was opened, claimed only while it is examined.
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

  /// Opens a sealed cassette and holds everything in it against its Merkle root.
  ///
  /// The file is decoded as a whole once a process; after that its SHA-256 tells that it is the same.
  /// Throws `corrupt` if its exchanges have another root than it claims, `damaged` if they do not even
  /// have their own digests.
  public convenience init(path: String) throws(CassetteError) {
    try self.init(unproven: path)
    try RootProof.require(of: self)
  }

  /// Opens a sealed cassette that INDEX names; throws also if it is not the one of that line.
  convenience init(path: String, line: CassetteIndexLine) throws(CassetteError) {
    try self.init(unproven: path)
    try RootProof.require(of: self, line: line)
  }

  /// Opens a file whose content nobody has held against its root, to do so, or to say what is lost.
  ///
  /// The header, the schema and the facts about the whole are checked here.
  init(unproven path: String) throws(CassetteError) {
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

/// One exchange of a sealed cassette, without its bytes.
public struct CassetteEntry: Hashable, Sendable {
  /// Its number in whatever gave it: a cassette, or a folder's union.
  public internal(set) var row: Int
  /// Where it belongs.
  public let slot: Slot
  /// What kind of action it is.
  public let kind: ExchangeKind
  /// The trial that recorded it.
  public internal(set) var scope: String
  /// The size of the request in bytes.
  public internal(set) var requestSize: Int
  /// The size of the result in bytes.
  public let resultSize: Int
  /// The SHA-256 of the result.
  public let resultDigest: Digest
}

extension SealedCassette {
  /// Calls `body` with every exchange in the order of the file, scopes and request sizes left out.
  func forEachRow(
    _ body: (CassetteEntry) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    let statement = try connection.prepare(
      "SELECT action,sample,ordinal,kind,seq,digest,n FROM entry ORDER BY id")
    var rows = 0
    while try statement.step() {
      // A tree whose branches share their leaves would never end.
      rows += 1
      guard rows <= entryCount else {
        throw .damaged(path, "it holds more exchanges than it says")
      }
      guard let action = statement.blob(0).flatMap({ Digest(bytes: $0) }),
        let sample = statement.unsigned32(1), let ordinal = statement.unsigned32(2),
        let kind = statement.integer(3).flatMap({ UInt8(exactly: $0) })
          .flatMap({ ExchangeKind(rawValue: $0) }),
        let row = statement.unsigned32(4),
        let digest = statement.blob(5).flatMap({ Digest(bytes: $0) }),
        let size = statement.unsigned32(6)
      else { throw .damaged(path, "a row is not an exchange") }
      try body(
        CassetteEntry(
          row: Int(row), slot: Slot(action: action, sample: sample, ordinal: ordinal), kind: kind,
          scope: "", requestSize: 0, resultSize: Int(size), resultDigest: digest))
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

extension SealedCassette {
  /// What a cassette says about itself.
  struct Facts {
    var root: Digest
    var entryCount: Int
    var rawByteCount: Int
    var dictionary: [UInt8]
  }

  /// Opens a file from a stranger: marks first, then SQLite with its hands bound, then the schema.
  static func open(_ path: String) throws(CassetteError) -> (SQLiteConnection, Facts) {
    let size = try checkFile(path)
    let connection = try SQLiteConnection(file: path, access: .immutable)
    try connection.harden()
    try connection.execute("BEGIN")
    try checkSchema(of: connection)
    return (connection, try facts(of: connection, size: size))
  }

  /// Checks the header and that no other program has opened the file to write; gives its size.
  static func checkFile(_ path: String) throws(CassetteError) -> Int {
    let file = try files(ReadableFile(path))
    try CassetteHeader.check(
      try files(file.prefix(CassetteHeader.byteCount)), size: file.size, file: path)
    for suffix in ["-wal", "-journal"] where Path.exists(path + suffix) {
      throw .neighbour(path, name: Path.name(of: path) + suffix)
    }
    return file.size
  }

  /// Throws unless the schema is the format's, byte for byte: no view, trigger or index can hide.
  static func checkSchema(of connection: SQLiteConnection) throws(CassetteError) {
    let statement = try connection.prepare(
      "SELECT type,name,tbl_name,sql FROM sqlite_schema ORDER BY rowid")
    for table in CassetteFormat.tables {
      guard try statement.step(), statement.text(0) == "table", statement.text(1) == table.name,
        statement.text(2) == table.name, statement.text(3) == table.sql
      else { throw .damaged(connection.file, "its schema is not the format's") }
    }
    guard try !statement.step() else {
      throw .damaged(connection.file, "its schema holds more than the format's")
    }
  }

  private static func facts(
    of connection: SQLiteConnection, size: Int
  ) throws(CassetteError) -> Facts {
    let facts = try factBytes(of: connection)
    // An exchange takes two digests at least, so that a lie about the count cannot ask for memory.
    guard let root = facts[.root].flatMap({ Digest(bytes: $0) }),
      let entryCount = facts[.entries]?.bigEndianNumber, entryCount <= size / 64,
      let rawByteCount = facts[.raw]?.bigEndianNumber
    else { throw .damaged(connection.file, "the facts about it") }
    return Facts(
      root: root, entryCount: entryCount, rawByteCount: rawByteCount,
      dictionary: facts[.dictionary] ?? [])
  }

  private static func factBytes(
    of connection: SQLiteConnection
  ) throws(CassetteError) -> [CassetteFact: [UInt8]] {
    var facts: [CassetteFact: [UInt8]] = [:]
    let statement = try connection.prepare("SELECT k,v FROM meta")
    while try statement.step() {
      guard let fact = statement.text(0).flatMap({ CassetteFact(rawValue: $0) }),
        facts[fact] == nil, let bytes = statement.blob(1),
        bytes.count <= CassetteFormat.maximumDictionary
      else { throw .damaged(connection.file, "the facts about it") }
      facts[fact] = Array(bytes)
    }
    return facts
  }
}
