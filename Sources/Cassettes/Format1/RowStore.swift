import Basics

/// A cassette of format 1, opened: one row an exchange, with its result; all else in cold blocks.
final class RowStore {
  let connection: SQLiteConnection
  let entryCount: Int
  let dictionary: [UInt8]
  let cold: ColdTable
  private let decoder: BlockDecoder
  private let lookup: SQLiteStatement
  private let memory: ReadingMemory
  private var requests: RequestReader?

  init(
    _ connection: SQLiteConnection, entryCount: Int, dictionary: [UInt8], memory: ReadingMemory
  ) throws(CassetteError) {
    self.memory = memory
    self.connection = connection
    self.entryCount = entryCount
    self.dictionary = dictionary
    decoder = BlockDecoder(dictionary: dictionary)
    lookup = try connection.prepare(
      "SELECT action,sample,ordinal,seq,digest,n,v FROM entry WHERE id=?1", persistent: true)
    cold = try ColdTable(connection)
  }

  private var path: String { connection.file }

  // MARK: Results

  /// Finds the result at a slot, verified against the digest in its row; `nil` if there is none.
  ///
  /// The bytes are valid until ``giveBack()``.
  func lend(
    _ slot: Slot
  ) throws(CassetteError) -> (row: Int?, bytes: UnsafeBufferPointer<UInt8>)? {
    guard try find(slot) else { return nil }
    guard let digest = lookup.blob(4).flatMap({ Digest(bytes: $0) }),
      let count = lookup.integer(5).flatMap({ Int(exactly: $0) }), let block = lookup.blob(6),
      let result = decoder.decode(block, count: count)
    else { throw .damaged(path, at: slot, "the result") }
    guard Digest.sha256(UnsafeRawBufferPointer(result)) == digest else {
      throw .damaged(path, at: slot, "the result's digest is not that")
    }
    return (lookup.integer(3).flatMap { Int(exactly: $0) }, result)
  }

  /// Ends the loan of a result.
  func giveBack() { lookup.reset() }

  /// The number of a slot's exchange; `nil` if it is not there.
  func row(of slot: Slot) throws(CassetteError) -> Int? {
    defer { lookup.reset() }
    guard try find(slot) else { return nil }
    guard let row = lookup.integer(3).flatMap({ Int(exactly: $0) }), row >= 0, row < entryCount
    else { throw .damaged(path, at: slot, "the number") }
    return row
  }

  /// Goes to the row of a slot.
  @inline(__always)
  private func find(_ slot: Slot) throws(CassetteError) -> Bool {
    var key = slot.rowKey
    for _ in 0..<CassetteFormat.maximumProbes {
      try lookup.bind(key, at: 1)
      guard try lookup.step() else { return false }
      guard let action = lookup.blob(0).flatMap({ Digest(bytes: $0) }),
        let sample = lookup.unsigned32(1), let ordinal = lookup.unsigned32(2)
      else { throw .damaged(path, at: slot, "the row") }
      if action == slot.action && sample == slot.sample && ordinal == slot.ordinal { return true }
      lookup.reset()
      key &+= 1
    }
    return false
  }

  // MARK: Rows, requests and labels

  /// Calls `body` with every exchange in the order of the file, scopes and request sizes left out.
  func forEachRow(
    _ body: (CassetteEntry) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    let statement = try connection.prepare(
      "SELECT action,sample,ordinal,kind,seq,digest,n FROM entry ORDER BY id")
    var rows = 0
    while try statement.step() {
      // A tree whose branches share their leaves would never end.
      rows += 1
      guard rows <= entryCount else {
        throw .damaged(path, "it holds more exchanges than it says")
      }
      guard let slot = Slot(statement), let kind = ExchangeKind(statement, column: 3),
        let row = statement.unsigned32(4),
        let digest = statement.blob(5).flatMap({ Digest(bytes: $0) }),
        let size = statement.unsigned32(6)
      else { throw .damaged(path, "a row is not an exchange") }
      try body(
        CassetteEntry(
          row: Int(row), slot: slot, kind: kind, scope: "", requestSize: 0,
          resultSize: Int(size), resultDigest: digest))
    }
  }

  /// All exchanges in the order of their numbers.
  func entries() throws(CassetteError) -> [CassetteEntry] {
    var entries = [CassetteEntry?](repeating: nil, count: entryCount)
    try forEachRow { (entry) throws(CassetteError) in
      guard entry.row < entryCount, entries[entry.row] == nil else {
        throw .damaged(path, at: entry.slot, "the number")
      }
      entries[entry.row] = entry
    }
    var row = 0
    try cold.forEachSolidBlock(of: .labels) { (block) throws(CassetteError) in
      for sequence in block.sequences {
        guard sequence == row, row < entryCount, entries[row] != nil,
          let label = block[sequence].flatMap({ ExchangeLabel($0) })
        else { throw .damaged(path, "its scopes do not match its exchanges") }
        entries[row]?.scope = String(decoding: label.scope, as: UTF8.self)
        entries[row]?.requestSize = label.requestSize
        row += 1
      }
    }
    let found = entries.compactMap { $0 }
    guard found.count == entryCount, row == entryCount else {
      throw .damaged(path, "it holds fewer exchanges than it says")
    }
    return found
  }

  /// The request of an exchange.
  func request(ofRow row: Int) throws(CassetteError) -> [UInt8] {
    if let requests { return try requests.request(ofRow: row) }
    // Replay reads no request: what that needs is made when one is.
    let reader = RequestReader(
      try RowSources(connection, cold: cold, dictionary: dictionary), memory: memory)
    requests = reader
    return try reader.request(ofRow: row)
  }

  /// The label of an exchange.
  func label(ofRow row: Int) throws(CassetteError) -> ExchangeLabel {
    guard let label = try cold.block(of: .labels, holding: row)[row].flatMap({ ExchangeLabel($0) })
    else { throw .damaged(path, "the scope of exchange \(row)") }
    return label
  }

  /// The slots by number, as far as SQLite can read them from either end of the table: a damaged page
  /// stops it, and what lies behind is read from the other side.
  func readableRows() -> [Int: (slot: Slot, kind: ExchangeKind)] {
    var rows: [Int: (slot: Slot, kind: ExchangeKind)] = [:]
    for order in ["ASC", "DESC"] where rows.count < entryCount {
      let statement = try? connection.prepare(
        "SELECT action,sample,ordinal,kind,seq FROM entry ORDER BY id \(order)")
      var steps = 0
      while let statement, steps <= entryCount, (try? statement.step()) == true {
        steps += 1
        guard let slot = Slot(statement), let row = statement.unsigned32(4),
          let kind = ExchangeKind(statement, column: 3)
        else { continue }
        rows[Int(row)] = (slot, kind)
      }
    }
    return rows
  }

  /// Checks that the blocks of each kind hold every exchange once, that the literal pool has no gap,
  /// and that there are no other blocks.
  func checkColdRows() throws(CassetteError) {
    var blocks = 0
    for kind in [ColdKind.recipes, .labels] {
      var next = 0
      try cold.forEachSolidBlock(of: kind) { (block) throws(CassetteError) in
        guard block.first == next else { throw .damaged(path, "the order of its \(kind)") }
        next = block.sequences.upperBound
        blocks += 1
      }
      guard next == entryCount else { throw .damaged(path, "the number of its \(kind)") }
    }
    var last = (number: -1, size: Recipe.literalBlock)
    try cold.forEachBlock(of: .literals) { (number, bytes) throws(CassetteError) in
      guard number == last.number + 1, last.size == Recipe.literalBlock, !bytes.isEmpty,
        bytes.count <= Recipe.literalBlock
      else { throw .damaged(path, "the order of its literals") }
      last = (number, bytes.count)
      blocks += 1
    }
    guard try cold.blockCount() == blocks else {
      throw .damaged(path, "it holds blocks of an unknown kind")
    }
  }
}

/// What the recipes of format 1 are made of.
private final class RowSources: RecipeSources {
  let file: String
  private let cold: ColdTable
  private let decoder: BlockDecoder
  private let lookup: SQLiteStatement

  init(
    _ connection: SQLiteConnection, cold: ColdTable, dictionary: [UInt8]
  ) throws(CassetteError) {
    file = connection.file
    self.cold = cold
    // A decoder of its own: the one of replay may be lending its buffer.
    decoder = BlockDecoder(dictionary: dictionary)
    lookup = try connection.prepare("SELECT digest,n,v FROM entry WHERE id=?1", persistent: true)
  }

  func recipe(ofRow row: Int) throws(CassetteError) -> (ArraySlice<UInt8>, RecipeTable) {
    let block = try cold.block(of: .recipes, holding: row)
    guard let record = block[row] else { throw .damaged(file, "the recipe of request \(row)") }
    return (record, .rows(block.table))
  }

  func literals(_ number: Int) throws(CassetteError) -> [UInt8] { try cold.literals(number) }

  func result(_ key: Int64, _ view: ResultView) throws(CassetteError) -> RecipeSource {
    defer { lookup.reset() }
    try lookup.bind(key, at: 1)
    guard try lookup.step(), let digest = lookup.blob(0).flatMap({ Digest(bytes: $0) }),
      let count = lookup.integer(1).flatMap({ Int(exactly: $0) }),
      count <= CassetteFormat.maximumContent,
      let block = lookup.blob(2), let result = decoder.decode(block, count: count),
      Digest.sha256(UnsafeRawBufferPointer(result)) == digest
    else { throw .damaged(file, "a result that a request refers to") }
    return RecipeSource(bytes: view.bytes(of: result))
  }
}

extension Slot {
  /// The slot in the first three columns of a row; `nil` for anything else.
  fileprivate init?(_ statement: SQLiteStatement) {
    guard let action = statement.blob(0).flatMap({ Digest(bytes: $0) }),
      let sample = statement.unsigned32(1), let ordinal = statement.unsigned32(2)
    else { return nil }
    self.init(action: action, sample: sample, ordinal: ordinal)
  }
}

extension ExchangeKind {
  /// The kind in a column of a row; `nil` for anything else.
  fileprivate init?(_ statement: SQLiteStatement, column: Int32) {
    guard let number = statement.integer(column).flatMap({ UInt8(exactly: $0) }) else { return nil }
    self.init(rawValue: number)
  }
}
