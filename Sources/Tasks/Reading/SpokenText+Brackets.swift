/// Tags and markers, whole and broken.
extension SpokenText {
  private static let answerTags: Set = [
    "answer", "final_answer", "final-answer", "finalanswer", "final", "result", "solution",
    "output",
    "response", "ans",
  ]
  private static let typeTags: Set = [
    "strong", "b", "em", "i", "u", "code", "p", "span", "div", "mark", "h1", "h2", "h3", "pre",
    "kbd",
    "li", "ul", "ol", "br", "br/", "br /", "hr", "td", "tr", "table", "ins", "q", "del", "strike",
  ]
  private static let endTokens: [StaticString] = [
    "<|im_end|>", "<|eot_id|>", "<|end_of_text|>", "<|endoftext|>", "</s>", "<end_of_turn>",
    "<eos>",
    "<|return|>", "<|end|>", "<|eom_id|>", "<|end_of_sentence|>", "<|assistant|>", "<|message|>",
    "<|channel|>final", "<|start|>assistant", "<s>", "<|begin_of_text|>", "<|im_start|>assistant",
    "<|begin_of_solution|>", "<|end_of_solution|>",
    "<\u{ff5c}end\u{2581}of\u{2581}sentence\u{ff5c}>",
    "<|start|>", "<|endofprompt|>", "<|eos|>", "<|endofturn|>", "<|answer|>", "<|/answer|>",
    "<|final|>", "<|/final|>", "<|eom|>", "<|eot|>", "<|end_of_turn|>", "<eot>", "<|stop|>",
  ]

  /// A tag, a token or a marker.
  mutating func bracket(at index: Int, end: Int) -> Int {
    let next = index + 1 < end ? bytes[index + 1] : 0
    if "|/esES".utf8.contains(next) || next >= 0x80 {
      for token in Self.endTokens where has(token, at: index) {
        put("\n", at: index)
        return token.utf8CodeUnitCount
      }
    }
    if has("<<</answer>>>", at: index) {
      put(hasOpenTag ? ">>>" : "", at: index)
      hasOpenTag = false
      return 13
    }
    if has("<<<answer>>>", at: index) { return placeholder(at: index, end: end) }
    var open = index
    while open < end, bytes[open] == UInt8(ascii: "<") { open += 1 }
    let count = open - index
    if count == 1, let length = tag(at: index, end: end) { return length }
    if count <= 3 {
      let length = brokenMarker(at: index, inside: open, end: end)
      if length > 0 { return length }
    }
    // A tag inside a marker is the marker's.
    put(index..<open)
    return count
  }

  /// `<<<answer>>>` where the answer follows it.
  private mutating func placeholder(at index: Int, end: Int) -> Int {
    let start = index + 12
    let lineEnd = bytes[start..<min(end, start + Self.reach)].firstIndex(of: UInt8(ascii: "\n"))
    let rest = bytes[start..<(lineEnd ?? min(end, start + Self.reach))]
    guard isLineStart(index), rest.contains(where: { ASCII.isLetter($0) || ASCII.isDigit($0) })
    else {
      return 0
    }
    if ByteSearch.contains("<<</answer>>>", in: rest) {
      hasOpenTag = true
      put("<<<", at: index)
    } else {
      put("Answer: ", at: index)
    }
    return 12
  }

  /// Whether only blanks and emphasis stand before a place in its line.
  private func isLineStart(_ index: Int) -> Bool {
    var place = index
    while place > 0, index - place < 32 {
      if bytes[place - 1] == UInt8(ascii: "\n") { return true }
      guard " \t*_`>$".utf8.contains(bytes[place - 1]) else { return false }
      place -= 1
    }
    return place == 0
  }

  private mutating func tag(at index: Int, end: Int) -> Int? {
    let isClosing = index + 1 < end && bytes[index + 1] == UInt8(ascii: "/")
    let start = index + (isClosing ? 2 : 1)
    guard start < end,
      let close = bytes[start..<min(end, start + 64)].firstIndex(of: UInt8(ascii: ">"))
    else { return nil }
    let name = String(decoding: bytes[start..<close].map(ASCII.lowercased), as: UTF8.self)
    let length = close + 1 - index
    let word = name.prefix { $0 != " " }
    // `<B>` is an option where nothing closes it.
    let isLetter = close == start + 1 && ASCII.lowercased(bytes[start]) != bytes[start]
    if isLetter, kind == .choice, !isClosing {
      let window = bytes[close..<min(end, close + 4 * Self.reach)]
      budget -= window.count
      if budget > 0, !ByteSearch.contains("</\(word)", in: window) { return nil }
    }
    if !isClosing, let struck = struckOut(word, at: index, from: close, end: end) { return struck }
    if Self.typeTags.contains(String(word)) || Self.typeTags.contains(name) {
      let isBold = word == "strong" || word == "b"
      let isBlock = ["br", "br/", "p", "div", "li", "tr", "hr", "h1", "h2", "h3"].contains(word)
      put(isBold ? "**" : isBlock ? "\n" : "", at: index)
      return length
    }
    if word == "sup" {
      put(isClosing ? "" : "^", at: index)
      return length
    }
    guard Self.answerTags.contains(String(word)) else { return nil }
    if isClosing {
      put(hasOpenTag ? ">>>\n" : "\n", at: index)
      hasOpenTag = false
      return length
    }
    var inside = close + 1
    while inside < end, inside - close < 16, ASCII.isSpace(bytes[inside]) { inside += 1 }
    // A marker or a box inside is marker enough; an empty one is only the name of the format.
    let isMarked =
      has("<<<", at: inside) || has("\\boxed", at: inside) || has("$\\boxed", at: inside)
      || has("&lt;", at: inside) || has("</", at: inside) || has("{", at: inside)
    let window = bytes[close..<min(end, close + 64 * Self.reach)]
    budget -= window.count
    let closes = budget > 0 && ByteSearch.contains("</\(word)", in: window)
    hasOpenTag = !isMarked && closes
    put(isMarked ? "\n" : hasOpenTag ? "\n<<<" : "\nAnswer: ", at: index)
    return length
  }

  /// `<5>`, `<<5>>`, `<<<5>>`: a marker with too few brackets, where nothing else stands.
  private mutating func brokenMarker(at index: Int, inside: Int, end: Int) -> Int {
    guard inside < end, !ASCII.isSpace(bytes[inside]), budget > 0 else { return 0 }
    budget -= Self.reach
    var close = inside
    while close < end, close - inside < Self.reach, !"<>\n".utf8.contains(bytes[close]) {
      close += 1
    }
    guard close > inside, close < end, bytes[close] == UInt8(ascii: ">") else { return 0 }
    var after = close
    while after < end, bytes[after] == UInt8(ascii: ">") { after += 1 }
    let counts = (inside - index, after - close)
    guard counts != (3, 3), counts.1 <= 4, !ASCII.isSpace(bytes[close - 1]) else { return 0 }
    if counts.0 == 1, counts.1 > 1 || kind == .plan { return 0 }
    guard stands(alone: index, after, end: end) else { return 0 }
    put("<<<", at: index)
    put(inside..<close)
    put(">>>", at: close)
    return after - index
  }

  /// Whether nothing else stands in the line of a range, or only what says that it is the answer.
  private func stands(alone start: Int, _ after: Int, end: Int) -> Bool {
    var place = after
    while place < end, bytes[place] != UInt8(ascii: "\n") {
      guard " \t*_`.$!".utf8.contains(bytes[place]), place - after < 32 else { return false }
      place += 1
    }
    if isLineStart(start) { return true }
    var before = start
    while before > 0, start - before < 16, " *_`$".utf8.contains(bytes[before - 1]) { before -= 1 }
    return before > 0
      && (bytes[before - 1] == UInt8(ascii: ":") || has("is", at: before - 2))
  }

  /// The sign of a quotation at the start of a line.
  mutating func quotation(at index: Int) -> Int {
    guard index == 0 || bytes[index - 1] == UInt8(ascii: "\n"),
      index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: " ")
    else { return 0 }
    return 2
  }
}
