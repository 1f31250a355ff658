/// Frames and type in LaTeX: `\fbox`, `\mathbf{5}`, `{a \over b}`.
extension SpokenText {
  private static let frames: Set = ["boxed", "fbox", "framebox", "bbox"]
  /// What strikes out what it holds.
  private static let struckOut: Set = ["cancel", "bcancel", "xcancel", "sout", "st"]
  private static let wrappers: Set = [
    "text", "mathbf", "mathrm", "textbf", "textit", "mathit", "boldsymbol", "mbox", "mathsf", "bm",
    "textrm", "emph", "underline", "textnormal", "mathtt", "texttt", "displaystyle", "bf",
  ]

  /// A command, and what it frames.
  mutating func command(at index: Int, end: Int) -> Int {
    guard index + 1 < end else { return 0 }
    let next = bytes[index + 1]
    if next == UInt8(ascii: "<") || next == UInt8(ascii: ">") {
      put(String(UnicodeScalar(next)), at: index)
      return 2
    }
    // A thin space in a number or behind its sign.
    if kind.isNumber, ",;:! ".utf8.contains(next), isDigit(at: index + 2), index > 0,
      isDigit(at: index - 1) || out.last == UInt8(ascii: "-")
    {
      return 2
    }
    if kind.isNumber, has("\\pm", at: index), !isLetter(at: index + 3) {
      put("\u{b1}", at: index)
      return 3
    }
    if !kind.isNumber, kind != .plan, let length = inequality(at: index) { return length }
    var name = index + 1
    while name < end, name - index < 16, ASCII.isLetter(bytes[name]) { name += 1 }
    let word = String(decoding: bytes[(index + 1)..<name], as: UTF8.self)
    var open = name
    while open < end, open - name < 3, bytes[open] == UInt8(ascii: " ") { open += 1 }
    guard open < end, bytes[open] == UInt8(ascii: "{") else { return 0 }
    if Self.struckOut.contains(word) {
      return closing(of: open, end: end).map { $0 + 1 - index } ?? 0
    }
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

  /// `\\neq` and `\\ne`: what stands behind is denied.
  private mutating func inequality(at index: Int) -> Int? {
    for name: StaticString in ["\\neq", "\\ne"]
    where has(name, at: index) && !isLetter(at: index + name.utf8CodeUnitCount) {
      put(" is not ", at: index)
      return name.utf8CodeUnitCount
    }
    return nil
  }

  /// Where the brace closes that opens at a place; `nil` if not soon.
  mutating func closing(of open: Int, end: Int) -> Int? {
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

  /// What a brace opens: a sign, a fraction, an object.
  mutating func brace(at index: Int, end: Int) -> Int {
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
          put((index + 1)..<place)
          put("}{", at: place)
          put((place + 5)..<close)
          put("}", at: close)
          return close + 1 - index
        }
      }
    }
    return json(at: index, end: end)
  }
}
