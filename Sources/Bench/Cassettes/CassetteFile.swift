import CSQLite
import Cassettes
import Basics

/// A sealed cassette opened by hand, to look at what its reader does not tell.
final class CassetteFile {
  private var connection: OpaquePointer?

  /// Opens the file.
  init(path: String) throws {
    guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
      throw BenchError("\(path): the cassette cannot be opened.")
    }
  }

  deinit {
    sqlite3_close_v2(connection)
  }

  /// The one number that a query gives.
  func number(_ sql: String) throws -> Int {
    var number: Int?
    try forEachRow(of: sql) { number = Int(sqlite3_column_int64($0, 0)) }
    guard let number else { throw BenchError("\(sql): it gives nothing.") }
    return number
  }

  /// All results as they are stored.
  func results() throws -> [RawResult] {
    var results: [RawResult] = []
    try forEachRow(of: "SELECT action,sample,ordinal,digest,n,v FROM entry") { row in
      guard let action = Digest(bytes: Self.blob(row, 0)),
        let digest = Digest(bytes: Self.blob(row, 3))
      else { return }
      let slot = Slot(
        action: action, sample: UInt32(truncatingIfNeeded: sqlite3_column_int64(row, 1)),
        ordinal: UInt32(truncatingIfNeeded: sqlite3_column_int64(row, 2)))
      results.append(
        RawResult(
          slot: slot, digest: digest, size: Int(sqlite3_column_int64(row, 4)),
          block: Self.blob(row, 5)))
    }
    return results
  }

  /// The dictionary of the results; nothing where there is none.
  func dictionary() throws -> [UInt8] {
    var dictionary: [UInt8] = []
    try forEachRow(of: "SELECT v FROM meta WHERE k='dictionary'") {
      dictionary = Self.blob($0, 0)
    }
    return dictionary
  }

  private func forEachRow(of sql: String, _ body: (OpaquePointer?) -> Void) throws {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else {
      throw BenchError("The cassette's schema is another one.")
    }
    while sqlite3_step(statement) == SQLITE_ROW { body(statement) }
  }

  private static func blob(_ statement: OpaquePointer?, _ column: Int32) -> [UInt8] {
    let start = sqlite3_column_blob(statement, column)
    let count = start == nil ? 0 : Int(sqlite3_column_bytes(statement, column))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }
}
