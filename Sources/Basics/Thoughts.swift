/// The names of the tags between which a model thinks before it answers.
public struct ThoughtTags: Hashable, Sendable {
  /// The most names of a list.
  public static let countLimit = 100
  /// The longest name, in bytes.
  public static let lengthLimit = 64

  /// The names, in lower case.
  public let names: [String]
  fileprivate let bytes: [[UInt8]]
  /// Whether names that only tell of thoughts count too, such as `my-reasoning`.
  fileprivate let hasKin: Bool

  /// Makes a list of names; their case says nothing.
  public init(_ names: [String]) {
    self.init(names, hasKin: false)
  }

  private init(_ names: [String], hasKin: Bool) {
    self.names = names.map { $0.lowercased() }
    bytes = self.names.map { Array($0.utf8) }
    self.hasKin = hasKin
  }

  /// Whether a text can be the name of a tag.
  public static func isName(_ name: String) -> Bool {
    (1...lengthLimit).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: ".:-_".utf8.contains(byte)
        }
      }
  }

  /// What models and their servers are known to write.
  public static let standard = ThoughtTags(
    [
      "think", "thinking", "thought", "thoughts", "reasoning", "reflection", "reflect",
      "scratchpad",
      "analysis", "reason", "inner_monologue", "internal_monologue", "monologue", "deliberation",
      "chain_of_thought", "cot", "seed:think", "antthinking", "planning", "rationale",
      "scratch_pad",
      "internal_thoughts", "thinking_process", "thought_process", "reasoning_content",
    ], hasKin: true)
}

/// What becomes of a model's thoughts: parts of a reply that are no answer.
public enum ThoughtRule: Hashable, Sendable {
  /// Thoughts between these tags, in channels, and in other forms that need no name, are no part of
  /// what was said.
  case strip(ThoughtTags)
  /// Everything was said.
  case keep

  /// What holds where nobody says otherwise.
  public static let standard = ThoughtRule.strip(.standard)

  /// The parts of a text that are thoughts, their tags included, in order and apart.
  ///
  /// Takes time linear in the text.
  ///
  /// - Parameter code: Parts in which a tag is none, such as a program that prints one; in order and
  ///   apart. They count only outside a thought.
  public func ranges(in bytes: [UInt8], outside code: [Range<Int>] = []) -> [Range<Int>] {
    switch self {
    case .keep: []
    case .strip(let tags): ThoughtScanner(bytes, tags, code).ranges()
    }
  }

  /// Whether a text can hold thoughts at all: a quick look that most texts pass by.
  public static func mayThink(in text: String) -> Bool {
    text.utf8.contains(where: ThoughtScanner.mayOpen)
      || ["analysis", "thinking"].contains { word in
        text.utf8.prefix(8).elementsEqual(word.utf8, by: { ($0 | 0x20) == $1 })
      }
  }

  /// What was said: the text without its thoughts and without the frame of its channels.
  ///
  /// The text itself where it has none.
  public func spoken(_ text: String, outside code: [Range<Int>] = []) -> String {
    guard self != .keep, Self.mayThink(in: text) else { return text }
    let bytes = Array(text.utf8)
    let ranges = ranges(in: bytes, outside: code)
    guard !ranges.isEmpty else { return text }
    return SpokenPart(bytes, without: ranges).text
  }
}

/// Finds thoughts in one pass over the bytes.
///
/// A thought that never closes was cut off, and all that follows is thought.
private struct ThoughtScanner {
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

  /// How words end in names of tags that hold thoughts: `<inner_thoughts>`, `<my-reasoning>`.
  private static let kin = [
    "think", "thinking", "thought", "thoughts", "reason", "reasoning", "reasons", "reflect",
    "reflection", "reflections", "scratch", "scratchpad", "monologue", "ponder", "pondering",
  ].map { Array($0.utf8) }

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

  init(_ bytes: [UInt8], _ tags: ThoughtTags, _ code: [Range<Int>]) {
    self.bytes = bytes
    self.tags = tags
    self.code = code
  }

  /// Whether a tag may begin with a byte.
  @inline(__always)
  static func mayOpen(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "<") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "`")
      || byte == 0xe2
  }

  func ranges() -> [Range<Int>] {
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
      guard let tag = tag(at: index) else {
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

  private func tag(at index: Int) -> Tag? {
    let first = bytes[index]
    guard Self.mayOpen(first) else { return nil }
    if first == UInt8(ascii: "`") { return fence(at: index) }
    // Most signs open no tag: a marker, an index, a dash. The next byte tells.
    guard index + 1 < bytes.count else { return nil }
    let next = bytes[index + 1]
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
    return first == 0xe2 ? nil : named(at: index)
  }

  /// A tag with a name, such as `<think>` or `[/THINK]`.
  private func named(at index: Int) -> Tag? {
    let isAngled = bytes[index] == UInt8(ascii: "<")
    let close = isAngled ? UInt8(ascii: ">") : UInt8(ascii: "]")
    let isClosing = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "/")
    let place = index + (isClosing ? 2 : 1)
    for (number, name) in tags.bytes.enumerated() where starts(name, at: place) {
      let end = place + name.count
      guard end < bytes.count else { continue }
      if bytes[end] == close {
        // `[THINK]` is a tag, `[reason]` in prose may be none.
        guard isAngled || name.elementsEqual("think".utf8) else { continue }
        return Tag(length: end + 1 - index, isClosing: isClosing, kind: number)
      }
      guard isAngled, Self.isSpace(bytes[end]), !isClosing,
        let last = bytes[end...].prefix(200).firstIndex(of: close)
      else { continue }
      return Tag(length: last + 1 - index, isClosing: false, kind: number)
    }
    return isAngled && tags.hasKin ? kindred(at: index, from: place, isClosing) : nil
  }

  /// A tag whose name tells of thoughts.
  private func kindred(at index: Int, from place: Int, _ isClosing: Bool) -> Tag? {
    guard place < bytes.count else { return nil }
    let name = bytes[place...].prefix(32).prefix {
      Self.isLetterOrDigit($0) && !(0x30...0x39).contains($0) || "_-".utf8.contains($0)
    }
    guard name.count >= 5, name.endIndex < bytes.count, bytes[name.endIndex] == UInt8(ascii: ">"),
      name.split(whereSeparator: { "_-".utf8.contains($0) }).contains(where: isKin)
    else { return nil }
    let kind = name.reduce(7) { ($0 &* 31 &+ Int(Self.lowercased($1))) & 0xff_ffff }
    return Tag(length: name.endIndex + 1 - index, isClosing: isClosing, kind: 1_000 + kind)
  }

  private func isKin(_ word: ArraySlice<UInt8>) -> Bool {
    Self.kin.contains { word.count >= $0.count && starts($0, at: word.endIndex - $0.count) }
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
  private static func lowercased(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }
}

/// What is left of a text without its thoughts.
private struct SpokenPart {
  /// Frames of channels, which say nothing once the thoughts are gone.
  private static let frames = [
    "<|start|>assistant", "<|channel|>final", "<|message|>", "<|return|>", "<|end|>",
  ].map { Array($0.utf8) }
  private static let channelMark = Array("<|".utf8)

  private var kept: [UInt8] = []

  init(_ bytes: [UInt8], without thoughts: [Range<Int>]) {
    let hasChannels = thoughts.contains { bytes[$0].starts(with: Self.channelMark) }
    var start = 0
    for thought in thoughts {
      add(bytes[start..<thought.lowerBound], hasChannels)
      start = thought.upperBound
    }
    add(bytes[start...], hasChannels)
  }

  var text: String { String(decoding: kept, as: UTF8.self) }

  /// Adds what stands between two thoughts: at the beginning without the white space that set it off,
  /// later on a line of its own where nothing else sets it off.
  private mutating func add(_ piece: ArraySlice<UInt8>, _ hasChannels: Bool) {
    var piece = hasChannels ? Self.unframed(piece)[...] : piece
    if kept.isEmpty { piece = piece.drop(while: ThoughtScanner.isSpace) }
    guard let first = piece.first else { return }
    if let last = kept.last, !ThoughtScanner.isSpace(last), !ThoughtScanner.isSpace(first) {
      kept.append(UInt8(ascii: "\n"))
    }
    kept.append(contentsOf: piece)
  }

  private static func unframed(_ piece: ArraySlice<UInt8>) -> [UInt8] {
    var kept: [UInt8] = []
    var index = piece.startIndex
    while index < piece.endIndex {
      let rest = piece[index...]
      if piece[index] == UInt8(ascii: "<"), let frame = frames.first(where: rest.starts(with:)) {
        index += frame.count
      } else {
        kept.append(piece[index])
        index += 1
      }
    }
    return kept
  }
}
