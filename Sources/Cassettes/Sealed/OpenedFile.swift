import Basics
import Files

/// A file from a stranger, opened: marks first, then SQLite with its hands bound, then the schema and
/// what the file says about itself.
struct OpenedFile {
  let connection: SQLiteConnection
  let layout: CassetteHeader.Layout
  let root: Digest
  let entryCount: Int
  let rawByteCount: Int
  let facts: [CassetteFact: [UInt8]]

  init(_ path: String, _ memory: ReadingMemory) throws(CassetteError) {
    let (layout, size) = try Self.check(path)
    connection = try SQLiteConnection(file: path, access: .immutable)
    try connection.harden(cacheKiB: memory.fileKiB)
    try connection.execute("BEGIN")
    try Self.checkSchema(of: connection, layout.version)
    let facts = try Self.facts(of: connection)
    // An exchange takes two digests at least, so that a lie about the count cannot ask for memory.
    guard let root = facts[.root].flatMap({ Digest(bytes: $0) }),
      let entryCount = facts[.entries]?.bigEndianNumber, entryCount <= size / 64,
      let rawByteCount = facts[.raw]?.bigEndianNumber,
      layout.version == .one
        ? facts.keys.allSatisfy({ [.dictionary, .entries, .raw, .root].contains($0) })
        : CassetteFormat2.pageSizes(of: rawByteCount).contains(layout.pageSize)
    else { throw .damaged(path, "the facts about it") }
    self.layout = layout
    self.root = root
    self.entryCount = entryCount
    self.rawByteCount = rawByteCount
    self.facts = facts
  }

  /// Checks the header and that no other program has opened the file to write; gives its size.
  @discardableResult
  static func check(
    _ path: String
  ) throws(CassetteError) -> (layout: CassetteHeader.Layout, size: Int) {
    let file = try files(ReadableFile(path))
    let layout = try CassetteHeader.check(
      try files(file.prefix(CassetteHeader.byteCount)), size: file.size, file: path)
    for suffix in ["-wal", "-journal"] where Path.exists(path + suffix) {
      throw .neighbour(path, name: Path.name(of: path) + suffix)
    }
    return (layout, file.size)
  }

  /// Throws unless the schema is the format's, byte for byte: no view, trigger or index can hide.
  static func checkSchema(
    of connection: SQLiteConnection, _ version: CassetteVersion
  ) throws(CassetteError) {
    let statement = try connection.prepare(
      "SELECT type,name,tbl_name,sql FROM sqlite_schema ORDER BY rowid")
    for table in version.tables {
      guard try statement.step(), statement.text(0) == "table", statement.text(1) == table.name,
        statement.text(2) == table.name, statement.text(3) == table.sql
      else { throw .damaged(connection.file, "its schema is not the format's") }
    }
    guard try !statement.step() else {
      throw .damaged(connection.file, "its schema holds more than the format's")
    }
  }

  private static func limit(of fact: CassetteFact) -> Int {
    fact == .contents
      ? CassetteFormat2.maximumContents * Digest.byteCount : CassetteFormat.maximumDictionary
  }

  private static func facts(
    of connection: SQLiteConnection
  ) throws(CassetteError) -> [CassetteFact: [UInt8]] {
    var facts: [CassetteFact: [UInt8]] = [:]
    let statement = try connection.prepare("SELECT k,v FROM meta")
    while try statement.step() {
      guard let fact = statement.text(0).flatMap({ CassetteFact(rawValue: $0) }),
        facts[fact] == nil, let bytes = statement.blob(1),
        bytes.count <= Self.limit(of: fact)
      else { throw .damaged(connection.file, "the facts about it") }
      facts[fact] = Array(bytes)
    }
    return facts
  }
}
