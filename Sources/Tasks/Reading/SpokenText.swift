/// What a model says to whoever asked, in one spelling.
///
/// Thoughts, control tokens and escapes of terminals are gone; the many ways to mark an answer (tags,
/// JSON, escaped or broken markers, frames) are `<<<…>>>` or `\boxed{…}`; the many dashes, digits and
/// groupings of numbers are those of ASCII. One pass over the text; every look ahead is bounded.
struct SpokenText {
  /// What kind of answer is looked for: it decides what digits and spaces mean.
  enum Kind {
    /// One number.
    case number
    /// A number or pair in mathematical spelling.
    case mathematics
    /// An expression of the game.
    case expression
    /// A letter or a word.
    case choice
    /// Many lines.
    case plan

    var isNumber: Bool { self == .number || self == .mathematics }
  }

  /// The text in one spelling.
  private(set) var text: AnswerText
  /// For each byte of the text the place in what was written, and one more for the end.
  private(set) var origins: [Int]

  private let bytes: [UInt8]
  private let kind: Kind
  private var out: [UInt8] = []
  /// Closing braces that belong to something that was taken away.
  private var dropped: Set<Int> = []
  /// Whether the tag that opened last stands for a marker.
  private var hasOpenTag = false

  /// How many bytes may still be looked ahead at: what makes a hostile text cost no more than its length.
  private var budget: Int

  /// How far is looked ahead.
  private static let reach = 240

  /// Reads a text.
  init(_ written: AnswerText, as kind: Kind) {
    bytes = written.bytes
    budget = 16 * written.bytes.count + 65_536
    self.kind = kind
    text = written
    origins = []
    out.reserveCapacity(bytes.count)
    origins.reserveCapacity(bytes.count + 1)
    rewrite()
    origins.append(bytes.count)
    text = AnswerText(out)
  }

  /// The place in what was written of a range of the text.
  func origin(of range: Range<Int>) -> Range<Int> {
    guard range.lowerBound < origins.count, range.upperBound < origins.count else { return range }
    let start = origins[range.lowerBound]
    let end = range.isEmpty ? start : origins[range.upperBound - 1] + 1
    return start..<max(start, end)
  }

  // MARK: - The pass

  private mutating func rewrite() {
    var index = 0
    for thought in Thoughts.ranges(in: bytes) {
      copy(index..<thought.lowerBound)
      put("\n", at: thought.lowerBound)
      index = thought.upperBound
    }
    copy(index..<bytes.count)
  }

  private mutating func put(_ some: String, at place: Int) {
    for byte in some.utf8 {
      out.append(byte)
      origins.append(place)
    }
  }

  private mutating func copy(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      let length = step(at: index, end: range.upperBound)
      if length > 0 {
        index += length
      } else {
        if !dropped.contains(index) {
          out.append(bytes[index])
          origins.append(index)
        }
        index += 1
      }
    }
  }

  /// Rewrites what starts at a place; how many bytes that took, 0 if nothing special starts there.
  private mutating func step(at index: Int, end: Int) -> Int {
    let byte = bytes[index]
    switch byte {
    case 0x1b: return escape(at: index, end: end)
    case UInt8(ascii: "&"): return replaced(Self.entities, at: index)
    case UInt8(ascii: "\\"): return command(at: index, end: end)
    case UInt8(ascii: "<"): return bracket(at: index, end: end)
    case UInt8(ascii: ">"): return quotation(at: index)
    case UInt8(ascii: "{"): return brace(at: index, end: end)
    case UInt8(ascii: "_"): return underscore(at: index)
    case UInt8(ascii: "["): return citation(at: index, end: end)
    case UInt8(ascii: "n"), UInt8(ascii: "D"), UInt8(ascii: "m"):
      return call(at: index, end: end)
    case UInt8(ascii: "-"): return dash(at: index, length: 1)
    case UInt8(ascii: " "), UInt8(ascii: "'"), UInt8(ascii: "."):
      return group(at: index, length: 1, end: end)
    case 0xc2:
      return index + 1 < end && bytes[index + 1] == 0xa0
        ? space(at: index, end: end) : 0
    case 0xe2, 0xef: return wide(at: index, end: end)
    default: return 0
    }
  }

  // MARK: - Tokens

  private static let entities: [(String, String)] = [
    ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&nbsp;", " "), ("&minus;", "-"),
    ("&quot;", "\""), ("&#39;", "'"), ("&ndash;", "-"), ("&times;", "\u{d7}"),
  ]

  private mutating func replaced(_ pairs: [(String, String)], at index: Int) -> Int {
    for (from, to) in pairs where ByteSearch.starts(Array(from.utf8), in: bytes, at: index) {
      put(to, at: index)
      return from.utf8.count
    }
    return 0
  }

  /// An escape of a terminal.
  private func escape(at index: Int, end: Int) -> Int {
    guard index + 1 < end, bytes[index + 1] == UInt8(ascii: "[") else { return 1 }
    var place = index + 2
    while place < end, place - index < 32, !ASCII.isLetter(bytes[place]) { place += 1 }
    return place - index + 1
  }

  private func has(_ text: String, at place: Int) -> Bool {
    ByteSearch.starts(Array(text.utf8), in: bytes, at: place)
  }

  private static let frames = ["boxed", "fbox", "framebox", "boxed", "bbox"]
  private static let wrappers = [
    "text", "mathbf", "mathrm", "textbf", "textit", "mathit", "boldsymbol", "mbox", "mathsf", "bm",
    "textrm", "emph", "underline", "textnormal", "mathtt", "texttt", "displaystyle", "bf",
  ]

  private mutating func command(at index: Int, end: Int) -> Int {
    guard index + 1 < end else { return 0 }
    let next = bytes[index + 1]
    if next == UInt8(ascii: "<") || next == UInt8(ascii: ">") {
      put(String(UnicodeScalar(next)), at: index)
      return 2
    }
    if kind.isNumber, has("\\pm", at: index), !isLetter(at: index + 3) {
      put("\u{b1}", at: index)
      return 3
    }
    var name = index + 1
    while name < end, name - index < 16, ASCII.isLetter(bytes[name]) { name += 1 }
    let word = String(decoding: bytes[(index + 1)..<name], as: UTF8.self)
    var open = name
    while open < end, open - name < 3, bytes[open] == UInt8(ascii: " ") { open += 1 }
    guard open < end, bytes[open] == UInt8(ascii: "{") else { return 0 }
    if Self.frames.contains(word) {
      put("\\boxed{", at: index)
      return open + 1 - index
    }
    guard Self.wrappers.contains(word), let close = closing(of: open, end: end) else { return 0 }
    let inside = bytes[(open + 1)..<close]
    let isValue =
      inside.contains { ASCII.isDigit($0) || $0 == UInt8(ascii: "\\") || $0 == 0xcf || $0 == 0xe2 }
      || inside.starts(with: "<<<".utf8) || inside.starts(with: ">>>".utf8)
      || ByteSearch.contains("answer", in: inside)
    guard isValue else { return 0 }
    dropped.insert(close)
    return open + 1 - index
  }

  private func isLetter(at index: Int) -> Bool {
    index < bytes.count && ASCII.isLetter(bytes[index])
  }

  private mutating func closing(of open: Int, end: Int) -> Int? {
    guard budget > 0 else { return nil }
    budget -= Self.reach
    var depth = 0
    for index in open..<min(end, open + Self.reach) {
      if bytes[index] == UInt8(ascii: "{") { depth += 1 }
      if bytes[index] == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  // MARK: - Braces: JSON, `{-}`, `{a \over b}`

  private mutating func brace(at index: Int, end: Int) -> Int {
    if has("{-}", at: index) {
      put("-", at: index)
      return 3
    }
    if kind == .mathematics, let close = closing(of: index, end: end) {
      var depth = 0
      for place in index..<close {
        if bytes[place] == UInt8(ascii: "{") { depth += 1 }
        if bytes[place] == UInt8(ascii: "}") { depth -= 1 }
        if depth == 1, has("\\over", at: place), !isLetter(at: place + 5) {
          put("\\frac{", at: index)
          put(String(decoding: bytes[(index + 1)..<place], as: UTF8.self), at: index + 1)
          put("}{", at: place)
          put(String(decoding: bytes[(place + 5)..<close], as: UTF8.self), at: place)
          put("}", at: close)
          return close + 1 - index
        }
      }
    }
    return json(at: index, end: end)
  }

  private static let keys = [
    "answer", "final_answer", "final answer", "finalanswer", "result", "solution", "final",
    "final_result", "choice", "option", "value", "response",
  ].map { Array($0.utf8) }

  /// An object whose key says that its value is the answer: the value becomes a marker.
  private mutating func json(at index: Int, end: Int) -> Int {
    guard kind != .plan, budget > 0 else { return 0 }
    let limit = min(end, index + 16 * Self.reach)
    var place = index + 1
    // A key stands at the start of the object or behind a comma.
    var depth = 1
    var quote: UInt8?
    var isKeyPlace = true
    defer { budget -= place - index }
    while place < limit, depth > 0 {
      let byte = bytes[place]
      if let mark = quote {
        if byte == UInt8(ascii: "\\") { place += 1 } else if byte == mark { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        if isKeyPlace, depth == 1, let value = value(ofKeyAt: place, end: limit) {
          put("\n<<<", at: index)
          putValue(value)
          put(">>>", at: value.upperBound)
          return skipObject(from: value.upperBound, end: end) - index
        }
        quote = byte
        isKeyPlace = false
      } else if "{[".utf8.contains(byte) {
        depth += 1
      } else if "}]".utf8.contains(byte) {
        depth -= 1
      } else if byte == UInt8(ascii: ",") {
        isKeyPlace = true
      } else if !ASCII.isSpace(byte), isKeyPlace {
        // No JSON.
        return 0
      }
      place += 1
    }
    return 0
  }

  private func value(ofKeyAt index: Int, end: Int) -> Range<Int>? {
    let mark = bytes[index]
    for key in Self.keys where ByteSearch.starts(key, in: bytes, at: index + 1) {
      var place = index + 1 + key.count
      guard place < end, bytes[place] == mark else { continue }
      place += 1
      while place < end, ASCII.isSpace(bytes[place]) { place += 1 }
      guard place < end, bytes[place] == UInt8(ascii: ":") else { return nil }
      place += 1
      while place < end, ASCII.isSpace(bytes[place]) { place += 1 }
      guard place < end else { return nil }
      let start = place
      if bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") {
        let quote = bytes[place]
        place += 1
        while place < end, bytes[place] != quote {
          place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return place < end ? (start + 1)..<place : nil
      }
      var depth = 0
      while place < end {
        let byte = bytes[place]
        if "[({".utf8.contains(byte) { depth += 1 }
        if "])}".utf8.contains(byte) {
          if depth == 0 { break }
          depth -= 1
        }
        if depth == 0, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") { break }
        place += 1
      }
      return place > start ? start..<place : nil
    }
    return nil
  }

  private mutating func putValue(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < range.upperBound,
        "\\\"/".utf8.contains(bytes[index + 1])
      {
        index += 1
      }
      out.append(bytes[index])
      origins.append(index)
      index += 1
    }
  }

  private func skipObject(from start: Int, end: Int) -> Int {
    bytes[start..<min(end, start + 16 * Self.reach)].firstIndex(of: UInt8(ascii: "}"))
      .map { $0 + 1 } ?? start
  }

  // MARK: - Angle brackets

  private static let answerTags = [
    "answer", "final_answer", "final-answer", "finalanswer", "final", "result", "solution",
    "output",
    "response", "ans",
  ]
  private static let typeTags = [
    "strong", "b", "em", "i", "u", "code", "p", "span", "div", "mark", "h1", "h2", "h3", "pre",
    "kbd",
    "li", "ul", "ol", "br", "br/", "br /", "hr", "td", "tr", "table",
  ]
  private static let endTokens = [
    "<|im_end|>", "<|eot_id|>", "<|end_of_text|>", "<|endoftext|>", "</s>", "<end_of_turn>",
    "<eos>",
    "<|return|>", "<|end|>", "<|eom_id|>", "<|end_of_sentence|>", "<|assistant|>", "<|message|>",
    "<|channel|>final", "<|start|>assistant", "<s>", "<|begin_of_text|>", "<|im_start|>assistant",
    "<|begin_of_solution|>", "<|end_of_solution|>",
  ]

  private mutating func bracket(at index: Int, end: Int) -> Int {
    for token in Self.endTokens where has(token, at: index) {
      put("\n", at: index)
      return token.utf8.count
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
    guard count <= 3 else { return 0 }
    return brokenMarker(at: index, inside: open, end: end)
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
    let closes = budget > 0 && ByteSearch.contains("</\(word)>", in: window)
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
    for place in inside..<close {
      out.append(bytes[place])
      origins.append(place)
    }
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
  private mutating func quotation(at index: Int) -> Int {
    guard index == 0 || bytes[index - 1] == UInt8(ascii: "\n"),
      index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: " ")
    else { return 0 }
    return 2
  }

  // MARK: - Numbers

  private func isDigit(at index: Int) -> Bool {
    index >= 0 && index < bytes.count && ASCII.isDigit(bytes[index])
  }

  /// Emphasis around a number.
  private func underscore(at index: Int) -> Int {
    guard kind.isNumber else { return 0 }
    let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: " ")
    let before = index > 0 ? bytes[index - 1] : UInt8(ascii: " ")
    let opens =
      (ASCII.isDigit(next) || next == UInt8(ascii: "-")) && !ASCII.isLetter(before)
      && !ASCII.isDigit(before) && !")}]".utf8.contains(before)
    let closes =
      ASCII.isDigit(before) && !ASCII.isLetter(next) && !ASCII.isDigit(next)
      && next != UInt8(ascii: "{")
    return opens || closes ? 1 : 0
  }

  /// `[1]` behind a number or a sentence is a note.
  private func citation(at index: Int, end: Int) -> Int {
    guard kind.isNumber else { return 0 }
    var place = index + 1
    while place < end, place - index < 4, ASCII.isDigit(bytes[place]) { place += 1 }
    guard place > index + 1, place < end, bytes[place] == UInt8(ascii: "]") else { return 0 }
    var before = index
    while before > 0, index - before < 2, bytes[before - 1] == UInt8(ascii: " ") { before -= 1 }
    guard before > 0, ASCII.isDigit(bytes[before - 1]) || bytes[before - 1] == UInt8(ascii: ".")
    else {
      return 0
    }
    let next = place + 1 < end ? bytes[place + 1] : UInt8(ascii: "\n")
    return ".\n ,".utf8.contains(next) ? place + 1 - index : 0
  }

  private static let calls = [
    "np.int64(", "np.int32(", "np.float64(", "np.float32(", "np.str_(", "np.bool_(", "np.int_(",
    "numpy.int64(", "numpy.float64(", "Decimal(", "mpf(", "mpq(", "mpz(", "np.intp(", "np.uint64(",
    "np.longlong(", "numpy.int32(", "np.bool(", "np.True_", "np.False_",
  ].map { (Array($0.lowercased().utf8), Array($0.utf8)) }

  /// A number as NumPy and others print it.
  private mutating func call(at index: Int, end: Int) -> Int {
    guard !isLetter(at: index - 1) else { return 0 }
    for (lower, exact) in Self.calls where ByteSearch.starts(lower, in: bytes, at: index) {
      if exact.last == UInt8(ascii: "_") {
        put(lower.contains(UInt8(ascii: "t")) ? "True" : "False", at: index)
        return exact.count
      }
      var start = index + exact.count
      let limit = min(end, start + 64)
      guard let close = bytes[start..<limit].firstIndex(of: UInt8(ascii: ")")) else { return 0 }
      var stop = close
      if stop > start + 1, "'\"".utf8.contains(bytes[start]) {
        start += 1
        stop -= 1
      }
      for place in start..<stop {
        out.append(bytes[place])
        origins.append(place)
      }
      return close + 1 - index
    }
    return 0
  }

  /// A dash: a minus before a number, else a pause.
  private mutating func dash(at index: Int, length: Int) -> Int {
    let next = index + length
    let isSpaced = next < bytes.count && bytes[next] == UInt8(ascii: " ")
    let isAfterSpace = index > 0 && bytes[index - 1] == UInt8(ascii: " ")
    if kind.isNumber, isSpaced, isAfterSpace, next + 1 < bytes.count,
      ASCII.isLetter(bytes[next + 1])
    {
      // `109176 - a whole number`, and not `n - x`.
      let word = bytes[(next + 1)...].prefix(24).prefix { ASCII.isLetter($0) }
      let isArticle = word.count == 1 && (word.first ?? 0) | 0x20 == UInt8(ascii: "a")
      if word.count > 2 || isArticle {
        put(",", at: index)
        return length
      }
    }
    guard length > 1 else { return 0 }
    var place = next
    while place < bytes.count, place - next < 2, bytes[place] == UInt8(ascii: " ") { place += 1 }
    let isValue =
      place < bytes.count
      && (ASCII.isDigit(bytes[place]) || "$({.\\".utf8.contains(bytes[place])
        || bytes[place] == 0xef || bytes[place] == 0xcf || has("\u{221a}", at: place))
    guard isValue else { return 0 }
    put("-", at: index)
    return length
  }

  /// A separator of groups of three digits, where all groups have the same.
  private func group(at index: Int, length: Int, end: Int) -> Int {
    guard kind.isNumber, isDigit(at: index - 1), isDigit(at: index + length) else { return 0 }
    let separator = bytes[index..<(index + length)]
    // The groups around this separator: all but the first have three digits.
    var start = index
    var groups = 1
    while true {
      var place = start
      while isDigit(at: place - 1), start - place < 4 { place -= 1 }
      let count = start - place
      guard count > 0, count <= 3 else { return 0 }
      let before = place - length
      if count == 3, before > 0, bytes[before..<place] == separator, isDigit(at: before - 1),
        groups < 40
      {
        groups += 1
        start = before
        continue
      }
      if place > 0, ASCII.isLetter(bytes[place - 1]) || ".,'".utf8.contains(bytes[place - 1]) {
        return 0
      }
      if bytes[place] == UInt8(ascii: "0") { return 0 }
      break
    }
    var stop = index
    while stop + length < end, bytes[stop..<(stop + length)] == separator, groups < 80 {
      var place = stop + length
      while isDigit(at: place), place < end, place - stop < length + 4 { place += 1 }
      guard place - stop - length == 3 else { return 0 }
      groups += 1
      stop = place
    }
    if separator.first == UInt8(ascii: "."), groups < 3 { return 0 }
    if stop < end, bytes[stop] == UInt8(ascii: "."), isDigit(at: stop + 1), separator.first == 0x2e
    {
      return 0
    }
    return length
  }

  /// A space that does not break.
  private mutating func space(at index: Int, end: Int) -> Int {
    let length = group(at: index, length: 2, end: end)
    if length == 0 { put(" ", at: index) }
    return 2
  }

  /// Signs outside ASCII that have a twin inside it.
  private mutating func wide(at index: Int, end: Int) -> Int {
    guard index + 2 < end else { return 0 }
    let (second, third) = (bytes[index + 1], bytes[index + 2])
    switch (bytes[index], second, third) {
    case (0xe2, 0x80, 0x90...0x95), (0xe2, 0x88, 0x92), (0xef, 0xb9, 0x98), (0xef, 0xb9, 0xa3),
      (0xef, 0xbc, 0x8d), (0xe2, 0x81, 0xbb):
      return dash(at: index, length: 3)
    case (0xe2, 0x80, 0x89), (0xe2, 0x80, 0xaf), (0xe2, 0x80, 0x87), (0xe2, 0x80, 0x88),
      (0xe2, 0x80, 0x8a):
      let length = group(at: index, length: 3, end: end)
      if length == 0 { put(" ", at: index) }
      return 3
    case (0xe2, 0x80, 0x99):
      let length = group(at: index, length: 3, end: end)
      if length == 0 { put("'", at: index) }
      return 3
    case (0xe2, 0x80, 0x8b...0x8f), (0xef, 0xbb, 0xbf), (0xe2, 0x81, 0xa0): return 3
    case (0xef, 0xbc, 0x81...0xbf), (0xef, 0xbd, 0x80...0x9e):
      // Full width: `！` to `～`.
      let code = second == 0xbc ? third - 0x80 + 0x20 : third - 0x80 + 0x60
      put(String(UnicodeScalar(code)), at: index)
      return 3
    case (0xe2, 0x88, 0x97), (0xe2, 0x81, 0x8e):
      put("*", at: index)
      return 3
    default: return 0
    }
  }
}

extension ByteSearch {
  /// Whether a lower-case text stands in some bytes, ignoring case.
  static func contains(_ text: String, in bytes: ArraySlice<UInt8>) -> Bool {
    let text = Array(text.utf8)
    guard let first = text.first, bytes.count >= text.count else { return false }
    for index in bytes.startIndex...(bytes.endIndex - text.count)
    where ASCII.lowercased(bytes[index]) == first {
      var offset = 1
      while offset < text.count, ASCII.lowercased(bytes[index + offset]) == text[offset] {
        offset += 1
      }
      if offset == text.count { return true }
    }
    return false
  }
}
