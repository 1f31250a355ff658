/// What every file of this format has in common: marks, schema, bounds.
///
/// The bounds hold for hostile files: each is checked before memory of that size is asked for.
enum CassetteFormat {
  /// The name of this version of the format in an INDEX.
  static let name = "steerbench-cassette-1"
  /// SQLite's application id of a sealed cassette: `SBca`.
  static let applicationID: Int32 = 0x5342_6361
  /// SQLite's application id of a recording journal: `SBjo`.
  static let journalApplicationID: Int32 = 0x5342_6A6F
  /// The version of both schemas.
  static let version: Int32 = 1
  /// The page size of a sealed cassette, in bytes: the best of four measured.
  static let pageSize = 16_384

  /// The largest request or result, in bytes.
  static let maximumContent = 16 << 20
  /// The largest provenance, in bytes.
  static let maximumProvenance = 1 << 20
  /// The longest scope, in bytes.
  static let maximumScope = 4_096
  /// The largest block once decoded: one record of the largest content and its frame.
  static let maximumBlock = maximumContent + maximumProvenance + maximumScope + 64
  /// The largest dictionary, in bytes: what LZ4 can reach back to, less a little.
  static let maximumDictionary = 64_000
  /// A solid block is closed before a record would make it larger than this.
  static let solidBlock = 64 << 10
  /// How many rows may be tried for one slot.
  ///
  /// A run of two already needs two actions that agree in 64 bits.
  static let maximumProbes = 32

  /// The schema of a sealed cassette, byte for byte as SQLite keeps it, in the order of creation.
  ///
  /// `meta` holds the facts about the whole; `entry` one row an exchange with its result, under
  /// `Slot.rowKey`; `cold` solid blocks of what replay does not read, under kind and first sequence
  /// number.
  static let tables: [(name: String, sql: String)] = [
    ("meta", "CREATE TABLE meta(k TEXT PRIMARY KEY,v BLOB NOT NULL) WITHOUT ROWID"),
    (
      "entry",
      "CREATE TABLE entry(id INTEGER PRIMARY KEY,action BLOB NOT NULL,sample INTEGER NOT NULL,"
        + "ordinal INTEGER NOT NULL,kind INTEGER NOT NULL,seq INTEGER NOT NULL,"
        + "digest BLOB NOT NULL,n INTEGER NOT NULL,v BLOB NOT NULL)"
    ),
    (
      "cold",
      "CREATE TABLE cold(id INTEGER PRIMARY KEY,kind INTEGER NOT NULL,digest BLOB NOT NULL,"
        + "n INTEGER NOT NULL,v BLOB NOT NULL)"
    ),
  ]

  /// The schema of a recording journal.
  static let journalTable =
    "CREATE TABLE record(seq INTEGER PRIMARY KEY,action BLOB NOT NULL,sample INTEGER NOT NULL,"
    + "ordinal INTEGER NOT NULL,kind INTEGER NOT NULL,scope BLOB NOT NULL,"
    + "provenance BLOB NOT NULL,requestDigest BLOB NOT NULL,resultDigest BLOB NOT NULL,"
    + "leaf BLOB NOT NULL,requestSize INTEGER NOT NULL,request BLOB NOT NULL,"
    + "resultSize INTEGER NOT NULL,result BLOB NOT NULL)"
}

/// The names of the rows of `meta`.
enum CassetteFact: String, CaseIterable {
  /// The LZ4 dictionary of the results; left out where none pays.
  case dictionary
  /// The number of exchanges, as eight big-endian bytes.
  case entries
  /// The bytes of all requests and results together, as eight big-endian bytes.
  case raw
  /// The Merkle root.
  case root
}

/// The first hundred bytes of a sealed cassette, checked before SQLite sees the file.
///
/// A canonical file leaves no choice: the magic, the page size, the pinned counters and the format's
/// own marks have one value each, and the file's size follows from the number of pages.
enum CassetteHeader {
  static let byteCount = 100
  private static let magic = Array("SQLite format 3\0".utf8)
  /// Where a header has pinned numbers: offset and value.
  private static let pinned: [(offset: Int, value: UInt32)] = [
    (24, 1), (32, 0), (36, 0), (40, 1), (44, 4), (48, 0), (52, 0), (56, 1), (64, 0),
    (72, 0), (76, 0), (80, 0), (84, 0), (88, 0), (92, 1), (96, 3_040_001),
  ]

  /// The numbers that tell only how often, and by which library, a file was written.
  private static let counters = [24, 40, 92, 96]

  /// Throws unless this is the header of a sealed cassette of `size` bytes.
  static func check(_ header: [UInt8], size: Int, file: String) throws(CassetteError) {
    guard size > 0 else { throw .emptyFile(file) }
    guard header.count == byteCount, header.starts(with: magic) else {
      throw .notACassette(file, "it does not begin like one")
    }
    guard number(header, 68) == UInt32(bitPattern: CassetteFormat.applicationID) else {
      throw .notACassette(file, "it is a SQLite database of another program")
    }
    let version = number(header, 60)
    guard version == UInt32(bitPattern: CassetteFormat.version) else {
      throw .unsupportedVersion(file, found: Int64(version))
    }
    // Page size, then: rollback journal for reading and writing, no reserved bytes, fixed fractions.
    guard Array(header[16..<24]) == shape,
      pinned.allSatisfy({ number(header, $0.offset) == $0.value })
    else { throw .damaged(file, "its header is not the one of a sealed file") }
    let pages = Int(number(header, 28))
    guard pages > 0, size == pages * CassetteFormat.pageSize else {
      throw .damaged(file, "it has \(size) bytes and should have \(pages) pages")
    }
  }

  /// Gives the header of a fresh database its one value.
  static func pin(_ image: inout [UInt8]) {
    for (offset, value) in pinned where counters.contains(offset) { set(&image, offset, value) }
    set(&image, 28, UInt32(image.count / CassetteFormat.pageSize))
  }

  private static let shape: [UInt8] = [
    UInt8(CassetteFormat.pageSize >> 8), UInt8(CassetteFormat.pageSize & 255), 1, 1, 0, 64, 32, 32,
  ]

  private static func number(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func set(_ bytes: inout [UInt8], _ offset: Int, _ value: UInt32) {
    withUnsafeBytes(of: value.bigEndian) { bytes.replaceSubrange(offset..<offset + 4, with: $0) }
  }
}

/// Reads numbers and lengths without ever leaving the bytes.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var offset: Int

  init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    offset = bytes.startIndex
  }

  var isAtEnd: Bool { offset == bytes.endIndex }

  /// A number below 2^35 in groups of seven bits, the lowest first; `nil` if there is none.
  mutating func varint() -> Int? {
    var number = 0
    for shift in stride(from: 0, to: 35, by: 7) {
      guard offset < bytes.endIndex else { return nil }
      let byte = bytes[offset]
      offset += 1
      number |= Int(byte & 127) << shift
      if byte < 128 { return number }
    }
    return nil
  }

  /// The place of the next `count` bytes; `nil` if there are not so many.
  mutating func range(_ count: Int) -> Range<Int>? {
    guard count <= bytes.endIndex - offset else { return nil }
    defer { offset += count }
    return offset..<offset + count
  }

  /// A number of rows, then the rows, eight bytes each, the highest first; `nil` if they are cut.
  mutating func rows() -> [Int64]? {
    guard let count = varint(), let range = range(8 * count) else { return nil }
    return stride(from: range.lowerBound, to: range.upperBound, by: 8).map { start in
      Int64(
        bitPattern: bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
  }
}

extension [UInt8] {
  /// Appends a number in groups of seven bits, the lowest first.
  mutating func append(varint number: Int) {
    var rest = number
    while rest >= 128 {
      append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// A number as eight bytes, the highest first.
  init(bigEndian number: UInt64) {
    self = Swift.withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  /// Eight bytes, the highest first, as a number that fits; `nil` for anything else.
  var bigEndianNumber: Int? {
    guard count == 8 else { return nil }
    return Int(exactly: reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }
}
