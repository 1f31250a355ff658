/// The lines that may close a text where nothing was put as an answer.
extension StandingReading {
  private static let lineLimit = 8

  /// The lines that may hold the answer, the last first: what is only talk is passed over, and what
  /// asks, supposes or doubts ends the search.
  ///
  /// - Parameters:
  ///   - start: Where the part of the text begins in which they may stand.
  ///   - needsConclusion: Whether only a line that draws a conclusion counts.
  func closing(from start: Int, needsConclusion: Bool) -> [AnswerMention] {
    var found: [AnswerMention] = []
    var index = sentences.count - 1
    var tries = 0
    while index >= 0, tries < Self.lineLimit {
      let last = sentences[index]
      guard last.range.upperBound > start else { break }
      let (line, first) = line(endingAt: index, from: start)
      let all = sentences[first...index]
      index = first - 1
      tries += 1
      if first > 0 {
        let above = sentences[first - 1].range
        if isBadLabel(above) || endsInDenial(above) { return found }
      }
      switch candidate(line, all, needsConclusion: needsConclusion) {
      case .pass: continue
      case .end: return found
      case .line(var mention, let isLast):
        if ByteSearch.starts("not ", in: text.bytes, at: mention.range.lowerBound) {
          _ = AnswerContrast.cut(&mention, in: text, kind)
        }
        found.append(mention)
        if let formula = formula(of: mention) { found.append(formula) }
        if isLast { return found }
      }
    }
    return found
  }

  /// Whether a line is drawn: characters of boxes (U+2500 to U+259F) and nothing else.
  private func isRule(_ line: Range<Int>) -> Bool {
    let bytes = text.bytes
    guard bytes[line.lowerBound] == 0xe2, line.count.isMultiple(of: 3) else { return false }
    return stride(from: line.lowerBound, to: line.upperBound, by: 3).allSatisfy {
      bytes[$0] == 0xe2 && (0x94...0x96).contains(bytes[$0 + 1])
    }
  }

  private enum Closing {
    case pass
    case end
    case line(AnswerMention, isLast: Bool)
  }

  /// The line of a sentence, and its first sentence.
  private func line(endingAt index: Int, from start: Int) -> (line: Range<Int>, first: Int) {
    let last = sentences[index].range
    let floor = max(start, last.lowerBound - 8 * ShortAnswer.byteLimit)
    let newline =
      floor < last.lowerBound
      ? text.bytes[floor..<last.lowerBound].lastIndex(of: UInt8(ascii: "\n")) : nil
    let lineStart = max(newline.map { $0 + 1 } ?? floor, start)
    var first = index
    while first > 0, sentences[first - 1].range.lowerBound >= lineStart { first -= 1 }
    return (text.trimmed(min(lineStart, last.lowerBound)..<last.upperBound), first)
  }

  private func candidate(
    _ line: Range<Int>, _ all: ArraySlice<Sentence>, needsConclusion: Bool
  ) -> Closing {
    let bytes = text.bytes[line]
    guard bytes.contains(where: { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 >= 0x80 }),
      !isRule(line),
      !isStatus(line)
    else { return .pass }
    let cues = all.reduce(into: SentenceCues()) { $0.formUnion($1.cues) }
    let holdsMention = mentions.contains {
      !$0.mustBeWhole && line.overlaps($0.start..<max($0.range.upperBound, $0.start + 1))
    }
    if holdsMention || isVerdict(line) { return .end }
    let hasTail = kind.isNumber && tail(of: line) != nil
    if isUnfinished(line, hasTail: hasTail) { return .end }
    if cues.contains(.talks), !cues.contains(.concludes), !hasTail { return .pass }
    var bars: SentenceCues = [.asks, .supposes, .doubts, .rejects, .wavers, .denies]
    if kind.isNumber, !hasTail { bars.insert(.bounds) }
    if kind == .expression { bars = [.doubts, .supposes, .asks, .denies, .negates, .rejects] }
    // What is denied of a word or a letter in one clause of several is told apart by those who read it.
    let isPlain = all.count == 1 && !hasClauses(line)
    if kind == .choice, !isPlain { bars.remove(.denies) }
    if kind == .choice && isPlain || kind.isNumber && isPlain && !hasTail { bars.insert(.negates) }
    if !cues.isDisjoint(with: bars) {
      // A question may be answered in its own line.
      guard all.count > 1, let only = all.last, only.cues.isDisjoint(with: bars) else {
        return .end
      }
      return .line(closing(only.range, isInFence: only.isInFence), isLast: true)
    }
    if needsConclusion, !cues.contains(.concludes) { return .end }
    if line.count > 8 * ShortAnswer.byteLimit { return .end }
    // Below a number programs say that they are done, in a few words; a sentence without one, or the
    // beginning of one that was cut off, ends the search.
    let isValue =
      !(kind.isNumber || kind == .expression) || line.count > 24
      || !bytes.allSatisfy { ASCII.isLetter($0) || " .!'*".utf8.contains($0) }
    return .line(
      closing(line, isInFence: all.last?.isInFence ?? false),
      isLast: isValue && !cues.contains(.talks))
  }

  private static let clauses = CueWords.set("but so hence therefore thus and because since")

  /// Whether a line is more than one plain statement.
  private func hasClauses(_ line: Range<Int>) -> Bool {
    text.bytes[line].contains { ",:;=|".utf8.contains($0) || $0 == 0xe2 }
      || CueWords(text.bytes, line).words.contains(where: Self.clauses.contains)
  }

  /// Words that part a formula from what is said: `… or`, `not …`.
  private static let partings = CueWords.set(
    "or and not than to isn't never between without from either neither nor")
  private static let refusals: Set = ["reject", "rejects", "disagree"]
  private static let verdicts: Set = ["wrong", "incorrect", "not", "invalid", "never", "except"]
  /// Words with which such a line begins, and words that it may hold.
  private static let openings = verdicts.union(["if"])
  private static let judging = WordBeginnings(["reject", "disagree", "differs", "false"])

  /// Whether a line says that what it names is no answer: `Wrong: 5` or `Not (B)`.
  func isVerdict(_ line: Range<Int>) -> Bool {
    let start = line.prefixRange(160)
    if let colon = ByteSearch.place(of: UInt8(ascii: ":"), in: text.bytes, line.prefixRange(64)),
      AnswerLabel.isBad(text.bytes, endingAt: colon, from: line.lowerBound)
    {
      return true
    }
    guard let first = AnswerWord.next(in: text, from: start.lowerBound, start) else { return false }
    if isExpectation(start) || isStruckOption(line) { return true }
    let mayBe =
      Self.openings.contains(first.lower) || Self.isFailure(first)
      || ByteSearch.beginsWord(Self.judging, in: text.bytes, start)
    guard mayBe else { return false }
    let words = AnswerWord.words(in: text, start)
    let lower = words.map(\.lower)
    if lower.prefix(3).contains(where: Self.refusals.contains) || isException(words, line) {
      return true
    }
    // `If yes, then …` says nothing yet.
    if lower.first == "if", line.count <= 160,
      lower.contains(where: ["were", "would", "had", "then"].contains)
    {
      return true
    }
    if let differs = lower.firstIndex(of: "differs"), lower[differs...].dropFirst().first == "from"
    {
      return true
    }
    if lower.suffix(2) == ["is", "false"], line.count <= 160, !["yes", "no"].contains(lower[0]) {
      return true
    }
    guard Self.verdicts.contains(first.lower) else { return false }
    if first.lower == "not" { return !words.contains { $0.lower == "but" } && !isRemark(words) }
    return text.bytes[first.range.upperBound..<line.upperBound].first == UInt8(ascii: ":")
  }

  private static let expectations = WordBeginnings(["expected"])
  /// Words behind `expected` that name what is asked for.
  private static let asked: Set = [
    "value", "number", "answer", "count", "total", "result", "amount", "area", "to", "that",
    "length",
    "and", "profit", "cost", "distance", "volume",
  ]

  /// Whether a line holds an answer against another one: `(expected 5)`, `got 6, expected 5`.
  private func isExpectation(_ line: Range<Int>) -> Bool {
    guard line.count <= 80, ByteSearch.beginsWord(Self.expectations, in: text.bytes, line) else {
      return false
    }
    let words = AnswerWord.words(in: text, line).map(\.lower)
    guard let index = words.firstIndex(of: "expected") else { return false }
    return words.count <= 4 && index == words.count - 1
      || index + 1 < words.count && !Self.asked.contains(words[index + 1])
        && (index == 0 || words[..<index].contains("got"))
  }

  /// Whether a line rules one option out in a word: `(D): no`.
  private func isStruckOption(_ line: Range<Int>) -> Bool {
    guard kind == .choice, line.count <= 24 else { return false }
    let words = AnswerWord.words(in: text, line)
    // `A: No` is an answer too.
    guard words.count == 2, words[0].range.count == 1,
      words[0].lower != "a" || words[0].range.lowerBound > line.lowerBound
    else { return false }
    let gap = text.bytes[words[0].range.upperBound..<words[1].range.lowerBound]
    return ["no", "out", "false", "nope"].contains(words[1].lower)
      && gap.contains { ":-=".utf8.contains($0) || $0 >= 0x80 }
  }

  /// Whether a line that begins with `not` only says how it was: `Not hard: yes`.
  private func isRemark(_ words: [AnswerWord]) -> Bool {
    words.count > 2 && Self.remarks.contains(words[1].lower)
      && text.bytes[words[1].range.upperBound] == UInt8(ascii: ":")
  }

  private static let remarks: Set = [
    "hard", "difficult", "tricky", "easy", "bad", "much", "surprisingly", "complicated", "obvious",
  ]

  /// The formula at the end of a line of prose, behind its last word: `That makes \\frac{1}{2}`.
  private func formula(of mention: AnswerMention) -> AnswerMention? {
    guard kind == .mathematics, !mention.mustBeWhole else { return nil }
    let bytes = text.bytes
    var end = mention.range.upperBound
    while end > mention.range.lowerBound, "*_`. ".utf8.contains(bytes[end - 1]) { end -= 1 }
    var place = end
    while place > mention.range.lowerBound {
      let isWord =
        ASCII.isLetter(bytes[place - 1]) && place < end && bytes[place] == UInt8(ascii: " ")
        || "#>=:,".utf8.contains(bytes[place - 1])
      if isWord {
        var start = place
        while start > mention.range.lowerBound, ASCII.isLetter(bytes[start - 1]) { start -= 1 }
        // A command is a part of the formula.
        if start == place || start == 0 || bytes[start - 1] != UInt8(ascii: "\\") { break }
      }
      place -= 1
    }
    let range = text.trimmed(place..<end)
    guard place > mention.range.lowerBound, bytes[range].contains(UInt8(ascii: "\\")),
      let first = bytes[range].first, ASCII.isDigit(first) || "\\(-".utf8.contains(first)
    else { return nil }
    // `1, \\sqrt{2}` are two.
    let isListed =
      bytes[place - 1] == UInt8(ascii: ",") && place > mention.range.lowerBound + 1
      && !ASCII.isLetter(bytes[place - 2])
    if isListed { return nil }
    let words = CueWords(bytes, max(mention.range.lowerBound, place - 24)..<place).words.suffix(2)
    if words.contains(where: Self.partings.contains) { return nil }
    var formula = mention
    formula.range = range
    return formula
  }

  /// Whether a line is what a program ends with that fails: `ValueError: 5`.
  private func isException(_ words: [AnswerWord], _ line: Range<Int>) -> Bool {
    guard let first = words.first else { return false }
    return Self.isFailure(first)
      && text.bytes[first.range.upperBound..<line.upperBound].first == UInt8(ascii: ":")
  }

  /// Whether a word names what a program failed with: `ValueError`.
  private static func isFailure(_ word: AnswerWord) -> Bool {
    (word.lower.hasSuffix("error") || word.lower.hasSuffix("exception"))
      && word.lower.utf8.count > 5
  }

  /// Whether a line only says how a program ran: `Time: 0.12 s`, `Process exited with code 0`, a line of a
  /// log.
  private func isRecord(_ line: Range<Int>) -> Bool {
    guard line.count <= 120, mayBeRecord(line) else { return false }
    let words = AnswerWord.words(in: text, line).map(\.lower)
    guard let first = words.first, let last = words.last else { return false }
    if words.count <= 7, Self.clocks.contains(first), Self.timeUnits.contains(last) { return true }
    if words.count <= 3, Self.timeUnits.contains(last), first == "0",
      text.bytes[line].contains(UInt8(ascii: "."))
    {
      return true
    }
    if words.contains("code"), words.contains("exited") || words.contains("exit") { return true }
    return words.contains(where: Self.levels.contains) && first.utf8.count == 4
      && first.utf8.allSatisfy(ASCII.isDigit)
      && text.bytes[line].prefix(8).contains(UInt8(ascii: "-"))
  }

  /// Whether the letters of a line can be those of a record: it ends in a unit of time, speaks of a code,
  /// or begins with a year.
  private func mayBeRecord(_ line: Range<Int>) -> Bool {
    let bytes = text.bytes[line]
    let last = bytes.last(where: ASCII.isLetter).map(ASCII.lowercased)
    return last.map(Self.unitEnds.contains) ?? false || bytes.contains(UInt8(ascii: "\\"))
      || ByteSearch.beginsWord(Self.codes, in: text.bytes, line)
      || bytes.first { ASCII.isDigit($0) || ASCII.isLetter($0) }.map(ASCII.isDigit) ?? false
  }

  private static let measures = WordBeginnings([
    "memory", "real", "user", "sys", "debug", "info", "cpu", "wall", "peak", "press",
  ])

  /// Whether a line says what a program used, or traces it: `real 0m0.03s`, `Memory: 12 MB`, `DEBUG: end`.
  private func isMeasure(_ line: Range<Int>) -> Bool {
    let head = line.prefixRange(8)
    guard line.count <= 64, ByteSearch.beginsWord(Self.measures, in: text.bytes, head) else {
      return false
    }
    let words = AnswerWord.words(in: text, line).map(\.lower)
    switch words[0] {
    case "memory", "peak":
      return words.last.map { ["mb", "kb", "gb", "mib", "kib"].contains($0) } ?? false
    case "real", "user", "sys":
      return words.count <= 4 && (words.last?.hasSuffix("s") ?? false)
        && words.dropFirst().contains { $0.utf8.first.map(ASCII.isDigit) ?? false }
    case "cpu", "wall": return words.count > 1 && words[1].hasPrefix("time")
    case "debug", "info": return text.bytes[line].contains(UInt8(ascii: ":"))
    default: return words.count <= 4 && words.contains("enter")
    }
  }

  private static let unitEnds = ByteSet("scd")
  private static let codes = WordBeginnings(["code"])
  private static let clocks: Set = [
    "time", "elapsed", "runtime", "duration", "took", "timing", "real", "user", "wall", "total",
  ]
  private static let timeUnits: Set = [
    "s", "sec", "secs", "seconds", "second", "ms", "milliseconds", "minutes", "us", "microseconds",
  ]
  private static let levels: Set = ["info", "debug", "warning", "notice", "warn"]

  private static let statuses: Set<[String]> = [
    ["none"], ["done"], ["ok"], ["finished"], ["success"], ["end"], ["null"], ["terminate"],
    ["complete"], ["completed"], ["passed"], ["all", "tests", "passed"], ["verified"],
    ["test", "passed"], ["bye"], ["exit"],
  ]

  /// Whether a line is what programs print when they end, or a `True` below a printed answer.
  private func isStatus(_ line: Range<Int>) -> Bool {
    if isRecord(line) || isMeasure(line) { return true }
    guard line.count <= 24 else { return false }
    let words = AnswerWord.words(in: text, line).map(\.lower)
    if Self.statuses.contains(words) { return true }
    guard words == ["true"], kind == .choice else { return false }
    let above = text.trimmed(0..<line.lowerBound)
    let start = text.bytes[above].suffix(40).lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
    let before = AnswerWord.words(in: text, (start ?? above.lowerBound)..<above.upperBound)
    return before.last.map { ["yes", "no"].contains($0.lower) || $0.range.count == 1 } ?? false
  }

  private func closing(_ range: Range<Int>, isInFence: Bool) -> AnswerMention {
    var range = withoutBullet(range)
    if kind == .number || kind == .mathematics || kind == .expression, let cell = lastCell(range) {
      range = cell
    }
    if kind == .number, let tail = tail(of: range) { range = tail }
    let isCode = ["print(", "return "].contains { text.bytes[range].starts(with: $0.utf8) }
    return AnswerMention(
      range: max(range.lowerBound, range.upperBound - ShortAnswer.byteLimit)..<range.upperBound,
      rule: isInFence ? .fencedLine : .lastLine, start: range.lowerBound, isWeak: true,
      mustBeWhole: isInFence || isCode)
  }

  /// A line without the sign of a list before it.
  func withoutBullet(_ line: Range<Int>) -> Range<Int> {
    let bytes = text.bytes
    guard line.count > 2 else { return line }
    let digits = bytes[line].prefix(4).prefix { ASCII.isDigit($0) }.count
    let mark = line.lowerBound + digits
    guard mark + 2 < line.upperBound, bytes[mark + 1] == UInt8(ascii: " ") else { return line }
    // `5. Round the total` has a number of a list and no other.
    let isNumbered =
      digits > 0 && ".)".utf8.contains(bytes[mark])
      && bytes[(mark + 2)..<line.upperBound].contains(where: ASCII.isLetter)
    guard isNumbered || digits == 0 && "-*+".utf8.contains(bytes[mark]) else { return line }
    return text.trimmed((mark + 1)..<line.upperBound)
  }

  /// The last cell of a row of a table.
  private func lastCell(_ line: Range<Int>) -> Range<Int>? {
    let bytes = text.bytes
    let bar = UInt8(ascii: "|")
    guard line.count >= 3, bytes[line.lowerBound] == bar, bytes[line.upperBound - 1] == bar,
      let start = bytes[line.lowerBound..<(line.upperBound - 1)].lastIndex(of: bar)
    else { return nil }
    let cell = text.trimmed((start + 1)..<(line.upperBound - 1))
    return cell.isEmpty ? nil : cell
  }

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
    let isInequality =
      before - 1 > line.lowerBound && bytes[before - 1] == UInt8(ascii: "=")
      && "!<>".utf8.contains(bytes[before - 2])
    if isInequality { return nil }
    if ":=".utf8.contains(bytes[before - 1]) { return start..<line.upperBound }
    let head = bytes[line.lowerBound..<before].suffix(8).map(ASCII.lowercased)
    if [" is", " equals", " was"].contains(where: {
      head.suffix($0.utf8.count).elementsEqual($0.utf8)
    }) {
      return start..<line.upperBound
    }
    // Printed values: an expression or the same number before it.
    let row = bytes[line.lowerBound..<before]
    guard row.allSatisfy({ !ASCII.isLetter($0) && $0 < 0x80 }) else { return nil }
    let own = bytes[start..<end]
    let isRow = row.split(separator: UInt8(ascii: " ")).allSatisfy { part in
      part.elementsEqual(own) || part.dropFirst().contains { "*+/".utf8.contains($0) }
    }
    return isRow ? start..<line.upperBound : nil
  }
}
