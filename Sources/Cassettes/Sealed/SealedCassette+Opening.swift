import Basics

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
    let file = try OpenFile(path: path)
    try CassetteHeader.check(
      try file.prefix(CassetteHeader.byteCount), size: file.size, file: path)
    for suffix in ["-wal", "-journal"] where Directory.exists(path + suffix) {
      throw .neighbour(path, name: Directory.name(of: path) + suffix)
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
