/// Names that tell of thoughts, in tags and tokens: a rule for names, since every model has its own.
enum ThoughtName {
  /// How words end that tell of thoughts.
  private static let kin = [
    "think", "thinking", "thought", "thoughts", "reason", "reasoning", "reasons", "reflect",
    "reflection", "reflections", "scratch", "scratchpad", "monologue", "ponder", "pondering",
  ].map { Array($0.utf8) }
  /// Words of a token that say where it stands.
  private static let openings = ["begin", "start", "open", "prefix", "bo", "bot"].map {
    Array($0.utf8)
  }
  private static let closings = ["end", "stop", "close", "suffix", "eo", "eot"].map {
    Array($0.utf8)
  }
  private static let inner = Array("inner".utf8)

  /// What a token says.
  struct Token {
    /// The same for what opens and what closes.
    var kind: Int
    /// Whether it ends the thought.
    var isClosing: Bool
  }

  /// Whether a byte may stand in the name of a tag: a letter, or what parts words.
  static func isTagByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") <= 25 || "_-:.".utf8.contains(byte)
  }

  /// Whether a byte may stand in the name of a token; words may be parted by U+2581.
  static func isTokenByte(_ byte: UInt8) -> Bool {
    isTagByte(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: " ")
      || byte >= 0x80 && byte < 0xe3
  }

  /// The number of a tag's name that tells of thoughts; `nil` for any other.
  static func kind(ofTag name: ArraySlice<UInt8>) -> Int? {
    tells(name) ? hash(name) : nil
  }

  /// Whether one of the words of a text tells of thoughts.
  static func tells(_ text: ArraySlice<UInt8>) -> Bool { words(text).contains(where: isKin) }

  /// What a token's name says of thoughts; `nil` if nothing.
  static func token(_ name: ArraySlice<UInt8>) -> Token? {
    let words = words(name)
    let closes =
      name.first == UInt8(ascii: "/")
      || words.contains { word in closings.contains { same(word, $0) } }
    let opens = words.contains { word in openings.contains { same(word, $0) } }
    if let kin = words.first(where: isKin) { return Token(kind: hash(kin), isClosing: closes) }
    guard closes || opens, words.contains(where: { same($0, inner) }) else { return nil }
    return Token(kind: hash(inner[...]), isClosing: closes)
  }

  private static func words(_ name: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    name.split { ($0 | 0x20) &- UInt8(ascii: "a") > 25 }
  }

  private static func isKin(_ word: ArraySlice<UInt8>) -> Bool {
    kin.contains { word.count >= $0.count && same(word.suffix($0.count), $0) }
  }

  private static func same(_ word: ArraySlice<UInt8>, _ other: [UInt8]) -> Bool {
    word.count == other.count && zip(word, other).allSatisfy { ThoughtScanner.lowercased($0) == $1 }
  }

  /// A number of a name, the same on every machine.
  private static func hash(_ name: ArraySlice<UInt8>) -> Int {
    1_000 + name.reduce(7) { ($0 &* 31 &+ Int(ThoughtScanner.lowercased($1))) & 0xff_ffff }
  }
}
