/// A database of a cassette in the making: in memory, in one transaction, so that SQLite has no choice
/// left.
final class DatabaseImage {
  /// The database, for whoever fills its tables.
  let connection: SQLiteConnection
  private let layout: CassetteHeader.Layout

  /// Makes an empty database of a format.
  init(_ layout: CassetteHeader.Layout) throws(CassetteError) {
    self.layout = layout
    connection = try SQLiteConnection(file: "cassette", access: .inMemory)
    for pragma in [
      "page_size=\(layout.pageSize)", "encoding='UTF-8'", "auto_vacuum=NONE",
      "secure_delete=ON", "application_id=\(CassetteFormat.applicationID)",
      "user_version=\(layout.version.rawValue)",
    ] {
      try connection.execute("PRAGMA \(pragma)")
    }
  }

  /// Runs `body` in a transaction over empty tables, and gives the canonical bytes of the file.
  func bytes(_ body: () throws(CassetteError) -> Void) throws(CassetteError) -> [UInt8] {
    try connection.transaction { () throws(CassetteError) in
      for table in layout.version.tables { try connection.execute(table.sql) }
      try body()
    }
    let roots = try roots()
    var image = try connection.serialized()
    PageCleaner.clean(&image, roots: roots, pageSize: layout.pageSize)
    CassetteHeader.pin(&image, pageSize: layout.pageSize)
    try CassetteHeader.check(
      Array(image.prefix(CassetteHeader.byteCount)), size: image.count, file: connection.file)
    return image
  }

  /// Writes some facts about the whole, in the order of their names.
  func writeFacts(_ facts: [CassetteFact: [UInt8]]) throws(CassetteError) {
    let insert = try connection.prepare("INSERT INTO meta VALUES(?1,?2)")
    for (fact, bytes) in facts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try insert.bind(fact.rawValue, at: 1)
      try insert.bind(bytes, at: 2)
      try insert.run()
    }
  }

  /// The pages at which the trees of the database begin; the first page is the schema's.
  private func roots() throws(CassetteError) -> [Int] {
    var roots = [1]
    let statement = try connection.prepare("SELECT rootpage FROM sqlite_schema ORDER BY rowid")
    while try statement.step() {
      guard let root = statement.integer(0) else {
        throw .damaged(connection.file, "a table has no root")
      }
      roots.append(Int(root))
    }
    return roots
  }
}

/// Zeroes the bytes of b-tree pages that belong to no cell.
///
/// SQLite leaves there what a page held before it was split: which bytes depends on the version and
/// how it was built, and they could show content that was never meant to be in the file. It works on
/// files of our own making only; pages are those of SQLite's file format, section 1.6.
enum PageCleaner {
  static func clean(_ image: inout [UInt8], roots: [Int], pageSize: Int) {
    var pages = roots
    while let page = pages.popLast() {
      pages += clean(&image, page: page, pageSize: pageSize)
    }
  }

  /// Cleans one page and gives its children.
  private static func clean(_ image: inout [UInt8], page: Int, pageSize: Int) -> [Int] {
    let start = (page - 1) * pageSize
    // The first page begins with the header of the file.
    let header = start + (page == 1 ? 100 : 0)
    let isInterior = image[header] == 2 || image[header] == 5
    let cells = header + (isInterior ? 12 : 8)
    let count = number(image, header + 3, bytes: 2)
    let content = number(image, header + 5, bytes: 2)
    let gap = cells + 2 * count..<start + (content == 0 ? 65_536 : content)
    for offset in gap { image[offset] = 0 }
    guard isInterior else { return [] }
    let children = (0..<count).map { cell in
      number(image, start + number(image, cells + 2 * cell, bytes: 2), bytes: 4)
    }
    return children + [number(image, header + 8, bytes: 4)]
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, bytes count: Int) -> Int {
    bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
  }
}
