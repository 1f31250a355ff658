import CSQLite

/// One compiled statement; it keeps its connection alive.
///
/// Columns are read only as the type that they have: a hostile file's text never becomes a number.
final class SQLiteStatement {
  private let handle: OpaquePointer
  private let connection: SQLiteConnection

  init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
    self.handle = handle
    self.connection = connection
  }

  deinit {
    sqlite3_finalize(handle)
  }

  /// Goes to the next row; `false` at the end.
  @inline(__always)
  func step() throws(CassetteError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw connection.fault()
    }
  }

  /// Makes the statement ready for another run; bytes it has lent are gone.
  @inline(__always)
  func reset() {
    // The code repeats the fault that `step` has reported.
    _ = sqlite3_reset(handle)
  }

  /// Runs a statement that gives no rows, and makes it ready again.
  func run() throws(CassetteError) {
    defer { reset() }
    while try step() {}
  }

  // MARK: Parameters, counted from 1

  /// Binds a number.
  @inline(__always)
  func bind(_ number: Int64, at index: Int32) throws(CassetteError) {
    guard sqlite3_bind_int64(handle, index, number) == SQLITE_OK else { throw connection.fault() }
  }

  /// Binds bytes, which SQLite copies.
  func bind(_ bytes: [UInt8], at index: Int32) throws(CassetteError) {
    // SQLITE_TRANSIENT is a cast that Swift does not import.
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    let result =
      bytes.isEmpty
      ? sqlite3_bind_zeroblob(handle, index, 0)
      : bytes.withUnsafeBytes {
        sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), transient)
      }
    guard result == SQLITE_OK else { throw connection.fault() }
  }

  /// Binds text, which SQLite copies.
  func bind(_ text: String, at index: Int32) throws(CassetteError) {
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    guard sqlite3_bind_text(handle, index, text, -1, transient) == SQLITE_OK else {
      throw connection.fault()
    }
  }

  // MARK: Columns, counted from 0
  //
  // A column's value is taken once and then asked, which costs a third of asking for the column each
  // time. That is sound within one thread, and a connection belongs to one.

  /// A column that holds an integer; `nil` for any other type.
  @inline(__always)
  func integer(_ column: Int32) -> Int64? {
    let value = sqlite3_column_value(handle, column)
    guard sqlite3_value_type(value) == SQLITE_INTEGER else { return nil }
    return sqlite3_value_int64(value)
  }

  /// A column that holds an unsigned 32-bit number; `nil` for anything else.
  @inline(__always)
  func unsigned32(_ column: Int32) -> UInt32? {
    integer(column).flatMap { UInt32(exactly: $0) }
  }

  /// A column that holds bytes, valid until the next step or reset; `nil` for any other type.
  @inline(__always)
  func blob(_ column: Int32) -> UnsafeRawBufferPointer? {
    let value = sqlite3_column_value(handle, column)
    guard sqlite3_value_type(value) == SQLITE_BLOB else { return nil }
    let start = sqlite3_value_blob(value)
    let count = Int(sqlite3_value_bytes(value))
    // No memory for the bytes: SQLite gives none although it counts some.
    guard start != nil || count == 0 else { return nil }
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  /// A column that holds text; `nil` for any other type.
  func text(_ column: Int32) -> String? {
    guard sqlite3_column_type(handle, column) == SQLITE_TEXT,
      let start = sqlite3_column_text(handle, column)
    else { return nil }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }
}
