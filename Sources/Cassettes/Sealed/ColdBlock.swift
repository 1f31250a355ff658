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

/// What rides beside an exchange.
struct ColdLabel: Equatable {
  var requestSize: Int
  var scope: [UInt8]
  var provenance: [UInt8]

  init(requestSize: Int, scope: [UInt8], provenance: [UInt8]) {
    self.requestSize = requestSize
    self.scope = scope
    self.provenance = provenance
  }

  /// Reads a label; `nil` if the bytes are anything else.
  init?(_ bytes: ArraySlice<UInt8>) {
    var reader = ByteReader(bytes)
    guard let requestSize = reader.varint(), let count = reader.varint(),
      let scope = reader.range(count)
    else { return nil }
    self.init(
      requestSize: requestSize, scope: Array(bytes[scope]),
      provenance: Array(bytes[scope.upperBound...]))
  }

  /// The label as a record.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(varint: requestSize)
    bytes.append(varint: scope.count)
    return bytes + scope + provenance
  }
}
