/// A secret that opens a server's door.
///
/// No description, reflection or error shows it; only a transport reads it, to send it.
public struct APIKey: Sendable {
  private let value: String

  /// Creates a key from an environment variable's value, without the white space around it.
  ///
  /// `nil` where nothing is left, or where a character cannot stand in a header: a line break would
  /// let the key's owner write headers of their own.
  public init?(_ value: String) {
    let bytes = Array(value.utf8)
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    guard let start = bytes.firstIndex(where: { !isBlank($0) }),
      let end = bytes.lastIndex(where: { !isBlank($0) })
    else { return nil }
    guard bytes[start...end].allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
    self.value = String(decoding: bytes[start...end], as: UTF8.self)
  }

  /// Calls `body` with the secret; what it returns must be sent, never shown.
  func reveal<Result>(_ body: (String) -> Result) -> Result { body(value) }

  /// A foreign text with every occurrence of the key taken out.
  public func redacted(from text: String) -> String {
    String(decoding: redacted(from: Array(text.utf8)), as: UTF8.self)
  }

  /// Foreign bytes with every occurrence of the key taken out.
  public func redacted(from hay: [UInt8]) -> [UInt8] {
    let needle = Array(value.utf8)
    var kept: [UInt8] = []
    var index = 0
    while index < hay.count {
      if hay[index...].starts(with: needle) {
        kept.append(contentsOf: "[key]".utf8)
        index += needle.count
      } else {
        kept.append(hay[index])
        index += 1
      }
    }
    return kept
  }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "[key]" }
  public var debugDescription: String { "[key]" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The header that carries a key.
public struct Credential: Sendable {
  /// The header's name, in lower case.
  public let header: String
  /// What stands before the key.
  public let prefix: String
  /// The key.
  public let key: APIKey

  /// Creates a credential.
  public init(header: String, prefix: String = "", key: APIKey) {
    self.header = header
    self.prefix = prefix
    self.key = key
  }
}
