/// Extraction as the published code does it (paper, 2.1 and 3).
///
/// The last `<<<…>>>` counts, as it is. Where there is none, the published code asks a model to rewrite
/// the answer into one; in its place stands what strict extraction finds, in its normal spelling.
struct PaperExtraction {
  /// The answer's text.
  var text: AnswerText
  /// Whether the text stood in no marker and was rewritten.
  var isRewritten: Bool
  /// The quirks that decided.
  var quirks: [PaperQuirk] = []

  /// Extracts; `nil` if there is neither a marker nor anything that strict extraction can read.
  static func of<Task: BenchTask>(
    _ text: AnswerText, by task: Task, for problem: Task.Problem, trace: inout GradingTrace
  ) -> PaperExtraction? {
    if let range = lastMatch(in: text.bytes) {
      trace.place(.marker, range, isAccepted: true, "the last match of <<<(.*?)>>>")
      let strict = AnswerCandidates.markers(in: text).first
      let quirks: [PaperQuirk] = strict == text.trimmed(range) ? [] : [.lastMarker]
      return PaperExtraction(
        text: AnswerText(Array(text.bytes[range])), isRewritten: false, quirks: quirks)
    }
    guard case .found(_, let spelling, _) = task.extract(from: text, for: problem, trace: &trace)
    else { return nil }
    return PaperExtraction(text: AnswerText(spelling), isRewritten: true)
  }

  /// The inside of the last match of `<<<(.*?)>>>`, found as a regular expression finds matches: from
  /// the left, each as short as it can be.
  static func lastMatch(in bytes: [UInt8]) -> Range<Int>? {
    var last: Range<Int>?
    var open: Int?
    var index = 0
    while index + 2 < bytes.count {
      let byte = bytes[index]
      let isTriple = byte == bytes[index + 1] && byte == bytes[index + 2]
      if let start = open, isTriple, byte == UInt8(ascii: ">") {
        last = start..<index
        open = nil
        index += 3
      } else if open == nil, isTriple, byte == UInt8(ascii: "<") {
        open = index + 3
        index += 3
      } else {
        index += 1
      }
    }
    return last
  }
}
