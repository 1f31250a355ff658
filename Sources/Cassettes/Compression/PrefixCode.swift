/// A prefix code for bytes: short codes for frequent ones, none longer than twelve bits.
///
/// Only the lengths are stored. Codes of one length follow the bytes in order, and longer ones follow
/// the shorter, as in DEFLATE; the first bit of a code is its highest.
struct PrefixCode: Equatable {
  /// The longest code, in bits: one look-up in a table of 4,096.
  static let maximumLength = 12
  /// The size of the stored lengths: half a byte each.
  static let byteCount = 128

  /// The length of each byte's code; 0 for a byte that has none.
  let lengths: [UInt8]
  /// The code of each byte.
  let codes: [UInt16]

  /// Makes the code that is shortest for bytes that occur so often.
  init(counts: [Int]) {
    self.init(validLengths: Self.lengths(for: counts))
  }

  /// Reads stored lengths; `nil` unless they make a whole code, or one of a single byte, or none.
  init?(_ stored: ArraySlice<UInt8>) {
    guard stored.count == Self.byteCount else { return nil }
    let lengths = stored.flatMap { [$0 >> 4, $0 & 15] }
    let used = lengths.filter { $0 > 0 }
    guard used.allSatisfy({ $0 <= Self.maximumLength }) else { return nil }
    let share = used.reduce(0) { $0 + 1 << (Self.maximumLength - Int($1)) }
    guard used.isEmpty || used == [1] || share == 1 << Self.maximumLength else { return nil }
    self.init(validLengths: lengths)
  }

  private init(validLengths lengths: [UInt8]) {
    self.lengths = lengths
    var codes = [UInt16](repeating: 0, count: 256)
    var next: UInt16 = 0
    for length in 1...UInt8(Self.maximumLength) {
      for byte in 0..<256 where lengths[byte] == length {
        codes[byte] = next
        next &+= 1
      }
      next <<= 1
    }
    self.codes = codes
  }

  /// The lengths as they are stored.
  var stored: [UInt8] {
    stride(from: 0, to: 256, by: 2).map { lengths[$0] << 4 | lengths[$0 + 1] }
  }

  /// What decoding looks up: for the next twelve bits the byte times 16 plus its code's length; 0
  /// where no code begins so.
  var table: [UInt16] {
    var table = [UInt16](repeating: 0, count: 1 << Self.maximumLength)
    for byte in 0..<256 where lengths[byte] > 0 {
      let free = Self.maximumLength - Int(lengths[byte])
      let start = Int(codes[byte]) << free
      let entry = UInt16(byte) << 4 | UInt16(lengths[byte])
      for place in start..<start + 1 << free { table[place] = entry }
    }
    return table
  }

  // MARK: The shortest lengths

  /// Some bytes that are paid for together.
  private struct Package {
    var weight: Int
    var bytes: [UInt8]
  }

  /// The best lengths up to the longest, by packages and merges (Larmore and Hirschberg): the same on
  /// every machine, for equals stand in the order of the bytes.
  private static func lengths(for counts: [Int]) -> [UInt8] {
    var lengths = [UInt8](repeating: 0, count: 256)
    let single = (0..<256).filter { counts[$0] > 0 }
      .map { Package(weight: counts[$0], bytes: [UInt8($0)]) }
      .sorted { ($0.weight, $0.bytes[0]) < ($1.weight, $1.bytes[0]) }
    guard single.count > 1 else {
      for package in single { lengths[Int(package.bytes[0])] = 1 }
      return lengths
    }
    var packages = single
    for _ in 1..<maximumLength {
      let pairs = stride(from: 0, to: packages.count - 1, by: 2).map { first in
        Package(
          weight: packages[first].weight + packages[first + 1].weight,
          bytes: packages[first].bytes + packages[first + 1].bytes)
      }
      packages = merged(single, pairs)
    }
    for package in packages.prefix(2 * single.count - 2) {
      for byte in package.bytes { lengths[Int(byte)] += 1 }
    }
    return lengths
  }

  /// Two sorted lists as one; of equals those of the first come first.
  private static func merged(_ left: [Package], _ right: [Package]) -> [Package] {
    var merged: [Package] = []
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      if j == right.count || i < left.count && left[i].weight <= right[j].weight {
        merged.append(left[i])
        i += 1
      } else {
        merged.append(right[j])
        j += 1
      }
    }
    return merged
  }
}

/// Writes codes one after the other, the highest bit of a byte first.
struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var count = 0

  /// Appends the lowest `length` bits of a number.
  mutating func append(_ bits: UInt16, _ length: Int) {
    pending = pending << UInt64(length) | UInt64(bits)
    count += length
    while count >= 8 {
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: pending >> UInt64(count)))
    }
  }

  /// Everything, the last byte filled up with zeros.
  func finished() -> [UInt8] {
    count == 0 ? bytes : bytes + [UInt8(truncatingIfNeeded: pending << UInt64(8 - count))]
  }
}
