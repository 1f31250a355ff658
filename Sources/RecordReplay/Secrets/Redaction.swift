import Basics

/// Makes text from models and recordings fit to be shown.
public enum Redaction {
  /// The text with well-known credentials masked and everything that a terminal would act on made
  /// visible.
  public static func shown(_ text: String) -> String {
    visible(masked(text))
  }

  /// The text with well-known credentials masked.
  ///
  /// What a scanner finds is masked, and whatever only starts as the commonest ones do: what is
  /// masked for nothing can be read in the cassette.
  static func masked(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var places = SecretScanner().matches(in: bytes).map(\.range)
    bytes.withUnsafeBufferPointer { SecretPatterns.loose.scanLoosely($0) { places.append($0) } }
    guard !places.isEmpty else { return text }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    for place in places.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard place.lowerBound >= index else {
        index = max(index, place.upperBound)
        continue
      }
      output.append(contentsOf: bytes[index..<place.lowerBound])
      output.append(contentsOf: "[redacted]".utf8)
      index = place.upperBound
    }
    output.append(contentsOf: bytes[index...])
    return String(decoding: output, as: UTF8.self)
  }

  /// The text with control characters and direction marks written as escapes; line ends and tabs
  /// stay.
  public static func visible(_ text: String) -> String {
    VisibleText.escape(text, keepsLines: true)
  }
}
