import Basics

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
