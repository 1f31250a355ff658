/// What every file of this format has in common: marks, schema, bounds.
///
/// The bounds hold for hostile files: each is checked before memory of that size is asked for.
enum CassetteFormat {
  /// SQLite's application id of a sealed cassette: `SBca`.
  static let applicationID: Int32 = 0x5342_6361
  /// SQLite's application id of a recording journal: `SBjo`.
  static let journalApplicationID: Int32 = 0x5342_6A6F
  /// The version of a journal's schema, and that of one that has contents too.
  ///
  /// A journal gets the second with its first content, so that others can be gone on with by older
  /// programs.
  static let journalVersions: (exchanges: Int64, contents: Int64) = (1, 2)
  /// The page size of a cassette of format 1, in bytes: the best of four measured.
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

  /// The schema of a cassette of format 1, byte for byte as SQLite keeps it, in the order of creation.
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
  /// The table of the contents that its requests name, each once.
  static let journalContents =
    "CREATE TABLE content(digest BLOB PRIMARY KEY,n INTEGER NOT NULL,v BLOB NOT NULL) WITHOUT ROWID"
}

/// A version of the format of sealed cassettes.
///
/// Each is described by an article of its own. Both hold the same exchanges under the same Merkle
/// root; readers read both, and a folder may hold both.
public enum CassetteVersion: Int, Hashable, Sendable, Comparable, CaseIterable {
  /// Results by themselves; three of a leaf's digests only by decoding.
  case one = 1
  /// All digests of a leaf side by side; results in solid blocks.
  case two = 2

  /// What is sealed where nothing lies yet that was sealed before.
  public static let current = CassetteVersion.two

  public static func < (left: CassetteVersion, right: CassetteVersion) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The name of the format in an INDEX.
  public var name: String { "steerbench-cassette-\(rawValue)" }
  /// What follows the digits of the root in the name of a file: no name means two formats.
  var fileSuffix: String { self == .one ? ".cas" : "-\(rawValue).cas" }
  /// The tables, byte for byte as SQLite keeps them, in the order of creation.
  var tables: [(name: String, sql: String)] {
    switch self {
    case .one: CassetteFormat.tables
    case .two: CassetteFormat2.tables
    }
  }
  /// The page sizes that a file may have, in bytes.
  var pageSizes: [Int] {
    switch self {
    case .one: [CassetteFormat.pageSize]
    case .two: CassetteFormat2.allPageSizes
    }
  }
}

/// The names of the rows of `meta` in either format.
enum CassetteFact: String, CaseIterable {
  /// The codes of the blocks, format 2.
  case codes
  /// The digests of the contents, format 2; left out where there are none.
  case contents
  /// The LZ4 dictionary of the results, format 1; left out where none pays.
  case dictionary
  /// The number of exchanges, as eight big-endian bytes.
  case entries
  /// The names of the kinds of exchanges, format 2.
  case kinds
  /// The names of the lanes of requests, format 2; left out where there are none.
  case lanes
  /// The bytes of all requests and results together, as eight big-endian bytes.
  case raw
  /// The Merkle root.
  case root
  /// The digest of the file itself, format 2.
  case seal
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
