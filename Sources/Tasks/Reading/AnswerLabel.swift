/// What the words before a colon announce: `Wrong answers: 5` and `The bot replied: 5` give no answer.
enum AnswerLabel {
  private static let byteLimit = 96

  /// Words by which a label announces what is no answer.
  private static let bad = CueWords.set(
    """
    wrong incorrect false invalid rejected bad mistaken flawed faulty erroneous discarded eliminated \
    excluded mistake mistakes pitfall pitfalls trap distractor distractors beware unacceptable \
    impossible refuted disproved implausible runner bound index iterations example input given unknown
    """)
  /// Words by which a label announces what somebody else says.
  private static let quoting = CueWords.set(
    "replied replies answered wrote writes responded claimed claims told says said")
  /// Words that make a label one of a right answer all the same: `after correcting the mistake:`.
  private static let righting = CueWords.set(
    """
    correct corrected correction correcting correctly fixed fixing fix after without not no right avoid \
    avoiding true actual revised instead therefore so except never isn't
    """)
  private static let verbs = CueWords.set(
    "is was are were am i'm be been made found see realized realised have had has")
  private static let speakers = CueWords.set("i we i've")
  private static let format = CueWords.word("format")
  private static let framing = CueWords.set("output expected required the answer response reply")
  private static let ruled = CueWords.set("ruled ruling crossed struck")
  private static let rejecting = CueWords.set(
    "reject rejected ruled dismissed discarded excluded runner")

  /// Whether what a place announces is no answer, by the label that stands right before it in its line.
  static func bars(_ bytes: [UInt8], before place: Int, from start: Int) -> Bool {
    guard let colon = colon(bytes, before: place, from: start) else { return false }
    return isBad(bytes, endingAt: colon, from: start)
  }

  /// Whether the label that ends at a colon announces what is no answer.
  static func isBad(_ bytes: [UInt8], endingAt colon: Int, from start: Int) -> Bool {
    let low = max(start, colon - byteLimit)
    let line = bytes[low..<colon]
    let begin = line.lastIndex { ".!?;\n".utf8.contains($0) }.map { $0 + 1 } ?? low
    return announcesNone(CueWords(bytes, begin..<colon).words)
  }

  private static func announcesNone(_ words: [CueWords.Word]) -> Bool {
    guard let last = words.last else { return false }
    if last == format { return words.dropLast().allSatisfy(framing.contains) }
    if quoting.contains(last) { return !words.contains(where: speakers.contains) }
    guard !words.contains(where: righting.contains) else { return false }
    if words.contains(where: ruled.contains) { return true }
    // `On reflection I was wrong: 5` is a sentence, and no label.
    let isSentence = words.dropLast().contains(where: verbs.contains)
    guard !isSentence else { return false }
    return words.contains(where: bad.contains) || rejecting.contains(last)
  }

  /// The colon right before a place, signs that only set it off between.
  private static func colon(_ bytes: [UInt8], before place: Int, from start: Int) -> Int? {
    var index = place
    if ByteSearch.starts("the ", in: bytes, at: place - 4), place - 4 >= start { index -= 4 }
    let low = max(start, place - 24)
    while index > low, " *_`\"'$([<>\t".utf8.contains(bytes[index - 1]) { index -= 1 }
    guard index > start, bytes[index - 1] == UInt8(ascii: ":") else { return nil }
    return index - 1
  }
}
