/// The codes of a cassette's blocks: an LZ4 block whose bytes are written by what they are.
///
/// LZ4 leaves the bytes of a text as they are and its own numbers as whole bytes; a prefix code for
/// each of four kinds of bytes takes a fifth off. The codes are made of all blocks of a cassette and
/// stored once.
struct BlockCode: Equatable {
  /// What a byte of an LZ4 block is.
  enum Role: Int, CaseIterable {
    /// A count of literals and of a match, four bits each.
    case token
    /// More of a count.
    case length
    /// A byte that stands for itself.
    case literal
    /// The higher byte of a distance. The lower one is written as it is.
    case distance
  }

  /// How the bytes of a block are stored.
  enum Form: UInt8 {
    case plain = 0
    case lz4 = 1
    case coded = 2
  }

  /// The codes in the order of the roles.
  let codes: [PrefixCode]

  /// The size of the stored codes.
  static let byteCount = Role.allCases.count * PrefixCode.byteCount

  /// Makes the codes that are shortest for some LZ4 blocks.
  init(for blocks: some Sequence<[UInt8]>) {
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: 256), count: Role.allCases.count)
    for block in blocks {
      Self.walk(block) { role, byte in
        if let role { counts[role.rawValue][Int(byte)] += 1 }
      }
    }
    codes = counts.map { PrefixCode(counts: $0) }
  }

  /// Reads stored codes; `nil` for anything else.
  init?(_ stored: [UInt8]) {
    guard stored.count == Self.byteCount else { return nil }
    let codes = stride(from: 0, to: stored.count, by: PrefixCode.byteCount).compactMap {
      PrefixCode(stored[$0..<$0 + PrefixCode.byteCount])
    }
    guard codes.count == Role.allCases.count else { return nil }
    self.codes = codes
  }

  /// The codes as they are stored.
  var stored: [UInt8] { codes.flatMap(\.stored) }

  /// The block of some bytes: its form and the shortest of the three; of equals the plainest.
  ///
  /// - Parameter lz4: The bytes as an LZ4 block, of whatever size.
  func block(of bytes: [UInt8], lz4: [UInt8]) -> [UInt8] {
    var best = (form: Form.plain, bytes: bytes)
    if lz4.count < best.bytes.count { best = (.lz4, lz4) }
    if !bytes.isEmpty, let coded = coded(lz4, limit: best.bytes.count) { best = (.coded, coded) }
    return [best.form.rawValue] + best.bytes
  }

  /// An LZ4 block in codes; `nil` if it would not have fewer bytes than the limit.
  private func coded(_ lz4: [UInt8], limit: Int) -> [UInt8]? {
    var bits = 0
    Self.walk(lz4) { role, byte in
      guard let role else {
        bits += 8
        return
      }
      let length = Int(codes[role.rawValue].lengths[Int(byte)])
      // A byte without a code: the block was not among those of which the codes were made.
      bits += length == 0 ? 8 * limit : length
    }
    guard (bits + 7) / 8 < limit else { return nil }
    var writer = BitWriter()
    Self.walk(lz4) { role, byte in
      if let role {
        let code = codes[role.rawValue]
        writer.append(code.codes[Int(byte)], Int(code.lengths[Int(byte)]))
      } else {
        writer.append(UInt16(byte), 8)
      }
    }
    return writer.finished()
  }

  /// Calls `body` with every byte of an LZ4 block that our own encoder made, and what it is; `nil` for
  /// the lower byte of a distance.
  private static func walk(_ block: [UInt8], _ body: (Role?, UInt8) -> Void) {
    var next = 0
    func length(_ start: Int) -> Int {
      guard start == 15 else { return start }
      var sum = start
      while true {
        let byte = block[next]
        next += 1
        body(.length, byte)
        sum += Int(byte)
        if byte < 255 { return sum }
      }
    }
    while next < block.count {
      let token = block[next]
      next += 1
      body(.token, token)
      let literals = length(Int(token >> 4))
      for _ in 0..<literals {
        body(.literal, block[next])
        next += 1
      }
      guard next < block.count else { return }
      body(nil, block[next])
      body(.distance, block[next + 1])
      next += 2
      _ = length(Int(token & 15))
    }
  }
}

/// Decodes the blocks of format 2.
final class CodedBlockReader {
  private let tables: [[UInt16]]
  private let plain = BlockDecoder()
  private let primed: BlockDecoder?
  private var lz4: [UInt8] = []

  /// Creates a reader of blocks in these codes; results refer to the dictionary.
  init(_ code: BlockCode, dictionary: [UInt8] = []) {
    tables = code.codes.map(\.table)
    primed = dictionary.isEmpty ? nil : BlockDecoder(dictionary: dictionary)
  }

  /// Whether a block of some size may hold that many bytes at all: a code takes one bit at least, and
  /// LZ4 repeats at most 255 bytes for each that it reads.
  static func isPlausible(count: Int, encoded: Int) -> Bool {
    count >= 0 && count <= CassetteFormat.maximumBlock && count <= 2_040 * encoded + 64
  }

  /// Decodes a block of exactly `count` bytes; `nil` if it is anything else.
  func decode(
    _ block: UnsafeRawBufferPointer, count: Int, usesDictionary: Bool = false
  ) -> [UInt8]? {
    guard Self.isPlausible(count: count, encoded: block.count),
      let form = block.first.flatMap({ BlockCode.Form(rawValue: $0) })
    else { return nil }
    let rest = UnsafeRawBufferPointer(rebasing: block.dropFirst())
    let decoder = usesDictionary ? primed ?? plain : plain
    switch form {
    case .plain: return rest.count == count ? Array(rest) : nil
    case .lz4: return rest.count < count ? decoder.decode(rest, count: count).map(Array.init) : nil
    case .coded:
      guard rest.count < count, uncode(rest, count: count) else { return nil }
      return lz4.withUnsafeBytes { decoder.decodeAny($0, count: count).map(Array.init) }
    }
  }

  /// Turns codes into the LZ4 block of `count` bytes that they stand for; whether they are one.
  private func uncode(_ coded: UnsafeRawBufferPointer, count: Int) -> Bool {
    // The most bytes of an LZ4 block, as LZ4_compressBound has it; no more is ever written.
    let bound = count + count / 255 + 16
    var isWhole = false
    lz4 = [UInt8](unsafeUninitializedCapacity: bound) { output, written in
      tables[0].withUnsafeBufferPointer { tokens in
        tables[1].withUnsafeBufferPointer { lengths in
          tables[2].withUnsafeBufferPointer { literals in
            tables[3].withUnsafeBufferPointer { distances in
              var uncoding = Uncoding(
                bits: BitReader(coded), output: output, tokens: tokens, lengths: lengths,
                literals: literals, distances: distances)
              isWhole = uncoding.run(count: count)
              written = uncoding.written
            }
          }
        }
      }
    }
    return isWhole
  }
}

/// One block on its way from codes to LZ4.
private struct Uncoding {
  var bits: BitReader
  let output: UnsafeMutableBufferPointer<UInt8>
  let tokens: UnsafeBufferPointer<UInt16>
  let lengths: UnsafeBufferPointer<UInt16>
  let literals: UnsafeBufferPointer<UInt16>
  let distances: UnsafeBufferPointer<UInt16>
  private(set) var written = 0

  init(
    bits: BitReader, output: UnsafeMutableBufferPointer<UInt8>,
    tokens: UnsafeBufferPointer<UInt16>, lengths: UnsafeBufferPointer<UInt16>,
    literals: UnsafeBufferPointer<UInt16>, distances: UnsafeBufferPointer<UInt16>
  ) {
    self.bits = bits
    self.output = output
    self.tokens = tokens
    self.lengths = lengths
    self.literals = literals
    self.distances = distances
  }

  /// Writes the whole block; `false` if the codes are not one of `count` bytes.
  mutating func run(count: Int) -> Bool {
    var decoded = 0
    while true {
      guard let token = byte(tokens), let literalCount = length(Int(token >> 4), limit: count),
        decoded + literalCount <= count, takeLiterals(literalCount)
      else { return false }
      decoded += literalCount
      // A block ends with literals.
      if decoded == count { return token & 15 == 0 && bits.isAtEnd }
      bits.refill()
      guard written < output.count, !bits.isBeyondEnd else { return false }
      output[written] = bits.byte()
      written += 1
      guard byte(distances) != nil, let more = length(Int(token & 15), limit: count) else {
        return false
      }
      decoded += more + 4
      guard decoded < count else { return false }
    }
  }

  /// Takes so many literals, four for each look at the bytes, and writes them.
  private mutating func takeLiterals(_ count: Int) -> Bool {
    guard written + count <= output.count else { return false }
    var left = count
    while left > 0 {
      bits.refill()
      for _ in 0..<min(left, BitReader.codesHeld) {
        let entry = literals[bits.next12]
        guard entry != 0 else { return false }
        bits.skip(Int(entry & 15))
        output[written] = UInt8(truncatingIfNeeded: entry >> 4)
        written += 1
      }
      left -= min(left, BitReader.codesHeld)
    }
    return true
  }

  /// Takes one byte in a code, and writes it.
  @inline(__always)
  private mutating func byte(_ table: UnsafeBufferPointer<UInt16>) -> UInt8? {
    bits.refill()
    let entry = table[bits.next12]
    guard entry != 0, written < output.count else { return nil }
    bits.skip(Int(entry & 15))
    let byte = UInt8(truncatingIfNeeded: entry >> 4)
    output[written] = byte
    written += 1
    return byte
  }

  /// The rest of a count; `nil` beyond the limit.
  @inline(__always)
  private mutating func length(_ start: Int, limit: Int) -> Int? {
    guard start == 15 else { return start }
    var sum = start
    while sum <= limit {
      guard let more = byte(lengths) else { return nil }
      sum += Int(more)
      if more < 255 { return sum <= limit ? sum : nil }
    }
    return nil
  }
}

/// Reads bits, the highest of a byte first.
///
/// Beyond the last byte all bits are zero; whoever reads asks at the latest at the end whether he got that far.
private struct BitReader {
  /// How many codes of twelve bits are held at least after ``refill()``.
  static let codesHeld = 4

  private let bytes: UnsafeRawBufferPointer
  /// The next byte to take; behind the end it counts the zeros that were taken.
  private var next = 0
  /// The bits that were taken and not passed, the next one highest.
  private var pending: UInt64 = 0
  private var count = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Takes bytes until at least 48 bits are held.
  @inline(__always)
  mutating func refill() {
    guard count < 12 * Self.codesHeld else { return }
    if next + 8 <= bytes.count {
      let word = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: next, as: UInt64.self))
      pending |= word >> UInt64(count)
      // Only whole bytes count as taken: what is left of the word is taken once more.
      next += (63 - count) >> 3
      count |= 56
    } else {
      takeLast()
    }
  }

  /// Takes the last bytes one by one, and zeros behind them.
  private mutating func takeLast() {
    // What an earlier word left below the held bits is taken again here.
    pending &= count == 0 ? 0 : ~UInt64(0) << UInt64(64 - count)
    while count <= 56 {
      let byte = next < bytes.count ? UInt64(bytes[next]) : 0
      pending |= byte << UInt64(56 - count)
      next += 1
      count += 8
    }
  }

  /// The next twelve bits.
  var next12: Int { Int(truncatingIfNeeded: pending >> 52) }

  /// Passes over some of the bits that are held.
  mutating func skip(_ length: Int) {
    pending <<= UInt64(length)
    count -= length
  }

  /// Takes the next eight bits as they are.
  mutating func byte() -> UInt8 {
    let byte = UInt8(truncatingIfNeeded: pending >> 56)
    skip(8)
    return byte
  }

  /// Whether more bits were passed than there are.
  var isBeyondEnd: Bool { 8 * next - count > 8 * bytes.count }

  /// Whether only the zeros that fill the last byte are left.
  var isAtEnd: Bool {
    mutating get {
      refill()
      let left = 8 * bytes.count - (8 * next - count)
      return left < 8 && left >= 0 && next12 >> (12 - left) == 0
    }
  }
}
