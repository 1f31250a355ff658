import Basics

/// Writes the database of a cassette: in memory, in one transaction, each table in the order of its
/// rows, so that SQLite has no choice left.
final class CassetteWriter {
  private let connection: SQLiteConnection

  init() throws(CassetteError) {
    connection = try SQLiteConnection(file: "cassette", access: .inMemory)
    for pragma in [
      "page_size=\(CassetteFormat.pageSize)", "encoding='UTF-8'", "auto_vacuum=NONE",
      "secure_delete=ON", "application_id=\(CassetteFormat.applicationID)",
      "user_version=\(CassetteFormat.version)",
    ] {
      try connection.execute("PRAGMA \(pragma)")
    }
  }

  /// Runs `body` in a transaction over empty tables, and gives the canonical bytes of the file.
  func image(_ body: () throws(CassetteError) -> Void) throws(CassetteError) -> [UInt8] {
    try connection.transaction { () throws(CassetteError) in
      for table in CassetteFormat.tables { try connection.execute(table.sql) }
      try body()
    }
    let roots = try roots()
    var image = try connection.serialized()
    PageCleaner.clean(&image, roots: roots)
    CassetteHeader.pin(&image)
    try CassetteHeader.check(
      Array(image.prefix(CassetteHeader.byteCount)), size: image.count, file: connection.file)
    return image
  }

  func writeFacts(
    root: Digest, entryCount: Int, raw: Int, dictionary: [UInt8]
  ) throws(CassetteError) {
    let insert = try connection.prepare("INSERT INTO meta VALUES(?1,?2)")
    for fact in CassetteFact.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
      let bytes: [UInt8] =
        switch fact {
        case .dictionary: dictionary
        case .entries: [UInt8](bigEndian: UInt64(entryCount))
        case .raw: [UInt8](bigEndian: UInt64(raw))
        case .root: root.bytes
        }
      guard !bytes.isEmpty else { continue }
      try insert.bind(fact.rawValue, at: 1)
      try insert.bind(bytes, at: 2)
      try insert.run()
    }
  }

  func writeEntries(
    _ exchanges: [Exchange], _ digests: [Digest], _ order: SealedOrder, dictionary: [UInt8]
  ) throws(CassetteError) {
    let encoder = BlockEncoder(dictionary: dictionary)
    let insert = try connection.prepare("INSERT INTO entry VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)")
    for row in order.rows {
      let exchange = exchanges[row.exchange]
      try insert.bind(row.id, at: 1)
      try insert.bind(exchange.slot.action.bytes, at: 2)
      try insert.bind(Int64(exchange.slot.sample), at: 3)
      try insert.bind(Int64(exchange.slot.ordinal), at: 4)
      try insert.bind(Int64(exchange.kind.rawValue), at: 5)
      try insert.bind(Int64(order.sequence[row.exchange]), at: 6)
      try insert.bind(digests[row.exchange].bytes, at: 7)
      try insert.bind(Int64(exchange.result.count), at: 8)
      try insert.bind(encoder.encode(exchange.result), at: 9)
      try insert.run()
    }
  }

  /// Gives `body` a way to write cold blocks.
  func writeCold(
    _ body: ((ColdKind, Int, [UInt8]) throws(CassetteError) -> Void) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    let encoder = BlockEncoder()
    let insert = try connection.prepare("INSERT INTO cold VALUES(?1,?2,?3,?4,?5)")
    try body { (kind, number, block) throws(CassetteError) in
      try insert.bind(kind.row(number), at: 1)
      try insert.bind(Int64(kind.rawValue), at: 2)
      try insert.bind(Digest.sha256(block).bytes, at: 3)
      try insert.bind(Int64(block.count), at: 4)
      try insert.bind(encoder.encode(block), at: 5)
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
  static func clean(_ image: inout [UInt8], roots: [Int]) {
    var pages = roots
    while let page = pages.popLast() {
      pages += clean(&image, page: page)
    }
  }

  /// Cleans one page and gives its children.
  private static func clean(_ image: inout [UInt8], page: Int) -> [Int] {
    let start = (page - 1) * CassetteFormat.pageSize
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
