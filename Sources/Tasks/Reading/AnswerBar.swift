/// What keeps an answer from standing in its sentence.
enum AnswerBar: String {
  case asked = "is only asked"
  case supposed = "is only supposed"
  case denied = "is denied"
  case doubted = "is doubted"
  case bound = "is a bound"
  case several = "is one of several"

  /// Whether an earlier answer of the same value no longer stands either.
  var takesBackSame: Bool { self == .denied || self == .doubted }
}

extension AnswerBar {
  /// What keeps a mention from standing.
  ///
  /// - Parameter before: Where what is said of this mention begins: the sentence, or the end of the
  ///   mention before it.
  static func of(
    _ mention: AnswerMention, in sentence: Sentence, from before: Int, _ text: AnswerText,
    _ kind: SpokenText.Kind
  ) -> AnswerBar? {
    let bytes = text.bytes
    let end = sentence.range.upperBound
    let start = min(max(mention.start, sentence.range.lowerBound), end)
    if sentence.cues.contains(.asks), isAsked(mention, in: sentence) { return .asked }
    if let own = own(of: mention, in: bytes, kind) { return own }
    if isBadlyLabelled(mention, in: bytes, from: sentence.range.lowerBound) { return .supposed }
    if let verdict = verdict(behind: mention, in: bytes, to: end) { return verdict }
    if joins(bytes, before, mention, from: sentence.range.lowerBound) { return .several }
    // The first words of what is announced belong to the announcement: `the answer is not`.
    let lead =
      mention.rule == .answerPhrase
      ? min(mention.range.lowerBound + (kind == .choice ? 12 : 24), mention.range.upperBound, end)
      : start
    let whole = SentenceCues.of(bytes, sentence.range.lowerBound..<max(lead, start))
    if whole.contains(.doubts) { return .doubted }
    let clause = clause(bytes, min(before, start)..<max(lead, start))
    let said = clause == sentence.range.lowerBound..<lead ? whole : SentenceCues.of(bytes, clause)
    if said.contains(.supposes), !mention.rule.isExplicit || isNear(.supposes, bytes, clause, 120),
      !opposes(bytes, clause)
    {
      return .supposed
    }
    if isConditional(mention, in: sentence.range, bytes) { return .supposed }
    if kind != .plan, mention.rule != .boxed, said.contains(.wavers),
      isNear(.wavers, bytes, clause, mention.rule.isExplicit ? 14 : 40)
    {
      return .several
    }
    if denies(said, bytes, clause, mention, kind) { return .denied }
    if kind.isNumber, mention.rule != .boxed, isBound(mention, bytes, sentence.range) {
      return .bound
    }
    let inside =
      kind.isNumber && mention.rule.isExplicit
      ? SentenceCues.of(bytes, mention.range.prefixRange(40)) : []
    if !inside.isDisjoint(with: [.bounds, .wavers]) { return .several }
    if !inside.isDisjoint(with: [.supposes, .denies, .negates, .doubts]) { return .denied }
    if kind == .count, isRightlyNegated(bytes, mention.range.lowerBound, sentence.range) {
      return .denied
    }
    if kind != .count, kind != .plan, isNegated(bytes, start, sentence.range) { return .denied }
    // Behind the subject of `5 is the wrong answer` the rest is said of it.
    let isSubject = mention.range.lowerBound <= mention.start && mention.range.upperBound + 2 < end
    let from =
      mention.rule == .answerPhrase && !isSubject
      ? mention.range.lowerBound : mention.range.upperBound
    if from < end, rejects(bytes, from..<end, kind) { return .denied }
    if from < end, isDoubted(bytes, max(from, mention.range.lowerBound)..<end) { return .doubted }
    return nil
  }

  private static let negations = CueWords.set("not never except isn't neither")

  /// What a mention says of itself: `<<<5?>>>`, `<<<not 5>>>`.
  private static func own(
    of mention: AnswerMention, in bytes: [UInt8], _ kind: SpokenText.Kind
  ) -> AnswerBar? {
    let range = mention.range
    if mention.rule == .answerPhrase, kind == .expression || kind == .count {
      // `The answer is probably not 5`.
      let words = CueWords(bytes, range.prefixRange(24)).words
      return words.prefix(3).contains(where: negations.contains) ? .denied : nil
    }
    guard mention.rule.isExplicit, kind != .plan else { return nil }
    let last = bytes[range].suffix(8).last { !" *_`\"')$}".utf8.contains($0) }
    if last == UInt8(ascii: "?") { return .asked }
    if let sign = listing(bytes[range], kind) { return sign }
    let words = CueWords(bytes, range)
    guard !words.words.isEmpty else { return nil }
    if let colon = ByteSearch.place(of: UInt8(ascii: ":"), in: bytes, range.prefixRange(32)),
      AnswerLabel.isBad(bytes, endingAt: colon, from: range.lowerBound)
    {
      return .denied
    }
    if words.words.prefix(2).contains(where: negations.contains) { return .denied }
    return kind.isNumber ? nil : inside(words, of: range, in: bytes, kind)
  }

  /// What the words in a marker say of the answer beside them: `<<<possibly (B)>>>`.
  private static func inside(
    _ words: CueWords, of range: Range<Int>, in bytes: [UInt8], _ kind: SpokenText.Kind
  ) -> AnswerBar? {
    guard kind == .choice else {
      if words.words.contains(where: changes.contains) { return .several }
      let bars: SentenceCues = [.denies, .negates, .rejects, .supposes, .doubts, .takesBack]
      let cues = SentenceCues.of(words)
      if !cues.isDisjoint(with: bars) { return .denied }
      return cues.contains(.wavers) ? .several : nil
    }
    return insideChoice(words)
  }

  /// What the words of a choice say of it: `possibly (B)`, `next to (B)`, `n/a`.
  static func insideChoice(_ words: CueWords) -> AnswerBar? {
    let words = words.words
    guard words.count > 1 else { return nil }
    if mayBeLandmark(words) { return .denied }
    let cues = SentenceCues.of(words: Array(words.prefix(6)))
    if !cues.isDisjoint(with: [.supposes, .doubts, .denies]) { return .doubted }
    return cues.contains(.wavers) || SentenceCues.of(words: words).contains(.wavers)
      ? .several : nil
  }

  /// Whether the words of a choice may make it a landmark, or none.
  static func mayBeLandmark(_ words: [CueWords.Word]) -> Bool {
    words == nothing || landmarks.contains(words[0])
      || !replies.contains(words[0]) && words.prefix(4).contains(where: relations.contains)
  }

  private static let replies = CueWords.set("yes no a b c d e f g")

  private static let nothing = [CueWords.word("n"), CueWords.word("a")]
  /// Words by which an option is only a landmark.
  private static let relations = CueWords.set(
    "before after near opposite similar")
  private static let landmarks = relations.union(
    CueWords.set("next see until since except beside between"))

  /// Signs by which a marker holds several expressions or counts, or something else.
  private static func listing(_ bytes: ArraySlice<UInt8>, _ kind: SpokenText.Kind) -> AnswerBar? {
    switch kind {
    case .expression:
      bytes.dropFirst(2).dropLast(2).contains { "|;&#<>".utf8.contains($0) } ? .several : nil
    case .count: bytes.dropLast().contains { "|;".utf8.contains($0) } ? .several : nil
    default: nil
    }
  }

  /// Words that make another value of an expression.
  private static let changes = CueWords.set(
    """
    squared cubed dozen dozens thousand million billion percent hundred half twice double root wrong \
    incorrect false
    """)

  /// Whether a label before a mention, or before the words that announce it, says that it is no answer.
  private static func isBadlyLabelled(
    _ mention: AnswerMention, in bytes: [UInt8], from start: Int
  ) -> Bool {
    if AnswerLabel.bars(bytes, before: mention.start, from: start) { return true }
    return mention.rule == .answerPhrase
      && AnswerLabel.bars(bytes, before: mention.range.lowerBound, from: start)
  }

  private static let verdicts = CueWords.set("wrong incorrect false no invalid rejected nope not")

  /// A verdict in one word behind a marker: `<<<5>>>: false`.
  private static func verdict(
    behind mention: AnswerMention, in bytes: [UInt8], to end: Int
  ) -> AnswerBar? {
    guard mention.rule == .marker else { return nil }
    var place = mention.range.upperBound
    while place < end, bytes[place] == UInt8(ascii: ">") || ASCII.isSpace(bytes[place]) {
      place += 1
    }
    guard place < end, end - place <= 24, ":-,(=".utf8.contains(bytes[place]) else { return nil }
    let words = CueWords(bytes, place..<end).words
    return words.count == 1 && verdicts.contains(words[0]) ? .denied : nil
  }

  private static let joins = CueWords.set("or and versus vs")

  /// Whether only `or`, `and` or a stroke stands between this mention and the one before it.
  private static func joins(
    _ bytes: [UInt8], _ before: Int, _ mention: AnswerMention, from start: Int
  ) -> Bool {
    guard mention.rule.isExplicit, before > start, before < mention.start,
      mention.start - before <= 24
    else { return false }
    let gap = before..<mention.start
    let words = CueWords(bytes, gap).words
    if words.count == 1, joins.contains(words[0]) { return true }
    return words.isEmpty && bytes[gap].contains { "/|&".utf8.contains($0) }
  }

  private static let oppositions = CueWords.set("instead unlike contrary rather despite")

  /// Whether what is supposed ends at a comma: `Instead of 5, the answer is 6`.
  private static func opposes(_ bytes: [UInt8], _ clause: Range<Int>) -> Bool {
    guard let first = CueWords(bytes, clause.prefixRange(24)).words.first,
      oppositions.contains(first),
      let comma = bytes[clause].lastIndex(of: UInt8(ascii: ","))
    else { return false }
    return !SentenceCues.of(bytes, comma..<clause.upperBound).contains(.supposes)
  }

  private static let would = CueWords.set("would could might")
  private static let conditions = CueWords.set("if unless were had")
  private static let whats = CueWords.set("what how where")

  /// Whether what follows makes the mention a supposition: `would be 5 if …`, `5 unless …`, `"5" is what a
  /// careless student would write`.
  private static func isConditional(
    _ mention: AnswerMention, in sentence: Range<Int>, _ bytes: [UInt8]
  ) -> Bool {
    let from = mention.rule == .answerPhrase ? mention.range.lowerBound : mention.range.upperBound
    guard mention.rule != .boxed, from < sentence.upperBound else { return false }
    let rest = CueWords(bytes, from..<sentence.upperBound).words
    if rest.contains(unless) { return true }
    if rest.contains(where: conditions.contains),
      CueWords(bytes, sentence.lowerBound..<max(mention.range.lowerBound, sentence.lowerBound))
        .words.suffix(4).contains(where: would.contains)
    {
      return true
    }
    if ByteSearch.contains("\" is what ", in: bytes[from..<sentence.upperBound].prefix(640)) {
      return true
    }
    guard let verb = rest.firstIndex(of: verb), verb + 2 < rest.count else { return false }
    return verb <= 1 && whats.contains(rest[verb + 1]) && articles.contains(rest[verb + 2])
  }

  private static let unless = CueWords.word("unless")
  private static let verb = CueWords.word("is")
  private static let articles = CueWords.set("a an some many most one careless people someone")

  /// Whether a cue stands in the last bytes of a range.
  private static func isNear(
    _ cue: SentenceCues, _ bytes: [UInt8], _ range: Range<Int>, _ reach: Int
  ) -> Bool {
    SentenceCues.of(bytes, max(range.lowerBound, range.upperBound - reach)..<range.upperBound)
      .contains(cue)
  }

  /// Whether the words right before a place deny it, or the sentence around it does.
  private static func isNegated(_ bytes: [UInt8], _ start: Int, _ range: Range<Int>) -> Bool {
    let words = AnswerNegation.words(bytes, before: start, in: range)
    if words.contains("that") {
      return AnswerNegation.deniesSentence(bytes, before: start, in: range)
    }
    // In `the chance that they don't match is 5` the subject is denied, and not what is said of it.
    if words.first.map({ ["is", "are", "equals", "was"].contains($0) }) ?? false { return false }
    return AnswerNegation.denies(bytes, before: start, in: range)
  }

  /// Whether a negation stands right before a place.
  private static func isRightlyNegated(
    _ bytes: [UInt8], _ start: Int, _ range: Range<Int>
  ) -> Bool {
    guard range.contains(start) else { return false }
    return AnswerNegation.words(bytes, before: start, in: range).first.map {
      ["not", "isn't", "never", "except"].contains($0)
    } ?? false
  }

  private static let joints: [StaticString] = [
    " so ", " but ", " therefore ", " thus ", " hence ", " however", " yet ", "; ", " although ",
    " and so ", " rather ", " actually ",
  ]

  /// What stands before a `but` that is no conjunction: `anything but`.
  private static let exceptions: [StaticString] = ["thing but", "s all but", " none but"]

  /// The part of a range behind its last conjunction: what is supposed before that is not said of this.
  private static func clause(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    let low = max(range.lowerBound, range.upperBound - 400)
    var index = range.upperBound - 3
    while index >= low {
      let next = ASCII.lowercased(bytes[index + 1])
      if bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: ";"),
        joints.contains(where: {
          $0.utf8Start[1] == next && index + $0.utf8CodeUnitCount <= range.upperBound
            && ByteSearch.starts($0, in: bytes, at: index)
        }), !exceptions.contains(where: { ByteSearch.starts($0, in: bytes, at: index - 5) })
      {
        return index..<range.upperBound
      }
      index -= 1
    }
    return max(range.lowerBound, range.upperBound - 640)..<range.upperBound
  }

  /// Whether what is said is a denial, in the part behind the last comma; a plain negation denies
  /// nothing behind a `that`, of which ``AnswerNegation`` knows more.
  private static func denies(
    _ said: SentenceCues, _ bytes: [UInt8], _ clause: Range<Int>, _ mention: AnswerMention,
    _ kind: SpokenText.Kind
  ) -> Bool {
    guard !said.isDisjoint(with: [.denies, .negates]) else { return false }
    let end = min(mention.start, clause.upperBound)
    let comma = bytes[clause.lowerBound..<max(end, clause.lowerBound)]
      .lastIndex(of: UInt8(ascii: ","))
    let start = max(comma.map { $0 + 1 } ?? clause.lowerBound, end - denialReach)
    guard start < clause.upperBound else { return false }
    let near = start..<clause.upperBound
    let cues = SentenceCues.of(bytes, near)
    if cues.contains(.denies) { return true }
    guard cues.contains(.negates) else { return false }
    if let that = ByteSearch.place(of: " that ", in: bytes[near]) {
      return SentenceCues.of(bytes, (that + 6)..<near.upperBound).contains(.negates)
    }
    // `The chance that it is not red is 5`: the negation is far from the number.
    let close = max(start, end - negationReach)..<clause.upperBound
    return SentenceCues.of(bytes, close).contains(.negates)
  }

  private static let denialReach = 72
  private static let negationReach = 28

  /// Whether the number is only a bound: the words right before it say so.
  private static func isBound(
    _ mention: AnswerMention, _ bytes: [UInt8], _ sentence: Range<Int>
  ) -> Bool {
    guard mention.range.lowerBound >= sentence.lowerBound,
      mention.range.upperBound <= sentence.upperBound
    else { return false }
    let digit = bytes[mention.range].firstIndex(where: ASCII.isDigit) ?? mention.range.lowerBound
    let low = max(sentence.lowerBound, digit - 20)
    return SentenceCues.of(bytes, low..<digit).contains(.bounds)
  }

  /// Whether the sentence asks whether the mention is the answer; what comes behind it may ask more.
  private static func isAsked(_ mention: AnswerMention, in sentence: Sentence) -> Bool {
    sentence.range.upperBound - mention.range.upperBound <= 24 || mention.rule == .answerPhrase
  }

  private static let verdictStarts = CueWords.set(
    "is was isn't wasn't cannot can't seems looks must would which that and but being")
  private static let butNo = [CueWords.word("but"), CueWords.word("no")]
  private static let reasons = CueWords.set("because since as while whereas so and but for")

  /// Whether the last words of a range reject what it speaks of, no other clause between.
  private static func rejects(
    _ bytes: [UInt8], _ range: Range<Int>, _ kind: SpokenText.Kind
  ) -> Bool {
    let words = CueWords(bytes, range)
    // `…, but no.`
    if words.words.suffix(2).elementsEqual(butNo) { return true }
    // Behind a number a noun may stand that is spoken of: `12 boxes must be eliminated`.
    if kind.isNumber, words.words.count > 1, let first = words.words.first,
      !verdictStarts.contains(first)
    {
      return false
    }
    let cues = SentenceCues.of(words)
    guard cues.contains(.rejects) else { return false }
    return !words.words.contains(where: reasons.contains)
      && !bytes[range].prefix(640).dropLast(12).contains(UInt8(ascii: ";"))
  }

  /// Whether what follows a mention doubts it: `…, but I am not sure`.
  private static func isDoubted(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    SentenceCues.of(bytes, range).contains(.doubts)
  }
}
