import Basics
public import Cassettes

/// Finds credentials in bytes: the values of known key variables, and well-known shapes.
///
/// One pass of linear time over the bytes as they are, and one more for each layer of escapes on
/// them (JSON, URL, HTML), so that `\u0073k-…` is found as `sk-…` is; known values are looked for in
/// the first and in the last. A shape inside base64, compressed data or a program's arithmetic is not
/// found; the values of known variables are looked for in hexadecimal and base64 too, in either case,
/// and cut by white space or punctuation.
public struct SecretScanner: Sendable {
  /// One credential.
  struct Match {
    /// What it is.
    var kind: String
    /// Where it lies in the bytes that were given.
    var range: Range<Int>
    /// The credential itself, escapes undone; never shown.
    var value: [UInt8]
    /// Whether it is the value of a variable, and not just of a shape.
    var isKnown: Bool
  }

  /// Escapes upon escapes are undone this many times: code in an argument in an answer has three.
  private static let layers = 5
  /// More credentials in one piece of text are not listed.
  private static let matchLimit = 100

  private let known: KnownSearch?

  /// Creates a scanner.
  public init(known: KnownSecrets = KnownSecrets()) {
    self.known = known.needles.isEmpty ? nil : KnownSearch(known.needles)
  }

  /// The credentials in some bytes, in the order of their places.
  func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [Match] {
    var matches: [Match] = []
    known?.scan(bytes) { add($0, in: bytes, layers: [], &matches) }
    SecretPatterns.all.scan(bytes) { add($0, in: bytes, layers: [], &matches) }
    var layers: [EscapedText] = []
    while layers.count < Self.layers, matches.count < Self.matchLimit {
      let text =
        layers.isEmpty
        ? EscapedText(bytes)
        : layers[layers.count - 1].bytes.withUnsafeBufferPointer(EscapedText.init)
      guard let text else { break }
      layers.append(text)
      text.bytes.withUnsafeBufferPointer { bytes in
        SecretPatterns.all.scan(bytes) { add($0, in: bytes, layers: layers, &matches) }
      }
    }
    // Where all escapes are undone, a value stands as it is: the layers between need no second look.
    layers.last?.bytes.withUnsafeBufferPointer { bytes in
      known?.scan(bytes) { add($0, in: bytes, layers: layers, &matches) }
    }
    return Array(
      matches.sorted { $0.range.lowerBound < $1.range.lowerBound }
        .prefix(Self.matchLimit))
  }

  /// Adds what one layer holds and no other does; a value that is known says more than its shape.
  private func add(
    _ hit: SecretPatterns.Hit, in bytes: UnsafeBufferPointer<UInt8>, layers: [EscapedText],
    _ matches: inout [Match]
  ) {
    guard matches.count < 2 * Self.matchLimit else { return }
    var match = Self.match(hit, in: bytes)
    match.range = Self.place(of: match.range, in: layers)
    let rivals = matches.indices.filter { matches[$0].range.overlaps(match.range) }
    guard rivals.isEmpty || (hit.isKnown && !rivals.contains { matches[$0].isKnown }) else {
      return
    }
    for index in rivals.reversed() { matches.remove(at: index) }
    matches.append(match)
  }

  /// The credentials in some bytes, in the order of their places.
  func matches(in bytes: [UInt8]) -> [Match] {
    bytes.withUnsafeBufferPointer { matches(in: $0) }
  }

  private static func match(
    _ hit: SecretPatterns.Hit, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Match {
    Match(
      kind: hit.kind, range: hit.range,
      value: Array(UnsafeBufferPointer(rebasing: bytes[hit.range])), isKnown: hit.isKnown)
  }

  /// The place in the first bytes of what lies in the last of several layers.
  private static func place(of range: Range<Int>, in layers: [EscapedText]) -> Range<Int> {
    layers.reversed().reduce(range) { $1.source(of: $0) }
  }
}

/// A credential in an exchange: what it is and where, never the credential itself.
public struct SecretFinding: Hashable, Sendable {
  /// What it is, such as `GitHub token`, or `value of OPENAI_API_KEY`.
  public let kind: String
  /// The piece of the exchange, such as `request, segment "message 1 user"` or `standard output`.
  public let place: String
  /// Bytes from the start of that piece.
  public let offset: Int
  /// The trial that recorded it, or wants to.
  public let trial: String
  /// The slot.
  public let slot: Slot
  /// The first and last characters of a shape, and its length; empty for a variable's value.
  public let excerpt: String
  /// What allows it: 16 hexadecimal digits; `nil` for the value of a variable, which nothing allows.
  public let allowance: String?

  init(_ match: SecretScanner.Match, place: String, trial: String, slot: Slot) {
    kind = match.kind
    self.place = place
    offset = match.range.lowerBound
    self.trial = trial
    self.slot = slot
    // Prefixes are no secret, and two characters at the end let the owner tell two keys apart.
    excerpt =
      match.isKnown
      ? ""
      : Redaction.visible(
        String(decoding: match.value.prefix(4), as: UTF8.self) + "…"
          + String(decoding: match.value.suffix(2), as: UTF8.self))
        + " (\(match.value.count) bytes)"
    allowance = match.isKnown ? nil : Self.allowance(of: match.value)
  }

  /// The name under which a text that looks like a credential can be allowed.
  ///
  /// 64 bits of a hash under a prefix of its own: it cannot be looked up in a table of digests, and
  /// no credential can be guessed from it that could not be guessed anyway.
  static func allowance(of value: [UInt8]) -> String {
    var builder = DigestBuilder()
    builder.update(Array("steerbench-allowed-secret-1\0".utf8))
    builder.update(value)
    return String(builder.finalize().hex.prefix(16))
  }
}

extension SecretFinding: CustomStringConvertible {
  public var description: String {
    let shown = excerpt.isEmpty ? "" : " \(excerpt)"
    return "\(trial): \(kind)\(shown) in the \(place), byte \(offset)"
  }
}
