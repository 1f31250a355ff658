import Basics
import CSQLite

/// A good cassette in which SQLite itself writes rows that lie, with digests that fit.
///
/// So the reader gets past its digests, and meets what they cannot refuse: lengths, counts and
/// labels that do not add up.
public struct HostileRows {
  private let base: [UInt8]
  private let version: Int
  private let pageSize: Int

  /// Lies on top of a good file.
  public init(_ base: [UInt8]) {
    self.base = base
    version = Int(base[63])
    pageSize = Int(base[16]) << 8 | Int(base[17])
  }

  /// The rows that are replaced: which, and how the size of the block's content is told.
  private static let statements = [
    "UPDATE cold SET v=?1,n=?2,digest=?3 WHERE kind=1",
    "UPDATE cold SET v=?1,n=?2,digest=?3 WHERE kind=2",
    "UPDATE entry SET v=?1,n=?2,digest=?3 WHERE id=(SELECT min(id) FROM entry)",
    "UPDATE meta SET v=?1 WHERE k='dictionary' OR k='entries'",
    "INSERT INTO cold VALUES(?2,?2,?3,?2,?1)",
    "UPDATE entry SET seq=?2 WHERE id=(SELECT max(id) FROM entry)",
    "UPDATE cold SET id=id+?2",
    "INSERT OR REPLACE INTO meta VALUES('dictionary',?1)",
  ]
  /// The same of format 2, which has no digests of blocks.
  private static let solidStatements = [
    "UPDATE cold SET v=CAST(x'00'||?1 AS BLOB),n=?2 WHERE id>>48=1",
    "UPDATE cold SET v=CAST(x'00'||?1 AS BLOB),n=?2 WHERE id>>48=2",
    "UPDATE cold SET v=CAST(x'00'||?1 AS BLOB),n=?2 WHERE id>>48=4",
    "UPDATE cold SET v=?1,n=?2 WHERE id>>48=4",
    "UPDATE meta SET v=?1 WHERE k='codes' OR k='entries'", "UPDATE leaf SET v=?1",
    "UPDATE place SET v=?1", "INSERT INTO cold VALUES(?2,?2,?1)", "UPDATE cold SET id=id+?2",
    "INSERT OR REPLACE INTO meta VALUES('contents',?1)", "UPDATE meta SET v=?1 WHERE k='kinds'",
  ]

  /// The file with one row replaced: a byte chooses it, four are a number added to the size, and the
  /// rest is the block; `nil` if SQLite does not take it.
  public func replaced(by input: UnsafeRawBufferPointer) -> [UInt8]? {
    guard input.count >= 5 else { return nil }
    let statements = version == 1 ? Self.statements : Self.solidStatements
    let statement = statements[Int(input[0]) % statements.count]
    let difference = input[1..<5].reduce(0) { $0 << 8 | Int64($1) }
    let block = Array(input[5...])
    return edited([
      (statement, [.bytes(block), .number(Int64(block.count) + difference), .digest(block)])
    ])
  }

  /// A value for a statement.
  public enum Value: Sendable {
    case bytes([UInt8])
    case number(Int64)
    /// The SHA-256 of some bytes.
    case digest([UInt8])
  }

  /// The file after some statements, with a mended header, and in format 2 a digest of itself that
  /// fits; `nil` if SQLite does not take one.
  public func edited(_ statements: [(sql: String, values: [Value])]) -> [UInt8]? {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    guard sqlite3_open(":memory:", &handle) == SQLITE_OK,
      let memory = sqlite3_malloc64(sqlite3_uint64(base.count))
    else { return nil }
    UnsafeMutableRawBufferPointer(start: memory, count: base.count).copyBytes(from: base)
    let flags = UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE)
    guard
      sqlite3_deserialize(
        handle, "main", memory.assumingMemoryBound(to: UInt8.self), Int64(base.count),
        Int64(base.count), flags) == SQLITE_OK,
      statements.allSatisfy({ run($0.sql, $0.values, on: handle) })
    else { return nil }
    var size: sqlite3_int64 = 0
    guard let bytes = sqlite3_serialize(handle, "main", &size, 0) else { return nil }
    defer { sqlite3_free(bytes) }
    return HostileHeader.resealed(
      HostileHeader.mended(
        Array(UnsafeBufferPointer(start: bytes, count: Int(size))), version: version,
        pageSize: pageSize))
  }

  private func run(_ sql: String, _ values: [Value], on handle: OpaquePointer?) -> Bool {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return false }
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    for (index, value) in values.enumerated()
    where index < Int(sqlite3_bind_parameter_count(statement)) {
      switch value {
      case .number(let number): sqlite3_bind_int64(statement, Int32(index + 1), number)
      case .bytes(let bytes), .digest(let bytes):
        let bytes = if case .digest = value { Digest.sha256(bytes).bytes } else { bytes }
        sqlite3_bind_blob64(statement, Int32(index + 1), bytes, UInt64(bytes.count), transient)
      }
    }
    while sqlite3_step(statement) == SQLITE_ROW {}
    return sqlite3_reset(statement) == SQLITE_OK
  }
}
