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
  public init(in reply: String) {
    let text = AnswerText(reply)
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
