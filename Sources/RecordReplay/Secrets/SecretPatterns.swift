import Basics

/// Everything that a scanner looks for, arranged for one fast pass.
///
/// Each shape starts with at least three bytes. A table of bits says of any three bytes whether a
/// shape may start so; only then are shapes compared. A run of a credential's characters is
/// measured once, however many shapes start in it, so that no text takes more than linear time.
struct SecretPatterns: Sendable {
  /// One place where a pattern fits.
  struct Hit {
    var kind: String
    var range: Range<Int>
    var isKnown: Bool
  }

  /// How a shape starts, arranged to be compared as one number.
  private struct Start: Sendable {
    /// The shape, by its place in ``shapes``.
    let shape: Int
    /// Up to eight bytes of the prefix, the first in the lowest place.
    let bytes: UInt64
    /// The bits of these bytes that are compared: those of case are left out where either is found.
    let mask: UInt64

    init(_ shape: CredentialShape, at number: Int) {
      var (bytes, mask): (UInt64, UInt64) = (0, 0)
      for (place, byte) in shape.prefix.prefix(8).enumerated() {
        let isFolded = shape.anyCase && (0x61...0x7a).contains(byte | 0x20)
        let compared: UInt8 = isFolded ? 0xdf : 0xff
        bytes |= UInt64(byte & compared) << UInt64(8 * place)
        mask |= UInt64(compared) << UInt64(8 * place)
      }
      (self.shape, self.bytes, self.mask) = (number, bytes, mask)
    }
  }

  private let shapes: [CredentialShape]
  /// The starts of all shapes, those of a bucket together and in the order of the table.
  private let starts: [Start]
  /// Where the starts of each bucket begin; one more for the end of the last.
  private let buckets: [Int]
  /// A bit for each hash of three bytes.
  private let table: [UInt64]
  private static let bucketMask: UInt32 = 1_023

  /// The patterns of the whole table.
  static let all = SecretPatterns(CredentialShape.all)
  /// The patterns that messages mask loosely.
  static let loose = SecretPatterns(CredentialShape.all.filter(\.isMaskedLoosely))

  private init(_ shapes: [CredentialShape]) {
    self.shapes = shapes
    var starts = [[Start]](repeating: [], count: Int(Self.bucketMask) + 1)
    var table = [UInt64](repeating: 0, count: 1024)
    for (number, shape) in shapes.enumerated() {
      let start = Start(shape, at: number)
      for word in Self.starts(of: shape) {
        let hash = Self.hash(word)
        table[Int(hash >> 6)] |= 1 << UInt64(hash & 63)
        let bucket = Int(hash & Self.bucketMask)
        if starts[bucket].last?.shape != number { starts[bucket].append(start) }
      }
    }
    self.starts = starts.flatMap(\.self)
    buckets = starts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    self.table = table
  }

  /// The first three bytes of a shape, in every case in which they are found.
  private static func starts(of shape: CredentialShape) -> [UInt32] {
    var words: [UInt32] = [0]
    for offset in 0..<3 {
      let byte = shape.prefix[offset]
      let isLetter = (0x61...0x7a).contains(byte | 0x20)
      let bytes = shape.anyCase && isLetter ? [byte | 0x20, byte & ~0x20] : [byte]
      words = words.flatMap { word in bytes.map { word | UInt32($0) << UInt32(8 * offset) } }
    }
    return words
  }

  @inline(__always)
  private static func hash(_ word: UInt32) -> UInt32 {
    ((word & 0xff_ffff) &* 0x9E37_79B1) >> 16
  }

  /// Calls `body` with every hit; hits do not overlap.
  func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Hit) -> Void) {
    var runs = CredentialRuns(bytes)
    // The value of a name, which is called by its own shape where it has one.
    var given: Hit?
    forEachStart(in: bytes) { index, hash in
      if let hit = given, index >= hit.range.upperBound {
        body(hit)
        given = nil
      }
      guard let hit = hit(in: bytes, at: index, hash: hash, &runs) else { return index + 1 }
      if hit.range.lowerBound > index {
        given = given ?? hit
        return index + 1
      }
      if let held = given, held.range.overlaps(hit.range) {
        given = nil
      }
      body(hit)
      return max(hit.range.upperBound, index + 1)
    }
    if let given { body(given) }
  }

  /// Calls `body` with every run that messages mask because it starts as a credential does.
  func scanLoosely(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    forEachStart(in: bytes) { index, hash in
      var next = index + 1
      forEachShape(in: bytes, at: index, hash: hash) { number in
        let shape = shapes[number]
        let start = index + shape.prefix.count
        var end = start
        while end < bytes.count, Self.isMasked(bytes[end]) { end += 1 }
        guard end - start >= shape.leastMasked else { return false }
        body(index..<end)
        next = end
        return true
      }
      return next
    }
  }

  private static func isMasked(_ byte: UInt8) -> Bool {
    ByteSet.token.contains(byte) || byte == UInt8(ascii: ".")
  }

  /// Calls `body` where the table has a start, with the hash of three bytes; it says where to go on.
  @inline(__always)
  private func forEachStart(
    in bytes: UnsafeBufferPointer<UInt8>, _ body: (Int, UInt32) -> Int
  ) {
    guard bytes.count >= 8, let start = UnsafeRawPointer(bytes.baseAddress) else { return }
    let last = bytes.count - 4
    table.withUnsafeBufferPointer { table in
      var index = 0
      while index <= last {
        let word = UInt32(
          littleEndian: start.loadUnaligned(fromByteOffset: index, as: UInt32.self))
        let hash = Self.hash(word)
        if table[Int(hash >> 6)] >> UInt64(hash & 63) & 1 == 1 {
          index = body(index, hash)
        } else {
          index += 1
        }
      }
    }
  }

  /// Calls `body` with each shape whose prefix stands at a place, in the order of the table, until it
  /// says that this is the one.
  @inline(__always)
  private func forEachShape(
    in bytes: UnsafeBufferPointer<UInt8>, at index: Int, hash: UInt32, _ body: (Int) -> Bool
  ) {
    let bucket = Int(hash & Self.bucketMask)
    let range = buckets[bucket]..<buckets[bucket + 1]
    guard !range.isEmpty else { return }
    let word = Self.word(of: bytes, at: index)
    starts.withUnsafeBufferPointer { starts in
      for start in starts[range] where word & start.mask == start.bytes {
        if holds(bytes, start.shape, at: index), body(start.shape) { return }
      }
    }
  }

  /// Eight bytes from a place on, zeros after the last.
  private static func word(of bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt64 {
    if index + 8 <= bytes.count, let start = UnsafeRawPointer(bytes.baseAddress) {
      return UInt64(littleEndian: start.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
    return bytes[index...].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func hit(
    in bytes: UnsafeBufferPointer<UInt8>, at index: Int, hash: UInt32, _ runs: inout CredentialRuns
  ) -> Hit? {
    var hit: Hit?
    forEachShape(in: bytes, at: index, hash: hash) { number in
      let shape = shapes[number]
      // In the middle of a word a short prefix is none: "risk-…" is no key.
      guard shape.standsAnywhere || index == 0 || !ByteSet.alphanumeric.contains(bytes[index - 1]),
        let place = runs.place(of: shape, prefix: index..<index + shape.prefix.count)
      else { return false }
      hit = Hit(kind: shape.kind, range: place, isKnown: false)
      return true
    }
    return hit
  }

  /// Whether a shape's prefix stands at a place where its first eight bytes do.
  private func holds(_ bytes: UnsafeBufferPointer<UInt8>, _ number: Int, at index: Int) -> Bool {
    let count = shapes[number].prefix.count
    guard count > 8 else { return count <= bytes.count - index }
    return Self.holds(bytes, shapes[number], at: index)
  }

  private static func holds(
    _ bytes: UnsafeBufferPointer<UInt8>, _ shape: CredentialShape, at index: Int
  ) -> Bool {
    guard shape.prefix.count <= bytes.count - index else { return false }
    return shape.prefix.withUnsafeBufferPointer { text in
      for offset in text.indices {
        let (byte, wanted) = (bytes[index + offset], text[offset])
        if byte == wanted { continue }
        guard shape.anyCase, byte | 0x20 == wanted | 0x20, (0x61...0x7a).contains(wanted | 0x20)
        else { return false }
      }
      return true
    }
  }
}
