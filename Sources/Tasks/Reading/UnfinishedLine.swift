/// Lines with a value that nobody gives as an answer: what is only begun, known or looked at.
extension StandingReading {
  private static let denials = CueWords.set("not isn't never wasn't")

  /// Whether a sentence breaks off at a denial, which then stands before whatever follows: `The answer is not`.
  func endsInDenial(_ range: Range<Int>) -> Bool {
    var end = range.upperBound
    while end > range.lowerBound, "*_: ".utf8.contains(text.bytes[end - 1]) { end -= 1 }
    guard end > range.lowerBound, ASCII.isLetter(text.bytes[end - 1]) else { return false }
    let start = max(range.lowerBound, end - 8)
    return CueWords(text.bytes, start..<end).words.last.map(Self.denials.contains) ?? false
  }

  /// Words before a colon that announce a part of the work, where they stand alone: `Step: 5`.
  private static let labels: Set<[String]> = [
    ["step"], ["line"], ["hint"], ["estimate"], ["error"], ["chapter"], ["page"], ["so", "far"],
  ]
  /// Words with which a line of work begins.
  private static let openings: Set = ["let", "let's", "first", "we", "it", "now", "i", "you"]
  private static let tasks: Set = [
    "check", "try", "verify", "test", "consider", "start", "begin", "recheck",
  ]
  private static let steps: Set = ["add", "subtract", "multiply", "divide"]
  private static let states: Set = ["know", "start", "begin"]

  /// Whether a line names a value of the work and gives none: `Let me check 5.`, `We know 5`, `Step: 5`.
  ///
  /// - Parameter hasTail: Whether a value stands at its end behind `is`, `=` or a colon.
  func isUnfinished(_ line: Range<Int>, hasTail: Bool) -> Bool {
    guard kind.isNumber || kind == .choice, line.count <= 120,
      let first = AnswerWord.next(in: text, from: line.lowerBound, line.prefixRange(24))
    else { return false }
    if kind.isNumber, isLabelled(line) { return true }
    guard !hasTail, Self.openings.contains(first.lower) else { return false }
    let words = AnswerWord.words(in: text, line.prefixRange(40)).map(\.lower)
    guard words.count > 2 else { return kind.isNumber && words.count == 2 && isState(words) }
    switch first.lower {
    case "let": return ["me", "us"].contains(words[1]) && Self.tasks.contains(words[2])
    case "let's": return Self.tasks.contains(words[1])
    case "first": return ["i", "we"].contains(words[1]) && Self.tasks.contains(words[2])
    default: return kind.isNumber && isState(words)
    }
  }

  /// Whether the first words of a line say what is known, or what is done next.
  private func isState(_ words: [String]) -> Bool {
    let (second, third) = (words[1], words.count > 2 ? words[2] : "")
    return switch words[0] {
    case "we":
      Self.states.contains(second) || second == "need" && third == "to"
        || second == "must" && (Self.tasks.contains(third) || Self.steps.contains(third))
    case "it": second == "remains" && third == "to"
    case "now": Self.steps.contains(second)
    case "i": second == "stopped" || second == "gave" && third == "up"
    case "you": second == "asked"
    default: false
    }
  }

  /// Whether a line is a label of the work and a value, and no calculation.
  private func isLabelled(_ line: Range<Int>) -> Bool {
    let head = line.prefixRange(24)
    guard let colon = ByteSearch.place(of: UInt8(ascii: ":"), in: text.bytes, head),
      !text.bytes[colon..<line.upperBound].contains(UInt8(ascii: "="))
    else { return false }
    let label = AnswerWord.words(in: text, line.lowerBound..<colon).map(\.lower)
    return Self.labels.contains(label)
  }
}
