/// A text as a sequence of mentions and of sentences that take them back, read from its end.
struct StandingReading {
  enum Event {
    /// An answer, and what keeps it from standing.
    case mention(AnswerMention, bar: AnswerBar?)
    /// What was said before is taken back.
    case takenBack
  }

  let text: AnswerText
  let kind: SpokenText.Kind
  private(set) var sentences: [Sentence]
  /// The end of the last sentence that takes something back; 0 if none that was read does.
  private(set) var lastRetraction = 0
  /// The start of the last sentence that looks at the matter again; the end of the text if none that was
  /// read does.
  private(set) var lastReopening: Int
  private(set) var mentions: [AnswerMention] = []
  private let forms: [AnswerMention]
  /// The sentences and the forms that are not yet read: the first so many.
  private var unread: Int
  private var unreadForms: Int
  /// How many mentions were found in the sentences that were read.
  private var passed = 0
  /// The events of each sentence that was read, the last sentence first.
  private var read: [[Event]] = []

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
    self.forms = forms
    unread = sentences.count
    unreadForms = forms.count
  }

  /// Whether the matter is looked at again after a place.
  func isReopened(after place: Int) -> Bool {
    lastReopening < text.bytes.count && lastReopening >= place
  }

  // MARK: - Reading

  /// The most mentions that are looked at, from the end: more cannot change which of them is the last.
  private static let limit = 512

  /// The events of the sentences that were read, in order.
  var events: [Event] { Array(read.reversed().joined()) }

  /// Reads all sentences.
  mutating func readAll() {
    while unread > 0 { readSentence() }
  }

  /// The events of the last sentence that was not read yet; `nil` where all are.
  ///
  /// Most answers stand at the end, so that what stands before them is not looked at.
  mutating func eventsOfSentenceBefore() -> [Event]? {
    guard unread > 0 else { return nil }
    readSentence()
    return read.last
  }

  /// Reads the last sentence that was not read yet.
  private mutating func readSentence() {
    unread -= 1
    sentences[unread].readCues(in: text)
    let sentence = sentences[unread]
    let found = mentions(in: sentence, below: unread > 0 ? sentences[unread - 1].range : nil)
    read.append(events(found.suffix(max(Self.limit - passed, 0)), in: sentence))
    passed += found.count
  }

  /// What a sentence mentions.
  ///
  /// - Parameter before: The sentence before it, which may be its heading.
  private mutating func mentions(
    in sentence: Sentence, below before: Range<Int>?
  ) -> [AnswerMention] {
    let taken = takeForms(in: sentence.range)
    var inside = withPhrases(taken, in: sentence)
    inside.removeAll { isLiteral($0, in: sentence) }
    guard inside.isEmpty else { return inside }
    if kind != .plan, sentence.range.count <= 400, let before, isHeading(before) {
      return [
        AnswerMention(
          range: withoutBullet(sentence.range), rule: .answerPhrase,
          start: sentence.range.lowerBound)
      ]
    }
    let replacement = AnswerReplacement.mention(in: sentence, of: text, kind)
    var later = AnswerRevision.mention(in: sentence, of: text, kind) ?? replacement
    // Where both rules find an answer the shorter is nothing else, and it needs none before it.
    if let replacement {
      later?.replaces = false
      if let found = later, replacement.range.count < found.range.count { later = replacement }
    }
    return later.map { [$0] } ?? []
  }

  /// Whether a mention stands in a string of a program that nobody ran: `print("<<<5>>>")`.
  private func isLiteral(_ mention: AnswerMention, in sentence: Sentence) -> Bool {
    let start = sentence.range.lowerBound
    guard mention.start > start,
      sentence.isInProgram || ByteSearch.starts("print(", in: text.bytes, at: start)
    else { return false }
    return text.bytes[max(start, mention.start - Self.lineReach)..<mention.start].contains {
      $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'")
    }
  }

  /// The forms that begin in a range, behind which all are taken.
  private mutating func takeForms(in range: Range<Int>) -> [AnswerMention] {
    while unreadForms > 0, forms[unreadForms - 1].start >= range.upperBound { unreadForms -= 1 }
    let end = unreadForms
    while unreadForms > 0, forms[unreadForms - 1].start >= range.lowerBound { unreadForms -= 1 }
    return unreadForms == end ? [] : Array(forms[unreadForms..<end])
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

  private mutating func events(
    _ mentions: ArraySlice<AnswerMention>, in sentence: Sentence
  ) -> [Event] {
    let ruling = mentions.isEmpty ? self.ruling(of: sentence) : nil
    guard sentence.cues.contains(.takesBack) || ruling != nil, !sentence.cues.contains(.asks) else {
      if sentence.cues.contains(.reopens), lastReopening == text.bytes.count {
        lastReopening = sentence.range.lowerBound
      }
      return events(ofEach: mentions, in: sentence)
    }
    // `Alas, no` may itself be an answer, below what it takes back.
    if ruling != .no || kind != .choice {
      lastRetraction = max(lastRetraction, sentence.range.upperBound)
    }
    // What is said behind the retraction in its own sentence takes the place of what was said before.
    let lead = mentions.first.map {
      SentenceCues.of(
        text.bytes, sentence.range.lowerBound..<max($0.start, sentence.range.lowerBound))
    }
    let events = events(ofEach: mentions, in: sentence)
    if let lead, !lead.contains(.takesBack) { return events + [.takenBack] }
    return [.takenBack] + events
  }

  /// How far back the start of a line is looked for.
  private static let lineReach = 240

  /// What the sentence that was read last rules of all that stands before it.
  ///
  /// A verdict behind a question answers it, and one behind an option in its own line is passed on that.
  private func ruling(of sentence: Sentence) -> PlainVerdict.Ruling? {
    guard let ruling = sentence.ruling, unread > 0, !sentences[unread - 1].isQuestion else {
      return nil
    }
    let (bytes, start) = (text.bytes, sentence.range.lowerBound)
    // `No is wrong` speaks of an answer, `No, wrong` answers.
    let names: [StaticString] = ["no is", "no was", "no:", "no -"]
    if kind == .choice, names.contains(where: { ByteSearch.starts($0, in: bytes, at: start) }) {
      return nil
    }
    let low = max(0, start - Self.lineReach)
    guard low == 0 || bytes[low..<start].contains(UInt8(ascii: "\n")) else { return ruling }
    let line = bytes[low..<start].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? low
    guard start - line > 3 else { return ruling }
    let head = bytes[line..<start].drop(while: ASCII.isSpace).prefix(3)
    let isItem =
      head.first.map { "-+(|".utf8.contains($0) || ASCII.isDigit($0) } ?? false
      || head.dropFirst().first.map { ").:".utf8.contains($0) } ?? false
      || head.starts(with: "* ".utf8)
    return isItem ? nil : ruling
  }

  /// Whether the line above a place at the start of a sentence announces what is no answer: `A bad plan is:`.
  private func isBelowBadLabel(_ place: Int, of sentence: Sentence) -> Bool {
    guard unread > 0, place - sentence.range.lowerBound <= 4 else { return false }
    return isBadLabel(sentences[unread - 1].range)
  }

  /// Whether a sentence is a label that announces what is no answer.
  func isBadLabel(_ above: Range<Int>) -> Bool {
    var end = above.upperBound
    while end > above.lowerBound, "*_ ".utf8.contains(text.bytes[end - 1]) { end -= 1 }
    guard end > above.lowerBound, text.bytes[end - 1] == UInt8(ascii: ":") else { return false }
    return AnswerLabel.isBad(text.bytes, endingAt: end - 1, from: above.lowerBound)
  }

  private mutating func events(
    ofEach mentions: ArraySlice<AnswerMention>, in sentence: Sentence
  ) -> [Event] {
    guard !mentions.isEmpty else { return [] }
    self.mentions += mentions
    var before = sentence.range.lowerBound
    return mentions.map { mention in
      var mention = mention
      let isContrast = AnswerContrast.cut(&mention, in: text, kind)
      var bar = isContrast ? nil : AnswerBar.of(mention, in: sentence, from: before, text, kind)
      if bar == nil, isBelowBadLabel(mention.start, of: sentence) { bar = .supposed }
      before = min(max(mention.range.upperBound, before), sentence.range.upperBound)
      return .mention(mention, bar: bar)
    }
  }

  private static let headings: Set<[String]> = [
    ["answer"], ["final", "answer"], ["the", "answer"], ["my", "answer"], ["final", "result"],
    ["result"], ["solution"], ["conclusion"], ["the", "final", "answer"], ["the", "answer", "is"],
    ["final", "solution"], ["correct", "answer"], ["the", "final", "answer", "is"],
    ["corrected", "answer"], ["my", "final", "answer"],
  ]

  private static let headingSigns = ByteSet("#*_:")
  /// The letters of the longest heading.
  private static let headingLetters = headings.map { $0.joined().utf8.count }.max() ?? 0

  /// Whether a line only names what follows it: `## Answer`, `**Final Answer**`.
  private func isHeading(_ range: Range<Int>) -> Bool {
    guard range.count <= 40 else { return false }
    var (letters, hasSign, hasCommand) = (0, false, false)
    for byte in text.bytes[range] {
      if ASCII.isDigit(byte) { return false }
      letters += ASCII.isLetter(byte) ? 1 : 0
      hasSign = hasSign || Self.headingSigns.contains(byte)
      hasCommand = hasCommand || byte == UInt8(ascii: "\\")
    }
    // The words of most lines are too long together.
    guard hasSign, hasCommand || letters <= Self.headingLetters else { return false }
    return Self.headings.contains(AnswerWord.words(in: text, range).map(\.lower))
  }
}
