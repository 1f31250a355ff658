/// The parts of a text in which a model thinks before it answers.
///
/// A thought is not an answer: whatever stands in one is passed over when an answer is read. A thought
/// that never closes was cut off, and all that follows is thought.
enum Thoughts {
  /// Names of tags, in `<name>` and `[NAME]` alike, ignoring case.
  private static let names = [
    "think", "thinking", "thought", "thoughts", "reasoning", "reflection", "reflect", "scratchpad",
    "analysis", "reason", "inner_monologue", "internal_monologue", "monologue", "deliberation",
    "chain_of_thought", "cot", "seed:think", "antthinking", "planning", "rationale", "scratch_pad",
    "internal_thoughts", "thinking_process", "thought_process", "reasoning_content",
  ].map { Array($0.utf8) }

  /// Openings and closings that are no tags, in lower case.
  private static let pairs: [(open: [UInt8], close: [UInt8])] = [
    ("<|begin_of_thought|>", "<|end_of_thought|>"), ("<|thinking|>", "<|/thinking|>"),
    ("<|think|>", "<|/think|>"), ("<|start_thinking|>", "<|end_thinking|>"),
    ("\u{25c1}think\u{25b7}", "\u{25c1}/think\u{25b7}"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  /// What opens a channel that is not the final one.
  private static let channels = [
    "<|channel|>analysis", "<|channel|>commentary", "<|channel>thought",
  ].map { Array($0.utf8) }
  /// What ends such a channel: the end of its message, or the final channel.
  private static let channelEnds = ["<|end|>", "<|channel|>final", "<channel|>", "<|start|>"]
    .map { Array($0.utf8) }
  private static let channelKind = -1

  /// A tag at a place: how long it is, whether it closes, and what closes it.
  private struct Tag {
    var length: Int
    var isClosing: Bool
    /// The index of the name, or of the pair behind the names.
    var kind: Int
  }

  /// The ranges that are thoughts, their tags included, in order and apart.
  static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var open: (start: Int, kind: Int, depth: Int)?
    var index = 0
    while index < bytes.count {
      guard let tag = tag(bytes, at: index) else {
        index += 1
        continue
      }
      if let (start, kind, depth) = open {
        if tag.kind == kind {
          let depth = tag.isClosing ? depth - 1 : depth + 1
          if depth == 0 {
            ranges.append(start..<(index + tag.length))
            open = nil
          } else {
            open = (start, kind, depth)
          }
        }
      } else if tag.isClosing, tag.kind == channelKind {
        // Also the end of any message.
      } else if tag.isClosing {
        // The template of some models opens the thought in the prompt.
        ranges = [0..<(index + tag.length)]
      } else {
        open = (index, tag.kind, 1)
      }
      index += tag.length
    }
    if let open { ranges.append(open.start..<bytes.count) }
    return ranges
  }

  private static func tag(_ bytes: [UInt8], at index: Int) -> Tag? {
    let first = bytes[index]
    guard first == UInt8(ascii: "<") || first == UInt8(ascii: "[") || first == 0xe2 else {
      return nil
    }
    for (number, pair) in pairs.enumerated() {
      for (text, isClosing) in [(pair.open, false), (pair.close, true)]
      where ByteSearch.starts(text, in: bytes, at: index) {
        return Tag(length: text.count, isClosing: isClosing, kind: names.count + number)
      }
    }
    for text in channels where ByteSearch.starts(text, in: bytes, at: index) {
      return Tag(length: text.count, isClosing: false, kind: channelKind)
    }
    for text in channelEnds where ByteSearch.starts(text, in: bytes, at: index) {
      return Tag(length: text.count, isClosing: true, kind: channelKind)
    }
    guard first != 0xe2 else { return nil }
    var place = index + 1
    var isClosing = false
    if place < bytes.count, bytes[place] == UInt8(ascii: "/") {
      isClosing = true
      place += 1
    }
    for (number, name) in names.enumerated() where ByteSearch.starts(name, in: bytes, at: place) {
      let end = place + name.count
      guard end < bytes.count else { continue }
      let close = first == UInt8(ascii: "<") ? UInt8(ascii: ">") : UInt8(ascii: "]")
      if bytes[end] == close {
        // `[THINK]` is a tag, `[reason]` in prose may be none.
        guard first == UInt8(ascii: "<") || number == 0 else { continue }
        return Tag(length: end + 1 - index, isClosing: isClosing, kind: number)
      }
      guard first == UInt8(ascii: "<"), ASCII.isSpace(bytes[end]), !isClosing,
        let last = bytes[end...].prefix(200).firstIndex(of: close)
      else { continue }
      return Tag(length: last + 1 - index, isClosing: false, kind: number)
    }
    return nil
  }
}

/// Searches for bytes that ignore the case of ASCII letters.
enum ByteSearch {
  /// Whether a lower-case text stands at a place.
  static func starts(_ text: [UInt8], in bytes: [UInt8], at place: Int) -> Bool {
    guard place >= 0, place + text.count <= bytes.count else { return false }
    for offset in text.indices where ASCII.lowercased(bytes[place + offset]) != text[offset] {
      return false
    }
    return true
  }
}
