/// An answer in a JSON object.
extension SpokenText {
  /// How many keys of an object are looked at.
  private static let keyLimit = 16
  private static let keys: [StaticString] = [
    "answer", "final_answer", "final answer", "finalanswer", "result", "solution", "final",
    "final_result", "choice", "option", "value", "response", "correct_answer", "output",
  ]

  /// Keys of what was only thought.
  private static let thoughtKeys: [StaticString] = [
    "reasoning", "thought", "thoughts", "thinking", "analysis", "explanation", "rationale",
    "scratchpad",
    "steps", "reflection", "chain_of_thought",
  ]
  /// Keys whose `false` says that the object gives no answer.
  private static let verdictKeys: [StaticString] = [
    "is_answer", "is_correct", "correct", "is_valid", "valid", "is_final", "isanswer", "iscorrect",
  ]

  /// What an object says of an answer.
  private struct Members {
    var answer: Range<Int>?
    var thought: Range<Int>?
    var isDenied = false
  }

  /// An object whose key says that its value is the answer: the value becomes a marker.
  ///
  /// What it says of thoughts is left out where it gives no answer, and all of it where it says itself that it is
  /// none.
  mutating func json(at index: Int, end: Int) -> Int {
    guard kind != .plan, budget > 0 else { return 0 }
    var place = index + 1
    let members = members(from: &place, to: min(end, index + 16 * Self.reach))
    budget -= place - index
    guard let members else { return 0 }
    if members.isDenied {
      put("\n", at: index)
      return skipObject(from: members.answer?.upperBound ?? index, end: end) - index
    }
    if let value = members.answer {
      put("\n<<<", at: index)
      putValue(value)
      put(">>>", at: value.upperBound)
      return skipObject(from: value.upperBound, end: end) - index
    }
    guard let thought = members.thought else { return 0 }
    put(index..<thought.lowerBound)
    return thought.upperBound - index
  }

  /// The members of the object that opens before a place; `nil` for what is no JSON.
  private func members(from place: inout Int, to end: Int) -> Members? {
    var members = Members()
    var limit = end
    // A key stands at the start of the object or behind a comma.
    var depth = 1
    var quote: UInt8?
    var isKeyPlace = true
    var keys = 0
    while place < limit, depth > 0 {
      let byte = bytes[place]
      if let mark = quote {
        if byte == UInt8(ascii: "\\") { place += 1 } else if byte == mark { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        if isKeyPlace, depth == 1, keys < Self.keyLimit {
          keys += 1
          note(keyAt: place, to: limit, in: &members)
          // What an object says of its answer stands close behind it.
          if let answer = members.answer { limit = min(end, answer.upperBound + Self.reach / 4) }
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
        return members.answer == nil ? nil : members
      }
      place += 1
    }
    return members
  }

  private func note(keyAt place: Int, to limit: Int, in members: inout Members) {
    if members.answer == nil {
      members.answer = value(ofKeyAt: place, among: Self.keys, end: limit)
    }
    if members.thought == nil {
      members.thought = value(ofKeyAt: place, among: Self.thoughtKeys, end: limit)
    }
    if let verdict = value(ofKeyAt: place, among: Self.verdictKeys, end: limit),
      ByteSearch.starts("false", in: bytes, at: verdict.lowerBound)
    {
      members.isDenied = true
    }
  }

  private func value(
    ofKeyAt index: Int, among keys: [StaticString], end: Int
  ) -> Range<Int>? {
    let mark = bytes[index]
    let end = min(end, index + 4 * Self.reach)
    for key in keys where has(key, at: index + 1) {
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
