import Basics

/// What a cold block holds.
///
/// The row of a block is its kind and a number, so that one look-up finds it.
enum ColdKind: UInt8, CaseIterable {
  /// Requests, as spans of results and literals; numbered by its first record's sequence number.
  case recipes = 1
  /// Scopes and provenance; numbered by its first record's sequence number.
  case labels = 2
  /// A part of the literal pool; numbered from 0.
  case literals = 3

  private static let shift: Int64 = 48

  /// The row of the block with this number.
  func row(_ number: Int) -> Int64 { Int64(rawValue) << Self.shift | Int64(number) }

  /// The number of a block; `nil` for a row of another kind.
  func number(ofRow row: Int64) -> Int? {
    guard row >> Self.shift == Int64(rawValue) else { return nil }
    return Int(row & (1 << Self.shift - 1))
  }
}

/// A decoded solid block: records in the order of their sequence numbers.
struct ColdBlock {
  /// The sequence number of the first record.
  let first: Int
  /// The rows of the results that the block's recipes refer to; empty for other kinds.
  let table: [Int64]
  private let bytes: [UInt8]
  private let ranges: [Range<Int>]
  /// The largest block of several records: what is packed, the length of its table and of a record.
  private static let maximumShared = CassetteFormat.solidBlock + 10

  /// Cuts a block into its records; `nil` if the lengths do not add up.
  ///
  /// Only a single record makes a block larger than a solid one: so a small hostile block cannot
  /// unfold into millions of empty records.
  init?(_ kind: ColdKind, first: Int, bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    var ranges: [Range<Int>] = []
    guard let table = kind == .recipes ? reader.rows() : [] else { return nil }
    while !reader.isAtEnd {
      guard ranges.isEmpty || bytes.count <= Self.maximumShared,
        let count = reader.varint(), let range = reader.range(count)
      else { return nil }
      ranges.append(range)
    }
    guard !ranges.isEmpty else { return nil }
    self.first = first
    self.table = table
    self.bytes = bytes
    self.ranges = ranges
  }

  /// The sequence numbers of its records.
  var sequences: Range<Int> { first..<first + ranges.count }

  /// One record; `nil` if the block does not hold it.
  subscript(sequence: Int) -> ArraySlice<UInt8>? {
    guard sequences.contains(sequence) else { return nil }
    return bytes[ranges[sequence - first]]
  }
}

/// Reads the cold blocks of a cassette, each verified against its digest.
///
/// They are encoded without the dictionary, which is made of results.
final class ColdTable {
  private let connection: SQLiteConnection
  private let decoder = BlockDecoder()
  private let lookup: SQLiteStatement
  private var labels: ColdBlock?
  private var recipes: ColdBlock?

  init(_ connection: SQLiteConnection) throws(CassetteError) {
    self.connection = connection
    lookup = try connection.prepare(
      "SELECT id,kind,digest,n,v FROM cold WHERE id<=?1 ORDER BY id DESC LIMIT 1",
      persistent: true)
  }

  /// The block with the record of an exchange: the one that was read last if it lies there.
  func block(of kind: ColdKind, holding row: Int) throws(CassetteError) -> ColdBlock {
    let last = kind == .labels ? labels : recipes
    if let last, last.sequences.contains(row) { return last }
    let (first, bytes) = try bytes(of: kind, upTo: row)
    guard let block = ColdBlock(kind, first: first, bytes: bytes), block.sequences.contains(row)
    else { throw .damaged(connection.file, "the \(kind) of exchange \(row)") }
    if kind == .labels { labels = block } else { recipes = block }
    return block
  }

  /// A block of the literal pool.
  func literals(_ number: Int) throws(CassetteError) -> [UInt8] {
    let (found, bytes) = try bytes(of: .literals, upTo: number)
    guard found == number, bytes.count <= Recipe.literalBlock else {
      throw .damaged(connection.file, "block \(number) of its literals")
    }
    return bytes
  }

  /// The block with the largest number up to one.
  private func bytes(
    of kind: ColdKind, upTo number: Int
  ) throws(CassetteError) -> (number: Int, bytes: [UInt8]) {
    defer { lookup.reset() }
    try lookup.bind(kind.row(number), at: 1)
    guard try lookup.step() else {
      throw .damaged(connection.file, "the \(kind) of exchange \(number)")
    }
    return try content(of: lookup, kind)
  }

  /// Calls `body` with every block of a kind, in the order of their numbers.
  func forEachBlock(
    of kind: ColdKind, _ body: (_ number: Int, _ bytes: [UInt8]) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    let statement = try connection.prepare(
      "SELECT id,kind,digest,n,v FROM cold WHERE kind=?1 ORDER BY id")
    try statement.bind(Int64(kind.rawValue), at: 1)
    while try statement.step() {
      let (number, bytes) = try content(of: statement, kind)
      try body(number, bytes)
    }
  }

  /// Calls `body` with every block of recipes or labels, in the order of sequence numbers.
  func forEachSolidBlock(
    of kind: ColdKind, _ body: (ColdBlock) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    try forEachBlock(of: kind) { (number, bytes) throws(CassetteError) in
      guard let block = ColdBlock(kind, first: number, bytes: bytes) else {
        throw .damaged(connection.file, "a block of \(kind)")
      }
      try body(block)
    }
  }

  /// The number of blocks, of whatever kind.
  func blockCount() throws(CassetteError) -> Int {
    // The authorizer forbids functions, count(*) among them.
    let rows = try connection.prepare("SELECT id FROM cold")
    var count = 0
    while try rows.step() { count += 1 }
    return count
  }

  /// Decodes and verifies the block of a statement's row.
  private func content(
    of statement: SQLiteStatement, _ kind: ColdKind
  ) throws(CassetteError) -> (number: Int, bytes: [UInt8]) {
    guard let number = statement.integer(0).flatMap({ kind.number(ofRow: $0) }),
      statement.integer(1) == Int64(kind.rawValue),
      let digest = statement.blob(2).flatMap({ Digest(bytes: $0) }),
      let count = statement.integer(3).flatMap({ Int(exactly: $0) }),
      let encoded = statement.blob(4), let bytes = decoder.decode(encoded, count: count),
      Digest.sha256(UnsafeRawBufferPointer(bytes)) == digest
    else { throw .damaged(connection.file, "a block of \(kind)") }
    return (number, Array(bytes))
  }
}
