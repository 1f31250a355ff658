/// The names of the tags between which a model thinks before it answers.
public struct ThoughtTags: Hashable, Sendable {
  /// The most names of a list.
  public static let countLimit = 100
  /// The longest name, in bytes.
  public static let lengthLimit = 64

  /// The names, in lower case.
  public let names: [String]
  let bytes: [[UInt8]]
  /// Whether names that only tell of thoughts count too, such as `my-reasoning`.
  let hasKin: Bool

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
    case .keep: return []
    case .strip(let tags):
      var scanner = ThoughtScanner(bytes, tags, code)
      return scanner.ranges()
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
