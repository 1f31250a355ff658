import Testing

@testable import Cassettes

/// Each wall is tried by itself, with the others down.
@Suite("A hardened connection")
struct HardeningTests {
  private static let forged = [
    "CREATE TABLE t(x)", "CREATE TABLE log(x)", "INSERT INTO t VALUES(1)",
    "CREATE VIEW v AS SELECT x FROM t",
    "CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log VALUES(new.x); END",
  ]

  private func database() throws -> SQLiteConnection {
    let connection = try SQLiteConnection(file: "test", access: .inMemory)
    for statement in Self.forged { try connection.execute(statement) }
    return connection
  }

  @Test("reads no view, runs no trigger, and lets no schema be written, by its switches alone")
  func switches() throws {
    let connection = try database()
    // The control: without the switches all of it works.
    #expect(try connection.number("SELECT x FROM v") == 1)
    try connection.execute("INSERT INTO t VALUES(2)")
    #expect(try connection.number("SELECT count(*) FROM log") == 1)

    try connection.turnOffSwitches()
    #expect(throws: CassetteError.self) { try connection.number("SELECT x FROM v") }
    try connection.execute("INSERT INTO t VALUES(3)")
    #expect(try connection.number("SELECT count(*) FROM log") == 1)
    try connection.execute("PRAGMA writable_schema=ON")
    #expect(throws: CassetteError.self) { try connection.execute("DELETE FROM sqlite_schema") }
  }

  @Test(
    "compiles nothing but reads of tables",
    arguments: [
      "INSERT INTO t VALUES(4)", "DELETE FROM t", "DROP TABLE t", "CREATE TABLE more(x)",
      "SELECT count(*) FROM t", "SELECT load_extension('x')", "ATTACH ':memory:' AS other",
      "SELECT x FROM v", "PRAGMA writable_schema=ON", "PRAGMA query_only=OFF", "VACUUM",
      "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT n FROM r",
    ])
  func authorizer(statement: String) throws {
    let connection = try database()
    try connection.harden()
    #expect(throws: CassetteError.self) { try connection.execute(statement) }
    #expect(try connection.number("SELECT x FROM t") == 1)
  }

  @Test("asks for no more memory than the largest block takes")
  func limits() throws {
    let connection = try database()
    try connection.harden()
    let statement = try connection.prepare("SELECT ?1")
    try statement.bind([UInt8](repeating: 0, count: CassetteFormat.maximumBlock), at: 1)
    #expect(throws: CassetteError.self) {
      try statement.bind(
        [UInt8](repeating: 0, count: CassetteFormat.maximumBlock + (1 << 20)), at: 1)
    }
  }
}
