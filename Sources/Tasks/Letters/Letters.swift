import Basics

/// Count a letter in a word and give its places (paper, 3.4).
struct Letters: BenchTask {
  /// A word and a letter.
  struct Problem: Codable, Hashable, Sendable {
    /// The word, in lower case.
    var word: String
    /// The letter to look for.
    var letter: String
  }

  /// What a rung draws: where words come from, and how often the letter stands in them.
  private struct Rung {
    var words: [String] = []
    var lengths = 0...0
    var frequency: ClosedRange<Int>
  }

  private static let ladder = [
    Rung(words: LetterWords.short, frequency: 1...3),
    Rung(words: LetterWords.middle, frequency: 0...4),
    Rung(words: LetterWords.long, frequency: 1...5),
    Rung(lengths: 16...22, frequency: 0...5),
    Rung(lengths: 24...32, frequency: 3...8),
  ]

  var description: TaskDescription {
    TaskDescription(
      name: "letters", title: "Letters", shortTitle: "Letters", group: .symbolic,
      summary: "Count a letter in a word and list its positions.", rungs: Self.ladder.count,
      resultNames: ["result", "Waypoints", "waypoints", "trajectory"])
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let rung = Self.ladder[rung - 1]
    let frequency = generator.integer(in: rung.frequency)
    while true {
      let word =
        rung.words.isEmpty
        ? LetterWords.invented(
          length: generator.integer(in: rung.lengths), using: &generator)
        : generator.pick(rung.words)
      // A frequency that a word does not offer is looked for in another word.
      let fitting = Self.alphabet.filter { letter in
        word.filter { $0 == letter }.count == frequency
      }
      if !fitting.isEmpty { return Problem(word: word, letter: String(generator.pick(fitting))) }
    }
  }

  func prompt(for problem: Problem) -> String {
    """
    How many times does the letter "\(problem.letter)" occur in the word "\(problem.word)", and at \
    which positions? Positions are counted from 1.
    Give the final answer in the format <<<Count: X, Positions: [Y, Z]>>>, with an empty list if the \
    letter does not occur.
    """
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [
      ComplexityParameter("length", problem.word.utf8.count),
      ComplexityParameter("frequency", Self.positions(in: problem).count),
    ]
  }

  func reference(for problem: Problem) -> String {
    let positions = Self.positions(in: problem)
    return "<<<\(LetterCount(count: positions.count, positions: positions).text)>>>"
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<LetterCount> {
    LetterCountReader.read(text, trace: &trace)
  }

  func grade(
    _ answer: LetterCount, for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    let positions = Self.positions(in: problem)
    let isPlaced = answer.positions == positions
    trace.check(
      "positions", isKept: isPlaced,
      "\(LetterCount.list(answer.positions)) against \(LetterCount.list(positions))")
    guard isPlaced else {
      let hasDuplicates = Set(answer.positions).count < answer.positions.count
      return .wrong(
        hasDuplicates
          ? "a position is listed twice" : "the positions are \(LetterCount.list(positions))")
    }
    let isCounted = answer.count == positions.count
    trace.check("count", isKept: isCounted, "\(answer.count) against \(positions.count)")
    return isCounted
      ? .right() : .wrong("the count is \(positions.count), not \(answer.count)")
  }

  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz")

  /// The places of the letter, from 1, in order.
  static func positions(in problem: Problem) -> [Int] {
    problem.word.unicodeScalars.enumerated().compactMap { index, scalar in
      problem.letter.unicodeScalars.elementsEqual([scalar]) ? index + 1 : nil
    }
  }
}

extension Letters {
  func guesses(at problem: Problem) -> [Guess] {
    [.marked(.emptyPlan, "none", "Count: 0, Positions: []")]
  }

  func corruptions(of problem: Problem) -> [Corruption] {
    let positions = Self.positions(in: problem)
    let length = problem.word.unicodeScalars.count
    func answer(_ kind: String, _ count: Int, _ positions: [Int]) -> Corruption {
      .marked(kind, LetterCount(count: count, positions: positions).text)
    }
    var found = [
      answer("count too high", positions.count + 1, positions),
      answer("a position more", positions.count, positions + [length + 1]),
      answer("counted with a position more", positions.count + 1, positions + [length + 1]),
      answer("counted from 0", positions.count, positions.map { $0 - 1 } + [length + 2]),
      .marked("only a count", "Count: \(positions.count)"),
      .marked("only positions", "Positions: \(LetterCount.list(positions))"),
      .marked("a count in words", "several, Positions: \(LetterCount.list(positions))"),
    ]
    if let last = positions.last {
      found += [
        answer("count too low", positions.count - 1, positions),
        answer("a position less", positions.count, positions.dropLast()),
        answer("a position twice", positions.count, positions + [last]),
        answer("counted with a position twice", positions.count + 1, positions + [last]),
        answer("shifted", positions.count, positions.map { $0 + 1 }),
        answer("none", 0, []),
      ]
    }
    return found
  }
}

/// The words in which letters are counted.
enum LetterWords {
  /// English words by length, from short to long.
  static let short = [
    "apple", "banana", "beetle", "bottle", "butter", "cabbage", "cannon", "carrot", "cherry",
    "coffee", "cotton", "dagger", "dinner", "ferry", "gallop", "giraffe", "glass", "hammer",
    "kitten", "ladder", "lemon", "letter", "lizard", "mirror", "muffin", "needle", "onion",
    "parrot",
    "pebble", "pepper", "pillow", "puzzle", "rabbit", "ribbon", "saddle", "sheep", "spoon",
    "summer",
    "teapot", "tomato", "trumpet", "tunnel", "turtle", "velvet", "willow", "window", "yellow",
    "zipper",
  ]
  /// Words of nine to twelve letters.
  static let middle = [
    "abbreviate", "accessible", "aggressive", "assessment", "attendance", "barefooted",
    "bookkeeper",
    "broccoli", "caterpillar", "cellophane", "chandelier", "collection", "commission", "committee",
    "connection", "difference", "effervesce", "engineering", "excellence", "falsehood",
    "fluorescent",
    "grasshopper", "hippopotami", "immediately", "intelligent", "marmalade", "millennium",
    "millimetre", "necessary", "negotiation", "occurrence", "opposition", "parallel", "peppermint",
    "possession", "professor", "propeller", "raspberry", "recommence", "successful", "suppression",
    "tablespoon", "temperature", "threshold", "tobacconist", "tomorrow", "vaccinate", "volleyball",
    "wilderness", "withhold",
  ]
  /// Words of thirteen letters and more.
  static let long = [
    "acknowledgement", "administration", "advertisement", "agriculturalist", "characteristic",
    "chrysanthemum", "circumnavigate", "comprehensiveness", "conscientiousness", "constellations",
    "correspondence", "counterintelligence", "disappointment", "disproportionate",
    "electromagnetism", "encyclopaedia", "enthusiastically", "environmentally", "extraterrestrial",
    "featherweight", "granddaughters", "hallucinations", "heterogeneous", "imperceptibility",
    "inconsequential", "indistinguishable", "institutionalise", "interdisciplinary",
    "internationally", "irresponsibility", "kaleidoscopes", "kindheartedness", "lightheartedness",
    "mathematicians", "meteorologically", "misinterpretation", "misunderstanding",
    "multiplications",
    "nonrepresentational", "overcompensation", "phenomenological", "photosynthesis",
    "prestidigitation", "procrastination", "questionnaires", "rationalisation", "reconsideration",
    "responsibilities", "sentimentalities", "straightforward", "superstitiousness",
    "thermodynamically", "transcontinental", "transformational", "uncharacteristically",
    "unconstitutional", "unselfconsciousness", "vulnerabilities", "weatherproofing",
    "wholeheartedness",
  ]

  private static let onsets = [
    "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p",
    "pl", "qu", "r", "s", "sh", "sk", "sp", "st", "t", "tr", "v", "w", "z",
  ]
  private static let vowels = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "io", "oo", "ou", "y"]
  private static let codas = [
    "", "", "l", "m", "n", "nd", "ng", "r", "s", "ss", "st", "t", "tt", "x",
  ]

  /// A word that nobody has seen, from syllables, cut to a length.
  static func invented(length: Int, using generator: inout SeededGenerator) -> String {
    var word = ""
    while word.utf8.count < length {
      word += generator.pick(onsets) + generator.pick(vowels) + generator.pick(codas)
    }
    return String(word.prefix(length))
  }
}
