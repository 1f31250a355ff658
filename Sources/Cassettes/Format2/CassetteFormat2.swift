/// What every file of format 2 has in common.
enum CassetteFormat2 {
  /// The schema, byte for byte as SQLite keeps it, in the order of creation.
  ///
  /// `meta` holds the facts about the whole; `leaf` what the Merkle tree is made of, in the order of
  /// the slots; `place` the rest of that, in the order of the sequence numbers; `cold` solid blocks
  /// under kind and first number.
  static let tables: [(name: String, sql: String)] = [
    ("meta", "CREATE TABLE meta(k TEXT PRIMARY KEY,v BLOB NOT NULL) WITHOUT ROWID"),
    ("leaf", "CREATE TABLE leaf(id INTEGER PRIMARY KEY,v BLOB NOT NULL)"),
    ("place", "CREATE TABLE place(id INTEGER PRIMARY KEY,v BLOB NOT NULL)"),
    ("cold", "CREATE TABLE cold(id INTEGER PRIMARY KEY,n INTEGER NOT NULL,v BLOB NOT NULL)"),
  ]

  /// The sizes of a page where there are fewer bytes of requests and results: the one that is written,
  /// and the one that was written before and is read for ever.
  ///
  /// Nearly every row is a block that ends in the middle of a page of its own: pages of 16,384 bytes
  /// were a sixth of a large file in air, those of 2,048 are a twentieth. Still smaller ones save little
  /// and take more reads a block.
  private static let pageSizes: [(below: Int, written: Int, former: Int?)] = [
    (2 << 20, 512, nil), (32 << 20, 2_048, 4_096), (.max, 2_048, 16_384),
  ]

  /// The page size that a cassette of so many bytes is written with.
  static func pageSize(of raw: Int) -> Int { pageSizes(of: raw)[0] }

  /// The page sizes that a cassette of so many bytes may have, the one that is written first.
  static func pageSizes(of raw: Int) -> [Int] {
    guard let sizes = pageSizes.first(where: { raw < $0.below }) ?? pageSizes.last else {
      preconditionFailure("There are page sizes.")
    }
    return [sizes.written] + (sizes.former.map { [$0] } ?? [])
  }

  /// Every page size that any file may have.
  static let allPageSizes = pageSizes.flatMap { [$0.written] + ($0.former.map { [$0] } ?? []) }

  /// The leaves of a row of `leaf`, and the exchanges of one of `place`: a power of two, so that a row
  /// is a whole branch of the Merkle tree.
  static let leavesInRow = 4_096
  /// The bytes of digests of a leaf: action, request, result.
  static let digestBytes = 96

  /// A block of results is closed before it has more bytes, where no dictionary helps it.
  static let resultBlock = 64 << 10
  /// And where one does.
  static let primedResultBlock = 32 << 10
  /// A dictionary is worth its bytes where results have so many.
  static let dictionaryThreshold = 1 << 20

  /// The lanes that this program knows, but for the trial's own, which has no name.
  static let lanes = ["extraction", "judge", "program", "tests"]
  /// The most contents of one cassette.
  static let maximumContents = 1 << 15
  /// More names of kinds or lanes than any file has.
  static let maximumNames = 64
  /// The longest name of a kind or a lane, in bytes.
  static let maximumName = 64
}

/// What a solid block of format 2 holds; the number of a block is that of its first record.
enum BlockKind: UInt8, CaseIterable {
  /// Requests, as spans of results and literals.
  case recipes = 1
  /// Scopes and provenance.
  case labels = 2
  /// A part of the literal pool; numbered from 0.
  case literals = 3
  /// Results, one after the other.
  case results = 4
  /// One content; numbered from 0 in the order of the digests.
  case contents = 5
  /// The dictionary of the results; number 0.
  case dictionary = 6

  /// The row of the block with this number.
  func row(_ number: Int) -> Int64 { Int64(rawValue) << 48 | Int64(number) }

  /// The kind and the number of a row; `nil` for a row that no block has.
  static func block(ofRow row: Int64) -> (kind: BlockKind, number: Int)? {
    guard let kind = UInt8(exactly: row >> 48).flatMap({ BlockKind(rawValue: $0) }) else {
      return nil
    }
    return (kind, Int(row & (1 << 48 - 1)))
  }
}

/// Names of kinds or lanes: a length and the bytes of each, in their order.
enum NameList {
  /// The names that occur, as they are stored.
  static func bytes(of names: Set<String>) -> [UInt8] {
    var bytes: [UInt8] = []
    for name in sorted(names) {
      bytes.append(varint: name.utf8.count)
      bytes += Array(name.utf8)
    }
    return bytes
  }

  /// Names in the order of their bytes.
  static func sorted(_ names: Set<String>) -> [String] {
    names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Reads stored names; `nil` unless they are in order, each once, and not too many.
  static func names(in bytes: [UInt8]) -> [String]? {
    var reader = ByteReader(bytes)
    var names: [String] = []
    while !reader.isAtEnd {
      guard names.count < CassetteFormat2.maximumNames, let count = reader.varint(),
        count <= CassetteFormat2.maximumName, let range = reader.range(count)
      else { return nil }
      let name = String(decoding: bytes[range], as: UTF8.self)
      guard name.utf8.elementsEqual(bytes[range]),
        names.last.map({ $0.utf8.lexicographicallyPrecedes(name.utf8) }) ?? true
      else { return nil }
      names.append(name)
    }
    return names
  }
}

/// The lane that a request names in its first segment; `nil` for the trial's own.
///
/// A cassette does not read requests. This one name it looks for, where every request that has it has
/// it, so that a program that does not know a lane can refuse the file before it misreads a call.
func laneName(of request: [UInt8]) -> String? {
  let start = Array("[[\"lane\",\"".utf8)
  guard request.starts(with: start) else { return nil }
  let rest = request.dropFirst(start.count)
  guard let end = rest.firstIndex(of: UInt8(ascii: "\"")),
    end - rest.startIndex <= CassetteFormat2.maximumName
  else { return nil }
  return String(decoding: rest[..<end], as: UTF8.self)
}
