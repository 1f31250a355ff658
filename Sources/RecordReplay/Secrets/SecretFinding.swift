public import Cassettes
import Basics

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
