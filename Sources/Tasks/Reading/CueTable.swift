/// What a word may be a part of.
struct CueMarks: OptionSet, Sendable {
  let rawValue: UInt8

  /// It may announce an answer.
  static let noun = CueMarks(rawValue: 1)
  /// It begins phrases.
  static let begins = CueMarks(rawValue: 2)
  /// It says how good something is.
  static let judges = CueMarks(rawValue: 4)
  /// It says that something fails, or begins to say so.
  static let lacks = CueMarks(rawValue: 8)
  /// It may close a rejection.
  static let closes = CueMarks(rawValue: 16)
  /// It names what somebody makes who is wrong.
  static let faults = CueMarks(rawValue: 32)
}

/// All words that may say something of an answer, each looked up once.
struct CueTable: Sendable {
  /// A phrase behind its first word.
  struct Phrase: Sendable {
    /// What it says.
    var cues: SentenceCues
    /// Its second word; none has the number 0.
    fileprivate var second: CueWords.Word
    /// The words behind that, among those of all phrases.
    fileprivate var others: Range<Int>
  }

  static let shared = CueTable()

  private let words: WordSet
  /// What is at the place of each word.
  private let marks: [CueMarks]
  private let spans: [Range<Int>]
  private let phrases: [Phrase]
  private let others: [CueWords.Word]

  private init() {
    let lines = CuePhrases.lines
    let marked: [(CueMarks, [CueWords.Word])] = [
      (.noun, CuePhrases.nouns.words), (.begins, lines.map { $0.first }),
      (.judges, CueVerdicts.judging.words), (.lacks, CueVerdicts.lacking.words),
      (.closes, CueVerdicts.closing.words), (.faults, SentenceCues.faults.words),
    ]
    words = WordSet(marked.flatMap { $0.1 })
    var marks = [CueMarks](repeating: [], count: words.capacity)
    for (mark, some) in marked {
      for place in some.compactMap(words.place(of:)) { marks[place].insert(mark) }
    }
    self.marks = marks
    let all = Dictionary(grouping: lines) { $0.first }
    var spans = [Range<Int>](repeating: 0..<0, count: words.capacity)
    var (phrases, others): ([Phrase], [CueWords.Word]) = ([], [])
    for word in words.words {
      guard let place = words.place(of: word), spans[place].isEmpty, let begun = all[word] else {
        continue
      }
      let start = phrases.count
      for (_, phrase) in begun {
        let rest = phrase.rest.dropFirst()
        phrases.append(
          Phrase(
            cues: phrase.cues, second: phrase.rest.first ?? 0,
            others: others.count..<(others.count + rest.count)))
        others += rest
      }
      spans[place] = start..<phrases.count
    }
    (self.spans, self.phrases, self.others) = (spans, phrases, others)
  }

  /// Where a word stands in the table; `nil` for a word that says nothing.
  func place(of word: CueWords.Word) -> Int? { words.place(of: word) }

  /// What the word at a place may be a part of.
  func marks(at place: Int) -> CueMarks { marks[place] }

  /// The phrases that begin with the word at a place.
  func phrases(at place: Int) -> ArraySlice<Phrase> { phrases[spans[place]] }

  /// Whether a phrase that begins with a word goes on behind it.
  func stands(_ phrase: Phrase, in words: [CueWords.Word], at index: Int) -> Bool {
    guard phrase.second != 0 else { return true }
    guard index + 1 < words.count, words[index + 1] == phrase.second else { return false }
    return words[(index + 2)...].starts(with: others[phrase.others])
  }
}
