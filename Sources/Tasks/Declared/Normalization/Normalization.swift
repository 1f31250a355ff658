/// A normal form of Unicode (Unicode Standard Annex #15), of version 15.1 on every machine.
///
/// The system's own would follow the system, and a score with it.
enum NormalizationForm {
  /// NFC: a letter with its accents is one character, however it was composed.
  case canonical
  /// NFKC: the same, and characters that differ in their looks alone are one.
  case compatibility

  /// A text in this form.
  func normal(_ text: String) -> String {
    // No character before U+0300 is changed by NFC, none before U+0080 by NFKC.
    let unchanged: UInt32 = self == .canonical ? 0x300 : 0x80
    guard text.unicodeScalars.contains(where: { $0.value >= unchanged }) else { return text }
    var marks = MarkedScalars(form: self, characters: .shared)
    for scalar in text.unicodeScalars { marks.append(scalar.value) }
    return marks.composed()
  }
}

/// Scalars with their combining classes, decomposed and with marks in their order.
private struct MarkedScalars {
  private typealias Marked = (scalar: UInt32, mark: UInt8)

  private let form: NormalizationForm
  private let characters: CharacterTable
  private var scalars: [Marked] = []
  /// Where the marks begin that may still change places.
  private var firstMark = 0

  init(form: NormalizationForm, characters: CharacterTable) {
    self.form = form
    self.characters = characters
  }

  /// Appends a scalar, or what it is made of.
  mutating func append(_ scalar: UInt32) {
    if let syllable = HangulSyllable(scalar) {
      for part in syllable.parts { appendWhole(part) }
    } else if let parts = characters.parts(of: scalar, form) {
      for part in parts { append(part) }
    } else {
      appendWhole(scalar)
    }
  }

  private mutating func appendWhole(_ scalar: UInt32) {
    let mark = characters.mark(of: scalar)
    if mark == 0 {
      sortMarks()
      firstMark = scalars.count + 1
    }
    scalars.append((scalar, mark))
  }

  /// Puts the marks of one letter into the order of their classes; those of one class keep theirs.
  private mutating func sortMarks() {
    guard scalars.count - firstMark > 1 else { return }
    let marks = scalars[firstMark...].enumerated().sorted {
      ($0.element.mark, $0.offset) < ($1.element.mark, $1.offset)
    }
    scalars.replaceSubrange(firstMark..., with: marks.map(\.element))
  }

  /// The text, with everything composed that can be.
  mutating func composed() -> String {
    sortMarks()
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    /// Where the last letter stands in the result, which marks go to.
    var starter: Int?
    /// The class of what came last after that letter and stayed, if anything did.
    var last: UInt8?
    for (scalar, mark) in scalars {
      // A mark is kept away from its letter by one of its own class or a higher one between them.
      let isBlocked = last.map { $0 >= mark } ?? false
      if let place = starter, !isBlocked, let whole = characters.whole(result[place], scalar) {
        result[place] = whole
        continue
      }
      if mark == 0 {
        (starter, last) = (result.count, nil)
      } else {
        last = mark
      }
      result.append(scalar)
    }
    var text = String.UnicodeScalarView()
    for value in result {
      guard let scalar = Unicode.Scalar(value) else {
        preconditionFailure("U+\(String(value, radix: 16)) of the table is no scalar")
      }
      text.append(scalar)
    }
    return String(text)
  }
}

/// A Hangul syllable, which is made of its letters by a rule (Unicode Standard, section 3.12).
private struct HangulSyllable {
  private static let (first, firstLead, firstVowel, firstTail): (UInt32, UInt32, UInt32, UInt32) =
    (0xAC00, 0x1100, 0x1161, 0x11A7)
  private static let (leads, vowels, tails): (UInt32, UInt32, UInt32) = (19, 21, 28)

  private let index: UInt32

  init?(_ scalar: UInt32) {
    index = scalar &- Self.first
    guard index < Self.leads * Self.vowels * Self.tails else { return nil }
  }

  var parts: [UInt32] {
    let lead = Self.firstLead + index / (Self.vowels * Self.tails)
    let vowel = Self.firstVowel + index / Self.tails % Self.vowels
    let tail = index % Self.tails
    return tail == 0 ? [lead, vowel] : [lead, vowel, Self.firstTail + tail]
  }

  /// The syllable of two letters, or of a syllable without a tail and a tail.
  static func whole(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if first &- firstLead < leads, second &- firstVowel < vowels {
      return Self.first + ((first - firstLead) * vowels + second - firstVowel) * tails
    }
    guard let syllable = HangulSyllable(first), syllable.index % tails == 0,
      second > firstTail, second - firstTail < tails
    else { return nil }
    return first + second - firstTail
  }
}

/// What characters are made of.
private struct CharacterTable: Sendable {
  /// The table of `ci/make-normalization`.
  static let shared = CharacterTable(PackageResources.normalization_txt)

  private var marks: [UInt32: UInt8] = [:]
  private var canonical: [UInt32: [UInt32]] = [:]
  private var compatible: [UInt32: [UInt32]] = [:]
  private var wholes: [UInt64: UInt32] = [:]

  init(_ table: [UInt8]) {
    for line in table.split(separator: UInt8(ascii: "\n")) {
      guard let end = line.firstIndex(where: { ":=!~".utf8.contains($0) }),
        let code = Self.number(line[..<end], radix: 16)
      else { preconditionFailure("the table of characters has another form") }
      let rest = line[(end + 1)...]
      guard line[end] != UInt8(ascii: ":") else {
        marks[code] = Self.number(rest, radix: 10).map { UInt8($0) }
        continue
      }
      let parts = rest.split(separator: UInt8(ascii: " ")).compactMap { Self.number($0, radix: 16) }
      switch line[end] {
      case UInt8(ascii: "~"): compatible[code] = parts
      case UInt8(ascii: "="):
        canonical[code] = parts
        if parts.count == 2 { wholes[Self.pair(parts[0], parts[1])] = code }
      default: canonical[code] = parts
      }
    }
  }

  /// The combining class; 0 for what is no mark.
  func mark(of scalar: UInt32) -> UInt8 { marks[scalar] ?? 0 }

  /// What a character is made of, in one step.
  func parts(of scalar: UInt32, _ form: NormalizationForm) -> [UInt32]? {
    canonical[scalar] ?? (form == .compatibility ? compatible[scalar] : nil)
  }

  /// The character that is made of two.
  func whole(_ first: UInt32, _ second: UInt32) -> UInt32? {
    HangulSyllable.whole(first, second) ?? wholes[Self.pair(first, second)]
  }

  private static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 {
    UInt64(first) << 32 | UInt64(second)
  }

  private static func number(_ digits: ArraySlice<UInt8>, radix: Int) -> UInt32? {
    UInt32(String(decoding: digits, as: UTF8.self), radix: radix)
  }
}
