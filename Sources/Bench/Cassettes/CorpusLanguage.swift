import Basics
import Tasks

/// Prose and Python that are as hard to compress as real answers.
///
/// Made of a vocabulary in which the n-th word is used n times more rarely than the first (Zipf's
/// law), of phrases drawn from it, of numbers, and of a few words that an answer keeps coming back
/// to; the Python has ordinary statements with names drawn from the same vocabulary. The sizes of
/// vocabulary and phrase book were set so that single answers shrink by gzip, by LZ4 and by LZ4 with
/// a dictionary about as far as recorded answers of large models did: to 48, 66 and 34 % here, to
/// 63 % (LZ4) and 33 % (with a dictionary) there.
struct CorpusLanguage: AnswerLanguage {
  private let words: ZipfTable
  private let phrases: ZipfTable
  private let names: ZipfTable

  /// Makes the vocabulary: the same on every machine.
  init() {
    var generator = SeededGenerator(seed: "corpus language")
    let rare = (0..<8_000).map { _ in Self.word(using: &generator) }
    let words = ZipfTable(Self.common + rare)
    self.words = words
    names = ZipfTable(rare.filter { $0.utf8.count > 2 })
    phrases = ZipfTable(
      (0..<6_000).map { _ in
        (0..<generator.integer(in: 3...8)).map { _ in words.pick(using: &generator) }
          .joined(separator: " ")
      })
  }

  func prose(_ size: Int, ending: String, using generator: inout SeededGenerator) -> String {
    let topic = (0..<8).map { number in
      (0..<(number < 4 ? 1 : 3)).map { _ in words.pick(using: &generator) }
        .joined(separator: " ")
    }
    var text = ""
    while text.utf8.count + ending.utf8.count < size {
      if generator.chance(1, in: 7) {
        text += "\n\n\(generator.integer(in: 1...9)). **\(phrases.pick(using: &generator))**: "
      }
      text += sentence(topic, using: &generator)
      text += generator.pick([" ", " ", " ", "\n", "\n\n"])
    }
    return ending.isEmpty ? text : "\(text)\n\nThe final answer is:\n\(ending)"
  }

  func code(_ size: Int, ending: String, using generator: inout SeededGenerator) -> String {
    let names = (0..<8).map { _ in name(using: &generator) }
    let library = generator.pick(["itertools", "math", "re", "collections", "heapq"])
    var text = "import \(library)\n\n"
    while text.utf8.count + ending.utf8.count < size {
      text += statement(names, using: &generator) + "\n"
    }
    return "\(text)\n\(ScriptedRun.opening)\(ending)\(ScriptedRun.closing)"
  }

  // MARK: Sentences

  private func sentence(_ topic: [String], using generator: inout SeededGenerator) -> String {
    let length = generator.integer(in: 6...24)
    var parts: [String] = []
    while parts.count < length {
      switch generator.integer(in: 1...100) {
      case 1...7: parts.append(phrases.pick(using: &generator))
      case 8...13: parts.append(Self.number(using: &generator))
      case 14...16: parts.append(Self.formula(using: &generator))
      case 17...34: parts.append(generator.pick(topic))
      default: parts.append(words.pick(using: &generator))
      }
    }
    let text = parts.joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
      + generator.pick([".", ".", ".", ":", ","])
  }

  private static func number(using generator: inout SeededGenerator) -> String {
    let limit = generator.pick([9, 20, 99, 999, 9_999])
    return "\(generator.integer(in: 1...limit))"
  }

  private static func formula(using generator: inout SeededGenerator) -> String {
    let numbers = (0..<3).map { _ in number(using: &generator) }
    let sign = generator.pick(["+", "-", "\\times", "\\div"])
    return "$\(numbers[0]) \(sign) \(numbers[1]) = \(numbers[2])$"
  }

  // MARK: Statements

  private static let statements = [
    "    A = N", "    for A in range(N):", "        A += B[C]", "    if A > N:",
    "        print(f\"A: {B}\")", "    # P", "    while A and B < N:",
    "        A.append((B + N, C))", "    A = sorted(B, key=lambda x: x[N])", "    return A",
    "def A(B, C=N):", "        if A in B: continue", "    A = [N, N, N, N]",
    "    A, B = B, A % N", "    best = min(best, A)", "        A = B * N - C",
    "    assert len(A) == N",
  ]

  private func statement(_ names: [String], using generator: inout SeededGenerator) -> String {
    let chosen = generator.sample(3, of: names)
    var text = ""
    for letter in generator.pick(Self.statements).unicodeScalars {
      switch letter {
      case "A": text += chosen[0]
      case "B": text += chosen[1]
      case "C": text += chosen[2]
      case "N": text += Self.number(using: &generator)
      case "P": text += phrases.pick(using: &generator)
      default: text.unicodeScalars.append(letter)
      }
    }
    return text
  }

  private func name(using generator: inout SeededGenerator) -> String {
    let name = names.pick(using: &generator)
    return generator.chance(3, in: 5) ? name : "\(name)_\(names.pick(using: &generator))"
  }

  // MARK: Vocabulary

  private static let common = """
    the of and to a in is that we for it as with be on by this are from at so if or an not can have \
    then which each has one two first next step number value total answer since all will there their \
    must than more only into same between after before both when where these now also but need get \
    gives given using let check result following because however therefore thus find count list \
    order left right
    """.split(separator: " ").map(String.init)

  /// A word that nobody knows, built like those that everybody does.
  private static func word(using generator: inout SeededGenerator) -> String {
    let opening = [
      "b", "c", "d", "f", "g", "h", "j", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr",
      "pl", "pr", "cl", "gr", "br", "sh", "ch", "th", "",
    ]
    let middle = ["a", "e", "i", "o", "u", "ai", "ea", "ou", "io", "ie"]
    let closing = ["", "n", "r", "s", "t", "l", "m", "d", "nd", "st", "ct", "rt", "ng", "ck"]
    let ending = [
      "", "", "", "ed", "ing", "s", "er", "ly", "tion", "able", "ment", "al", "ity",
    ]
    let syllables = (0..<generator.pick([1, 1, 1, 2, 2, 3])).map { _ in
      generator.pick(opening) + generator.pick(middle) + generator.pick(closing)
    }
    return syllables.joined() + generator.pick(ending)
  }
}

/// Words of which the n-th is drawn about n times more rarely than the first.
private struct ZipfTable: Sendable {
  private let words: [String]
  /// The sums of the words' weights up to each.
  private let sums: [Int]

  init(_ words: [String]) {
    self.words = words
    var sum = 0
    sums = words.indices.map { index in
      sum += 100_000_000 / (index + 3)
      return sum
    }
  }

  func pick(using generator: inout SeededGenerator) -> String {
    guard let last = sums.last else { preconditionFailure("A vocabulary holds words.") }
    let wanted = generator.integer(in: 1...last)
    var range = 0..<sums.count
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      range = sums[middle - 1] < wanted ? middle..<range.upperBound : range.lowerBound..<middle
    }
    return words[range.lowerBound]
  }
}
