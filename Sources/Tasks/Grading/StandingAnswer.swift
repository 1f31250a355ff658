/// What stands while a text is read in order.
private struct Standing<Answer> {
  /// The last answer that stands, its normal spelling and its place.
  var found: (answer: Answer, text: String, mention: AnswerMention)?
  /// What is said before this place no longer counts.
  var floor: Int
  /// Whether an answer was found, be it that it no longer stands.
  var wasFound = false

  /// No answer stands, and none that was said up to a place counts.
  mutating func end(at place: Int) {
    found = nil
    floor = max(floor, place)
  }
}

extension GradingTrace {
  /// The last answer of a text that still stands.
  ///
  /// Answers are read in the order of the text. What a sentence denies, doubts, asks or only supposes
  /// does not stand; a sentence that takes back what was said makes room for what is said after it, and
  /// an answer that is more than one value leaves none. Where nothing was put as an answer, the last
  /// line that is more than talk counts.
  ///
  /// - Parameters:
  ///   - written: The text as it was written.
  ///   - kind: What kind of answer is looked for.
  ///   - expected: What is looked for, such as `whole number`, for the notes.
  ///   - reason: Why there is no answer where no place can be read.
  ///   - holdsAnswer: Whether a place that cannot be read gives an answer all the same, though not one
  ///     that counts: two values, an expression.
  ///   - read: The answer of a place in the text in one spelling, and its normal spelling.
  mutating func standing<Answer>(
    in written: AnswerText, as kind: SpokenText.Kind, expecting expected: StaticString,
    orElse reason: String, holdsAnswer: ((AnswerText, AnswerMention) -> Bool)? = nil,
    read: (AnswerText, AnswerMention) -> (answer: Answer, text: String)?
  ) -> Extraction<Answer> {
    if let plain = plain(in: written, as: kind, read: read) { return plain }
    let spoken = SpokenText(written, as: kind)
    var reading = StandingReading(spoken.text, as: kind)
    if !isOn, let (answer, text, rule) = Self.settled(&reading, holdsAnswer, read) {
      return .found(answer, text: text, rule: rule)
    }
    reading.readAll()
    var standing = Standing<Answer>(floor: reading.lastRetraction)
    for event in reading.events {
      guard case .mention(let mention, let bar) = event else {
        takeBack(&standing, spoken)
        continue
      }
      // What only replaces an answer needs one.
      if mention.replaces, !standing.wasFound || bar != nil { continue }
      if let bar {
        passOver(mention, bar, &standing, spoken, read: read)
      } else if !take(mention, &standing, spoken, read: read) {
        note(mention, spoken, isAccepted: false, "holds no \(expected) that can be read")
        let isAnswer = holdsAnswer?(spoken.text, mention) ?? kind.holdsAnswer(spoken.text, mention)
        if isAnswer, !mention.isWeak, !mention.replaces {
          standing.end(at: mention.range.upperBound)
        }
      }
    }
    close(&standing, reading, spoken, expecting: expected, read: read)
    guard let found = standing.found else {
      isWithdrawn = reading.lastRetraction > 0
      return .nothing(reason)
    }
    return .found(found.answer, text: found.text, rule: found.mention.rule)
  }

  /// The answer of a text whose last words settle it: one that can be read, and behind it nothing that
  /// takes it back, denies it or looks at the matter again.
  ///
  /// Most texts are of this kind. What stands before such an answer has no say, and is not looked at.
  private static func settled<Answer>(
    _ reading: inout StandingReading, _ holdsAnswer: ((AnswerText, AnswerMention) -> Bool)?,
    _ read: (AnswerText, AnswerMention) -> (answer: Answer, text: String)?
  ) -> (answer: Answer, text: String, rule: AnswerRule)? {
    let (spoken, kind) = (reading.text, reading.kind)
    var denied: [AnswerMention] = []
    while let events = reading.eventsOfSentenceBefore() {
      for event in events.reversed() {
        guard case .mention(let mention, let bar) = event, bar != .several, !mention.replaces else {
          return nil
        }
        if let bar {
          if bar.takesBackSame { denied.append(mention) }
        } else if let (answer, text) = read(spoken, mention) {
          let isSettled =
            !reading.isReopened(after: mention.start)
            && !denied.contains { read(spoken, $0)?.text == text }
          return isSettled ? (answer, text, mention.rule) : nil
        } else if !mention.isWeak,
          holdsAnswer?(spoken, mention) ?? kind.holdsAnswer(spoken, mention)
        {
          return nil
        }
      }
    }
    return nil
  }

  /// The answer of a text that ends in one plain marker, by the shorter way.
  private func plain<Answer>(
    in written: AnswerText, as kind: SpokenText.Kind,
    read: (AnswerText, AnswerMention) -> (answer: Answer, text: String)?
  ) -> Extraction<Answer>? {
    guard !isOn, let mention = PlainMarker.mention(in: written, as: kind),
      let (answer, text) = read(written, mention)
    else { return nil }
    return .found(answer, text: text, rule: mention.rule)
  }

  /// A sentence took back what was said before it.
  private mutating func takeBack<Answer>(_ standing: inout Standing<Answer>, _ spoken: SpokenText) {
    if let mention = standing.found?.mention {
      note(mention, spoken, isAccepted: false, "was taken back")
    }
    standing.found = nil
  }

  /// A mention is barred: one of several leaves no answer, and one that denies the same value again ends
  /// the earlier one too.
  private mutating func passOver<Answer>(
    _ mention: AnswerMention, _ bar: AnswerBar, _ standing: inout Standing<Answer>,
    _ spoken: SpokenText, read: (AnswerText, AnswerMention) -> (answer: Answer, text: String)?
  ) {
    note(mention, spoken, isAccepted: false, bar.rawValue)
    var endsEarlier = bar == .several
    if bar.takesBackSame, let earlier = standing.found, let again = read(spoken.text, mention) {
      endsEarlier = again.text == earlier.text
    }
    if endsEarlier { standing.end(at: mention.range.upperBound) }
  }

  /// Takes a mention for the answer that stands; whether it can be read.
  private mutating func take<Answer>(
    _ mention: AnswerMention, _ standing: inout Standing<Answer>, _ spoken: SpokenText,
    read: (AnswerText, AnswerMention) -> (answer: Answer, text: String)?
  ) -> Bool {
    guard let (answer, text) = read(spoken.text, mention) else { return false }
    note(mention, spoken, isAccepted: true, "read as \(text)")
    standing.found = (answer, text, mention)
    standing.wasFound = true
    return true
  }

  /// Looks at the places that close a text: where nothing stands, or the matter was looked at again.
  private mutating func close<Answer>(
    _ standing: inout Standing<Answer>, _ reading: StandingReading, _ spoken: SpokenText,
    expecting expected: StaticString,
    read: (AnswerText, AnswerMention) -> (answer: Answer, text: String)?
  ) {
    let found = standing.found
    guard found == nil || reading.isReopened(after: found?.mention.start ?? 0) else { return }
    let places = reading.places(
      from: found == nil ? standing.floor : reading.lastReopening, isReopened: found != nil)
    for mention in places.mentions {
      if let (answer, text) = read(places.text, mention) {
        note(mention, spoken, isAccepted: true, "read as \(text)")
        standing.found = (answer, text, mention)
        return
      }
      note(mention, spoken, isAccepted: false, "holds no \(expected) that can be read")
    }
  }

  private mutating func note(
    _ mention: AnswerMention, _ spoken: SpokenText, isAccepted: Bool,
    _ text: @autoclosure () -> String
  ) {
    guard isOn else { return }
    place(mention.rule, spoken.origin(of: mention.range), isAccepted: isAccepted, text())
  }
}

extension GradingTrace {
  /// The plan of a text: the last that still stands.
  ///
  /// - Parameter read: The plan of a place, and its normal spelling.
  mutating func plan<Plan>(
    in text: AnswerText, expecting expected: StaticString, orElse reason: String,
    read: (AnswerText, AnswerCandidate, ReadingRules) -> (answer: Plan, text: String)?
  ) -> Extraction<Plan> {
    guard reads == .standing else {
      return first(of: PlanPlaces.of(text), expecting: expected, orElse: reason) {
        read(text, $0, .form)
      }
    }
    return standing(in: text, as: .plan, expecting: expected, orElse: reason) {
      read($0, $1.candidate, .standing)
    }
  }
}

extension SpokenText.Kind {
  /// Whether a place that cannot be read as this kind gives an answer all the same.
  fileprivate func holdsAnswer(_ text: AnswerText, _ mention: AnswerMention) -> Bool {
    switch self {
    case .number, .mathematics, .expression, .count:
      mention.range.count <= ShortAnswer.byteLimit
        && text.bytes[mention.range].contains(where: ASCII.isDigit)
    case .choice, .plan: false
    }
  }
}

extension StandingReading {
  /// The places where an answer may stand that was put nowhere, the best first, and their text.
  fileprivate func places(
    from start: Int, isReopened: Bool
  ) -> (text: AnswerText, mentions: [AnswerMention]) {
    guard kind.isSpread else {
      return (text, closing(from: start, needsConclusion: isReopened))
    }
    let said = standingText
    let all = said.trimmed(min(start, said.bytes.count)..<said.bytes.count)
    let rules: [AnswerRule] = kind == .count ? [.lastLabels, .numberAndList] : [.text]
    var mentions = rules.map { AnswerMention(range: all, rule: $0, start: all.lowerBound) }
    if kind == .count, let line = said.lastLine, line.lowerBound >= all.lowerBound {
      mentions.insert(
        AnswerMention(range: line, rule: .lastLine, start: line.lowerBound), at: 0)
    }
    if kind == .plan, let open = PlanPlaces.openMarker(in: said), open.lowerBound >= start {
      mentions.insert(
        AnswerMention(range: open, rule: .openMarker, start: open.lowerBound), at: 0)
    }
    return (said, mentions)
  }

  private static let denials = CueWords.set("not doesn't didn't never isn't")
  private static let conditions = CueWords.set("if")

  /// Whether the words before a count deny or suppose it: `does not occur`, `if it occurred`.
  private func deniesCount(_ lead: Range<Int>) -> Bool {
    let words = CueWords(text.bytes, lead).words
    return words.first.map(Self.conditions.contains) ?? false
      || words.suffix(4).contains(where: Self.denials.contains)
  }

  /// The text without what only supposes, asks or denies, each of its bytes a space.
  private var standingText: AnswerText {
    let bars: SentenceCues = [.supposes, .asks, .denies, .doubts, .rejects]
    let barred = events.compactMap { event -> AnswerMention? in
      if case .mention(let mention, .some) = event { mention } else { nil }
    }
    guard
      kind == .count || !barred.isEmpty
        || sentences.contains(where: { !$0.cues.isDisjoint(with: bars) })
    else {
      return text
    }
    var bytes = text.bytes
    for mention in barred {
      for index in mention.start..<max(mention.range.upperBound, mention.start) {
        bytes[index] = UInt8(ascii: " ")
      }
    }
    var isBelow = false
    for sentence in sentences {
      let range = sentence.range
      let digit = text.bytes[range].firstIndex(where: ASCII.isDigit) ?? range.upperBound
      let lead = SentenceCues.of(text.bytes, range.lowerBound..<digit)
      let isNegated =
        kind == .count
        && (isVerdict(range)
          || sentence.isInProgram && text.bytes[range].contains(UInt8(ascii: "\""))
          || SentenceCues.of(text.bytes, max(range.lowerBound, digit - 24)..<digit)
            .contains(.negates)
          || deniesCount(range.lowerBound..<digit))
      let isBarred =
        isNegated || !lead.isDisjoint(with: [.supposes, .denies, .doubts])
        || !sentence.cues.isDisjoint(with: [.asks, .rejects])
      let isPlain = digit < range.upperBound && !sentence.cues.contains(.concludes)
      guard isBarred || isBelow && isPlain else {
        isBelow = false
        continue
      }
      for index in range { bytes[index] = UInt8(ascii: " ") }
      // What stands below `a wrong plan would be:` is the wrong plan.
      if isBarred { isBelow = text.bytes[range.upperBound - 1] == UInt8(ascii: ":") }
    }
    return AnswerText(bytes)
  }
}
