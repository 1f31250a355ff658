import Basics
import ModelAPI

/// A rule that would rename what differs between a call and its nearest recording.
///
/// It is shown and never applied: whether something varies from run to run or was changed, only a person
/// knows.
enum RenameProposal {
  private static let tokenLimit = 200
  /// A rule without so much literal text before what varies would find too much.
  private static let leastAnchor = 3

  /// The rule as a line of JSON; `nil` where more than one word differs, or nothing anchors it.
  static func rule(from old: Segment, to new: Segment) -> String? {
    guard let left = try? JSONValue(parsing: old.bytes),
      let right = try? JSONValue(parsing: new.bytes),
      let base = base(of: new.name), let (path, texts) = difference(left, right, path: base),
      let pattern = pattern(Array(texts.old.utf8), Array(texts.new.utf8))
    else { return nil }
    let rule: JSONValue = [
      "rules": [["name": "run", "pointer": .string(path), "pattern": .string(pattern)]]
    ]
    return String(decoding: CanonicalJSON.bytes(ofOwn: rule), as: UTF8.self)
  }

  /// The pointer to a segment.
  private static func base(of name: String) -> String? {
    switch name.split(separator: " ").first {
    case "message": "/messages/*"
    case "input": "/input/*"
    case "tool": "/tools/*"
    case "parameters": ""
    default: nil
    }
  }

  /// The one text that differs, with its pointer; `nil` where other things differ too.
  private static func difference(
    _ left: JSONValue, _ right: JSONValue, path: String
  ) -> (path: String, texts: (old: String, new: String))? {
    switch (left, right) {
    case (.string(let old), .string(let new)): return (path, (old, new))
    case (.object(let old), .object(let new)):
      guard Set(old.names) == Set(new.names) else { return nil }
      let names = old.names.filter { old[$0] != new[$0] }
      guard names.count == 1, let one = old[names[0]], let other = new[names[0]] else { return nil }
      let part = names[0].replacing("~", with: "~0").replacing("/", with: "~1")
      return difference(one, other, path: "\(path)/\(part)")
    case (.array(let old), .array(let new)):
      let places = old.indices.filter { new.indices.contains($0) && old[$0] != new[$0] }
      guard old.count == new.count, places.count == 1 else { return nil }
      return difference(old[places[0]], new[places[0]], path: "\(path)/*")
    default: return nil
    }
  }

  /// The pattern of the one word that differs.
  private static func pattern(_ old: [UInt8], _ new: [UInt8]) -> String? {
    let start = zip(old, new).prefix { $0 == $1 }.count
    let rest = min(old.count, new.count) - start
    let end = zip(old.reversed(), new.reversed()).prefix(rest).prefix { $0 == $1 }.count
    var from = start
    while from > 0, isWord(new[from - 1]) { from -= 1 }
    var tail = end
    while tail > 0, isWord(new[new.count - tail]) { tail -= 1 }
    // What varies may be longer than what happens to differ: a number counts as a whole.
    var (first, last) = (start, end)
    while first > from, isVarying(new[first - 1]) { first -= 1 }
    while last > tail, isVarying(new[new.count - last]) { last -= 1 }
    let (oldMiddle, newMiddle) = (old[first..<old.count - last], new[first..<new.count - last])
    let all = oldMiddle + newMiddle
    guard !oldMiddle.isEmpty, !newMiddle.isEmpty, all.allSatisfy(isVarying),
      first - from >= leastAnchor, new.count - tail - from <= tokenLimit
    else { return nil }
    let set =
      all.allSatisfy { (0x30...0x39).contains($0) } ? "[0-9]+" : "[0-9A-Za-z]+"
    return escaped(new[from..<first]) + set + escaped(new[(new.count - last)..<(new.count - tail)])
  }

  private static func isVarying(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    isVarying(byte) || "/._-:".utf8.contains(byte)
  }

  private static func escaped(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { byte in
      let character = String(UnicodeScalar(byte))
      return isVarying(byte) || "/_-:".utf8.contains(byte) ? character : "\\\(character)"
    }.joined()
  }
}
