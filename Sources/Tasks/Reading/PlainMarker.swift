/// The plainest of all answers: a text that ends in one marker, with nothing before it in its line but
/// `Final answer:` and its like.
///
/// Most answers are of this kind, and the marker is what the long way round would find: nothing stands
/// behind it that could take it back, and no tag stands in the text that could make it a thought.
enum PlainMarker {
  private static let leads = CueWords.set(
    "final answer the is so therefore my thus hence correct and")
  private static let turns = CueWords.set("not rather instead or no")
  private static let leadLimit = 48

  /// The marker; `nil` where the text must be read the long way round.
  static func mention(
    in text: AnswerText, as kind: SpokenText.Kind
  ) -> AnswerMention? {
    let bytes = text.bytes
    var end = bytes.count
    while end > 0, ASCII.isSpace(bytes[end - 1]) || "*.".utf8.contains(bytes[end - 1]) { end -= 1 }
    guard end >= 7, bytes[(end - 3)..<end].allSatisfy({ $0 == UInt8(ascii: ">") }) else {
      return nil
    }
    var start = end - 3
    while start > 0, bytes[start - 1] != UInt8(ascii: "<") {
      guard isPlain(bytes[start - 1], kind) else { return nil }
      start -= 1
    }
    guard start >= 3, bytes[(start - 3)..<start].allSatisfy({ $0 == UInt8(ascii: "<") }) else {
      return nil
    }
    let inside = text.trimmed(start..<(end - 3))
    guard !inside.isEmpty, isAlone(bytes, before: start - 3) else { return nil }
    let words = CueWords(bytes, inside).words
    if kind == .choice, words.contains(where: turns.contains) || words.count > 16 { return nil }
    return AnswerMention(range: inside, rule: .marker, start: start - 3)
  }

  /// Whether a byte in the marker means what it is, whatever stands around it.
  private static func isPlain(_ byte: UInt8, _ kind: SpokenText.Kind) -> Bool {
    switch kind {
    case .number, .mathematics: ASCII.isDigit(byte) || byte == UInt8(ascii: "-")
    case .expression: ASCII.isDigit(byte) || "+-*/() ".utf8.contains(byte)
    case .choice: byte < 0x80 && !"&\\{>?".utf8.contains(byte)
    case .count, .plan: byte < 0x80 && !"&\\>".utf8.contains(byte)
    }
  }

  /// Whether nothing before a place has a say: no tag, and only plain words in its line.
  private static func isAlone(_ bytes: [UInt8], before place: Int) -> Bool {
    let before = bytes[..<place]
    guard !before.contains(UInt8(ascii: "<")), !before.contains(UInt8(ascii: "[")),
      before.first != UInt8(ascii: "a"), !before.contains(UInt8(ascii: "\u{5c}"))
    else { return false }
    let line = before.suffix(leadLimit)
    let start = line.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? line.startIndex
    guard start > line.startIndex || line.startIndex == 0 else { return false }
    return CueWords(bytes, start..<place).words.allSatisfy(leads.contains)
  }
}
