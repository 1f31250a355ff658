import CSQLite
import Files

/// One connection to one SQLite database, for one thread at a time.
///
/// It is exact rather than convenient: one statement a call, no cache, no threads. Every fault
/// becomes a `CassetteError` that names the file.
final class SQLiteConnection {
  /// How a database is opened.
  enum Access {
    /// A file that nobody changes: no locks, no journal, no writing.
    case immutable
    /// A file of our own, created if it is not there.
    case readWrite
    /// A database that lives in memory only.
    case inMemory
  }

  /// The file, as error messages name it.
  let file: String
  private let access: Access
  private(set) var handle: OpaquePointer?

  /// Opens a database; SQLite reads nothing yet.
  ///
  /// `fileSystem` names a virtual file system of SQLite other than the default.
  init(file: String, access: Access, fileSystem: String? = nil) throws(CassetteError) {
    self.file = file
    self.access = access
    let (name, flags): (String, Int32) =
      switch access {
      case .immutable:
        (Self.uri(of: file) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
      case .readWrite:
        (Self.uri(of: file), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI)
      case .inMemory: (":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
      }
    let result = sqlite3_open_v2(name, &handle, flags | SQLITE_OPEN_NOMUTEX, fileSystem)
    guard result == SQLITE_OK else { throw fault() }
    sqlite3_extended_result_codes(handle, 1)
  }

  deinit {
    sqlite3_close_v2(handle)
  }

  /// Closes the connection now; statements must be gone.
  ///
  /// The last connection to a write-ahead log folds it into the database and removes it.
  func close() throws(CassetteError) {
    guard sqlite3_close(handle) == SQLITE_OK else { throw fault() }
    handle = nil
  }

  /// Runs one statement and throws its rows away.
  func execute(_ sql: String) throws(CassetteError) {
    let statement = try prepare(sql)
    while try statement.step() {}
  }

  /// Compiles one statement.
  func prepare(_ sql: String, persistent: Bool = false) throws(CassetteError) -> SQLiteStatement {
    var statement: OpaquePointer?
    let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
    guard sqlite3_prepare_v3(handle, sql, -1, flags, &statement, nil) == SQLITE_OK,
      let statement
    else { throw fault() }
    return SQLiteStatement(statement, of: self)
  }

  /// The single number that a query gives.
  func number(_ sql: String) throws(CassetteError) -> Int64 {
    let statement = try prepare(sql)
    guard try statement.step(), let number = statement.integer(0) else {
      throw .damaged(file, "a number is missing")
    }
    return number
  }

  /// Runs `body` inside a transaction that is undone when it throws.
  func transaction<Value>(
    _ body: () throws(CassetteError) -> Value
  ) throws(CassetteError) -> Value {
    try execute("BEGIN IMMEDIATE")
    do {
      let value = try body()
      try execute("COMMIT")
      return value
    } catch {
      // After some faults SQLite has rolled back by itself; a second ROLLBACK then fails harmlessly.
      sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
      throw error
    }
  }

  /// The database as the bytes of its file.
  func serialized() throws(CassetteError) -> [UInt8] {
    var size: sqlite3_int64 = 0
    guard let bytes = sqlite3_serialize(handle, "main", &size, 0) else { throw fault() }
    defer { sqlite3_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
  }

  /// Whether the file's name is gone, or means another file by now.
  var hasMoved: Bool {
    var moved: Int32 = 0
    // A file system that cannot tell leaves the answer at no.
    _ = sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
    return moved != 0
  }

  /// What the latest fault of this connection means for whoever uses the file.
  func fault() -> CassetteError {
    let code = sqlite3_errcode(handle)
    let text = sqlite3_errmsg(handle).map { String(cString: $0) } ?? "out of memory"
    let system = sqlite3_system_errno(handle)
    let cause = system == 0 ? text : "\(text): \(SystemError.text(of: system))"
    switch (code & 0xFF, access) {
    case (SQLITE_BUSY, _), (SQLITE_LOCKED, _):
      return .locked(file, by: LockHolder.process(of: file))
    case (SQLITE_FULL, _): return .diskFull(file, cause: cause)
    case (SQLITE_IOERR, _) where SystemError.isDiskFull(system):
      return .diskFull(file, cause: cause)
    case (SQLITE_CANTOPEN, _), (SQLITE_PERM, _), (SQLITE_NOMEM, _), (SQLITE_IOERR, .immutable):
      return .unreadable(file, cause: cause)
    case (SQLITE_READONLY, _), (SQLITE_IOERR, _): return .unwritable(file, cause: cause)
    case (SQLITE_NOTADB, .readWrite): return .notAJournal(file, cause: cause)
    case (SQLITE_NOTADB, _): return .notACassette(file, "SQLite does not know it", cause: cause)
    case (_, .readWrite): return .damagedJournal(file, cause)
    default: return .damaged(file, "SQLite cannot make sense of it", cause: cause)
    }
  }

  /// The path as a `file:` URI, with every byte escaped that a URI could mistake.
  private static func uri(of path: String) -> String {
    var text = path.hasPrefix("/") ? "file://" : "file:"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16)
        text += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
      }
    }
    return text
  }
}

extension SQLiteConnection {
  /// Prepares the connection for a file from a stranger.
  ///
  /// Three walls, any of which would do: SQLite's own switches; limits; and an authorizer, after
  /// which nothing compiles but reads of tables. The switches act on what a hostile schema makes
  /// SQLite do by itself, the authorizer on every statement, this program's own included.
  ///
  /// - Parameter cacheKiB: How much of the file SQLite keeps in memory.
  func harden(cacheKiB: Int = 65_536) throws(CassetteError) {
    try turnOffSwitches()
    lowerLimits()
    for pragma in [
      "trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "mmap_size=0",
      "cache_size=-\(cacheKiB)", "temp_store=MEMORY",
    ] {
      try execute("PRAGMA \(pragma)")
    }
    let result = sqlite3_set_authorizer(
      handle,
      { _, action, first, _, _, trigger in
        guard trigger == nil else { return SQLITE_DENY }
        switch action {
        case SQLITE_SELECT, SQLITE_READ, SQLITE_TRANSACTION: return SQLITE_OK
        case SQLITE_PRAGMA:
          return first.map { String(cString: $0) } == "integrity_check" ? SQLITE_OK : SQLITE_DENY
        default: return SQLITE_DENY
        }
      }, nil)
    guard result == SQLITE_OK else { throw fault() }
  }

  /// Lets no file run code: no trigger, no view, no extension, no change of the schema by hand.
  ///
  /// A switch that the library is too old to know guards a feature that it does not have.
  func turnOffSwitches() throws(CassetteError) {
    let switches: [(option: Int32, value: Int32)] = [
      (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
      (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (SQLITE_DBCONFIG_ENABLE_VIEW, 0),
      (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0), (SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0),
      (SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
      (SQLITE_DBCONFIG_DQS_DDL, 0),
    ]
    for (option, value) in switches { try turn(option, to: value) }
  }

  /// Turns one of SQLite's switches on (1) or off (0).
  func turn(_ option: Int32, to value: Int32) throws(CassetteError) {
    let result = steerbench_sqlite3_set_switch(handle, option, value)
    guard result == SQLITE_OK || result == SQLITE_ERROR else {
      throw .unreadable(file, cause: "SQLite does not turn its switch \(option) to \(value)")
    }
  }

  private func lowerLimits() {
    let limits: [(Int32, Int32)] = [
      (SQLITE_LIMIT_LENGTH, Int32(CassetteFormat.maximumBlock + 65_536)),
      (SQLITE_LIMIT_SQL_LENGTH, 4_096), (SQLITE_LIMIT_COLUMN, 32), (SQLITE_LIMIT_EXPR_DEPTH, 16),
      (SQLITE_LIMIT_COMPOUND_SELECT, 2), (SQLITE_LIMIT_FUNCTION_ARG, 8),
      (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64),
      (SQLITE_LIMIT_VARIABLE_NUMBER, 32), (SQLITE_LIMIT_TRIGGER_DEPTH, 0),
      (SQLITE_LIMIT_WORKER_THREADS, 0),
    ]
    for (limit, value) in limits { sqlite3_limit(handle, limit, value) }
  }
}
