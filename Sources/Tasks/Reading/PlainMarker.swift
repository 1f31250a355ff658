/// The plainest of all answers: a text that ends in one marker, with nothing before it in its line but
/// `Final answer:` and its like.
///
/// Most answers are of this kind, and the marker is what the long way round would find: nothing stands
/// behind it that could take it back, and no tag stands in the text that could make it a thought.
enum PlainMarker {
  private static let leads = CueWords.set(
    "final answer the is so therefore my thus hence correct and")
  private static let turns = CueWords.set("not rather instead or no never except isn't neither")
  private static let leadLimit = 48

  /// The marker; `nil` where the text must be read the long way round.
  static func mention(
    in text: AnswerText, as kind: SpokenText.Kind
  ) -> AnswerMention? {
    let bytes = text.bytes
    var end = bytes.count
    while end > 0, ASCII.isSpace(bytes[end - 1]) || "*.".utf8.contains(bytes[end - 1]) { end -= 1 }
    guard end >= 7, bytes[(end - 3)..<end].allSatisfy({ $0 == UInt8(ascii: ">") }) else {
      return nil
    }
    guard let start = start(ofPlain: plain(kind), in: bytes, before: end - 3) else { return nil }
    guard start >= 3, bytes[(start - 3)..<start].allSatisfy({ $0 == UInt8(ascii: "<") }) else {
      return nil
    }
    let inside = text.trimmed(start..<(end - 3))
    guard !inside.isEmpty, isAlone(bytes, before: start - 3) else { return nil }
    if kind.isNumber, !isPlainNumber(bytes[inside], kind) { return nil }
    if kind == .choice || kind == .count || kind == .expression {
      let words = CueWords(bytes, inside).words
      // `No` alone is an answer.
      if words.count > 1, words.contains(where: turns.contains) { return nil }
      if kind == .choice, words.count > 16 { return nil }
      if words.count > 1, saysMore(words, kind) { return nil }
    }
    return AnswerMention(range: inside, rule: .marker, start: start - 3)
  }

  /// Whether the words in a marker say something of the answer beside them.
  private static func saysMore(_ words: [CueWords.Word], _ kind: SpokenText.Kind) -> Bool {
    let bars: SentenceCues = [.supposes, .doubts, .denies, .negates, .wavers, .rejects, .takesBack]
    return !SentenceCues.of(words: words).isDisjoint(with: bars)
      || kind == .choice && AnswerBar.mayBeLandmark(words) || kind == .count && words.count > 2
  }

  /// Where the inside of a marker begins that holds nothing but plain bytes.
  private static func start(ofPlain plain: [Bool], in bytes: [UInt8], before end: Int) -> Int? {
    var start = end
    while start > 0, bytes[start - 1] != UInt8(ascii: "<") {
      guard plain[Int(bytes[start - 1])] else { return nil }
      start -= 1
    }
    return start
  }

  /// Bytes in a marker that mean what they are, whatever stands around them.
  private static func plain(_ kind: SpokenText.Kind) -> [Bool] {
    switch kind {
    case .number: digits
    case .mathematics: formula
    case .expression: expression
    case .choice: word
    case .count, .plan: line
    }
  }

  private static let digits = table { "0123456789-.".utf8.contains($0) }
  private static let formula = table { "0123456789-.\\{}fracsqtpid+*/^(), ".utf8.contains($0) }
  private static let expression = table { "0123456789+-*/() ".utf8.contains($0) }
  private static let word = table { $0 < 0x80 && !"&\\{>?~!".utf8.contains($0) }
  private static let line = table { $0 < 0x80 && !"&\\>?~!".utf8.contains($0) }

  private static func table(_ isPlain: (UInt8) -> Bool) -> [Bool] {
    (0...255).map { isPlain(UInt8($0)) }
  }

  private static let commands: Set = ["frac", "sqrt", "pi", "dfrac", "tfrac"]

  /// Whether a number has one point at most, and no command but those of fractions and roots.
  private static func isPlainNumber(_ bytes: ArraySlice<UInt8>, _ kind: SpokenText.Kind) -> Bool {
    guard bytes.count(where: { $0 == UInt8(ascii: ".") }) <= 1 else { return false }
    // A space or a comma between two digits may group them.
    for place in bytes.indices.dropFirst().dropLast() where " ,".utf8.contains(bytes[place]) {
      if ASCII.isDigit(bytes[place - 1]), ASCII.isDigit(bytes[place + 1]) { return false }
    }
    guard kind == .mathematics, bytes.contains(UInt8(ascii: "\\")) else {
      return !bytes.contains(where: ASCII.isLetter) && !bytes.contains(UInt8(ascii: "{"))
    }
    return bytes.split { !ASCII.isLetter($0) }.allSatisfy {
      $0.startIndex > bytes.startIndex && bytes[$0.startIndex - 1] == UInt8(ascii: "\\")
        && commands.contains(String(decoding: $0, as: UTF8.self))
    } && !ByteSearch.contains("{-}", in: bytes)
  }

  /// Whether the line above a line announces what is no answer: `A bad plan is:`.
  private static func isBadlyHeaded(_ bytes: [UInt8], before start: Int) -> Bool {
    var end = start
    while end > 0, ASCII.isSpace(bytes[end - 1]) || "*_".utf8.contains(bytes[end - 1]) { end -= 1 }
    guard end > 0, bytes[end - 1] == UInt8(ascii: ":") else { return false }
    return AnswerLabel.isBad(bytes, endingAt: end - 1, from: 0)
  }

  /// Whether nothing before a place has a say: no tag, and only plain words in its line.
  private static func isAlone(_ bytes: [UInt8], before place: Int) -> Bool {
    let before = bytes[..<place]
    guard before.first != UInt8(ascii: "a"),
      // The last is a byte of a sign that opens a thought.
      !("<[`\u{5c}&".utf8 + [0x97]).contains(where: {
        ByteSearch.contains($0, in: bytes, 0..<place)
      }),
      !ByteSearch.starts("thinking...", in: bytes, at: 0)
    else { return false }
    let line = before.suffix(leadLimit)
    let start = line.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? line.startIndex
    guard start > line.startIndex || line.startIndex == 0 else { return false }
    // A sign may say as much as a word: a cross, `≠`.
    guard
      bytes[start..<place].allSatisfy({ ASCII.isLetter($0) || " \t*:_#-.,$>".utf8.contains($0) })
    else { return false }
    return CueWords(bytes, start..<place).words.allSatisfy(leads.contains)
      && !isBadlyHeaded(bytes, before: start)
  }
}
