import Basics

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

extension BenchTask {
  /// A choice task's verdict: a recorded one as the published code reads it, else the strict one
  /// (paper, 3.8-3.11).
  func choiceFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    guard let verdict = PaperVerdict.ofChoice(in: reply.text) else {
      return strictFinding(in: reply.text, for: problem, trace: &trace)
    }
    let word = String(decoding: verdict, as: UTF8.self)
    let success = PaperVerdict.holdsCorrect(verdict)
    return PaperFinding(
      word, success: success, "the verdict is \(word)",
      success && verdict.count > 7 ? [.verdictSubstring] : [])
  }
}

extension PaperQuirk {
  /// Any verdict that holds `Correct` or `correct` is success, `Incorrect` too (sections 3.8-3.11).
  static let verdictSubstring = PaperQuirk(rawValue: "verdict substring")
}

extension BenchTask {
  /// A number task's verdict: a recorded one as the published code reads it, else one that grants a
  /// thousandth (paper, 3.12-3.14).
  ///
  /// - Parameter isNear: Whether strict extraction's answer is right within a thousandth.
  func numberFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace,
    isNear: (Answer) -> Bool
  ) -> PaperFinding {
    if let verdict = PaperVerdict.ofNumber(in: reply.text) {
      let word = String(decoding: verdict, as: UTF8.self)
      let success = PaperVerdict.isSuccess([verdict])
      let isQuirk = success && word != "True"
      return PaperFinding(
        word, success: success, "the verdict is \(word)", isQuirk ? [.unlessFalse] : [])
    }
    switch extract(from: reply.text, for: problem, trace: &trace) {
    case .nothing(let reason): return .nothing(reason)
    case .found(let answer, let spelling, _):
      let strict = grade(answer, for: problem, trace: &trace)
      let success = strict.success || isNear(answer)
      return PaperFinding(
        spelling, success: success,
        success ? "the answer is right within a thousandth" : strict.explanation,
        success && !strict.success ? [.thousandth] : [])
    }
  }
}

extension Rational {
  private static let thousandth = Rational(1, over: 1_000)

  /// Whether this is within a thousandth of a truth, relative to it.
  func isNear(_ truth: Rational) -> Bool {
    (self - truth).magnitude <= truth.magnitude * Self.thousandth
  }
}

extension PaperQuirk {
  /// Everything but a verdict of exactly `False` on both texts is success (sections 3.12-3.14).
  static let unlessFalse = PaperQuirk(rawValue: "unless false")
  /// A number may be wrong by a thousandth of itself (sections 3.12-3.14).
  static let thousandth = PaperQuirk(rawValue: "thousandth")
}
