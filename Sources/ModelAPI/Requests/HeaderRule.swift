import HTTP

/// Which headers a sweep may add to a model's requests.
enum HeaderRule {
  /// Headers that carry secrets or that the transport writes.
  private static let refused = [
    "accept", "accept-encoding", "api-key", "authorization", "connection", "content-length",
    "content-type", "cookie", "host", "proxy-authorization", "transfer-encoding", "user-agent",
    "x-api-key",
  ]

  private static let valueLimit = 1024

  /// Why a header cannot be sent; `nil` where it can.
  static func objection(to header: HTTPHeader) -> String? {
    guard !header.name.isEmpty, header.name.utf8.allSatisfy(isNameByte) else {
      return "its name may have letters, digits and dashes only"
    }
    guard !refused.contains(header.name) else {
      return "it is written by the tool itself; a key belongs into \"access\""
    }
    guard !header.value.isEmpty, header.value.utf8.count <= valueLimit,
      header.value.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
    else { return "its value must be one line of at most \(valueLimit) plain characters" }
    return nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
