/// Looks for the values of known variables, however they are written.
///
/// Text and values are compared without their punctuation and white space and in lower case: that is
/// how a value in another case, with line breaks, in pieces (`"abc" + "def"`), in hexadecimal with
/// colons, or in base64 of either alphabet with its line breaks comes out the same. A value of fewer
/// than ``leastCondensed`` letters and digits is compared in lower case only, since ordinary words
/// could make it up.
///
/// One pass over the bytes for each of the two ways, without a copy: the last eight bytes that count
/// are one number, and a table of bits says whether a value starts so.
struct KnownSearch: Sendable {
  /// The fewest bytes that a value must have left without its punctuation.
  private static let leastCondensed = 12
  /// More punctuation than this within one value is not skipped.
  private static let mostSkipped = 4_096

  private let ways: [Way]

  init(_ needles: [KnownSecrets.Needle]) {
    let condensed = needles.filter { Self.condensed.apply($0.bytes).count >= Self.leastCondensed }
    let others = needles.filter { Self.condensed.apply($0.bytes).count < Self.leastCondensed }
    ways = [Way(Self.condensed, condensed), Way(Self.caseless, others)].filter {
      !$0.needles.isEmpty
    }
  }

  /// Calls `body` with every hit; hits may overlap.
  func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (SecretPatterns.Hit) -> Void) {
    for way in ways { way.scan(bytes, limit: Self.mostSkipped, body) }
  }

  private static let caseless = Folding { $0 }
  private static let condensed = Folding {
    ByteSet.alphanumeric.contains($0) || $0 >= 0x80 ? $0 : 0
  }

  /// What each byte counts as; zero is left out.
  private struct Folding: Sendable {
    let map: [UInt8]

    init(_ kept: (UInt8) -> UInt8) {
      map = (UInt8.min...UInt8.max).map { byte in
        let byte = kept(byte)
        return (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
      }
    }

    func apply(_ bytes: [UInt8]) -> [UInt8] { bytes.map { map[Int($0)] }.filter { $0 != 0 } }
  }

  /// One way to compare, with what is looked for.
  private struct Way: Sendable {
    let folding: Folding
    let needles: [(start: UInt64, bytes: [UInt8], kind: String)]
    private let table: [UInt64]

    init(_ folding: Folding, _ needles: [KnownSecrets.Needle]) {
      self.folding = folding
      var table = [UInt64](repeating: 0, count: 1_024)
      self.needles = needles.map { needle in
        let bytes = folding.apply(needle.bytes)
        let start = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        let hash = Self.hash(start)
        table[Int(hash >> 6)] |= 1 << (hash & 63)
        return (start, bytes, "value of \(needle.name)\(needle.encoding)")
      }
      self.table = table
    }

    @inline(__always)
    private static func hash(_ window: UInt64) -> UInt64 {
      (window &* 0x9E37_79B9_7F4A_7C15) >> 48
    }

    func scan(
      _ bytes: UnsafeBufferPointer<UInt8>, limit: Int, _ body: (SecretPatterns.Hit) -> Void
    ) {
      folding.map.withUnsafeBufferPointer { map in
        table.withUnsafeBufferPointer { table in
          var window: UInt64 = 0
          var index = 0
          while index < bytes.count {
            let byte = map[Int(bytes[index])]
            index += 1
            guard byte != 0 else { continue }
            window = window << 8 | UInt64(byte)
            let hash = Self.hash(window)
            if table[Int(hash >> 6)] >> (hash & 63) & 1 == 1 {
              report(window, in: bytes, endingAt: index, map, limit, body)
            }
          }
        }
      }
    }

    private func report(
      _ window: UInt64, in bytes: UnsafeBufferPointer<UInt8>, endingAt index: Int,
      _ map: UnsafeBufferPointer<UInt8>, _ limit: Int, _ body: (SecretPatterns.Hit) -> Void
    ) {
      for needle in needles where needle.start == window {
        var (end, skipped) = (index, 0)
        var rest = needle.bytes.dropFirst(8)
        while let wanted = rest.first, end < bytes.count, skipped < limit {
          let byte = map[Int(bytes[end])]
          guard byte == wanted || byte == 0 else { break }
          if byte == 0 { skipped += 1 } else { rest.removeFirst() }
          end += 1
        }
        guard rest.isEmpty else { continue }
        var (start, count) = (index, 0)
        while count < 8, start > 0 {
          start -= 1
          if map[Int(bytes[start])] != 0 { count += 1 }
        }
        body(SecretPatterns.Hit(kind: needle.kind, range: start..<end, isKnown: true))
        return
      }
    }
  }
}
