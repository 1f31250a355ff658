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
      switch candidate(line, all, needsConclusion: needsConclusion) {
      case .pass: continue
      case .end: return found
      case .line(let mention, let isLast):
        found.append(mention)
        if isLast { return found }
      }
    }
    return found
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
      !isStatus(line)
    else { return .pass }
    let cues = all.reduce(into: SentenceCues()) { $0.formUnion($1.cues) }
    let holdsMention = mentions.contains {
      line.overlaps($0.start..<max($0.range.upperBound, $0.start + 1))
    }
    if holdsMention { return .end }
    let hasTail = kind.isNumber && tail(of: line) != nil
    if cues.contains(.talks), !cues.contains(.concludes), !hasTail { return .pass }
    var bars: SentenceCues = [.asks, .supposes, .doubts, .rejects, .wavers, .denies]
    if kind.isNumber, !hasTail { bars.insert(.bounds) }
    if kind == .expression { bars = [.doubts, .supposes, .asks, .denies, .negates, .rejects] }
    // What is denied of a word or a letter is told apart by those who read it.
    if kind == .choice { bars.remove(.denies) }
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

  private static let statuses: Set<[String]> = [
    ["none"], ["done"], ["ok"], ["finished"], ["success"], ["end"], ["null"], ["terminate"],
    ["complete"], ["completed"], ["passed"], ["all", "tests", "passed"], ["verified"],
    ["test", "passed"], ["bye"], ["exit"],
  ]

  /// Whether a line is what programs print when they end, or a `True` below a printed answer.
  private func isStatus(_ line: Range<Int>) -> Bool {
    guard line.count <= 24 else { return false }
    let words = AnswerWord.words(in: text, line).map(\.lower)
    if Self.statuses.contains(words) { return true }
    guard words == ["true"], kind == .choice else { return false }
    let above = text.trimmed(0..<line.lowerBound)
    let start = text.bytes[above].suffix(40).lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
    let before = AnswerWord.words(in: text, (start ?? above.lowerBound)..<above.upperBound)
    return before.last.map { ["yes", "no"].contains($0.lower) } ?? false
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
