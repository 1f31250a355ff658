public import Basics

/// The rules that find an answer in a text.
///
/// The raw value is the rule's stable name: it stands in transcripts, and in the extraction layer of
/// score sheets.
public enum AnswerRule: String, Hashable, Sendable, CaseIterable {
  /// The inside of `<<<…>>>`, the last first.
  case marker
  /// What follows a `<<<` that was never closed; for plans only.
  case openMarker = "open marker"
  /// The inside of the last `\boxed{…}`.
  case boxed
  /// What follows the last `answer is`, `answer:` or `answer =`.
  case answerPhrase = "answer phrase"
  /// The last line that is not blank.
  case lastLine = "last line"
  /// The last line of a code fence that ends the text, if it is nothing but the answer.
  case fencedLine = "fenced line"
  /// The last labels `Count` and `Positions` of the whole text.
  case lastLabels = "last labels"
  /// A text that is a number and a list.
  case numberAndList = "number and list"
  /// The whole text, of which the last run that can be read counts; for plans only.
  case text

  /// One sentence for people on where the rule looks.
  public var summary: String {
    switch self {
    case .marker: "inside the last <<<...>>>"
    case .openMarker: "after the last <<<, which was never closed"
    case .boxed: "inside the last \\boxed{...}"
    case .answerPhrase: "after the last \"answer is\", \"answer:\" or \"answer =\""
    case .lastLine: "the last line that is not blank"
    case .fencedLine: "the last line inside the code fence at the end"
    case .lastLabels: "after the last \"Count\" and \"Positions\" of the text"
    case .numberAndList: "the text is a number and a list"
    case .text: "the last stretch of the text that can be read"
    }
  }
}

extension AnswerRule {
  /// Whether the answer was put in a marker or a box of its own, so that nothing else stands there.
  var isExplicit: Bool { self == .marker || self == .boxed }
  /// Whether the place is the whole text, of which a reader takes the last that it can read.
  var isSpread: Bool { self == .lastLabels || self == .numberAndList || self == .text }
}

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

extension AnswerCandidates {
  /// The candidates for an answer that is a number: prose that holds a marker is none, for a number
  /// would be torn out of a marker that could not be read.
  static func ofNumber(_ text: AnswerText) -> [AnswerCandidate] {
    let candidates = of(text)
    guard candidates.contains(where: { $0.rule == .marker }) else { return candidates }
    return candidates.filter { candidate in
      candidate.rule == .marker || candidate.rule == .boxed
        || !holdsMarker(text.bytes[candidate.range])
    }
  }

  private static func holdsMarker(_ bytes: ArraySlice<UInt8>) -> Bool {
    var run = 0
    for byte in bytes {
      run = byte == UInt8(ascii: "<") ? run + 1 : 0
      if run == 3 { return true }
    }
    return false
  }
}

/// What a model named that was asked to copy an answer out of a text.
///
/// Only the last `<<<…>>>` of its reply counts. What it says around that is its own talk, in which the
/// rules for answers would find words that no one gave as an answer.
public enum NamedAnswer: Hashable, Sendable {
  /// The marker with the answer, to be read as any other text is.
  case answer(AnswerText)
  /// The model says that there is none.
  case none
  /// The reply holds no marker.
  case unreadable

  /// Reads the reply of a model.
  ///
  /// - Parameter thoughts: What of it is thought: an answer that was only considered there counts for
  ///   nothing.
  public init(in reply: String, thoughts: ThoughtRule = .standard) {
    let text = AnswerText(thoughts.spoken(reply))
    guard let inside = AnswerCandidates.markers(in: text).first else {
      self = .unreadable
      return
    }
    let bytes = text.bytes[inside]
    self =
      Self.isNone(bytes) ? .none : .answer(AnswerText(Array("<<<".utf8) + bytes + ">>>".utf8))
  }

  /// Ways to say that there is no answer, alone in the marker.
  private static let nothings = ["none", "n/a", "not stated", "not given", "unknown"]
    .map { Array($0.utf8) }
  /// Ways to begin to say so: `no answer is stated` must never count as the answer No.
  private static let beginnings = ["no answer", "no final answer"].map { Array($0.utf8) }
  private static let decoration = Array(" \t*_`'\"().[]".utf8)

  private static func isNone(_ inside: ArraySlice<UInt8>) -> Bool {
    let words = inside.drop { decoration.contains($0) }.prefix(64).map(ASCII.lowercased)
    return beginnings.contains { words.starts(with: $0) }
      || nothings.contains { nothing in
        words.starts(with: nothing)
          && words.dropFirst(nothing.count).allSatisfy { decoration.contains($0) }
      }
  }
}
