/// The first words of a stretch of text, each as a number that stands for its letters in lower case.
///
/// Every sentence of every answer is looked at, so that words are compared as numbers and never made
/// into strings.
struct CueWords {
  /// One word; equal words have equal numbers.
  typealias Word = UInt64

  private static let wordLimit = 64
  private static let byteLimit = 640

  /// The words in order.
  private(set) var words: [Word] = []

  /// Takes the words of a range: letters, with apostrophes inside.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    let limit = min(range.upperBound, range.lowerBound + Self.byteLimit)
    guard limit > range.lowerBound else { return }
    let most = min(Self.wordLimit, (limit - range.lowerBound) / 2 + 1)
    words = bytes.withUnsafeBufferPointer { bytes in
      [Word](unsafeUninitializedCapacity: most) { words, count in
        Self.take(bytes, range.lowerBound, limit) { word in
          words.initializeElement(at: count, to: word)
          count += 1
          return count < most
        }
      }
    }
  }

  /// Hands over the words of a range one by one, until no more is wanted.
  private static func take(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int, _ isMoreWanted: (Word) -> Bool
  ) {
    var index = start
    while index < limit {
      guard ASCII.isLetter(bytes[index]) else {
        index += 1
        continue
      }
      var number = Number()
      while index < limit, ASCII.isLetter(bytes[index]) || bytes[index] == UInt8(ascii: "'") {
        number.add(bytes[index])
        index += 1
      }
      guard isMoreWanted(number.word) else { return }
    }
  }

  /// The number of one word in lower case.
  static func word(_ text: some StringProtocol) -> Word {
    var number = Number()
    for byte in text.utf8 { number.add(byte) }
    return number.word
  }

  /// The number of the letters of some bytes.
  static func word(_ letters: ArraySlice<UInt8>) -> Word {
    var number = Number()
    for byte in letters { number.add(byte) }
    return number.word
  }

  /// The numbers of words that spaces part.
  static func set(_ text: String) -> WordSet {
    WordSet(
      text.utf8.split(whereSeparator: ASCII.isSpace).flatMap {
        spellings(of: Substring($0)).map { word($0) }
      })
  }

  /// The ways in which people type words: a contraction that says no, and those of `I am` and `that is`, without their
  /// apostrophe too.
  static func spellings(of text: Substring) -> [Substring] {
    guard text.utf8.contains(UInt8(ascii: "'")) else { return [text] }
    let isShort = text.contains("n't") || text.contains("i'm") || text.contains("that's")
    return isShort ? [text, Substring(text.filter { $0 != "'" })] : [text]
  }

  /// Makes the number of a word of its bytes, the same on every machine.
  ///
  /// Eight bytes are one step, and words of up to eight letters have numbers of their own.
  private struct Number {
    private static let factor: Word = 0x9e37_79b9_7f4a_7c15
    private var folded: Word = 0
    private var last: Word = 0
    private var count = 0

    /// Adds a letter or an apostrophe; the bit that makes a letter small is set in an apostrophe.
    mutating func add(_ byte: UInt8) {
      if count == 8 {
        folded = (folded ^ last) &* Self.factor
        folded ^= folded >> 29
        (last, count) = (0, 0)
      }
      last = last << 8 | Word(byte | 0x20)
      count += 1
    }

    var word: Word {
      let mixed = (folded ^ last) &* Self.factor
      // The lowest bits are the place in a table.
      return mixed ^ mixed >> 32
    }
  }
}

/// A set of words that every word of every answer is looked for in.
///
/// A word's number is a hash already, so that its lowest bits are its place: hashing it again would take
/// longer than all the rest of reading.
struct WordSet: Sendable {
  /// The words, in the order in which they were given.
  let words: [CueWords.Word]
  /// Places, of which at most a quarter is taken; 0 for an empty one.
  private let places: [CueWords.Word]
  private let mask: Int

  init(_ words: [CueWords.Word]) {
    var size = 8
    while size < words.count * 4 { size *= 2 }
    var places = [CueWords.Word](repeating: 0, count: size)
    for word in words {
      precondition(word != 0, "no word has the number that stands for an empty place")
      var place = Int(truncatingIfNeeded: word) & (size - 1)
      while places[place] != 0, places[place] != word { place = (place + 1) & (size - 1) }
      places[place] = word
    }
    self.words = words
    self.places = places
    mask = size - 1
  }

  /// The words of both sets.
  func union(_ other: WordSet) -> WordSet { WordSet(words + other.words) }

  /// The number of places.
  var capacity: Int { places.count }

  /// Whether a word is one of them.
  func contains(_ word: CueWords.Word) -> Bool { place(of: word) != nil }

  /// A number below ``capacity`` that no other word has; `nil` for a word that is none of them.
  func place(of word: CueWords.Word) -> Int? {
    var place = Int(truncatingIfNeeded: word) & mask
    while places[place] != word {
      guard places[place] != 0 else { return nil }
      place = (place + 1) & mask
    }
    return place
  }
}
