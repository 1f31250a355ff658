import Basics
import Foundation

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
    for text in encoded(value) {
      needles.append(Needle(name: name, encoding: ", in base64", bytes: text))
      needles += encoded(text).map {
        Needle(name: name, encoding: ", in base64 of base64", bytes: $0)
      }
    }
    return needles
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
