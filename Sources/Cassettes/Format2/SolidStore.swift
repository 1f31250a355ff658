import Basics

/// A cassette of format 2, opened: its leaves in memory, everything else in solid blocks.
///
/// What is read is held against the digests of the leaves, which give the root; blocks themselves have
/// no digests. A reader keeps the blocks that it read last.
final class SolidStore {
  let connection: SQLiteConnection
  let leaves: LeafTable
  /// The digests of the contents, sorted.
  let contents: [Digest]
  /// The names of lanes that the file says occur.
  let lanes: [String]
  /// The names of kinds that the file says occur.
  let kinds: [String]
  /// The digest of the file that stands in it.
  let seal: Digest

  private let decoder: CodedBlockReader
  private let lookup: SQLiteStatement
  private var lastResults: ResultBlock?
  private var labels: RecordBlock?
  private var recipes: RecordBlock?
  private var requests: RequestReader?
  /// Blocks of results that requests were made of, by their first numbers.
  private var kept: [Int: ResultBlock] = [:]
  private var keptBytes = 0
  /// The first number of each block of results; `nil` until a request is read.
  private var resultFirsts: [Int]?

  /// How much of decoded results is kept for requests, in bytes.
  private static let capacity = 4 << 20

  /// Opens what the facts describe.
  ///
  /// - Parameter leaves: The leaves, where another reader of the same file has them already.
  init(
    _ connection: SQLiteConnection, _ facts: SolidFacts, leaves: LeafTable?
  ) throws(CassetteError) {
    self.connection = connection
    kinds = facts.kinds.map(\.storedName)
    lanes = facts.lanes
    seal = facts.seal
    contents = facts.contents
    if let leaves {
      self.leaves = leaves
    } else {
      self.leaves = try Self.leaves(of: connection, facts)
    }
    lookup = try connection.prepare(
      "SELECT id,n,v FROM cold WHERE id<=?1 ORDER BY id DESC LIMIT 1", persistent: true)
    decoder = CodedBlockReader(
      facts.code, dictionary: try Self.dictionary(of: connection, facts.code))
  }

  private var path: String { connection.file }

  private static func leaves(
    of connection: SQLiteConnection, _ facts: SolidFacts
  ) throws(CassetteError) -> LeafTable {
    var columns = LeafColumns(count: facts.entryCount)
    try forEachRow(of: "leaf", connection, count: facts.entryCount) { (row) throws(CassetteError) in
      guard columns.append(leaves: row) else { throw .damaged(connection.file, "its leaves") }
    }
    try forEachRow(of: "place", connection, count: facts.entryCount) {
      (row) throws(CassetteError) in
      guard columns.append(places: row, kinds: facts.kinds) else {
        throw .damaged(connection.file, "the places of its exchanges")
      }
    }
    return try LeafTable(columns, file: connection.file)
  }

  /// The rows of a table of leaves: one for so many exchanges each, and no more.
  private static func forEachRow(
    of table: String, _ connection: SQLiteConnection, count: Int,
    _ body: ([UInt8]) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    let statement = try connection.prepare("SELECT id,v FROM \(table) ORDER BY id")
    var number = 0
    while try statement.step() {
      guard number < count, statement.integer(0) == Int64(number), let row = statement.blob(1)
      else { throw .damaged(connection.file, "the rows of its \(table) table") }
      try body(Array(row))
      number += CassetteFormat2.leavesInRow
    }
  }

  private static func dictionary(
    of connection: SQLiteConnection, _ code: BlockCode
  ) throws(CassetteError) -> [UInt8] {
    let statement = try connection.prepare("SELECT n,v FROM cold WHERE id=?1")
    try statement.bind(BlockKind.dictionary.row(0), at: 1)
    guard try statement.step() else { return [] }
    guard let count = statement.integer(0).flatMap({ Int(exactly: $0) }),
      count <= CassetteFormat.maximumDictionary, let block = statement.blob(1),
      let dictionary = CodedBlockReader(code).decode(block, count: count), !dictionary.isEmpty
    else { throw .damaged(connection.file, "its dictionary") }
    return dictionary
  }

  // MARK: Blocks

  /// The block of a kind with the largest number up to one.
  func block(
    of kind: BlockKind, upTo number: Int
  ) throws(CassetteError) -> (number: Int, bytes: [UInt8]) {
    defer { lookup.reset() }
    try lookup.bind(kind.row(number), at: 1)
    guard try lookup.step(), let row = lookup.integer(0).flatMap({ BlockKind.block(ofRow: $0) }),
      row.kind == kind, let count = lookup.integer(1).flatMap({ Int(exactly: $0) }),
      let block = lookup.blob(2),
      let bytes = decoder.decode(block, count: count, usesDictionary: kind == .results)
    else { throw .damaged(path, "the block of \(kind) that holds \(number)") }
    return (row.number, bytes)
  }

  /// The kind and number of every block, in the order of the rows.
  func blockRows() throws(CassetteError) -> [(kind: BlockKind, number: Int)] {
    let statement = try connection.prepare("SELECT id FROM cold ORDER BY id")
    var rows: [(kind: BlockKind, number: Int)] = []
    // A tree whose branches share their leaves would never end.
    let most = 4 * leaves.count + contents.count + leaves.rawByteCount / Recipe.literalBlock + 8
    while try statement.step() {
      guard rows.count < most,
        let row = statement.integer(0).flatMap({ BlockKind.block(ofRow: $0) })
      else { throw .damaged(path, "it holds blocks of an unknown kind") }
      rows.append(row)
    }
    return rows
  }

  // MARK: Results

  /// The result of an exchange, verified against its leaf.
  func result(ofRow row: Int) throws(CassetteError) -> ArraySlice<UInt8> {
    guard leaves.resultSize(ofRow: row) > 0 else { return try result(ofRow: row, in: nil) }
    if let last = lastResults, last.rows.contains(row) { return try result(ofRow: row, in: last) }
    let block: ResultBlock
    if let shared = leaves.lastResults.block(holding: row) {
      block = shared
    } else {
      block = try resultBlock(holding: row)
      leaves.lastResults.keep(block)
    }
    lastResults = block
    return try result(ofRow: row, in: block)
  }

  /// The result of an exchange for a request that quotes it, and the block in which it lies.
  fileprivate func source(
    ofRow row: Int
  ) throws(CassetteError) -> (bytes: ArraySlice<UInt8>, block: (number: Int, size: Int)?) {
    guard leaves.resultSize(ofRow: row) > 0 else { return (try result(ofRow: row, in: nil), nil) }
    let block = try keptBlock(holding: row)
    return (
      try result(ofRow: row, in: block), (block.rows.lowerBound, block.bytes.count)
    )
  }

  private func result(
    ofRow row: Int, in block: ResultBlock?
  ) throws(CassetteError) -> ArraySlice<UInt8> {
    var result: ArraySlice<UInt8> = []
    if let block {
      let offset = leaves.resultBytes(block.rows.lowerBound..<row)
      result = block.bytes[offset..<offset + leaves.resultSize(ofRow: row)]
    }
    guard result.withUnsafeBytes({ Digest.sha256($0) }) == leaves.resultDigest(ofRow: row) else {
      throw .damaged(path, at: leaves.slot(ofRow: row), "the result's digest is not that")
    }
    return result
  }

  /// Decodes the block in which a result lies.
  private func resultBlock(holding row: Int) throws(CassetteError) -> ResultBlock {
    guard row < leaves.count else { throw .damaged(path, "the number of its results") }
    let (first, bytes) = try block(of: .results, upTo: row)
    guard let rows = leaves.rows(from: first, ofResultBytes: bytes.count), rows.contains(row) else {
      throw .damaged(path, at: leaves.slot(ofRow: row), "the result")
    }
    return ResultBlock(rows: rows, bytes: bytes)
  }

  /// The first number of each block of results.
  private func firstsOfResultBlocks() throws(CassetteError) -> [Int] {
    if let resultFirsts { return resultFirsts }
    let firsts = try blockRows().filter { $0.kind == .results }.map(\.number)
    resultFirsts = firsts
    return firsts
  }

  /// The numbers of the results of a block.
  func resultRows(from first: Int) throws(CassetteError) -> Range<Int> {
    try resultBlock(holding: first).rows
  }

  /// The block in which a result lies, decoded once for many requests.
  private func keptBlock(holding row: Int) throws(CassetteError) -> ResultBlock {
    let firsts = try firstsOfResultBlocks()
    let place = firsts.partitioningIndex { $0 > row }
    if place > 0, let block = kept[firsts[place - 1]], block.rows.contains(row) { return block }
    let block = try resultBlock(holding: row)
    if keptBytes > Self.capacity {
      kept.removeAll(keepingCapacity: true)
      keptBytes = 0
    }
    kept[block.rows.lowerBound] = block
    keptBytes += block.bytes.count
    return block
  }

  // MARK: Requests, labels and contents

  /// The request of an exchange, verified against its leaf.
  func request(ofRow row: Int) throws(CassetteError) -> [UInt8] {
    let reader = requests ?? RequestReader(SolidSources(self))
    requests = reader
    let request = try reader.request(ofRow: row)
    guard request.count == leaves.requestSize(ofRow: row),
      Digest.sha256(request) == leaves.requestDigest(ofRow: row)
    else { throw .damaged(path, at: leaves.slot(ofRow: row), "the request") }
    return request
  }

  /// The label of an exchange, verified against its leaf.
  func label(ofRow row: Int) throws(CassetteError) -> ExchangeLabel {
    let record = try record(row, in: &labels, .labels)
    guard let label = ExchangeLabel(record, requestSize: leaves.requestSize(ofRow: row)),
      Digest.sha256(label.scope) == leaves.scopeDigest(ofRow: row),
      Digest.sha256(label.provenance) == leaves.provenanceDigest(ofRow: row)
    else { throw .damaged(path, at: leaves.slot(ofRow: row), "the scope") }
    return label
  }

  /// A content by its digest; `nil` if the cassette does not hold it.
  func content(_ digest: Digest) throws(CassetteError) -> [UInt8]? {
    let number = contents.partitioningIndex { $0 >= digest }
    guard number < contents.count, contents[number] == digest else { return nil }
    let block = try block(of: .contents, upTo: number)
    guard block.number == number, Digest.sha256(block.bytes) == digest else {
      throw .damaged(path, "the content \(digest.short)")
    }
    return block.bytes
  }

  /// The recipe of an exchange's request.
  fileprivate func recipe(ofRow row: Int) throws(CassetteError) -> ArraySlice<UInt8> {
    try record(row, in: &recipes, .recipes)
  }

  private func record(
    _ row: Int, in last: inout RecordBlock?, _ kind: BlockKind
  ) throws(CassetteError) -> ArraySlice<UInt8> {
    if let record = last?[row] { return record }
    let (first, bytes) = try block(of: kind, upTo: row)
    guard let block = RecordBlock(first: first, bytes: bytes), let record = block[row] else {
      throw .damaged(path, "the \(kind) of exchange \(row)")
    }
    last = block
    return record
  }

  /// The number after the last record of a block of recipes or labels.
  func recordBlock(_ kind: BlockKind, at number: Int) throws(CassetteError) -> Int {
    let (first, bytes) = try block(of: kind, upTo: number)
    guard let block = RecordBlock(first: first, bytes: bytes) else {
      throw .damaged(path, "a block of \(kind)")
    }
    return block.end
  }

  /// A block of the literal pool.
  fileprivate func literals(_ number: Int) throws(CassetteError) -> [UInt8] {
    let block = try block(of: .literals, upTo: number)
    guard block.number == number, block.bytes.count <= Recipe.literalBlock else {
      throw .damaged(path, "block \(number) of its literals")
    }
    return block.bytes
  }

  // MARK: Entries

  /// An exchange without its bytes; the scope is left out.
  func entry(ofRow row: Int) -> CassetteEntry {
    CassetteEntry(
      row: row, slot: leaves.slot(ofRow: row), kind: leaves.kind(ofRow: row), scope: "",
      requestSize: leaves.requestSize(ofRow: row), resultSize: leaves.resultSize(ofRow: row),
      resultDigest: leaves.resultDigest(ofRow: row))
  }

  /// All exchanges in the order of their numbers, which is that of their scopes, then of the slots.
  func entries() throws(CassetteError) -> [CassetteEntry] {
    var entries: [CassetteEntry] = []
    entries.reserveCapacity(leaves.count)
    for row in 0..<leaves.count {
      var entry = entry(ofRow: row)
      entry.scope = String(decoding: try label(ofRow: row).scope, as: UTF8.self)
      if let last = entries.last, !last.precedes(entry) {
        throw .damaged(path, at: entry.slot, "the number")
      }
      entries.append(entry)
    }
    return entries
  }
}

/// What the recipes of format 2 are made of.
private final class SolidSources: RecipeSources {
  private unowned let store: SolidStore

  init(_ store: SolidStore) { self.store = store }

  var file: String { store.connection.file }

  func recipe(ofRow row: Int) throws(CassetteError) -> (ArraySlice<UInt8>, RecipeTable) {
    (try store.recipe(ofRow: row), .distances(from: row, count: store.leaves.count))
  }

  func literals(_ number: Int) throws(CassetteError) -> [UInt8] { try store.literals(number) }

  func result(_ key: Int64, _ view: ResultView) throws(CassetteError) -> RecipeSource {
    let (bytes, block) = try store.source(ofRow: Int(key))
    return RecipeSource(
      bytes: bytes.withUnsafeBufferPointer { view.bytes(of: $0) }, block: block)
  }
}

/// Records of a solid block: a length and the bytes of each.
private struct RecordBlock {
  private let first: Int
  private let bytes: [UInt8]
  private let ranges: [Range<Int>]
  /// The largest block of several records: what is packed, and the length of a record.
  private static let maximumShared = CassetteFormat.solidBlock + 5

  /// Cuts a block into its records; `nil` if the lengths do not add up.
  ///
  /// Only a single record makes a block larger than a solid one: so a small hostile block cannot
  /// unfold into millions of empty records.
  init?(first: Int, bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    var ranges: [Range<Int>] = []
    while !reader.isAtEnd {
      guard ranges.isEmpty || bytes.count <= Self.maximumShared,
        let count = reader.varint(), let range = reader.range(count)
      else { return nil }
      ranges.append(range)
    }
    guard !ranges.isEmpty else { return nil }
    self.first = first
    self.bytes = bytes
    self.ranges = ranges
  }

  /// The number after its last record.
  var end: Int { first + ranges.count }

  /// One record; `nil` if the block does not hold it.
  subscript(row: Int) -> ArraySlice<UInt8>? {
    guard row >= first, row - first < ranges.count else { return nil }
    return bytes[ranges[row - first]]
  }
}
