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
    if !isOn, let mention = PlainMarker.mention(in: written, as: kind),
      let (answer, text) = read(written, mention)
    {
      return .found(answer, text: text, rule: mention.rule)
    }
    let spoken = SpokenText(written, as: kind)
    let reading = StandingReading(spoken.text, as: kind)
    var found: (answer: Answer, text: String, mention: AnswerMention)?
    var floor = reading.lastRetraction
    for event in reading.events {
      guard case .mention(let mention, let bar) = event else {
        if let mention = found?.mention {
          note(mention, spoken, isAccepted: false, "was taken back")
        }
        found = nil
        continue
      }
      if let bar {
        note(mention, spoken, isAccepted: false, bar.rawValue)
        var endsEarlier = bar == .several
        if bar.takesBackSame, let earlier = found, let again = read(spoken.text, mention) {
          endsEarlier = again.text == earlier.text
        }
        if endsEarlier {
          found = nil
          floor = max(floor, mention.range.upperBound)
        }
      } else if let (answer, text) = read(spoken.text, mention) {
        note(mention, spoken, isAccepted: true, "read as \(text)")
        found = (answer, text, mention)
      } else {
        note(mention, spoken, isAccepted: false, "holds no \(expected) that can be read")
        let isAnswer = holdsAnswer?(spoken.text, mention) ?? kind.holdsAnswer(spoken.text, mention)
        if isAnswer, !mention.isWeak {
          found = nil
          floor = max(floor, mention.range.upperBound)
        }
      }
    }
    if found == nil || reading.isReopened(after: found?.mention.start ?? 0) {
      let places = reading.places(
        from: found == nil ? floor : reading.lastReopening, isReopened: found != nil)
      for mention in places.mentions {
        if let (answer, text) = read(places.text, mention) {
          note(mention, spoken, isAccepted: true, "read as \(text)")
          return .found(answer, text: text, rule: mention.rule)
        }
        note(mention, spoken, isAccepted: false, "holds no \(expected) that can be read")
      }
    }
    guard let found else {
      isWithdrawn = reading.lastRetraction > 0
      return .nothing(reason)
    }
    return .found(found.answer, text: found.text, rule: found.mention.rule)
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

  /// The text without what only supposes, asks or denies, each of its bytes a space.
  private var standingText: AnswerText {
    let bars: SentenceCues = [.supposes, .asks, .denies, .doubts, .rejects]
    let barred = events.compactMap { event -> AnswerMention? in
      if case .mention(let mention, .some) = event { mention } else { nil }
    }
    guard !barred.isEmpty || sentences.contains(where: { !$0.cues.isDisjoint(with: bars) }) else {
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
      let digit = bytes[range].firstIndex(where: ASCII.isDigit) ?? range.upperBound
      let lead = SentenceCues.of(bytes, range.lowerBound..<digit)
      let isBarred =
        !lead.isDisjoint(with: [.supposes, .denies, .doubts])
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
