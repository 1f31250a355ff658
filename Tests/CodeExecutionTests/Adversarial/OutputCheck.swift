import Foundation

/// One thing that a case says of its output.
struct OutputCheck: Sendable {
  /// What must hold.
  enum Claim: Sendable {
    case equals([UInt8])
    case contains(String)
    case lacks(String)
    case count(ClosedRange<Int>)
    case truncated(Bool)
  }

  /// Whether standard error is meant, and not standard output.
  let isOfErrors: Bool
  let claim: Claim

  /// Reads what stands after `#:`.
  init(_ key: String, _ rest: String) throws {
    let stream = key.prefix(6)
    guard stream == "stdout" || stream == "stderr" else {
      throw AdversarialCase.Unreadable(description: "unknown word \(key)")
    }
    isOfErrors = stream == "stderr"
    switch key.dropFirst(6) {
    case "": claim = try Self.claim(rest)
    case "-bytes": claim = .count(try AdversarialCase.range(rest))
    case "-truncated": claim = .truncated(true)
    case "-whole": claim = .truncated(false)
    default: throw AdversarialCase.Unreadable(description: "unknown word \(key)")
    }
  }

  private static func claim(_ rest: String) throws -> Claim {
    let (verb, value) = AdversarialCase.split(rest, at: " ")
    if verb == "base64", let data = Data(base64Encoded: value) { return .equals(Array(data)) }
    let text = try JSONDecoder().decode(String.self, from: Data(value.utf8))
    switch verb {
    case "is": return .equals(Array(text.utf8))
    case "has": return .contains(text)
    case "lacks": return .lacks(text)
    default: throw AdversarialCase.Unreadable(description: "unknown word \(verb)")
    }
  }

  /// What is wrong with an output; `nil` if nothing is.
  func complaint(about bytes: [UInt8], isTruncated: Bool, _ bait: HostBait) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let stream = isOfErrors ? "stderr" : "stdout"
    switch claim {
    case .equals(let expected):
      return bytes == expected ? nil : "\(stream) is \(Self.shown(text))"
    case .contains(let part):
      return text.contains(bait.fill(part)) ? nil : "\(stream) lacks \(part): \(Self.shown(text))"
    case .lacks(let part):
      return text.contains(bait.fill(part)) ? "\(stream) has \(part): \(Self.shown(text))" : nil
    case .count(let range):
      return range.contains(bytes.count) ? nil : "\(stream) has \(bytes.count) bytes"
    case .truncated(let expected):
      return isTruncated == expected ? nil : "\(stream) is \(isTruncated ? "" : "not ")truncated"
    }
  }

  private static func shown(_ text: String) -> String {
    text.count > 600
      ? "\(text.prefix(300).debugDescription) … \(text.suffix(300).debugDescription)"
      : text.debugDescription
  }
}
