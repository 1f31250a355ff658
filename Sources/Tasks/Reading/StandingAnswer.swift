extension GradingTrace {
  /// The last answer of a text that still stands.
  ///
  /// Answers are read in the order of the text. What a sentence denies, doubts, asks or only supposes
  /// does not stand; a sentence that takes back what was said makes room for what is said after it. Where
  /// nothing was put as an answer, the last line that is more than talk counts.
  mutating func standing<Answer>(
    in written: AnswerText, as kind: SpokenText.Kind, expecting expected: StaticString,
    orElse reason: String, read: (AnswerText, AnswerMention) -> (answer: Answer, text: String)?
  ) -> Extraction<Answer> {
    let spoken = SpokenText(written, as: kind)
    let reading = StandingReading(spoken.text, as: kind)
    var found: (answer: Answer, text: String, mention: AnswerMention)?
    var isRetracted = false
    for event in reading.events {
      switch event {
      case .takenBack:
        if let mention = found?.mention {
          place(
            mention.rule, spoken.origin(of: mention.range), isAccepted: false, "was taken back")
        }
        found = nil
        isRetracted = true
      case .mention(let mention, let bar):
        if let bar {
          place(mention.rule, spoken.origin(of: mention.range), isAccepted: false, bar)
        } else if let (answer, text) = read(spoken.text, mention) {
          place(mention.rule, spoken.origin(of: mention.range), isAccepted: true, "read as \(text)")
          found = (answer, text, mention)
        } else {
          place(
            mention.rule, spoken.origin(of: mention.range), isAccepted: false,
            "holds no \(expected) that can be read")
        }
      }
    }
    let from = found == nil ? reading.lastRetraction : reading.lastReopening
    if found == nil || reading.isReopened(after: found?.mention.start ?? 0) {
      for mention in reading.closing(from: from, needsConclusion: found != nil) {
        if let (answer, text) = read(spoken.text, mention) {
          place(mention.rule, spoken.origin(of: mention.range), isAccepted: true, "read as \(text)")
          return .found(answer, text: text, rule: mention.rule)
        }
        place(
          mention.rule, spoken.origin(of: mention.range), isAccepted: false,
          "holds no \(expected) that can be read")
      }
    }
    _ = isRetracted
    guard let found else { return .nothing(reason) }
    return .found(found.answer, text: found.text, rule: found.mention.rule)
  }
}

/// A text as a sequence of mentions and of sentences that take them back.
struct StandingReading {
  enum Event {
    /// An answer, and what keeps it from standing.
    case mention(AnswerMention, bar: String?)
    /// What was said before is taken back.
    case takenBack
  }

  let text: AnswerText
  let kind: SpokenText.Kind
  private(set) var events: [Event] = []
  /// The end of the last sentence that takes something back; 0 if none does.
  private(set) var lastRetraction = 0
  /// The start of the last sentence that looks at the matter again; the end of the text if none does.
  private(set) var lastReopening: Int
  private let sentences: [Sentence]
  private var mentions: [AnswerMention] = []

  init(_ text: AnswerText, as kind: SpokenText.Kind) {
    self.text = text
    self.kind = kind
    lastReopening = text.bytes.count
    let markers = AnswerMentions.markers(in: text)
    sentences = Sentence.all(in: text, markers: markers.map(\.outer))
    var forms = markers.map {
      AnswerMention(range: $0.inside, rule: .marker, start: $0.outer.lowerBound)
    }
    if kind != .plan { forms += AnswerMentions.boxes(in: text) }
    forms.sort { $0.start < $1.start }
    collect(forms)
  }

  private mutating func collect(_ forms: [AnswerMention]) {
    var next = 0
    var heading = false
    for sentence in sentences {
      var inside: [AnswerMention] = []
      while next < forms.count, forms[next].start < sentence.range.upperBound {
        inside.append(forms[next])
        next += 1
      }
      if kind != .plan, inside.isEmpty || kind != .choice {
        let phrases = AnswerMentions.phrases(in: sentence.range, of: text).filter { phrase in
          !inside.contains { $0.start >= phrase.start || $0.range.overlaps(phrase.range) }
            && !(sentence.isInFence && isAssignment(phrase))
        }
        inside = (inside + phrases).sorted { $0.start < $1.start }
      }
      if kind != .plan, inside.isEmpty, heading, sentence.range.count <= 400 {
        inside = [
          AnswerMention(
            range: sentence.range, rule: .answerPhrase, start: sentence.range.lowerBound)
        ]
      }
      heading = isHeading(sentence.range)
      if sentence.cues.contains(.takesBack) {
        lastRetraction = sentence.range.upperBound
        let isAfter = inside.first.map { first in
          !SentenceCues.of(
            Sentence.words(text.bytes, sentence.range.lowerBound..<first.start), ending: nil
          ).contains(.takesBack)
        }
        if isAfter == true {
          for mention in inside { add(mention, in: sentence) }
          events.append(.takenBack)
        } else {
          events.append(.takenBack)
          for mention in inside { add(mention, in: sentence) }
        }
        continue
      }
      if sentence.cues.contains(.reopens) { lastReopening = sentence.range.lowerBound }
      for mention in inside { add(mention, in: sentence) }
    }
  }

  private func isAssignment(_ phrase: AnswerMention) -> Bool {
    text.bytes[phrase.start..<phrase.range.lowerBound].contains(UInt8(ascii: "="))
  }

  /// Whether a line only names what follows it: `## Answer`, `**Final Answer**`.
  private func isHeading(_ range: Range<Int>) -> Bool {
    guard range.count <= 40, text.bytes[range].contains(where: { "#*_:".utf8.contains($0) }) else {
      return false
    }
    let words = AnswerWord.words(in: text, range).map(\.lower)
    return words == ["answer"] || words == ["final", "answer"] || words == ["the", "answer"]
      || words == ["my", "answer"] || words == ["final", "result"] || words == ["result"]
      || words == ["solution"] || words == ["conclusion"] || words == ["the", "final", "answer"]
      || words == ["the", "answer", "is"]
  }

  private mutating func add(_ mention: AnswerMention, in sentence: Sentence) {
    var mention = mention
    mentions.append(mention)
    let isContrast = contrast(&mention)
    events.append(.mention(mention, bar: isContrast ? nil : bar(mention, in: sentence)))
  }

  /// Cuts `not 5 but 6` and `6, not 5` to 6.
  private func contrast(_ mention: inout AnswerMention) -> Bool {
    guard kind != .plan, mention.range.count <= 400 else { return false }
    let words = AnswerWord.words(in: text, mention.range)
    if words.first?.lower == "not",
      let but = words.dropFirst().first(where: { $0.lower == "but" })
    {
      mention.range = text.trimmed(but.range.upperBound..<mention.range.upperBound)
      return true
    }
    for (index, word) in words.enumerated().dropFirst() {
      let isRather =
        (word.lower == "rather" || word.lower == "instead") && index + 1 < words.count
        && ["than", "of"].contains(words[index + 1].lower)
      var before = word.range.lowerBound
      while before > mention.range.lowerBound, text.bytes[before - 1] == UInt8(ascii: " ") {
        before -= 1
      }
      let isComma = before > mention.range.lowerBound && ",(".utf8.contains(text.bytes[before - 1])
      if isRather || word.lower == "not" && (isComma || words[0].lower == "and") {
        mention.range = text.trimmed(mention.range.lowerBound..<(isComma ? before - 1 : before))
        return false
      }
    }
    return false
  }

  /// What keeps a mention from standing in its sentence.
  private func bar(_ mention: AnswerMention, in sentence: Sentence) -> String? {
    let bytes = text.bytes
    let lead = kind == .choice ? 12 : 24
    let prefix =
      sentence.range
      .lowerBound..<(mention.rule == .answerPhrase
      ? min(mention.range.lowerBound + lead, mention.range.upperBound) : mention.start)
    var cues = SentenceCues.of(Sentence.words(bytes, prefix), ending: nil)
    if !kind.isNumber { cues.remove(.bounds) }
    if kind == .plan { cues = [] }
    if kind.isNumber, mention.rule.isExplicit {
      cues.formUnion(
        SentenceCues.of(Sentence.words(bytes, mention.range.prefixRange(40)), ending: nil))
    }
    let end = mention.rule == .answerPhrase ? mention.range.lowerBound : mention.range.upperBound
    let after = end..<sentence.range.upperBound
    if sentence.cues.contains(.asks), isAskedOf(mention, in: sentence) {
      return "is only asked"
    }
    if cues.contains(.supposes) { return "is only supposed or denied" }
    if cues.contains(.doubts) { return "is doubted" }
    if cues.contains(.bounds) { return "is a bound" }
    if cues.contains(.wavers) { return "is one of several" }
    if kind != .plan, AnswerNegation.denies(bytes, before: mention.start, in: sentence.range) {
      return "is denied"
    }
    if !after.isEmpty, rejects(after) { return "is rejected" }
    return nil
  }

  /// Whether the sentence asks whether the mention is the answer; what comes behind it may ask more.
  private func isAskedOf(_ mention: AnswerMention, in sentence: Sentence) -> Bool {
    sentence.range.upperBound - mention.range.upperBound <= 24 || mention.rule == .answerPhrase
  }

  /// Whether the last words of a range reject what it speaks of, no other clause between.
  private func rejects(_ range: Range<Int>) -> Bool {
    let words = Sentence.words(text.bytes, range)
    guard SentenceCues.of(words, ending: nil).contains(.rejects) else { return false }
    let joints: Set = ["because", "since", "as", "while", "whereas", "so", "and", "but", "for"]
    return !words.contains(where: joints.contains)
      && !text.bytes[range].dropLast(12).contains(UInt8(ascii: ";"))
  }

  /// Whether the matter is looked at again after a place.
  func isReopened(after place: Int) -> Bool {
    lastReopening < text.bytes.count && lastReopening >= place
  }

  // MARK: - The closing line

  /// The lines that may close a text, the last first.
  func closing(from start: Int, needsConclusion: Bool) -> [AnswerMention] {
    var found: [AnswerMention] = []
    var index = sentences.count - 1
    var tries = 0
    while index >= 0, tries < 8 {
      let last = sentences[index]
      guard last.range.lowerBound >= start || last.range.upperBound > start else { break }
      // All sentences of the line.
      let newline = text.bytes[..<last.range.lowerBound].lastIndex(of: UInt8(ascii: "\n"))
      let lineStart = max(newline.map { $0 + 1 } ?? 0, start)
      var first = index
      while first > 0, sentences[first - 1].range.lowerBound >= lineStart { first -= 1 }
      let line = text.trimmed(min(lineStart, last.range.lowerBound)..<last.range.upperBound)
      let all = sentences[first...index]
      index = first - 1
      tries += 1
      guard
        text.bytes[line].contains(where: { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 >= 0x80 })
      else { continue }
      let cues = all.reduce(into: SentenceCues()) { $0.formUnion($1.cues) }
      let isLong = line.count > 8 * ShortAnswer.byteLimit
      if mentions.contains(where: {
        line.overlaps($0.start..<max($0.range.upperBound, $0.start + 1))
      }) {
        break
      }
      if cues.contains(.talks), !hasTail(line) { continue }
      var bars: SentenceCues = [.asks, .supposes, .doubts, .rejects, .wavers]
      if kind.isNumber, !hasTail(line) { bars.insert(.bounds) }
      if kind == .expression || kind == .plan { bars = [.doubts] }
      if !cues.isDisjoint(with: bars) {
        // A question may be answered in its own line.
        guard all.count > 1, let only = all.last, only.cues.isDisjoint(with: bars) else { break }
        found.append(closing(only.range, isInFence: only.isInFence))
        break
      }
      if needsConclusion, !cues.contains(.concludes) { break }
      if isLong { break }
      found.append(closing(line, isInFence: last.isInFence))
      let isValue =
        kind.isNumber || kind == .expression
        ? text.bytes[line].contains(where: ASCII.isDigit) : true
      if isValue { break }
    }
    return found
  }

  private func closing(_ range: Range<Int>, isInFence: Bool) -> AnswerMention {
    var range = range
    if kind == .number, let tail = tail(of: range) { range = tail }
    let isCode = ["print(", "return "].contains { text.bytes[range].starts(with: $0.utf8) }
    return AnswerMention(
      range: max(range.lowerBound, range.upperBound - ShortAnswer.byteLimit)..<range.upperBound,
      rule: isInFence ? .fencedLine : .lastLine, start: range.lowerBound, isWeak: true,
      mustBeWhole: isInFence || isCode)
  }

  private func hasTail(_ line: Range<Int>) -> Bool { kind.isNumber && tail(of: line) != nil }

  /// The number alone at the end of a line, behind `is`, `=` or a colon, or in a row of printed values.
  private func tail(of line: Range<Int>) -> Range<Int>? {
    let bytes = text.bytes
    var end = line.upperBound
    while end > line.lowerBound, "*_`$. )".utf8.contains(bytes[end - 1]) { end -= 1 }
    var start = end
    while start > line.lowerBound,
      ASCII.isDigit(bytes[start - 1]) || ",.$\\*".utf8.contains(bytes[start - 1])
    {
      start -= 1
    }
    guard start < end else { return nil }
    if start > line.lowerBound, bytes[start - 1] == UInt8(ascii: "-") { start -= 1 }
    guard start > line.lowerBound, bytes[start - 1] == UInt8(ascii: " ") else { return nil }
    var before = start
    while before > line.lowerBound, " *_`$".utf8.contains(bytes[before - 1]) { before -= 1 }
    guard before > line.lowerBound else { return nil }
    if ":=".utf8.contains(bytes[before - 1]) { return start..<line.upperBound }
    let head = bytes[line.lowerBound..<before].suffix(8).map(ASCII.lowercased)
    if [" is", " equals", " was"].contains(where: {
      String(decoding: head, as: UTF8.self).hasSuffix($0)
    }) {
      return start..<line.upperBound
    }
    // Printed values: an expression or the same number before it.
    let row = bytes[line.lowerBound..<before]
    guard row.allSatisfy({ !ASCII.isLetter($0) && $0 < 0x80 }) else { return nil }
    let parts = row.split(separator: UInt8(ascii: " "))
    let own = bytes[start..<end]
    return parts.allSatisfy {
      $0.elementsEqual(own) || $0.dropFirst().contains { "*+/".utf8.contains($0) }
    }
      ? start..<line.upperBound : nil
  }
}
