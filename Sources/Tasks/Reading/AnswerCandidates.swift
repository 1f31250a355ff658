/// A place of a text that was found by a rule.
protocol AnswerPlace: Sendable {
  /// The bytes of the text.
  var range: Range<Int> { get }
  /// The rule that found it.
  var rule: AnswerRule { get }
}

/// A place where an answer may stand, and the rule that found it.
struct AnswerCandidate: AnswerPlace, Hashable {
  /// The bytes of the text.
  var range: Range<Int>
  /// The rule that found it.
  var rule: AnswerRule
}

/// The places where models put their answers, strongest first.
///
/// A task reads the candidates in order and takes the first that it can read, so that "take the last
/// marker" and "a model forgot the marker" are one mechanism for all tasks. Every search is linear in
/// the text, and the number of candidates is bounded.
enum AnswerCandidates {
  /// How many markers are looked at, from the last.
  private static let markerLimit = 4

  /// The candidates of a text: the last markers `<<<…>>>` (the last first), the last `\boxed{…}`, the
  /// line after the last `answer:` or `answer is`, the last line, and the last line of a code fence at
  /// the end.
  static func of(_ text: AnswerText) -> [AnswerCandidate] {
    var candidates = markers(in: text).map { AnswerCandidate(range: $0, rule: .marker) }
    if let boxed = boxed(in: text) {
      candidates.append(AnswerCandidate(range: boxed, rule: .boxed))
    }
    if let phrase = phrase(in: text) {
      candidates.append(AnswerCandidate(range: phrase, rule: .answerPhrase))
    }
    if let line = text.lastLine {
      candidates.append(AnswerCandidate(range: line, rule: .lastLine))
    }
    if let line = text.lastFencedLine {
      candidates.append(AnswerCandidate(range: line, rule: .fencedLine))
    }
    return candidates
  }

  /// The insides of the last `<<<…>>>` markers, trimmed, the last first.
  ///
  /// An inside never holds another `<<<`, and a marker that only repeats the instruction, such as
  /// `<<<answer>>>`, is none.
  static func markers(in text: AnswerText) -> [Range<Int>] {
    text.bytes.withUnsafeBufferPointer { bytes in
      var found: [Range<Int>] = []
      var end: Int?
      var index = bytes.count - 3
      while index >= 0, found.count < markerLimit {
        if isTriple(bytes, at: index, of: UInt8(ascii: ">")) {
          end = index
          index -= 3
        } else if isTriple(bytes, at: index, of: UInt8(ascii: "<")) {
          if let close = end {
            let inside = text.trimmed((index + 3)..<close)
            if !inside.isEmpty, !isPlaceholder(text.bytes[inside]) { found.append(inside) }
          }
          end = nil
          index -= 3
        } else {
          index -= 1
        }
      }
      return found
    }
  }

  /// The inside of the last `\boxed{…}` with balanced braces.
  static func boxed(in text: AnswerText) -> Range<Int>? {
    let command = Array("\\boxed{".utf8)
    guard let at = lastOccurrence(of: command, in: text.bytes) else { return nil }
    var depth = 1
    for index in (at + command.count)..<text.bytes.count {
      switch text.bytes[index] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 { return text.trimmed((at + command.count)..<index) }
      default: break
      }
    }
    return nil
  }

  /// The rest of the line, or the next line, after the last `answer is`, `answer:` or `answer =`;
  /// `nil` where the sentence is denied, as in `it is not true that the answer is`.
  static func phrase(in text: AnswerText) -> Range<Int>? {
    let bytes = text.bytes
    let word = Array("answer".utf8)
    guard let at = lastOccurrence(of: word, in: bytes),
      !AnswerNegation.deniesSentence(bytes, before: at, in: 0..<at)
    else { return nil }
    var index = at + word.count
    let decoration = Array("*_ \t".utf8)
    while index < bytes.count, decoration.contains(bytes[index]) { index += 1 }
    let hasIs =
      index + 1 < bytes.count && ASCII.lowercased(bytes[index]) == UInt8(ascii: "i")
      && ASCII.lowercased(bytes[index + 1]) == UInt8(ascii: "s")
    if hasIs {
      index += 2
    } else if index < bytes.count, [UInt8(ascii: ":"), UInt8(ascii: "=")].contains(bytes[index]) {
      index += 1
    } else {
      return nil
    }
    while index < bytes.count, ASCII.isSpace(bytes[index]) || ":*_=".utf8.contains(bytes[index]) {
      index += 1
    }
    let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let rest = text.trimmed(index..<end)
    return rest.isEmpty ? nil : rest
  }

  /// Where some lower-case ASCII bytes occur last, ignoring case.
  static func lastOccurrence(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
    guard let first = needle.first, bytes.count >= needle.count else { return nil }
    let capital = ASCII.isLetter(first) ? first & ~0x20 : first
    return bytes.withUnsafeBufferPointer { bytes in
      var index = bytes.count - needle.count
      while index >= 0 {
        if bytes[index] == first || bytes[index] == capital,
          needle.indices.allSatisfy({ ASCII.lowercased(bytes[index + $0]) == needle[$0] })
        {
          return index
        }
        index -= 1
      }
      return nil
    }
  }

  private static func isTriple(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, of byte: UInt8
  ) -> Bool {
    bytes[index] == byte && bytes[index + 1] == byte && bytes[index + 2] == byte
  }

  private static func isPlaceholder(_ inside: ArraySlice<UInt8>) -> Bool {
    ["answer", "your answer", "final answer", "..."].contains { word in
      inside.count == word.utf8.count
        && zip(inside, word.utf8).allSatisfy { ASCII.lowercased($0) == $1 }
    }
  }
}
