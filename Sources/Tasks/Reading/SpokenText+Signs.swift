/// What signs say: a line through a text, a cross behind it, an arrow before it.
extension SpokenText {
  /// `~~5~~` was struck out.
  mutating func strike(at index: Int, end: Int) -> Int {
    let mark = UInt8(ascii: "~")
    func isMark(_ place: Int) -> Bool { place < end && bytes[place] == mark }
    guard isMark(index + 1), !isMark(index + 2), index == 0 || bytes[index - 1] != mark,
      budget > 0
    else { return 0 }
    budget -= Self.reach
    var place = index + 2
    while place < min(end, index + Self.reach), bytes[place] != UInt8(ascii: "\n") {
      if isMark(place), isMark(place + 1) { return place + 2 - index }
      place += 1
    }
    return 0
  }

  /// Signs that pass a verdict on what stands beside them, and what they say.
  private static let verdicts: [(bytes: [UInt8], isGood: Bool)] = [
    (Array("\u{274c}".utf8), false), (Array("\u{2717}".utf8), false),
    (Array("\u{2718}".utf8), false), (Array("\u{1f6ab}".utf8), false),
    (Array("\u{1f44e}".utf8), false), (Array("\u{274e}".utf8), false),
    (Array("\u{2713}".utf8), true), (Array("\u{2714}".utf8), true),
    (Array("\u{2705}".utf8), true), (Array("\u{2611}".utf8), true),
    (Array("\u{1f44d}".utf8), true), (Array("\u{1f3af}".utf8), true),
  ]

  /// Signs that have words or a twin in ASCII.
  private static let twins: [(bytes: [UInt8], text: String)] = [
    ("\u{2260}", " is not "), ("\u{2192}", " = "), ("\u{21d2}", " = "), ("\u{27f9}", " = "),
    ("\u{27f6}", " = "), ("\u{2234}", " = "), ("\u{201c}", "\""), ("\u{201d}", "\""),
    ("\u{201e}", "\""), ("\u{2026}", "..."), ("\u{2796}", "-"), ("\u{208b}", "-"),
    ("\u{221b}", "\u{221a}"),
    ("\u{2a7e}", "\u{2265}"), ("\u{2273}", "\u{2265}"), ("\u{2272}", "\u{2264}"),
  ].map { (Array($0.0.utf8), $0.1) }

  /// A sign that says something in one character outside ASCII.
  mutating func sign(at index: Int, end: Int) -> Int {
    for verdict in Self.verdicts where stands(verdict.bytes, at: index, end: end) {
      var length = verdict.bytes.count
      // The emoji and the letter are told apart by what follows them.
      if stands([0xef, 0xb8, 0x8f], at: index + length, end: end) { length += 3 }
      let isSpaced = index > 0 && bytes[index - 1] == UInt8(ascii: " ")
      let word = leads(index) ? "Wrong: " : isSpaced ? "is wrong. " : " is wrong. "
      put(verdict.isGood ? "" : word, at: index)
      return length
    }
    guard kind != .plan else { return 0 }
    for twin in Self.twins where stands(twin.bytes, at: index, end: end) {
      put(twin.text, at: index)
      return twin.bytes.count
    }
    return 0
  }

  /// Whether only blanks and the sign of a list stand before a place in its line.
  private func leads(_ index: Int) -> Bool {
    let before = bytes[max(0, index - 16)..<index].last { !" \t*_`>-|".utf8.contains($0) }
    return before == nil ? index < 16 : before == UInt8(ascii: "\n")
  }

  /// Quotation marks of other languages: `«5»`.
  mutating func guillemet(at index: Int, end: Int) -> Int {
    guard index + 1 < end, [0xab, 0xbb].contains(bytes[index + 1]), kind != .plan else { return 0 }
    put("\"", at: index)
    return 2
  }

  private func stands(_ sign: [UInt8], at place: Int, end: Int) -> Bool {
    guard place + sign.count <= end else { return false }
    for offset in sign.indices where bytes[place + offset] != sign[offset] { return false }
    return true
  }

  /// Tags between which stands what was struck out.
  private static let struck: Set = ["del", "strike"]

  /// How long a part is that was struck out by tags, from the opening one; `nil` for another tag.
  mutating func struckOut(_ name: Substring, at index: Int, from close: Int, end: Int) -> Int? {
    guard Self.struck.contains(String(name)), budget > 0 else { return nil }
    let limit = min(end, close + 16 * Self.reach)
    budget -= limit - close
    guard let closing = ByteSearch.place(of: "</\(name)>", in: bytes[close..<limit]) else {
      return nil
    }
    return closing + name.utf8.count + 3 - index
  }

  /// `[answer]5[/answer]`: tags in square brackets; 0 if none stands there.
  mutating func answerTag(at index: Int) -> Int {
    guard index + 1 < bytes.count, "/aA".utf8.contains(bytes[index + 1]), kind != .plan else {
      return 0
    }
    if has("[/answer]", at: index) {
      put(hasOpenTag ? ">>>\n" : "\n", at: index)
      hasOpenTag = false
      return 9
    }
    guard has("[answer]", at: index), budget > 0 else { return 0 }
    let window = bytes[index...].prefix(4 * Self.reach)
    budget -= window.count
    guard ByteSearch.contains("[/answer]", in: window) else { return 0 }
    hasOpenTag = true
    put("\n<<<", at: index)
    return 8
  }

  /// The names of a tag that is spelled with entities, `&lt;answer&gt;`.
  private static let spelledTags: [(spelled: StaticString, tag: String)] = [
    ("&lt;answer&gt;", "\n<<<"), ("&lt;/answer&gt;", ">>>\n"),
    ("&lt;final_answer&gt;", "\n<<<"), ("&lt;/final_answer&gt;", ">>>\n"),
  ]

  /// A tag for the answer that is spelled with entities; 0 if none stands there.
  mutating func spelledTag(at index: Int) -> Int {
    for (spelled, tag) in Self.spelledTags where has(spelled, at: index) {
      put(tag, at: index)
      return spelled.utf8CodeUnitCount
    }
    return 0
  }
}
