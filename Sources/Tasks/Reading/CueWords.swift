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
  static func set(_ text: String) -> Set<Word> {
    Set(text.split(whereSeparator: \.isWhitespace).map { word($0) })
  }

  // The hash of Fowler, Noll and Vo: the same on every machine.
  private static let seed: Word = 0xcbf2_9ce4_8422_2325
  private static let factor: Word = 0x0100_0000_01b3
}
