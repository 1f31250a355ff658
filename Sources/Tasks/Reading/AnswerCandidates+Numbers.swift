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
