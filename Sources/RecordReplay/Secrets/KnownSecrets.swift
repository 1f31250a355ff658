import Basics
import FoundationEssentials

/// The values of environment variables that hold keys: they are looked for as they are, and encoded.
///
/// Neither case nor white space, quotes or other punctuation within a value matters, so that one that
/// is upper-cased, broken into lines or put together from pieces is found; see ``KnownSearch``.
///
/// No description or error shows a value.
public struct KnownSecrets: Sendable {
  /// A variable whose value is not looked for.
  public struct Ignored: Hashable, Sendable {
    /// The variable.
    public let name: String
    /// Why its value is not looked for.
    public let reason: String
  }

  /// One text to look for.
  struct Needle: Sendable {
    let name: String
    let encoding: String
    let bytes: [UInt8]
  }

  /// The shortest value that is looked for, in bytes: a shorter one is in too many texts.
  public static let leastLength = 8
  /// The fewest different bytes of a value that is looked for.
  private static let leastDistinct = 5
  /// The longest value that is looked for; no provider's key is near it.
  private static let mostLength = 8_192

  /// The variables that are always looked at; those that a sweep names come on top.
  public static let variables = [
    "ANTHROPIC_API_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AZURE_OPENAI_API_KEY",
    "CO_API_KEY", "COHERE_API_KEY", "DEEPSEEK_API_KEY", "FIREWORKS_API_KEY", "GEMINI_API_KEY",
    "GH_TOKEN", "GITHUB_TOKEN", "GOOGLE_API_KEY", "GROQ_API_KEY", "HF_TOKEN",
    "HUGGING_FACE_HUB_TOKEN", "MISTRAL_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY",
    "PERPLEXITY_API_KEY", "TOGETHER_API_KEY", "XAI_API_KEY",
  ]

  /// What is looked for.
  let needles: [Needle]
  /// The variables that are set but not looked for, by name.
  public let ignored: [Ignored]

  /// Reads the values out of an environment.
  ///
  /// - Parameters:
  ///   - environment: The variables and their values.
  ///   - names: Variables to look at besides ``variables``: those that a sweep names.
  public init(environment: [String: String] = [:], names: [String] = []) {
    var needles: [Needle] = []
    var ignored: [Ignored] = []
    for name in Set(Self.variables + names).sorted() {
      guard let value = environment[name].map(Self.trimmed), !value.isEmpty else { continue }
      if let reason = Self.objection(to: value) {
        ignored.append(Ignored(name: name, reason: reason))
      } else {
        needles += Self.needles(name, value)
      }
    }
    self.needles = needles
    self.ignored = ignored
  }

  private static func objection(to value: [UInt8]) -> String? {
    if value.count < leastLength {
      return "its value is shorter than \(leastLength) bytes and would be found in ordinary text"
    }
    if value.count > mostLength { return "its value is longer than any key" }
    if Set(value).count < leastDistinct {
      return "its value has fewer than \(leastDistinct) different characters and is no key"
    }
    return nil
  }

  /// The value as it is, in hexadecimal, and the part of its base64 that does not depend on what
  /// stands before and after it, for each of the three places where it may begin; base64 of that too.
  private static func needles(_ name: String, _ value: [UInt8]) -> [Needle] {
    var needles = [
      Needle(name: name, encoding: "", bytes: value),
      Needle(
        name: name, encoding: ", in hexadecimal", bytes: Array(Hexadecimal.encode(value).utf8)),
    ]
    // Where escapes are undone, those that the value itself holds are undone too.
    if let text = undone(value), objection(to: text) == nil {
      needles.append(Needle(name: name, encoding: "", bytes: text))
    }
    for text in encoded(value) {
      needles.append(Needle(name: name, encoding: ", in base64", bytes: text))
      needles += encoded(text).map {
        Needle(name: name, encoding: ", in base64 of base64", bytes: $0)
      }
    }
    return needles
  }

  /// The value without what looks like an escape in it; `nil` where nothing does.
  private static func undone(_ value: [UInt8]) -> [UInt8]? {
    guard var text = value.withUnsafeBufferPointer(EscapedText.init)?.bytes else { return nil }
    while let next = text.withUnsafeBufferPointer(EscapedText.init)?.bytes { text = next }
    return text
  }

  private static func encoded(_ value: [UInt8]) -> [[UInt8]] {
    (0..<3).compactMap { shift in
      let padded = Data([UInt8](repeating: 0, count: shift) + value)
      let whole = Array(padded.base64EncodedString().utf8)
      // A character holds six bits: those that share bits with a neighbour are left out.
      let start = (8 * shift + 5) / 6
      let end = 8 * (shift + value.count) / 6
      return end - start >= leastLength ? Array(whole[start..<end]) : nil
    }
  }

  private static func trimmed(_ text: String) -> [UInt8] {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    let bytes = Array(text.utf8)
    guard let start = bytes.firstIndex(where: { !isBlank($0) }),
      let end = bytes.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return Array(bytes[start...end])
  }
}

/// Looks for the values of known variables, however they are written.
///
/// Text and values are compared without their punctuation and white space and in lower case: that is
/// how a value in another case, with line breaks, in pieces (`"abc" + "def"`), in hexadecimal with
/// colons, or in base64 of either alphabet with its line breaks comes out the same. A value of fewer
/// than ``leastCondensed`` letters and digits is compared in lower case only, since ordinary words
/// could make it up.
///
/// One pass over the bytes for each of the two ways. The bytes that count are put together, a piece at a
/// time and without a branch for each, and eight of them are looked up as one number: not at every byte
/// but at every fourth, since the table of bits knows the number for each of four places in a value.
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
    /// What is looked for.
    struct Needle: Sendable {
      let bytes: [UInt8]
      let kind: String
    }

    /// Eight bytes of a value that are met where a look is taken.
    struct Window: Sendable {
      let bytes: UInt64
      /// How far from the value's start.
      let offset: Int
      /// The value, by its place in ``needles``.
      let needle: Int
    }

    let folding: Folding
    let needles: [Needle]
    /// A look is taken at every byte of so many that count.
    private let stride: Int
    private let windows: [Window]
    private let table: [UInt64]

    init(_ folding: Folding, _ needles: [KnownSecrets.Needle]) {
      self.folding = folding
      self.needles = needles.map {
        Needle(bytes: folding.apply($0.bytes), kind: "value of \($0.name)\($0.encoding)")
      }
      let shortest = self.needles.map(\.bytes.count).min() ?? 8
      stride = min(max(shortest - 7, 1), Piece.overlap)
      var (windows, table): ([Window], [UInt64]) = ([], [UInt64](repeating: 0, count: 1_024))
      for (number, needle) in self.needles.enumerated() {
        for offset in 0..<stride {
          let bytes = needle.bytes[offset...].prefix(8).reversed().reduce(0) {
            $0 << 8 | UInt64($1)
          }
          windows.append(Window(bytes: bytes, offset: offset, needle: number))
          let hash = Self.hash(bytes)
          table[Int(hash >> 6)] |= 1 << (hash & 63)
        }
      }
      self.windows = windows.sorted { ($0.bytes, $0.needle) < ($1.bytes, $1.needle) }
      self.table = table
    }

    @inline(__always)
    private static func hash(_ window: UInt64) -> UInt64 {
      (window &* 0x9E37_79B9_7F4A_7C15) >> 48
    }

    func scan(
      _ bytes: UnsafeBufferPointer<UInt8>, limit: Int, _ body: (SecretPatterns.Hit) -> Void
    ) {
      precondition(bytes.count <= UInt32.max, "texts are bounded far below four gigabytes")
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Piece.capacity) { kept in
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Piece.capacity) { places in
          var piece = Piece(kept: kept, places: places)
          var next = 0
          // The bytes that count before this piece and lie in no earlier look.
          var look = 0
          while next < bytes.count {
            let end = min(next + Piece.size, bytes.count)
            folding.map.withUnsafeBufferPointer { piece.append(bytes, next..<end, $0) }
            next = end
            look = search(piece, from: look, in: bytes, limit, body)
            look -= piece.keepEnd(from: look)
          }
        }
      }
    }

    /// Looks at every place of a piece from one on; gives the first place that it does not hold whole.
    private func search(
      _ piece: Piece, from start: Int, in bytes: UnsafeBufferPointer<UInt8>, _ limit: Int,
      _ body: (SecretPatterns.Hit) -> Void
    ) -> Int {
      guard let kept = UnsafeRawPointer(piece.kept.baseAddress) else { return start }
      return table.withUnsafeBufferPointer { table in
        var place = start
        while place + 8 <= piece.count {
          let window = UInt64(
            littleEndian: kept.loadUnaligned(fromByteOffset: place, as: UInt64.self))
          let hash = Self.hash(window)
          if table[Int(hash >> 6)] >> (hash & 63) & 1 == 1 {
            report(window, at: place, of: piece, in: bytes, limit, body)
          }
          place += stride
        }
        return place
      }
    }

    private func report(
      _ bytesThere: UInt64, at place: Int, of piece: Piece,
      in bytes: UnsafeBufferPointer<UInt8>, _ limit: Int, _ body: (SecretPatterns.Hit) -> Void
    ) {
      for window in windows[firstWindow(of: bytesThere)...] {
        guard window.bytes == bytesThere else { return }
        let (needle, start) = (needles[window.needle], place - window.offset)
        guard start >= 0,
          piece.kept[start..<place].elementsEqual(needle.bytes[..<window.offset]),
          let end = end(
            of: needle, from: window.offset + 8, after: Int(piece.places[place + 7]), bytes, limit)
        else { continue }
        return body(
          SecretPatterns.Hit(
            kind: needle.kind, range: Int(piece.places[start])..<end, isKnown: true))
      }
    }

    /// The place of the first window that is not below some bytes.
    private func firstWindow(of bytes: UInt64) -> Int {
      var (low, high) = (0, windows.count)
      while low < high {
        let middle = (low + high) / 2
        if windows[middle].bytes < bytes { low = middle + 1 } else { high = middle }
      }
      return low
    }

    /// Where a value ends of which so many bytes were found; `nil` if the rest is another one.
    private func end(
      of needle: Needle, from count: Int, after place: Int, _ bytes: UnsafeBufferPointer<UInt8>,
      _ limit: Int
    ) -> Int? {
      var (end, skipped) = (place + 1, 0)
      var rest = needle.bytes[count...]
      while let wanted = rest.first, end < bytes.count, skipped < limit {
        let byte = folding.map[Int(bytes[end])]
        guard byte == wanted || byte == 0 else { return nil }
        if byte == 0 { skipped += 1 } else { rest.removeFirst() }
        end += 1
      }
      return rest.isEmpty ? end : nil
    }
  }

  /// The bytes that count of a piece of text, with their places in it, and the last ones before it.
  private struct Piece {
    /// The bytes of a text that are folded at once.
    static let size = 1_024
    /// The bytes before a look that may belong to the same value.
    static let overlap = 4
    /// Room for a piece, for what a look of eight bytes left, and for what may lie before it.
    static let capacity = size + 2 * overlap + 8

    let kept: UnsafeMutableBufferPointer<UInt8>
    let places: UnsafeMutableBufferPointer<UInt32>
    private(set) var count = 0

    init(kept: UnsafeMutableBufferPointer<UInt8>, places: UnsafeMutableBufferPointer<UInt32>) {
      self.kept = kept
      self.places = places
    }

    mutating func append(
      _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ map: UnsafeBufferPointer<UInt8>
    ) {
      precondition(
        count + range.count <= kept.count, "a piece has room for what is left of another")
      var end = count
      for index in range {
        let byte = map[Int(bytes[index])]
        kept[end] = byte
        places[end] = UInt32(truncatingIfNeeded: index)
        end += byte == 0 ? 0 : 1
      }
      count = end
    }

    /// Keeps the bytes from a place on, and those before it that belong to the same value; gives how far
    /// they have moved.
    mutating func keepEnd(from place: Int) -> Int {
      let start = max(min(place, count) - Self.overlap, 0)
      for index in start..<count {
        kept[index - start] = kept[index]
        places[index - start] = places[index]
      }
      count -= start
      return start
    }
  }
}
