/// The verdict of a judge, as the published code reads it (paper, 3.8-3.14).
///
/// The published code asks a model to judge, and reads its reply loosely. Here the judge is strict
/// grading, whose verdict is always well-formed; but a text that is a verdict itself, such as the
/// recorded reply of a model that extracts, is read as the published code would.
enum PaperVerdict {
  /// Whether a reply to the choice tasks' judge counts as success: any `Correct` or `correct` does.
  static func holdsCorrect(_ verdict: some Collection<UInt8>) -> Bool {
    let bytes = Array(verdict)
    return contains("correct", in: bytes) || contains("Correct", in: bytes)
  }

  /// Whether the replies to the number tasks' judge count as success: all do that are not exactly
  /// `False`.
  static func isSuccess(_ verdicts: [[UInt8]]) -> Bool {
    !verdicts.allSatisfy { $0 == Array("False".utf8) }
  }

  /// The verdict that a text holds: `[extracted, Correct]` or the like in its last marker.
  static func ofChoice(in text: AnswerText) -> [UInt8]? {
    guard let range = PaperExtraction.lastMatch(in: text.bytes) else { return nil }
    let inside = text.bytes[text.trimmed(range)]
    guard inside.count <= 1_024, inside.first == UInt8(ascii: "["),
      inside.last == UInt8(ascii: "]"), let comma = inside.lastIndex(of: UInt8(ascii: ","))
    else { return nil }
    let word = inside[(comma + 1)...].dropLast().drop(while: ASCII.isSpace)
    let lower = word.map(ASCII.lowercased)
    let words = ["correct", "incorrect", "wrong"]
    return words.contains { lower == Array($0.utf8) } ? Array(word) : nil
  }

  /// The verdict that a text holds: a word such as `True` or `False` alone in its last marker.
  static func ofNumber(in text: AnswerText) -> [UInt8]? {
    guard let range = PaperExtraction.lastMatch(in: text.bytes) else { return nil }
    let inside = Array(text.bytes[text.trimmed(range)].prefix(16))
    let words = ["true", "false", "unknown"]
    return words.contains { inside.map(ASCII.lowercased) == Array($0.utf8) } ? inside : nil
  }

  static func contains(_ needle: String, in bytes: [UInt8]) -> Bool {
    let needle = Array(needle.utf8)
    guard let first = needle.first, bytes.count >= needle.count else { return needle.isEmpty }
    for start in 0...(bytes.count - needle.count)
    where bytes[start] == first && bytes[start...].starts(with: needle) {
      return true
    }
    return false
  }
}
