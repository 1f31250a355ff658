package import PythonLiterals

extension PythonLiteral {
  /// The value as the data of a task of the kind `tests` have it.
  ///
  /// It is JSON, in which `{"tuple": […]}` and `{"dict": [[key, value], …]}` are what JSON itself has not. Numbers keep
  /// their spelling: 2.0 is no 2.
  package var caseJSON: String {
    switch self {
    case .none: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let text): Self.json(ofNumber: text)
    case .string(let text): JSONSpelling.quoted(text)
    case .list(let elements): "[\(Self.joined(elements))]"
    case .tuple(let elements): "{\"tuple\": [\(Self.joined(elements))]}"
    case .dictionary(let entries): Self.json(of: entries)
    }
  }

  private static func joined(_ elements: [PythonLiteral]) -> String {
    elements.map(\.caseJSON).joined(separator: ", ")
  }

  /// The words that mean another thing where they are the only key.
  private static let special = ["tuple", "set", "dict", "float", "raises", "other"]

  private static func json(of entries: [Entry]) -> String {
    let keys = entries.compactMap(\.key.string)
    let isPlain =
      keys.count == entries.count && Set(keys.map { Array($0.utf8) }).count == keys.count
      && !(keys.count == 1 && special.contains(keys[0]))
    guard isPlain else {
      let pairs = entries.map { "[\($0.key.caseJSON), \($0.value.caseJSON)]" }
      return "{\"dict\": [\(pairs.joined(separator: ", "))]}"
    }
    let members = zip(keys, entries).map { "\(JSONSpelling.quoted($0)): \($1.value.caseJSON)" }
    return "{\(members.joined(separator: ", "))}"
  }

  /// Python allows a point without digits on one side of it; JSON does not.
  private static func json(ofNumber text: String) -> String {
    var bytes = Array(text.utf8)
    let start = bytes.first == UInt8(ascii: "-") ? 1 : 0
    if let point = bytes.firstIndex(of: UInt8(ascii: ".")) {
      let next = point + 1
      if next == bytes.count || bytes[next] &- UInt8(ascii: "0") > 9 {
        bytes.insert(UInt8(ascii: "0"), at: next)
      }
      if point == start { bytes.insert(UInt8(ascii: "0"), at: start) }
    }
    // Zeros before a number: Python takes 00 for 0, and 01.5 for 1.5.
    while bytes.count > start + 1, bytes[start] == UInt8(ascii: "0"),
      bytes[start + 1] &- UInt8(ascii: "0") <= 9
    {
      bytes.remove(at: start)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
