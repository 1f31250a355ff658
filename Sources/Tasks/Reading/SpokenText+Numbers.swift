/// Signs in and around numbers.
extension SpokenText {
  /// Emphasis around a number.
  func underscore(at index: Int) -> Int {
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
  func citation(at index: Int, end: Int) -> Int {
    guard kind.isNumber else { return 0 }
    var place = index + 1
    while place < end, place - index < 4, ASCII.isDigit(bytes[place]) { place += 1 }
    guard place > index + 1, place < end, bytes[place] == UInt8(ascii: "]") else { return 0 }
    var before = index
    while before > 0, index - before < 2, bytes[before - 1] == UInt8(ascii: " ") { before -= 1 }
    guard before > 0 else { return 0 }
    let last = bytes[before - 1]
    guard
      ASCII.isDigit(last) || last == UInt8(ascii: ".") || before < index && "})".utf8.contains(last)
    else { return 0 }
    let next = place + 1 < end ? bytes[place + 1] : UInt8(ascii: "\n")
    return ".\n ,".utf8.contains(next) ? place + 1 - index : 0
  }

  private static let calls: [StaticString] = [
    "np.int64(", "np.int32(", "np.float64(", "np.float32(", "np.str_(", "np.bool_(", "np.int_(",
    "numpy.int64(", "numpy.float64(", "decimal(", "mpf(", "mpq(", "mpz(", "np.intp(", "np.uint64(",
    "np.longlong(", "numpy.int32(", "np.bool(", "np.int8(", "np.int16(", "np.uint8(", "np.uint32(",
    "numpy.str_(", "numpy.bool_(",
  ]

  private static let values: [(StaticString, String)] = [
    ("np.true_", "True"), ("np.false_", "False"),
  ]

  /// A number as NumPy and others print it.
  mutating func call(at index: Int, end: Int) -> Int {
    guard !isLetter(at: index - 1) else { return 0 }
    for (name, value) in Self.values where has(name, at: index) {
      put(value, at: index)
      return name.utf8CodeUnitCount
    }
    for name in Self.calls where has(name, at: index) {
      var start = index + name.utf8CodeUnitCount
      let limit = min(end, start + 64)
      guard let close = bytes[start..<limit].firstIndex(of: UInt8(ascii: ")")) else { return 0 }
      var stop = close
      if stop > start + 1, "'\"".utf8.contains(bytes[start]) {
        start += 1
        stop -= 1
      }
      put(start..<stop)
      return close + 1 - index
    }
    return 0
  }

  /// A dash: a minus before a number, else a pause.
  mutating func dash(at index: Int, length: Int) -> Int {
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
  func group(at index: Int, length: Int, end: Int) -> Int {
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
  mutating func space(at index: Int, end: Int) -> Int {
    let length = group(at: index, length: 2, end: end)
    if length == 0 { put(" ", at: index) }
    return 2
  }

  /// Signs outside ASCII that have a twin inside it.
  mutating func wide(at index: Int, end: Int) -> Int {
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
