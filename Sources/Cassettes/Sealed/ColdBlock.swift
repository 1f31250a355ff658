import Wire

/// What a solid block holds.
///
/// The row of a block is its kind and the sequence number of its first record, so that one look-up
/// finds the block of an exchange. Number 0 is kept for requests written as spans of earlier ones.
enum ColdKind: UInt8, CaseIterable {
  /// Requests, as they are.
  case requests = 1
  /// Scopes and provenance.
  case labels = 2

  private static let shift: Int64 = 48

  /// The row of the block whose first record has this sequence number.
  func row(first sequence: Int) -> Int64 { Int64(rawValue) << Self.shift | Int64(sequence) }

  /// The sequence number of the first record of a block; `nil` for a row of another kind.
  func first(ofRow row: Int64) -> Int? {
    guard row >> Self.shift == Int64(rawValue) else { return nil }
    return Int(row & (1 << Self.shift - 1))
  }
}

/// A decoded solid block: records in the order of their sequence numbers.
struct ColdBlock {
  /// The sequence number of the first record.
  let first: Int
  private let bytes: [UInt8]
  private let ranges: [Range<Int>]
  /// The largest block of several records: what is packed, and the length of the last record.
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

  /// The sequence numbers of its records.
  var sequences: Range<Int> { first..<first + ranges.count }

  /// One record; `nil` if the block does not hold it.
  subscript(sequence: Int) -> [UInt8]? {
    guard sequences.contains(sequence) else { return nil }
    return Array(bytes[ranges[sequence - first]])
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
  init?(_ bytes: [UInt8]) {
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

/// Reads numbers and lengths without ever leaving the bytes.
struct ByteReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }

  /// A number below 2^35 in groups of seven bits, the lowest first; `nil` if there is none.
  mutating func varint() -> Int? {
    var number = 0
    for shift in stride(from: 0, to: 35, by: 7) {
      guard offset < bytes.count else { return nil }
      let byte = bytes[offset]
      offset += 1
      number |= Int(byte & 127) << shift
      if byte < 128 { return number }
    }
    return nil
  }

  /// The place of the next `count` bytes; `nil` if there are not so many.
  mutating func range(_ count: Int) -> Range<Int>? {
    guard count <= bytes.count - offset else { return nil }
    defer { offset += count }
    return offset..<offset + count
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
