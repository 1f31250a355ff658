/// The parts of a text in which a model thinks before it answers.
///
/// A thought is not an answer: whatever stands in one is passed over when an answer is read. A thought
/// that never closes was cut off, and all that follows is thought.
enum Thoughts {
  /// Names of tags, in `<name>` and `[NAME]` alike, ignoring case.
  private static let names: [StaticString] = [
    "think", "thinking", "thought", "thoughts", "reasoning", "reflection", "reflect", "scratchpad",
    "analysis", "reason", "inner_monologue", "internal_monologue", "monologue", "deliberation",
    "chain_of_thought", "cot", "seed:think", "antthinking", "planning", "rationale", "scratch_pad",
    "internal_thoughts", "thinking_process", "thought_process", "reasoning_content",
  ]

  /// Openings and closings that are no tags, in lower case.
  private static let pairs: [(open: StaticString, close: StaticString)] = [
    ("<|begin_of_thought|>", "<|end_of_thought|>"), ("<|thinking|>", "<|/thinking|>"),
    ("<|think|>", "<|/think|>"), ("<|start_thinking|>", "<|end_thinking|>"),
    ("\u{25c1}think\u{25b7}", "\u{25c1}/think\u{25b7}"),
  ]

  /// What opens a channel that is not the final one.
  private static let channels: [StaticString] = [
    "<|channel|>analysis", "<|channel|>commentary", "<|channel>thought",
  ]
  /// What ends such a channel: the end of its message, or the final channel.
  private static let channelEnds: [StaticString] = [
    "<|end|>", "<|channel|>final", "<channel|>", "<|start|>",
  ]
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
    var index = 0
    if let end = bareChannel(bytes) {
      ranges.append(0..<end)
      index = end
    }
    var open: (start: Int, kind: Int)?
    while index < bytes.count {
      guard let tag = tag(bytes, at: index) else {
        index += 1
        continue
      }
      if let (start, kind) = open {
        if tag.kind == kind, tag.isClosing {
          ranges.append(start..<(index + tag.length))
          open = nil
        }
      } else if !tag.isClosing {
        open = (index, tag.kind)
      } else if tag.kind != channelKind {
        // The template of some models opens the thought in the prompt, and a thought may hold its own
        // closing tag: all that stands before the last one was thought.
        ranges = [0..<(index + tag.length)]
      }
      index += tag.length
    }
    if let open { ranges.append(open.start..<bytes.count) }
    return ranges
  }

  /// Where the final channel begins of a text whose control tokens were taken away.
  ///
  /// Such a text reads `analysisWe need … assistantfinalThe answer is 5`.
  private static func bareChannel(_ bytes: [UInt8]) -> Int? {
    guard ByteSearch.starts("analysis", in: bytes, at: 0), bytes.count > 8,
      ASCII.isLetter(bytes[8]), ASCII.lowercased(bytes[8]) != bytes[8]
    else { return nil }
    return ByteSearch.place(of: "assistantfinal", in: bytes[8...]).map { $0 + 14 } ?? bytes.count
  }

  private static func tag(_ bytes: [UInt8], at index: Int) -> Tag? {
    let first = bytes[index]
    guard first == UInt8(ascii: "<") || first == UInt8(ascii: "[") || first == 0xe2 else {
      return nil
    }
    for (number, pair) in pairs.enumerated() {
      for (text, isClosing) in [(pair.open, false), (pair.close, true)]
      where ByteSearch.starts(text, in: bytes, at: index) {
        return Tag(length: text.utf8CodeUnitCount, isClosing: isClosing, kind: names.count + number)
      }
    }
    for text in channels where ByteSearch.starts(text, in: bytes, at: index) {
      return Tag(length: text.utf8CodeUnitCount, isClosing: false, kind: channelKind)
    }
    for text in channelEnds where ByteSearch.starts(text, in: bytes, at: index) {
      return Tag(length: text.utf8CodeUnitCount, isClosing: true, kind: channelKind)
    }
    guard first != 0xe2 else { return nil }
    var place = index + 1
    var isClosing = false
    if place < bytes.count, bytes[place] == UInt8(ascii: "/") {
      isClosing = true
      place += 1
    }
    for (number, name) in names.enumerated() where ByteSearch.starts(name, in: bytes, at: place) {
      let end = place + name.utf8CodeUnitCount
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
