import Basics
import CSQLite
import Files

/// The database of a recording journal: what is written here outlives a power cut.
///
/// Write-ahead log, synchronous FULL, exclusive: the one mode without a lost record in ten thousand
/// simulated power cuts that is also fast. A torn tail of the log is recognised by SQLite's running
/// checksum and dropped; every row is bound by a leaf of its own besides.
final class JournalStore {
  /// The file.
  let path: String
  private let connection: SQLiteConnection
  private let decoder = BlockDecoder()
  private var statements: Statements?

  private struct Statements {
    let insert: SQLiteStatement
    let relabel: SQLiteStatement
    let select: SQLiteStatement
  }

  /// Opens a journal, or creates it; another process that has it open throws `locked`.
  init(path: String, storage: JournalStorage) throws(CassetteError) {
    self.path = path
    guard !path.utf8.contains(0) else { throw .missing(path) }
    connection = try SQLiteConnection(
      file: path, access: .readWrite, fileSystem: storage.fileSystem)
    do throws(CassetteError) {
      try Self.claim(connection, storage)
    } catch {
      // SQLite finds other words for a file whose name is gone, depending on how far it came.
      throw connection.hasMoved ? .locked(path, by: nil) : error
    }
    statements = Statements(
      insert: try connection.prepare(
        "INSERT INTO record VALUES(NULL,?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)"),
      relabel: try connection.prepare(
        "UPDATE record SET scope=?2,provenance=?3,leaf=?4 WHERE seq=?1"),
      select: try connection.prepare("SELECT * FROM record WHERE seq=?1"))
    try storage.synchronizeFolder(Path.parent(of: path))
  }

  /// Takes the lock, then looks whose file it is, then writes.
  private static func claim(
    _ connection: SQLiteConnection, _ storage: JournalStorage
  ) throws(CassetteError) {
    try connection.turnOffSwitches()
    for pragma in [
      "locking_mode=\(storage.lockingMode)", "synchronous=\(storage.synchronous)",
      "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "temp_store=MEMORY",
    ] {
      try connection.execute("PRAGMA \(pragma)")
    }
    let isNew = try connection.transaction { () throws(CassetteError) in
      // Another process has sealed and removed it between our opening and our locking.
      guard !connection.hasMoved else { throw .locked(connection.file, by: nil) }
      let application = try connection.number("PRAGMA application_id")
      let objects = try connection.number("SELECT count(*) FROM sqlite_schema")
      guard application != 0 || objects != 0 else { return true }
      guard application == Int64(CassetteFormat.journalApplicationID) else {
        throw .notAJournal(connection.file)
      }
      let version = try connection.number("PRAGMA user_version")
      let (exchanges, contents) = CassetteFormat.journalVersions
      guard version == exchanges || version == contents else {
        throw .unsupportedVersion(
          connection.file, found: version, reads: "versions \(exchanges) and \(contents)")
      }
      try checkSchema(of: connection, hasContents: version == contents)
      return false
    }
    if isNew { try connection.execute("PRAGMA page_size=8192") }
    try connection.execute("PRAGMA journal_mode=\(storage.journalMode)")
    try connection.transaction { () throws(CassetteError) in
      guard isNew else { return }
      try connection.execute(CassetteFormat.journalTable)
      try connection.execute("PRAGMA application_id=\(CassetteFormat.journalApplicationID)")
      try connection.execute("PRAGMA user_version=\(CassetteFormat.journalVersions.exchanges)")
    }
  }

  /// Throws unless the schema is the format's, byte for byte: no trigger can hide.
  private static func checkSchema(
    of connection: SQLiteConnection, hasContents: Bool
  ) throws(CassetteError) {
    var tables = [("record", CassetteFormat.journalTable)]
    if hasContents { tables.append(("content", CassetteFormat.journalContents)) }
    let schema = try connection.prepare(
      "SELECT type,name,tbl_name,sql FROM sqlite_schema ORDER BY rowid")
    for (name, sql) in tables {
      guard try schema.step(), schema.text(0) == "table", schema.text(1) == name,
        schema.text(2) == name, schema.text(3) == sql
      else { throw .damagedJournal(connection.file, "its schema is not the format's") }
    }
    guard try !schema.step() else {
      throw .damagedJournal(connection.file, "its schema is not the format's")
    }
  }

  /// Closes the database and folds its log into it.
  func close() throws(CassetteError) {
    statements = nil
    try connection.close()
  }

  /// Removes the database and its log, then closes it.
  ///
  /// The names go while the lock is held, the database's last: so no other writer finds a journal
  /// that is about to vanish, or loses a log of its own. Closing must leave alone whatever has the
  /// names by then.
  func remove() throws(CassetteError) {
    statements = nil
    try connection.turn(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, to: 1)
    let folder = Folder(Path.parent(of: path))
    try files(folder.remove(Path.name(of: path) + "-wal"))
    try files(folder.remove(Path.name(of: path)))
    try files(folder.synchronize())
    try connection.close()
  }

  // MARK: Writing

  /// Writes a batch in one transaction and gives the rows of its exchanges; returns after the
  /// commit.
  func commit(_ batch: [JournalWrite]) throws(CassetteError) -> [Int64] {
    guard let statements else { throw .closed(path, "it is closed") }
    return try connection.transaction { () throws(CassetteError) in
      var rows: [Int64] = []
      for write in batch {
        switch write {
        case .insert(let candidate):
          rows.append(try insert(candidate, statements.insert))
        case .relabel(let row, let candidate):
          try statements.relabel.bind(row, at: 1)
          try statements.relabel.bind(Array(candidate.exchange.scope.utf8), at: 2)
          try statements.relabel.bind(candidate.exchange.provenance, at: 3)
          try statements.relabel.bind(candidate.leaf.bytes, at: 4)
          try statements.relabel.run()
          rows.append(row)
        }
      }
      return rows
    }
  }

  private func insert(
    _ candidate: JournalCandidate, _ insert: SQLiteStatement
  ) throws(CassetteError) -> Int64 {
    let exchange = candidate.exchange
    try insert.bind(exchange.slot.action.bytes, at: 1)
    try insert.bind(Int64(exchange.slot.sample), at: 2)
    try insert.bind(Int64(exchange.slot.ordinal), at: 3)
    try insert.bind(Int64(exchange.kind.rawValue), at: 4)
    try insert.bind(Array(exchange.scope.utf8), at: 5)
    try insert.bind(exchange.provenance, at: 6)
    try insert.bind(candidate.requestDigest.bytes, at: 7)
    try insert.bind(candidate.resultDigest.bytes, at: 8)
    try insert.bind(candidate.leaf.bytes, at: 9)
    try insert.bind(Int64(exchange.request.count), at: 10)
    try insert.bind(candidate.encodedRequest, at: 11)
    try insert.bind(Int64(exchange.result.count), at: 12)
    try insert.bind(candidate.encodedResult, at: 13)
    try insert.run()
    return sqlite3_last_insert_rowid(connection.handle)
  }

  /// Writes a content in a transaction of its own, unless it is there; returns after the commit.
  func keep(_ content: [UInt8]) throws(CassetteError) -> Digest {
    let digest = Digest.sha256(content)
    let versions = CassetteFormat.journalVersions
    try connection.transaction { () throws(CassetteError) in
      if try connection.number("PRAGMA user_version") == versions.exchanges {
        try connection.execute(CassetteFormat.journalContents)
        try connection.execute("PRAGMA user_version=\(versions.contents)")
      }
      let insert = try connection.prepare("INSERT OR IGNORE INTO content VALUES(?1,?2,?3)")
      try insert.bind(digest.bytes, at: 1)
      try insert.bind(Int64(content.count), at: 2)
      try insert.bind(encodedQuickly(content), at: 3)
      try insert.run()
    }
    return digest
  }

  // MARK: Reading

  /// The contents in the order of their digests, each verified.
  func contents() throws(CassetteError) -> [[UInt8]] {
    guard
      try connection.number("PRAGMA user_version") == CassetteFormat.journalVersions.contents
    else { return [] }
    var contents: [[UInt8]] = []
    let statement = try connection.prepare("SELECT digest,n,v FROM content ORDER BY digest")
    while try statement.step() {
      guard let digest = statement.blob(0).flatMap({ Digest(bytes: $0) }),
        let bytes = content(of: statement, from: 1, digest: digest)
      else { throw .damagedJournal(path, "a content is not what was recorded") }
      contents.append(bytes)
    }
    return contents
  }

  /// The row of each exchange, all of it verified but requests and results.
  func rows() throws(CassetteError) -> [Slot: Int64] {
    var rows: [Slot: Int64] = [:]
    let statement = try connection.prepare(
      "SELECT seq,action,sample,ordinal,kind,scope,provenance,requestDigest,resultDigest,leaf "
        + "FROM record")
    while try statement.step() {
      guard let number = statement.integer(0), let head = Self.head(of: statement),
        rows.updateValue(number, forKey: head.slot) == nil
      else {
        throw .damagedJournal(path, "a row is not what was recorded")
      }
    }
    return rows
  }

  /// The scope of the exchange at a slot, known to be in a row; verified, and no content is read.
  func scope(at slot: Slot, in row: Int64) throws(CassetteError) -> String {
    guard let select = statements?.select else { throw .closed(path, "it is closed") }
    defer { select.reset() }
    try select.bind(row, at: 1)
    guard try select.step(), let head = Self.head(of: select), head.slot == slot else {
      throw .damagedJournal(path, "row \(row) is not what was recorded at \(slot)")
    }
    return String(decoding: head.scope, as: UTF8.self)
  }

  /// The exchange at a slot, known to be in a row; verified.
  func exchange(at slot: Slot, in row: Int64) throws(CassetteError) -> Exchange {
    guard let select = statements?.select else { throw .closed(path, "it is closed") }
    defer { select.reset() }
    try select.bind(row, at: 1)
    guard try select.step(), let head = Self.head(of: select), head.slot == slot,
      let kind = ExchangeKind(rawValue: head.kind),
      let request = content(of: select, from: 10, digest: head.request),
      let result = content(of: select, from: 12, digest: head.result)
    else { throw .damagedJournal(path, "row \(row) is not what was recorded at \(slot)") }
    return Exchange(
      slot: slot, kind: kind, request: request, result: result,
      scope: String(decoding: head.scope, as: UTF8.self), provenance: head.provenance)
  }

  /// Content from its two columns, size and block.
  private func content(
    of statement: SQLiteStatement, from column: Int32, digest: Digest
  ) -> [UInt8]? {
    guard let count = statement.integer(column).flatMap({ Int(exactly: $0) }),
      let block = statement.blob(column + 1),
      let bytes = decoder.decode(block, count: count),
      Digest.sha256(UnsafeRawBufferPointer(bytes)) == digest
    else { return nil }
    return Array(bytes)
  }

  /// The first ten columns of a row; `nil` unless the leaf among them binds the others together.
  private static func head(of statement: SQLiteStatement) -> ExchangeLeaf? {
    guard let slot = slot(in: statement),
      let kind = statement.integer(4).flatMap({ UInt8(exactly: $0) }),
      ExchangeKind(rawValue: kind) != nil,
      let scope = statement.blob(5), let provenance = statement.blob(6),
      let request = statement.blob(7).flatMap({ Digest(bytes: $0) }),
      let result = statement.blob(8).flatMap({ Digest(bytes: $0) })
    else { return nil }
    let leaf = ExchangeLeaf(
      slot: slot, kind: kind, request: request, result: result, scope: Array(scope),
      provenance: Array(provenance))
    return statement.blob(9).flatMap({ Digest(bytes: $0) }) == leaf.digest ? leaf : nil
  }

  private static func slot(in statement: SQLiteStatement) -> Slot? {
    guard let action = statement.blob(1).flatMap({ Digest(bytes: $0) }),
      let sample = statement.unsigned32(2), let ordinal = statement.unsigned32(3)
    else { return nil }
    return Slot(action: action, sample: sample, ordinal: ordinal)
  }
}

/// Where a journal keeps its database, and how it writes it.
///
/// Recording uses ``durable`` and nothing else. Tests put a simulated disk in its place, and modes
/// that lose what they acknowledged, to show that such a loss would be seen.
package struct JournalStorage: Sendable {
  /// The name of SQLite's virtual file system; `nil` for the real one.
  package var fileSystem: String?
  /// SQLite's locking mode.
  package var lockingMode = "EXCLUSIVE"
  /// SQLite's journal mode.
  package var journalMode = "WAL"
  /// SQLite's synchronous mode.
  package var synchronous = "FULL"
  /// Makes the creation of a file in a folder durable.
  package var synchronizeFolder: @Sendable (_ path: String) throws(CassetteError) -> Void

  /// Storage in files of this machine, safe from power cuts.
  package static let durable = JournalStorage { (path) throws(CassetteError) in
    try files(Folder(path).synchronize())
  }

  /// Creates storage that is written as ``durable`` is.
  package init(
    fileSystem: String? = nil,
    synchronizeFolder: @escaping @Sendable (_ path: String) throws(CassetteError) -> Void
  ) {
    self.fileSystem = fileSystem
    self.synchronizeFolder = synchronizeFolder
  }
}
