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
    words.reserveCapacity(min(Self.wordLimit, (limit - range.lowerBound) / 4 + 1))
    var index = range.lowerBound
    while index < limit, words.count < Self.wordLimit {
      guard ASCII.isLetter(bytes[index]) else {
        index += 1
        continue
      }
      var word = Self.seed
      while index < limit, ASCII.isLetter(bytes[index]) || bytes[index] == UInt8(ascii: "'") {
        word = (word ^ UInt64(ASCII.lowercased(bytes[index]))) &* Self.factor
        index += 1
      }
      words.append(word)
    }
  }

  /// The number of one word in lower case.
  static func word(_ text: some StringProtocol) -> Word {
    text.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* factor }
  }

  /// The numbers of words that spaces part.
  static func set(_ text: String) -> WordSet {
    WordSet(text.split(whereSeparator: \.isWhitespace).map { word($0) })
  }

  // The hash of Fowler, Noll and Vo: the same on every machine.
  private static let seed: Word = 0xcbf2_9ce4_8422_2325
  private static let factor: Word = 0x0100_0000_01b3
}

/// A set of words that every word of every answer is looked for in.
///
/// A word's number is a hash already, so that its lowest bits are its place: hashing it again would take
/// longer than all the rest of reading.
struct WordSet: Sendable {
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
    self.places = places
    mask = size - 1
  }

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
