import Basics

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
    /// A count with places.
    case count
    /// Many lines.
    case plan

    /// Whether the answer is a number in some spelling.
    var isNumber: Bool { self == .number || self == .mathematics }
    /// Whether the answer may stand in many places of the text, so that no line of its own closes it.
    var isSpread: Bool { self == .count || self == .plan }
  }

  /// The text in one spelling.
  private(set) var text: AnswerText

  let bytes: [UInt8]
  let kind: Kind
  private let thoughts: ThoughtRule
  private(set) var out: [UInt8] = []
  /// Where stretches of the text come from, in order: what was copied byte for byte, or put in place of
  /// something.
  private var stretches: [(start: Int, origin: Int, isCopy: Bool)] = []
  /// Closing braces that belong to something that was taken away.
  var dropped: Set<Int> = []
  /// Whether the tag that opened last stands for a marker.
  var hasOpenTag = false

  /// How many bytes may still be looked ahead at: what makes a hostile text cost no more than its length.
  var budget: Int

  /// How far is looked ahead.
  static let reach = 240

  /// Reads a text.
  init(_ written: AnswerText, as kind: Kind) {
    bytes = written.bytes
    thoughts = written.thoughts
    budget = 16 * written.bytes.count + 65_536
    self.kind = kind
    text = written
    out.reserveCapacity(bytes.count)
    rewrite()
    text = AnswerText(out)
    out = []
  }

  /// The place in what was written of a range of the text.
  func origin(of range: Range<Int>) -> Range<Int> {
    let start = origin(of: range.lowerBound)
    return start..<max(start, range.isEmpty ? start : origin(of: range.upperBound - 1) + 1)
  }

  private func origin(of place: Int) -> Int {
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].start <= place { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return 0 }
    let stretch = stretches[low - 1]
    let origin = stretch.isCopy ? stretch.origin + place - stretch.start : stretch.origin
    return min(origin, max(bytes.count - 1, 0))
  }
}

// MARK: - The pass

extension SpokenText {
  /// Bytes at which something may start that is rewritten, and those that matter in numbers alone.
  private static let special = ByteSet("&\\<>{}[nDm~!\u{1b}")
  private static let specialOfNumbers = ByteSet("&\\<>{}_[-'. nDm~!\u{1b}")

  private mutating func rewrite() {
    var index = 0
    for thought in thoughts.ranges(in: bytes) {
      copy(index..<thought.lowerBound)
      put("\n", at: thought.lowerBound)
      index = thought.upperBound
    }
    copy(index..<bytes.count)
  }

  /// Puts something in place of what stands at a place.
  mutating func put(_ some: String, at place: Int) {
    guard !some.isEmpty else { return }
    stretches.append((out.count, place, false))
    out.append(contentsOf: some.utf8)
  }

  /// Copies bytes as they are.
  mutating func put(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    stretches.append((out.count, range.lowerBound, true))
    out.append(contentsOf: bytes[range])
  }

  private mutating func copy(_ range: Range<Int>) {
    var start = range.lowerBound
    var index = range.lowerBound
    while let place = nextStart(from: index, to: range.upperBound) {
      index = place
      // What is put by a step must follow what stands before it.
      put(start..<index)
      start = index
      let length = step(at: index, end: range.upperBound)
      if length > 0 {
        index = min(index + length, range.upperBound)
        start = index
      } else if dropped.contains(index) {
        index += 1
        start = index
      } else {
        index += 1
      }
    }
    put(start..<range.upperBound)
  }

  /// The first place of a stretch at which something may start that is rewritten.
  private func nextStart(from start: Int, to end: Int) -> Int? {
    let special = kind.isNumber ? Self.specialOfNumbers : Self.special
    return bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index < end {
        let byte = bytes[index]
        if byte >= 0x80 {
          if byte == 0xc2 || byte == 0xe2 || byte == 0xef || byte == 0xf0 || Self.leadsForeign(byte)
          {
            return index
          }
        } else if special.contains(byte), isStart(byte, at: index, in: bytes, end: end) {
          return index
        }
        index += 1
      }
      return nil
    }
  }

  /// Whether something may start with a special byte of ASCII; what stands beside it tells of most.
  @inline(__always)
  private func isStart(
    _ byte: UInt8, at index: Int, in bytes: UnsafeBufferPointer<UInt8>, end: Int
  ) -> Bool {
    let before = index > 0 ? bytes[index - 1] : 0
    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "'"), UInt8(ascii: "."):
      return ASCII.isDigit(before) && ASCII.isDigit(next)
    case UInt8(ascii: "}"): return dropped.contains(index)
    case UInt8(ascii: "!"):
      // `3!=6` is a factorial and what it equals.
      return next == UInt8(ascii: "=") && index + 1 < end && kind != .plan
        && !ASCII.isDigit(before) && before != UInt8(ascii: ")") && before != UInt8(ascii: "}")
    case UInt8(ascii: "n"):
      return index + 2 < end && (next == UInt8(ascii: "p") || next == UInt8(ascii: "u"))
    case UInt8(ascii: "D"): return has("decimal(", at: index)
    case UInt8(ascii: "m"): return next | 0x20 == UInt8(ascii: "p")
    default: return true
    }
  }

  /// Rewrites what starts at a place; how many bytes that took, 0 if nothing special starts there.
  private mutating func step(at index: Int, end: Int) -> Int {
    let byte = bytes[index]
    switch byte {
    case 0x1b: return escape(at: index, end: end)
    case UInt8(ascii: "&"): return entity(at: index)
    case UInt8(ascii: "\\"): return command(at: index, end: end)
    case UInt8(ascii: "<"): return bracket(at: index, end: end)
    case UInt8(ascii: ">"): return quotation(at: index)
    case UInt8(ascii: "{"): return brace(at: index, end: end)
    case UInt8(ascii: "_"): return underscore(at: index)
    case UInt8(ascii: "["):
      let length = answerTag(at: index)
      return length > 0 ? length : citation(at: index, end: end)
    case UInt8(ascii: "n"), UInt8(ascii: "D"), UInt8(ascii: "m"):
      return call(at: index, end: end)
    case UInt8(ascii: "-"): return dash(at: index, length: 1)
    case UInt8(ascii: " "), UInt8(ascii: "'"), UInt8(ascii: "."):
      return group(at: index, length: 1, end: end)
    case UInt8(ascii: "!"):
      put(" is not ", at: index)
      return 2
    case UInt8(ascii: "~"): return strike(at: index, end: end)
    case 0xc2:
      return index + 1 < end && bytes[index + 1] == 0xa0
        ? space(at: index, end: end) : guillemet(at: index, end: end)
    case 0xe2, 0xef:
      let length = byte == 0xef ? foreign(at: index, end: end) : 0
      if length > 0 { return length }
      let twin = wide(at: index, end: end)
      return twin > 0 ? twin : sign(at: index, end: end)
    case 0xf0: return sign(at: index, end: end)
    default: return byte >= 0x80 ? foreign(at: index, end: end) : 0
    }
  }

  private static let entities: [(name: StaticString, sign: String)] = [
    ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&nbsp;", " "), ("&minus;", "-"),
    ("&quot;", "\""), ("&#39;", "'"), ("&ndash;", "-"), ("&times;", "\u{d7}"), ("&#60;", "<"),
    ("&#62;", ">"), ("&#x3c;", "<"), ("&#x3e;", ">"), ("&#x27;", "'"), ("&apos;", "'"),
    ("&thinsp;", "\u{2009}"),
  ]

  /// A sign as HTML names it.
  private mutating func entity(at index: Int) -> Int {
    let length = spelledTag(at: index)
    if length > 0 { return length }
    for (name, sign) in Self.entities where has(name, at: index) {
      put(sign, at: index)
      return name.utf8CodeUnitCount
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
}

// MARK: - Looks

extension SpokenText {
  /// Whether a lower-case text stands at a place, ignoring case.
  func has(_ text: StaticString, at place: Int) -> Bool {
    ByteSearch.starts(text, in: bytes, at: place)
  }

  /// Whether a letter of ASCII stands at a place.
  func isLetter(at index: Int) -> Bool {
    index >= 0 && index < bytes.count && ASCII.isLetter(bytes[index])
  }

  /// Whether a digit of ASCII stands at a place.
  func isDigit(at index: Int) -> Bool {
    index >= 0 && index < bytes.count && ASCII.isDigit(bytes[index])
  }
}
