/// Finds thoughts in one pass over the bytes.
///
/// A thought that never closes was cut off, and all that follows is thought.
struct ThoughtScanner {
  /// Openings and closings that are no tags, in lower case.
  private static let pairs: [(open: StaticString, close: StaticString)] = [
    ("<|begin_of_thought|>", "<|end_of_thought|>"), ("<|thinking|>", "<|/thinking|>"),
    ("<|think|>", "<|/think|>"), ("<|start_thinking|>", "<|end_thinking|>"),
    ("\u{25c1}think\u{25b7}", "\u{25c1}/think\u{25b7}"), ("<unused94>thought", "<unused95>"),
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

  /// What begins another's turn: a model that does not stop speaks for its user too.
  private static let turns: [StaticString] = [
    "<|im_start|>user", "<|start_header_id|>user", "<start_of_turn>user", "<|user|>",
    "<|start|>user", "[inst]",
  ]
  /// What ends such a turn.
  private static let turnEnds: [StaticString] = [
    "<|im_start|>assistant", "<|start_header_id|>assistant", "<start_of_turn>model",
    "<|assistant|>", "[/inst]",
  ]
  private static let turnKind = -2

  /// A fence whose first line says that it holds a thought.
  private static let fences: [StaticString] = ["```think", "```thought", "```reason"]
  private static let fenceKind = -3

  /// What folds away: `<details><summary>Thinking</summary>`.
  private static let foldKind = -4
  /// Names in square brackets have kinds from here downwards: a closing one alone says nothing of what stands
  /// before it.
  private static let bracketKind = -100
  /// How far is looked for the end of a tag, of a token and of a summary.
  private static let tagReach = 200

  /// A tag at a place: how long it is, whether it closes, and what closes it.
  private struct Tag {
    var length: Int
    var isClosing: Bool
    /// The index of the name, or of the pair behind the names.
    var kind: Int
  }

  private let bytes: [UInt8]
  private let tags: ThoughtTags
  private let code: [Range<Int>]
  /// Where each name closes last in square brackets; asked for when one opens.
  private var bracketEnds: [Int]?

  init(_ bytes: [UInt8], _ tags: ThoughtTags, _ code: [Range<Int>]) {
    self.bytes = bytes
    self.tags = tags
    self.code = code
  }

  /// Whether a tag may begin with a byte.
  @inline(__always)
  static func mayOpen(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "<") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "`")
      || byte == 0xe2 || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "\\")
  }

  mutating func ranges() -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var index = 0
    if let end = bareChannel() {
      ranges.append(0..<end)
      index = end
    }
    var open: (start: Int, kind: Int)?
    var passed = 0
    while let place = opening(from: index) {
      index = place
      if open == nil {
        while passed < code.count, code[passed].upperBound <= index { passed += 1 }
        if passed < code.count, code[passed].contains(index) {
          index = code[passed].upperBound
          continue
        }
      }
      guard let tag = tag(at: index), !isMention(index, index + tag.length) else {
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
      } else if tag.kind > Self.channelKind {
        // The template of some models opens the thought in the prompt, and a thought may hold its own
        // closing tag: all that stands before the last one was thought.
        ranges = [0..<(index + tag.length)]
      }
      index += tag.length
    }
    if let open { ranges.append(open.start..<bytes.count) }
    return ranges
  }

  /// The first place from a place on at which a tag may begin.
  private func opening(from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        if Self.mayOpen(bytes[index]) { return index }
        index += 1
      }
      return nil
    }
  }

  /// Where the final channel begins of a text whose control tokens were taken away, or that marks its
  /// thought by words.
  ///
  /// Such a text reads `analysisWe need … assistantfinalThe answer is 5`, or `Thinking...` and below that
  /// `...done thinking.`
  private func bareChannel() -> Int? {
    if starts("thinking...\n", at: 0) { return end(of: "...done thinking.", from: 12) }
    guard starts("analysis", at: 0), bytes.count > 8, Self.isUpper(bytes[8]) else { return nil }
    return end(of: "assistantfinal", from: 8)
  }

  /// Where a text ends that stands first behind a place; the end of all where it does not stand.
  private func end(of text: StaticString, from place: Int) -> Int {
    let start = (place..<bytes.count).first { starts(text, at: $0) }
    return start.map { $0 + text.utf8CodeUnitCount } ?? bytes.count
  }

  /// Words behind a tag that is only spoken of: `the <think> tag`.
  private static let nouns: [StaticString] = ["tag", "token", "element", "marker"]

  /// Whether a tag is only spoken of: named in quotation marks, or as a tag.
  private func isMention(_ start: Int, _ end: Int) -> Bool {
    guard end < bytes.count, bytes[start] != UInt8(ascii: "`") else { return false }
    if start > 1, "`\"'".utf8.contains(bytes[end]), bytes[start - 1] == bytes[end],
      bytes[start - 2] == UInt8(ascii: " ")
    {
      return true
    }
    // In the middle of a sentence: a thought may well begin with `Block A`.
    return bytes[end] == UInt8(ascii: " ") && start > 1 && bytes[start - 1] == UInt8(ascii: " ")
      && Self.isLetterOrDigit(bytes[start - 2]) && Self.nouns.contains { starts($0, at: end + 1) }
  }

  private mutating func tag(at index: Int) -> Tag? {
    let first = bytes[index]
    guard Self.mayOpen(first) else { return nil }
    if first == UInt8(ascii: "`") { return fence(at: index) }
    if first == UInt8(ascii: "&") {
      return starts("&lt;", at: index) ? named(at: index, from: index + 4) : nil
    }
    // Most signs open no tag: a marker, an index, a dash. The next byte tells.
    guard index + 1 < bytes.count else { return nil }
    let next = bytes[index + 1]
    if first == UInt8(ascii: "\\") {
      return next == UInt8(ascii: "<") ? named(at: index, from: index + 2) : nil
    }
    let isLead =
      first == 0xe2
      ? next == 0x97 : next >= 0x80 || Self.isLetterOrDigit(next) || "/|.:-_".utf8.contains(next)
    guard isLead else { return nil }
    for text in Self.turns where starts(text, at: index) {
      return Tag(length: text.utf8CodeUnitCount, isClosing: false, kind: Self.turnKind)
    }
    for text in Self.turnEnds where starts(text, at: index) {
      return Tag(length: text.utf8CodeUnitCount, isClosing: true, kind: Self.turnKind)
    }
    for (number, pair) in Self.pairs.enumerated() {
      for (text, isClosing) in [(pair.open, false), (pair.close, true)]
      where starts(text, at: index) {
        return Tag(
          length: text.utf8CodeUnitCount, isClosing: isClosing, kind: tags.bytes.count + number)
      }
    }
    for text in Self.channels where starts(text, at: index) {
      return Tag(length: text.utf8CodeUnitCount, isClosing: false, kind: Self.channelKind)
    }
    for text in Self.channelEnds where starts(text, at: index) {
      return Tag(length: text.utf8CodeUnitCount, isClosing: true, kind: Self.channelKind)
    }
    if first == 0xe2 { return nil }
    if let tag = fold(at: index) ?? token(at: index) { return tag }
    return named(at: index, from: index + 1)
  }

  /// A tag with a name, such as `<think>`, `[/THINK]`, `\\<think\\>` or `&lt;think&gt;`.
  ///
  /// - Parameter place: What stands behind the sign that opens it.
  private mutating func named(at index: Int, from place: Int) -> Tag? {
    let isClosing = place < bytes.count && bytes[place] == UInt8(ascii: "/")
    let place = isClosing ? place + 1 : place
    let isAngled = bytes[index] != UInt8(ascii: "[")
    for (number, name) in tags.bytes.enumerated() where starts(name, at: place) {
      guard let end = tagEnd(from: place + name.count, of: bytes[index], isClosing) else {
        continue
      }
      let length = end - index
      if isAngled || name.elementsEqual("think".utf8) {
        return Tag(length: length, isClosing: isClosing, kind: number)
      }
      // `[THINK]` is a tag, `[reason]` in prose only where it closes.
      guard isClosing || bracketEnd(of: number) > index else { continue }
      return Tag(length: length, isClosing: isClosing, kind: Self.bracketKind - number)
    }
    return isAngled && tags.hasKin ? kindred(at: index, from: place, isClosing) : nil
  }

  /// Where a tag ends whose name ends at a place; `nil` where the name goes on.
  private func tagEnd(from place: Int, of opening: UInt8, _ isClosing: Bool) -> Int? {
    guard place < bytes.count else { return nil }
    switch opening {
    case UInt8(ascii: "["): return bytes[place] == UInt8(ascii: "]") ? place + 1 : nil
    case UInt8(ascii: "&"): return starts("&gt;", at: place) ? place + 4 : nil
    case UInt8(ascii: "\\"):
      if bytes[place] == UInt8(ascii: ">") { return place + 1 }
      return starts("\\>", at: place) ? place + 2 : nil
    default:
      if bytes[place] == UInt8(ascii: ">") { return place + 1 }
      guard Self.isSpace(bytes[place]) else { return nil }
      let last = bytes[place...].prefix(Self.tagReach).firstIndex(of: UInt8(ascii: ">"))
      guard let last, !isClosing || bytes[place..<last].allSatisfy(Self.isSpace) else { return nil }
      return last + 1
    }
  }

  /// Where a name closes last in square brackets; -1 where it does not.
  private mutating func bracketEnd(of number: Int) -> Int {
    if let bracketEnds { return bracketEnds[number] }
    var ends = [Int](repeating: -1, count: tags.bytes.count)
    for index in bytes.indices.dropLast()
    where bytes[index] == UInt8(ascii: "[") && bytes[index + 1] == UInt8(ascii: "/") {
      for (number, name) in tags.bytes.enumerated()
      where starts(name, at: index + 2) && starts("]", at: index + 2 + name.count) {
        ends[number] = index
      }
    }
    bracketEnds = ends
    return ends[number]
  }

  /// A tag whose name tells of thoughts: `<inner_thoughts>`, `<mm:think>`.
  private func kindred(at index: Int, from place: Int, _ isClosing: Bool) -> Tag? {
    guard place < bytes.count else { return nil }
    let name = bytes[place...].prefix(32).prefix { ThoughtName.isTagByte($0) }
    guard name.count >= 5, let end = tagEnd(from: name.endIndex, of: bytes[index], isClosing),
      let kind = ThoughtName.kind(ofTag: name)
    else { return nil }
    return Tag(length: end - index, isClosing: isClosing, kind: kind)
  }

  /// A token whose name tells of thoughts: `<|START_THINKING|>`, `<|inner_suffix|>`.
  private func token(at index: Int) -> Tag? {
    guard tags.hasKin, bytes[index] == UInt8(ascii: "<") else { return nil }
    let isWide = starts("<\u{ff5c}", at: index)
    guard isWide || bytes[index + 1] == UInt8(ascii: "|") else { return nil }
    let start = index + (isWide ? 4 : 2)
    let close: StaticString = isWide ? "\u{ff5c}>" : "|>"
    var end = start
    while end < bytes.count, end - start < 40, ThoughtName.isTokenByte(bytes[end]) { end += 1 }
    guard starts(close, at: end), let name = ThoughtName.token(bytes[start..<end]) else {
      return nil
    }
    return Tag(
      length: end + close.utf8CodeUnitCount - index, isClosing: name.isClosing, kind: name.kind)
  }

  /// What folds away and is headed by a word for thoughts, and its end.
  private func fold(at index: Int) -> Tag? {
    if starts("</details>", at: index) {
      return Tag(length: 10, isClosing: true, kind: Self.foldKind)
    }
    guard tags.hasKin, starts("<details", at: index) else { return nil }
    let near = bytes[index...].prefix(Self.tagReach)
    var open = index + 8
    while open < near.endIndex, !starts("<summary>", at: open) { open += 1 }
    var close = open + 9
    while close < near.endIndex, !starts("</summary>", at: close) { close += 1 }
    guard close < near.endIndex, ThoughtName.tells(bytes[(open + 9)..<close]) else { return nil }
    return Tag(length: close + 10 - index, isClosing: false, kind: Self.foldKind)
  }

  /// A fence at a place, at the start of a line.
  private func fence(at index: Int) -> Tag? {
    guard index == 0 || bytes[index - 1] == UInt8(ascii: "\n"), starts("```", at: index) else {
      return nil
    }
    let isOpening = Self.fences.contains { starts($0, at: index) }
    return Tag(length: 3, isClosing: !isOpening, kind: Self.fenceKind)
  }

  private func starts(_ text: StaticString, at place: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place + count <= bytes.count else { return false }
    for offset in 0..<count where Self.lowercased(bytes[place + offset]) != text.utf8Start[offset] {
      return false
    }
    return true
  }

  private func starts(_ text: [UInt8], at place: Int) -> Bool {
    guard place + text.count <= bytes.count else { return false }
    for offset in 0..<text.count where Self.lowercased(bytes[place + offset]) != text[offset] {
      return false
    }
    return true
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte &- UInt8(ascii: "0") <= 9
  }

  private static func isUpper(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") <= 25 }
  static func lowercased(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }
}
