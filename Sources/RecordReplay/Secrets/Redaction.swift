import Basics

/// Makes text from models and recordings fit to be shown.
public enum Redaction {
  /// How well-known credentials start, and the least length of what follows.
  ///
  /// Masking is looser than ``SecretScanner``: what is masked for nothing can be read in the cassette.
  private static let shapes = CredentialShape.all.map {
    (prefix: $0.prefix, least: min($0.least, 16))
  }

  /// The text with well-known credentials masked and everything that a terminal would act on made
  /// visible.
  public static func shown(_ text: String) -> String {
    visible(masked(text))
  }

  /// The text with well-known credential shapes masked.
  static func masked(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if let end = credentialEnd(in: bytes, at: index) {
        output.append(contentsOf: "[redacted]".utf8)
        index = end
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func credentialEnd(in bytes: [UInt8], at index: Int) -> Int? {
    for (prefix, least) in shapes {
      guard bytes[index] == prefix[0], bytes[index...].starts(with: prefix) else { continue }
      var end = index + prefix.count
      while end < bytes.count, isCredentialByte(bytes[end]) { end += 1 }
      if end - index - prefix.count >= least { return end }
    }
    return nil
  }

  private static func isCredentialByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// The text with control characters and direction marks written as escapes; line ends and tabs
  /// stay.
  public static func visible(_ text: String) -> String {
    VisibleText.escape(text, keepsLines: true)
  }
}
