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
