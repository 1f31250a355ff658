/// The places where a plan may stand in a text, strongest first.
///
/// A plan has many lines, so that "the last line" and "the line after `answer:`" of
/// ``AnswerCandidates`` do not fit: after the markers come a marker that was never closed and the
/// whole text, of which each reader takes the last run that it can read.
enum PlanPlaces {
  /// The candidates: the last markers (the last first), an unclosed marker, the text.
  static func of(_ text: AnswerText) -> [AnswerCandidate] {
    let insides = AnswerCandidates.markers(in: text)
    var places = insides.map { AnswerCandidate(range: $0, rule: .marker) }
    if let empty = emptyMarker(in: text), insides.allSatisfy({ $0.lowerBound < empty.lowerBound }) {
      places.insert(AnswerCandidate(range: empty, rule: .marker), at: 0)
    }
    if let open = openMarker(in: text) {
      places.append(AnswerCandidate(range: open, rule: .openMarker))
    }
    places.append(AnswerCandidate(range: text.trimmed(text.bytes.indices), rule: .text))
    return places
  }

  /// Whether a place spells a plan without steps: an empty marker or an empty list.
  static func isEmptyPlan(_ text: AnswerText, _ place: AnswerCandidate) -> Bool {
    guard place.range.count <= 64 else { return false }
    let bytes = text.bytes[place.range]
    let isBare = bytes.allSatisfy { ASCII.isSpace($0) || "[](){}`".utf8.contains($0) }
    guard isBare else { return false }
    return (place.rule == .marker && place.range.isEmpty)
      || (bytes.contains(UInt8(ascii: "[")) && bytes.contains(UInt8(ascii: "]")))
  }

  /// The range between the last `<<<` and a `>>>` with only white space in between.
  private static func emptyMarker(in text: AnswerText) -> Range<Int>? {
    guard let start = AnswerCandidates.lastOccurrence(of: Array("<<<".utf8), in: text.bytes) else {
      return nil
    }
    var index = start + 3
    while index < text.bytes.count, ASCII.isSpace(text.bytes[index]) { index += 1 }
    let close = Array(">>>".utf8)
    return text.bytes[index...].starts(with: close) ? index..<index : nil
  }

  /// What follows the last `<<<`, if no `>>>` does.
  static func openMarker(in text: AnswerText) -> Range<Int>? {
    guard let start = AnswerCandidates.lastOccurrence(of: Array("<<<".utf8), in: text.bytes) else {
      return nil
    }
    let close = AnswerCandidates.lastOccurrence(of: Array(">>>".utf8), in: text.bytes)
    guard close.map({ $0 < start }) ?? true else { return nil }
    return text.trimmed((start + 3)..<text.bytes.count)
  }
}

/// A rule of a task's world that an action broke.
struct WorldFault: Hashable, Sendable {
  /// The rule's stable name, such as `lifter once a step`.
  let rule: String
  /// What is wrong, for a person.
  let text: String

  /// Creates a fault.
  init(_ rule: String, _ text: String) {
    self.rule = rule
    self.text = text
  }
}
