import Basics

/// MATH (paper, 3.13 and 3.14): `MATH/train/geometry/710.json` with problem, level and solution.
///
/// The truth is the last `\boxed{…}` of the solution. Only numbers, and tuples of numbers, become
/// questions: equality of formulas, sets and words is not decided here.
enum MathImporter {
  /// The published code takes the first fifty files with numbers below a thousand.
  private static let published = (below: 1_000, files: 50)

  static func read<Task: BenchTask>(
    _ folder: String, _ data: DatasetFiles, subset: ImportSubset,
    into tally: inout ImportTally<Task>
  ) throws(TaskError) where Task.Problem == MathProblem {
    let path = "MATH/train/\(folder)"
    var numbers = try data.names(in: path).compactMap { name in
      name.hasSuffix(".json") ? DatasetName.number(String(name.dropLast(5))) : nil
    }.sorted()
    if subset == .paper {
      numbers = Array(numbers.filter { $0 < published.below }.prefix(published.files))
    }
    for number in numbers {
      let id = DatasetName.padded(number, to: 5)
      do throws(TaskError) {
        tally.add(try draft(id, try data.json(of: "\(path)/\(number).json")))
      } catch {
        tally.skip(id, error.message)
      }
    }
  }

  private static func draft(
    _ id: String, _ json: JSONValue
  ) throws(TaskError) -> ImportDraft<MathProblem> {
    guard let text = json["problem"]?.string, let solution = json["solution"]?.string,
      text.utf8.count <= 50_000
    else { throw TaskError(.badQuestion, "the file holds no problem with a solution") }
    let truth = try MathTruth(ofSolution: solution, problem: text)
    let level = level(json["level"]?.string)
    let problem = MathProblem(
      text: text, answer: truth.numbers, steps: max(level, 1), isPercent: truth.isPercent)
    return ImportDraft(
      id: id, rung: max(level, 1), complexity: [ComplexityParameter("level", level)],
      prompt: "\(text)\n\(ImportedPrompt.number)", problem: problem, reference: problem.reference,
      solution: solution)
  }

  /// The level of `Level 3`; 0 where the data does not know it.
  private static func level(_ text: String?) -> Int {
    guard let text, text.hasPrefix("Level "),
      let level = DatasetName.number(String(text.dropFirst(6))),
      (1...5).contains(level)
    else { return 0 }
    return level
  }
}

/// The ground truth of a MATH problem: numbers, read from the box at the end of its solution.
struct MathTruth: Hashable, Sendable {
  /// One number, or the parts of an ordered tuple.
  var numbers: [ExactNumber]
  /// Whether the number counts hundredths, so that `25\%` and `25` say the same.
  var isPercent: Bool

  /// Reads the truth of a solution.
  ///
  /// Cut off are a name before an equals sign, a currency sign before, and a unit, a degree sign, a
  /// percent sign or a full stop after the number. What is left must be all of it exact.
  init(ofSolution solution: String, problem: String) throws(TaskError) {
    let text = AnswerText(solution)
    guard let range = MathTruth.box(in: text) else {
      throw TaskError(.badQuestion, "the solution has no box")
    }
    let boxed = text.string(range)
    var bytes = MathTruth.trimmed(Array(boxed.utf8))
    MathTruth.cutName(&bytes)
    let hasPercentSign = MathTruth.cutUnit(&bytes)
    let mentionsPercent = problem.lowercased().contains("percent")
    guard bytes.count <= MathReader.byteLimit, !MathTruth.hasWord(bytes),
      let numbers = MathTruth.numbers(bytes)
    else {
      throw TaskError(
        .badQuestion, "the truth \(boxed.prefix(80)) is no exact number or tuple of numbers")
    }
    isPercent = mentionsPercent
    // 10 % of a whole is one tenth where nobody asks for a percentage.
    let isFraction = hasPercentSign && !mentionsPercent
    self.numbers = isFraction ? numbers.compactMap { $0.divided(by: ExactNumber(100)) } : numbers
  }

  /// The inside of the last box, of one with a single character without braces too.
  private static func box(in text: AnswerText) -> Range<Int>? {
    let command = Array("\\boxed".utf8)
    guard let at = AnswerCandidates.lastOccurrence(of: command, in: text.bytes) else { return nil }
    var index = at + command.count
    while index < text.bytes.count, ASCII.isSpace(text.bytes[index]) { index += 1 }
    guard index < text.bytes.count else { return nil }
    if text.bytes[index] == UInt8(ascii: "{") { return AnswerCandidates.boxed(in: text) }
    return index..<(index + 1)
  }

  private static func numbers(_ bytes: [UInt8]) -> [ExactNumber]? {
    if bytes.first == UInt8(ascii: "("), bytes.contains(UInt8(ascii: ",")) {
      let count = bytes.count { $0 == UInt8(ascii: ",") } + 1
      guard count <= 4 else { return nil }
      var parser = MathParser(bytes, readsGroups: false)
      return parser.parse(count: count)?.map(\.value)
    }
    var parser = MathParser(bytes, readsGroups: true)
    return parser.parse(count: 1)?.map(\.value)
  }

  /// Cuts `K=` and `AB =` off the start; a second equals sign makes the rest no number.
  private static func cutName(_ bytes: inout [UInt8]) {
    let name = bytes.prefix { ASCII.isLetter($0) }
    guard (1...2).contains(name.count) else { return }
    let rest = bytes[name.endIndex...].drop { ASCII.isSpace($0) }
    if rest.first == UInt8(ascii: "=") { bytes = trimmed(Array(rest.dropFirst())) }
  }

  /// Cuts a unit off the end and a currency sign off the start; says whether the unit was a percent
  /// sign.
  private static func cutUnit(_ bytes: inout [UInt8]) -> Bool {
    if bytes.starts(with: "\\$".utf8) { bytes.removeFirst(2) }
    for command in ["\\text{", "\\mbox{", "\\mathrm{", "\\textrm{"] {
      let command = Array(command.utf8)
      guard let start = AnswerCandidates.lastOccurrence(of: command, in: bytes), start > 0,
        bytes.firstIndex(of: UInt8(ascii: "}")) != nil,
        !bytes[start...].contains(where: ASCII.isDigit)
      else { continue }
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "}")) ?? bytes.endIndex
      guard end == bytes.index(before: bytes.endIndex) else { continue }
      bytes = trimmed(Array(bytes[..<start]))
    }
    while bytes.last == UInt8(ascii: ".") || bytes.last.map(ASCII.isSpace) == true {
      bytes.removeLast()
    }
    for degree in ["^\\circ", "^{\\circ}", "\u{b0}"] where bytes.hasSuffix(degree) {
      bytes = trimmed(Array(bytes.dropLast(degree.utf8.count)))
    }
    guard bytes.hasSuffix("\\%") else { return false }
    bytes = trimmed(Array(bytes.dropLast(2)))
    return true
  }

  /// Whether letters stand there that belong to no command for a number.
  private static func hasWord(_ bytes: [UInt8]) -> Bool {
    let words = AnswerText(bytes).bytes.split { !ASCII.isLetter($0) }
    return words.contains { word in
      let isCommand = word.startIndex > 0 && bytes[word.startIndex - 1] == UInt8(ascii: "\\")
      return !isCommand || !commands.contains(String(decoding: word, as: UTF8.self))
    }
  }

  private static let commands: Set = [
    "frac", "dfrac", "tfrac", "cfrac", "sqrt", "pi", "cdot", "times", "left", "right",
  ]

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let text = AnswerText(bytes)
    return Array(bytes[text.trimmed(bytes.indices)])
  }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ suffix: String) -> Bool {
    count >= suffix.utf8.count && self[(count - suffix.utf8.count)...].elementsEqual(suffix.utf8)
  }
}
