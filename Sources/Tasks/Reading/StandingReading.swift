/// A text as a sequence of mentions and of sentences that take them back.
struct StandingReading {
  enum Event {
    /// An answer, and what keeps it from standing.
    case mention(AnswerMention, bar: AnswerBar?)
    /// What was said before is taken back.
    case takenBack
  }

  let text: AnswerText
  let kind: SpokenText.Kind
  let sentences: [Sentence]
  private(set) var events: [Event] = []
  /// The end of the last sentence that takes something back; 0 if none does.
  private(set) var lastRetraction = 0
  /// The start of the last sentence that looks at the matter again; the end of the text if none does.
  private(set) var lastReopening: Int
  private(set) var mentions: [AnswerMention] = []

  init(_ text: AnswerText, as kind: SpokenText.Kind) {
    self.text = text
    self.kind = kind
    lastReopening = text.bytes.count
    let markers = AnswerForms.markers(in: text, keepsEmpty: kind == .plan)
    sentences = Sentence.all(in: text, markers: markers.map(\.outer))
    var forms = markers.map {
      AnswerMention(range: $0.inside, rule: .marker, start: $0.outer.lowerBound)
    }
    if kind != .plan { forms += AnswerForms.boxes(in: text) }
    forms.sort { $0.start < $1.start }
    collect(forms)
  }

  /// Whether the matter is looked at again after a place.
  func isReopened(after place: Int) -> Bool {
    lastReopening < text.bytes.count && lastReopening >= place
  }

  // MARK: - Collecting

  /// The most mentions that are looked at, from the end: more cannot change which of them is the last.
  private static let limit = 512

  private mutating func collect(_ forms: [AnswerMention]) {
    let found = mentionsBySentence(forms)
    var passed = found.reduce(0) { $0 + $1.count } - Self.limit
    for (sentence, mentions) in zip(sentences, found) {
      let kept = mentions.dropFirst(min(max(passed, 0), mentions.count))
      passed -= mentions.count
      add(Array(kept), in: sentence)
    }
  }

  /// What each sentence mentions.
  private func mentionsBySentence(_ forms: [AnswerMention]) -> [[AnswerMention]] {
    var found: [[AnswerMention]] = []
    found.reserveCapacity(sentences.count)
    var next = 0
    var heading = false
    for sentence in sentences {
      var inside: [AnswerMention] = []
      while next < forms.count, forms[next].start < sentence.range.upperBound {
        if forms[next].start >= sentence.range.lowerBound { inside.append(forms[next]) }
        next += 1
      }
      inside = withPhrases(inside, in: sentence)
      if kind != .plan, inside.isEmpty, heading, sentence.range.count <= 400 {
        inside = [
          AnswerMention(
            range: withoutBullet(sentence.range), rule: .answerPhrase,
            start: sentence.range.lowerBound)
        ]
      }
      if inside.isEmpty, let replacement = AnswerReplacement.mention(in: sentence, of: text, kind) {
        inside = [replacement]
      }
      heading = isHeading(sentence.range)
      found.append(inside)
    }
    return found
  }

  private func withPhrases(
    _ forms: [AnswerMention], in sentence: Sentence
  ) -> [AnswerMention] {
    guard kind != .plan, sentence.isInFence || sentence.cues.contains(.names),
      forms.isEmpty || kind != .choice
    else { return forms }
    let phrases = AnswerPhrases.mentions(in: sentence.range, of: text).filter { phrase in
      !forms.contains { $0.start >= phrase.start || $0.range.overlaps(phrase.range) }
        && !(sentence.isInFence && isAssignment(phrase))
    }
    return phrases.isEmpty ? forms : (forms + phrases).sorted { $0.start < $1.start }
  }

  private func isAssignment(_ phrase: AnswerMention) -> Bool {
    text.bytes[phrase.start..<phrase.range.lowerBound].contains(UInt8(ascii: "="))
  }

  private mutating func add(_ mentions: [AnswerMention], in sentence: Sentence) {
    guard sentence.cues.contains(.takesBack), !sentence.cues.contains(.asks) else {
      if sentence.cues.contains(.reopens) { lastReopening = sentence.range.lowerBound }
      add(each: mentions, in: sentence)
      return
    }
    lastRetraction = sentence.range.upperBound
    // What is said behind the retraction in its own sentence takes the place of what was said before.
    let lead = mentions.first.map {
      SentenceCues.of(
        text.bytes, sentence.range.lowerBound..<max($0.start, sentence.range.lowerBound))
    }
    if let lead, !lead.contains(.takesBack) {
      add(each: mentions, in: sentence)
      events.append(.takenBack)
    } else {
      events.append(.takenBack)
      add(each: mentions, in: sentence)
    }
  }

  private mutating func add(each mentions: [AnswerMention], in sentence: Sentence) {
    var before = sentence.range.lowerBound
    for mention in mentions {
      var mention = mention
      self.mentions.append(mention)
      let isContrast = AnswerContrast.cut(&mention, in: text, kind)
      let bar = isContrast ? nil : AnswerBar.of(mention, in: sentence, from: before, text, kind)
      events.append(.mention(mention, bar: bar))
      before = min(max(mention.range.upperBound, before), sentence.range.upperBound)
    }
  }

  private static let headings: Set<[String]> = [
    ["answer"], ["final", "answer"], ["the", "answer"], ["my", "answer"], ["final", "result"],
    ["result"], ["solution"], ["conclusion"], ["the", "final", "answer"], ["the", "answer", "is"],
    ["final", "solution"], ["correct", "answer"], ["the", "final", "answer", "is"],
    ["corrected", "answer"], ["my", "final", "answer"],
  ]

  /// Whether a line only names what follows it: `## Answer`, `**Final Answer**`.
  private func isHeading(_ range: Range<Int>) -> Bool {
    guard range.count <= 40, text.bytes[range].contains(where: { "#*_:".utf8.contains($0) }) else {
      return false
    }
    return Self.headings.contains(AnswerWord.words(in: text, range).map(\.lower))
  }
}
