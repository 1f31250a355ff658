import Basics

/// Everything that a scanner looks for, arranged for one fast pass.
///
/// Each pattern starts with at least three bytes. A table of bits says of any three bytes whether a
/// pattern may start so; only then are patterns compared. A run of a credential's characters is
/// measured once, however many patterns start in it, so that no text takes more than linear time.
struct SecretPatterns: Sendable {
  /// One place where a pattern fits.
  struct Hit {
    var kind: String
    var range: Range<Int>
    var isKnown: Bool
  }

  private enum Pattern: Sendable {
    case shape(CredentialShape)
    case known(KnownSecrets.Needle)

    var start: [UInt8] {
      switch self {
      case .shape(let shape): shape.prefix
      case .known(let needle): needle.bytes
      }
    }
  }

  private let patterns: [Pattern]
  /// The patterns of each bucket, by number.
  private let buckets: [[Int]]
  /// A bit for each hash of three bytes.
  private let table: [UInt64]

  init(_ known: KnownSecrets) {
    // A value that is known says more than its shape does.
    patterns = known.needles.map { .known($0) } + CredentialShape.all.map { .shape($0) }
    var buckets = [[Int]](repeating: [], count: 256)
    var table = [UInt64](repeating: 0, count: 1024)
    for (number, pattern) in patterns.enumerated() {
      let start = pattern.start
      let word = UInt32(start[0]) | UInt32(start[1]) << 8 | UInt32(start[2]) << 16
      let hash = Self.hash(word)
      table[Int(hash >> 6)] |= 1 << UInt64(hash & 63)
      buckets[Int(hash & 255)].append(number)
    }
    self.buckets = buckets
    self.table = table
  }

  @inline(__always)
  private static func hash(_ word: UInt32) -> UInt32 {
    ((word & 0xff_ffff) &* 0x9E37_79B1) >> 16
  }

  /// Calls `body` with every hit, in order; hits do not overlap.
  func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Hit) -> Void) {
    guard bytes.count >= 8, let start = UnsafeRawPointer(bytes.baseAddress) else { return }
    let last = bytes.count - 4
    var runs = Runs(bytes)
    table.withUnsafeBufferPointer { table in
      var index = 0
      while index <= last {
        let word = UInt32(
          littleEndian: start.loadUnaligned(fromByteOffset: index, as: UInt32.self))
        let hash = Self.hash(word)
        guard table[Int(hash >> 6)] >> UInt64(hash & 63) & 1 == 1,
          let hit = hit(in: bytes, at: index, hash: hash, &runs)
        else {
          index += 1
          continue
        }
        body(hit)
        index = max(hit.range.upperBound, index + 1)
      }
    }
  }

  private func hit(
    in bytes: UnsafeBufferPointer<UInt8>, at index: Int, hash: UInt32, _ runs: inout Runs
  ) -> Hit? {
    for number in buckets[Int(hash & 255)] {
      let start = patterns[number].start
      guard Self.holds(bytes, start, at: index) else { continue }
      switch patterns[number] {
      case .known(let needle):
        return Hit(
          kind: "value of \(needle.name)\(needle.encoding)", range: index..<index + start.count,
          isKnown: true)
      case .shape(let shape):
        // In the middle of a word a prefix is none: "risk-…" is no key.
        guard index == 0 || !ByteSet.alphanumeric.contains(bytes[index - 1]),
          let end = runs.end(of: shape, from: index + start.count)
        else { continue }
        return Hit(kind: shape.kind, range: index..<end, isKnown: false)
      }
    }
    return nil
  }

  private static func holds(
    _ bytes: UnsafeBufferPointer<UInt8>, _ text: [UInt8], at index: Int
  ) -> Bool {
    guard text.count <= bytes.count - index else { return false }
    for offset in text.indices where bytes[index + offset] != text[offset] { return false }
    return true
  }
}

/// Judges what follows a prefix, and remembers how far each set's last run went.
private struct Runs {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var runs: [Int: Range<Int>] = [:]

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// The end of a credential whose prefix ends at an offset; `nil` if there is none.
  mutating func end(of shape: CredentialShape, from start: Int) -> Int? {
    switch shape.rule {
    case .token(let set, let least, let stretch):
      let end = end(of: set, from: start)
      return end - start >= least && isRandom(start..<end, stretch: stretch) ? end : nil
    case .accessKeyID:
      let end = end(of: .alphanumeric, from: start)
      guard end - start == 16, bytes[start..<end].allSatisfy(ByteSet.base32.contains),
        !bytes[start..<end].elementsEqual("IOSFODNN7EXAMPLE".utf8)
      else { return nil }
      return isRandom(start..<end, stretch: nil) ? end : nil
    case .webToken: return webTokenEnd(from: start)
    case .privateKey: return privateKeyEnd(from: start)
    }
  }

  private func isRandom(_ range: Range<Int>, stretch: Int?) -> Bool {
    Randomness.isRandom(UnsafeBufferPointer(rebasing: bytes[range]), stretch: stretch)
  }

  /// The end of the run of a set's bytes.
  private mutating func end(of set: ByteSet, from start: Int) -> Int {
    if let known = runs[set.id], known.contains(start) { return known.upperBound }
    var end = start
    while end < bytes.count, set.contains(bytes[end]) { end += 1 }
    runs[set.id] = start..<end
    return end
  }

  private mutating func webTokenEnd(from start: Int) -> Int? {
    let head = end(of: .token, from: start)
    guard head - start >= 10, bytes[head...].starts(with: ".eyJ".utf8) else { return nil }
    let claims = end(of: .token, from: head + 1)
    guard claims - head >= 10, claims < bytes.count, bytes[claims] == UInt8(ascii: ".") else {
      return nil
    }
    let signature = end(of: .token, from: claims + 1)
    return isRandom(claims + 1..<signature, stretch: 12) ? signature : nil
  }

  /// A private key begins within 40 bytes of the mark's end and 256 bytes of other lines.
  private mutating func privateKeyEnd(from start: Int) -> Int? {
    let words = bytes[start...].prefix(40)
    guard let dash = words.firstIndex(of: UInt8(ascii: "-")),
      bytes[..<dash].suffix(11).elementsEqual("PRIVATE KEY".utf8),
      bytes[dash...].starts(with: "-----".utf8)
    else { return nil }
    var index = dash + 5
    let limit = min(index + 256, bytes.count)
    while index < limit {
      let end = end(of: .base64, from: index)
      if end - index >= 40, isRandom(index..<end, stretch: 12) { return end }
      index = end + 1
    }
    return nil
  }
}
