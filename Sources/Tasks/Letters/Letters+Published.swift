import Basics

extension Letters {
  /// The published pattern, and positions as a set (paper, 3.4).
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    guard let extracted = PaperExtraction.of(reply.text, by: self, for: problem, trace: &trace),
      let found = CountPattern.first(in: extracted.text.bytes)
    else {
      return PaperFinding(
        strict.answer, success: false, "Count: n, Positions: [...] is not found",
        strict.success ? [.countPattern] : [])
    }
    guard !found.hasTrailingComma else {
      return PaperFinding(
        strict.answer, success: false, "an empty position is no number: the run ends with an error",
        strict.success ? [.trailingComma] : [])
    }
    let positions = Self.positions(in: problem)
    let success = found.count == positions.count && Set(found.positions) == Set(positions)
    return PaperFinding(
      LetterCount(count: found.count, positions: found.positions).text, success: success,
      success ? "count and set of positions agree" : "the positions are \(positions)",
      success && !strict.success ? [.positionSet] : [])
  }
}

/// The first match of `Count: (\d+), Positions: \[([\d, ]+)\]`.
private struct CountPattern {
  var count: Int
  var positions: [Int]
  /// Whether an element of the list is empty, on which the published code stops.
  var hasTrailingComma: Bool

  static func first(in bytes: [UInt8]) -> CountPattern? {
    let label = Array("Count: ".utf8)
    guard bytes.count > label.count else { return nil }
    for start in 0..<(bytes.count - label.count)
    where bytes[start] == label[0] && bytes[start...].starts(with: label) {
      if let match = match(bytes[(start + label.count)...]) { return match }
    }
    return nil
  }

  private static func match(_ bytes: ArraySlice<UInt8>) -> CountPattern? {
    let digits = bytes.prefix(while: ASCII.isDigit)
    let label = Array(", Positions: [".utf8)
    let rest = bytes[digits.endIndex...]
    guard !digits.isEmpty, digits.count <= 9, rest.starts(with: label) else { return nil }
    let list = rest.dropFirst(label.count).prefix {
      ASCII.isDigit($0) || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ")
    }
    guard !list.isEmpty, list.endIndex < bytes.endIndex,
      bytes[list.endIndex] == UInt8(ascii: "]")
    else { return nil }
    let parts = list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let numbers = parts.map { part -> Int? in
      Int(String(decoding: part.filter { $0 != UInt8(ascii: " ") }.prefix(10), as: UTF8.self))
    }
    return CountPattern(
      count: Int(String(decoding: digits, as: UTF8.self)) ?? 0,
      positions: numbers.compactMap(\.self), hasTrailingComma: numbers.contains(nil))
  }
}

extension PaperQuirk {
  /// Positions are compared as a set, so that duplicates pass (section 3.4).
  static let positionSet = PaperQuirk(rawValue: "position set")
  /// Only `Count: n, Positions: [...]` is read, and never an empty list (section 3.4).
  static let countPattern = PaperQuirk(rawValue: "count pattern")
  /// A trailing comma in the positions ends the whole run with an error: no credit (section 3.4).
  static let trailingComma = PaperQuirk(rawValue: "trailing comma")
}

/// Letters (paper, 3.4): `Letters/Letters_dataset_min_length_10_max_length_15/a_1_0/test_words.json` with
/// a word in which `a` stands once.
extension Letters: ImportableTask {
  private static let folder = "Letters"
  private static let publishedRanges = [[10, 15], [15, 20], [20, 25]]
  private static let publishedLetters = ["a", "g", "m", "s", "y"]
  /// The shortest lengths of the data's ranges, rung by rung.
  private static let ladder = [5, 10, 15, 20, 25, 50, 150, 350, 750]

  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<Letters>
  ) throws(TaskError) {
    for set in try data.names(in: Self.folder) {
      guard let lengths = Self.lengths(in: set),
        subset == .all || Self.publishedRanges.contains(lengths)
      else { continue }
      for sample in try data.names(in: "\(Self.folder)/\(set)") {
        guard let parts = Self.parts(of: sample), subset == .all || Self.isPublished(parts) else {
          continue
        }
        let id = "\(lengths[0])-\(lengths[1]).\(sample)"
        do throws(TaskError) {
          let file = "\(Self.folder)/\(set)/\(sample)/test_words.json"
          guard let word = try data.json(of: file).string else {
            throw TaskError(.badQuestion, "the file holds no word")
          }
          tally.add(try draft(id, word: word, parts, shortest: lengths[0]))
        } catch {
          tally.skip(id, error.message)
        }
      }
    }
  }

  private func draft(
    _ id: String, word: String, _ parts: (letter: String, frequency: Int, number: Int),
    shortest: Int
  ) throws(TaskError) -> ImportDraft<Letters.Problem> {
    guard !word.isEmpty, word.utf8.allSatisfy({ ASCII.isLetter($0) && $0 >= UInt8(ascii: "a") })
    else { throw TaskError(.badQuestion, "the word is not made of small letters from a to z") }
    let frequency = word.utf8.count { $0 == parts.letter.utf8.first }
    guard frequency == parts.frequency else {
      throw TaskError(
        .badQuestion,
        "the data says \(parts.frequency) times \"\(parts.letter)\", the word has \(frequency)")
    }
    let problem = Letters.Problem(word: word, letter: parts.letter)
    return ImportDraft(
      id: id, rung: Self.ladder.lastIndex { $0 <= shortest }.map { $0 + 1 } ?? 1,
      complexity: complexity(of: problem), prompt: prompt(for: problem),
      problem: problem, reference: reference(for: problem))
  }

  /// The shortest and the longest length of a set.
  private static func lengths(in name: String) -> [Int]? {
    let parts = name.split(separator: "_").map(String.init)
    let shape = ["Letters", "dataset", "min", "length", "", "max", "length", ""]
    guard parts.count == shape.count,
      let low = DatasetName.number(parts[4]), let high = DatasetName.number(parts[7]),
      zip(parts, shape).allSatisfy({ $1.isEmpty || $0 == $1 })
    else { return nil }
    return [low, high]
  }

  /// The letter, its frequency and the number of a sample such as `a_1_0`.
  private static func parts(
    of sample: String
  ) -> (letter: String, frequency: Int, number: Int)? {
    let parts = sample.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts[0].utf8.count == 1,
      parts[0].utf8.allSatisfy({ ASCII.isLetter($0) && $0 >= UInt8(ascii: "a") }),
      let frequency = DatasetName.number(parts[1]), let number = DatasetName.number(parts[2])
    else { return nil }
    return (parts[0], frequency, number)
  }

  private static func isPublished(
    _ parts: (letter: String, frequency: Int, number: Int)
  ) -> Bool {
    publishedLetters.contains(parts.letter) && parts.frequency <= 5 && parts.number == 0
  }
}
