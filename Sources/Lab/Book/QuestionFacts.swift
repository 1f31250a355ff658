/// What a policy may know of a question before anything is asked: facts of the text that is sent, each
/// shown by name, and nothing of the truth, the task or its ladder.
public struct QuestionFacts: Hashable, Sendable {
  /// A fact by its name in a policy, `question.NAME`.
  public enum Name: String, Hashable, Sendable, CaseIterable {
    /// The bytes of the text.
    case length
    /// The words of the text.
    case words
    /// The lines of the text.
    case lines
    /// The sentences of the text, by full stops, question marks and exclamation marks.
    case sentences
    /// The numbers in the text.
    case numbers
    /// The digits of the longest number.
    case digits
    /// The share of the text's bytes that are digits, in thousandths.
    case digitShare = "digit-share"
    /// The signs of arithmetic in the text: `+ - * / = ^ %`.
    case signs
    /// The brackets that open in the text.
    case brackets
    /// The options that it offers, such as `(A)`.
    case options
    /// The quotation marks in the text.
    case quotes
    /// The words that begin with a capital letter.
    case capitals
  }

  private let values: [Int]

  /// Reads the text of a question as it is sent.
  public init(of text: String) {
    var counts = Counts()
    for byte in text.utf8 { counts.add(byte) }
    counts.end()
    values = Name.allCases.map { counts[$0] }
  }

  /// The value of a fact.
  public subscript(name: Name) -> Int { values[name.place] }

  /// All values, in the order of the names.
  public var all: [Int] { values }
}

extension QuestionFacts.Name {
  fileprivate var place: Int {
    switch self {
    case .length: 0
    case .words: 1
    case .lines: 2
    case .sentences: 3
    case .numbers: 4
    case .digits: 5
    case .digitShare: 6
    case .signs: 7
    case .brackets: 8
    case .options: 9
    case .quotes: 10
    case .capitals: 11
    }
  }
}

/// Counts what stands in a text, byte by byte.
private struct Counts {
  private var length = 0
  private var words = 0
  private var lines = 1
  private var sentences = 0
  private var numbers = 0
  private var longest = 0
  private var digitBytes = 0
  private var signs = 0
  private var brackets = 0
  private var options = 0
  private var quotes = 0
  private var capitals = 0
  private var run = 0
  private var isInWord = false
  private var before: (UInt8, UInt8) = (0, 0)

  mutating func add(_ byte: UInt8) {
    length += 1
    let isDigit = byte &- 0x30 <= 9
    if isDigit {
      if run == 0 { numbers += 1 }
      run += 1
      digitBytes += 1
      longest = max(longest, run)
    } else {
      run = 0
    }
    let isBlank = byte <= 0x20
    if !isBlank, !isInWord {
      words += 1
      if byte &- 0x41 <= 25 { capitals += 1 }
    }
    isInWord = !isBlank
    switch byte {
    case UInt8(ascii: "\n"): lines += 1
    case UInt8(ascii: "."), UInt8(ascii: "?"), UInt8(ascii: "!"): sentences += 1
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"),
      UInt8(ascii: "="), UInt8(ascii: "^"), UInt8(ascii: "%"):
      signs += 1
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
    case UInt8(ascii: "\""), UInt8(ascii: "'"): quotes += 1
    case UInt8(ascii: ")"):
      if before.0 == UInt8(ascii: "("), before.1 &- 0x41 <= 25 { options += 1 }
    default: break
    }
    before = (before.1, byte)
  }

  mutating func end() {
    if length == 0 { lines = 0 }
  }

  subscript(name: QuestionFacts.Name) -> Int {
    switch name {
    case .length: length
    case .words: words
    case .lines: lines
    case .sentences: sentences
    case .numbers: numbers
    case .digits: longest
    case .digitShare: length == 0 ? 0 : digitBytes * 1000 / length
    case .signs: signs
    case .brackets: brackets
    case .options: options
    case .quotes: quotes
    case .capitals: capitals
    }
  }
}
