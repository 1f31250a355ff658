/// An answer in a JSON object.
extension SpokenText {
  /// How many keys of an object are looked at.
  private static let keyLimit = 16
  private static let keys: [StaticString] = [
    "answer", "final_answer", "final answer", "finalanswer", "result", "solution", "final",
    "final_result", "choice", "option", "value", "response", "correct_answer", "output",
  ]

  /// An object whose key says that its value is the answer: the value becomes a marker.
  mutating func json(at index: Int, end: Int) -> Int {
    guard kind != .plan, budget > 0 else { return 0 }
    let limit = min(end, index + 16 * Self.reach)
    var place = index + 1
    // A key stands at the start of the object or behind a comma.
    var depth = 1
    var quote: UInt8?
    var isKeyPlace = true
    var keys = 0
    defer { budget -= place - index }
    while place < limit, depth > 0 {
      let byte = bytes[place]
      if let mark = quote {
        if byte == UInt8(ascii: "\\") { place += 1 } else if byte == mark { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        keys += isKeyPlace && depth == 1 ? 1 : 0
        if isKeyPlace, depth == 1, keys <= Self.keyLimit,
          let value = value(ofKeyAt: place, end: limit)
        {
          put("\n<<<", at: index)
          putValue(value)
          put(">>>", at: value.upperBound)
          return skipObject(from: value.upperBound, end: end) - index
        }
        quote = byte
        isKeyPlace = false
      } else if "{[".utf8.contains(byte) {
        depth += 1
      } else if "}]".utf8.contains(byte) {
        depth -= 1
      } else if byte == UInt8(ascii: ",") {
        isKeyPlace = true
      } else if !ASCII.isSpace(byte), isKeyPlace {
        // No JSON.
        return 0
      }
      place += 1
    }
    return 0
  }

  private func value(ofKeyAt index: Int, end: Int) -> Range<Int>? {
    let mark = bytes[index]
    let end = min(end, index + 4 * Self.reach)
    for key in Self.keys where has(key, at: index + 1) {
      var place = index + 1 + key.utf8CodeUnitCount
      guard place < end, bytes[place] == mark else { continue }
      place += 1
      while place < end, ASCII.isSpace(bytes[place]) { place += 1 }
      guard place < end, bytes[place] == UInt8(ascii: ":") else { return nil }
      place += 1
      while place < end, ASCII.isSpace(bytes[place]) { place += 1 }
      guard place < end else { return nil }
      let start = place
      if bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") {
        let quote = bytes[place]
        place += 1
        while place < end, bytes[place] != quote {
          place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return place < end ? (start + 1)..<place : nil
      }
      var depth = 0
      while place < end {
        let byte = bytes[place]
        if "[({".utf8.contains(byte) { depth += 1 }
        if "])}".utf8.contains(byte) {
          if depth == 0 { break }
          depth -= 1
        }
        if depth == 0, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") { break }
        place += 1
      }
      return place > start ? start..<place : nil
    }
    return nil
  }

  private mutating func putValue(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < range.upperBound,
        "\\\"/".utf8.contains(bytes[index + 1])
      {
        index += 1
      }
      put(index..<(index + 1))
      index += 1
    }
  }

  private func skipObject(from start: Int, end: Int) -> Int {
    bytes[start..<min(end, start + 16 * Self.reach)].firstIndex(of: UInt8(ascii: "}"))
      .map { $0 + 1 } ?? start
  }
}
