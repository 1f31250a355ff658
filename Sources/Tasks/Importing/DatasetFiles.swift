import Basics
import PythonLiterals

/// The files of the layout: paths start in `dataset_gather`, whether that or the folder above was named.
struct DatasetFiles: Sendable {
  /// The folder of the data in the repository.
  static let folderName = "dataset_gather"
  /// The largest small file: one sample.
  private static let sampleLimit = 1 << 20

  private let source: any ImportSource
  private let prefix: String

  init(_ source: some ImportSource) throws(TaskError) {
    self.source = source
    let names = try source.names(in: "") ?? []
    prefix = names.contains(Self.folderName) ? Self.folderName + "/" : ""
  }

  /// The names in a folder; none where there is no folder.
  func names(in folder: String) throws(TaskError) -> [String] {
    try source.names(in: folder.isEmpty ? String(prefix.dropLast()) : prefix + folder) ?? []
  }

  /// The bytes of a file; `nil` if there is none.
  func bytes(of file: String, limit: Int = 64 << 20) throws(TaskError) -> [UInt8]? {
    try source.bytes(of: prefix + file, limit: limit)
  }

  /// The names in a folder beside the data.
  func codeNames(in folder: String) throws(TaskError) -> [String] {
    try source.names(in: folder) ?? []
  }

  /// The bytes of a file beside the data: of the repository's own code.
  func code(_ file: String) throws(TaskError) -> [UInt8]? {
    try source.bytes(of: file, limit: PythonAssignments.byteLimit)
  }

  /// The text of a sample's file, without white space around it.
  func text(of file: String) throws(TaskError) -> String {
    guard let bytes = try bytes(of: file, limit: Self.sampleLimit) else {
      throw TaskError(.unreadableData, "\(file) is missing")
    }
    let text = AnswerText(bytes)
    guard let string = String(validating: bytes[text.trimmed(bytes.indices)], as: UTF8.self) else {
      throw TaskError(.unreadableData, "\(file) is not UTF-8 text; a pickle is never read")
    }
    return string
  }

  /// The JSON value of a file.
  func json(of file: String, limit: Int = 1 << 20) throws(TaskError) -> JSONValue {
    guard let bytes = try bytes(of: file, limit: limit) else {
      throw TaskError(.unreadableData, "\(file) is missing")
    }
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      throw TaskError(.unreadableData, "\(file) is no JSON: \(error)")
    }
  }
}

/// Numbers in the names of files and folders.
enum DatasetName {
  /// The whole numbers of a name such as `BoxLift_10_3` behind its start; `nil` if it is built otherwise.
  static func numbers(in name: String, after start: String) -> [Int]? {
    guard name.hasPrefix(start) else { return nil }
    let parts = name.dropFirst(start.count).split(
      separator: "_", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { number(String($0)) }
    return numbers.count == parts.count ? numbers : nil
  }

  /// A number of at most nine digits, spelled as numbers are.
  static func number(_ text: String) -> Int? {
    guard text.utf8.count <= 9, let number = Int(text), "\(number)" == text, number >= 0 else {
      return nil
    }
    return number
  }

  /// A number with zeros before it, so that ids stand in the order of the numbers.
  static func padded(_ number: Int, to width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
  }
}

/// What imported prompts say about the form of an answer, where the data says nothing.
enum ImportedPrompt {
  /// The marker.
  static let marker = "Give the final answer in the format <<<answer>>>."
  /// The marker, with numbers in it.
  static let number =
    "Give the final answer in the format <<<answer>>>, such as <<<62.5>>> or <<<-48>>>."
}

/// The files of BIG-Bench Hard: `BIG-Bench-Hard/bbh/NAME.json` with inputs and targets.
enum BIGBenchHard {
  /// One example.
  struct Example {
    /// Its place in the file, from 0, as an id.
    var id: String
    /// The question with its options, as the data has it.
    var input: String
    /// The right answer, as the data has it.
    var target: String

    /// The question and how to answer.
    var prompt: String { "\(input)\n\(ImportedPrompt.marker)" }
  }

  /// The published code takes every fourth example, from the first.
  private static let publishedStep = 4

  /// Makes drafts of a file's examples; what the closure throws is the reason for leaving one out.
  static func read<Task: BenchTask>(
    _ name: String, _ data: DatasetFiles, subset: ImportSubset,
    into tally: inout ImportTally<Task>,
    draft: (Example) throws(TaskError) -> ImportDraft<Task.Problem>
  ) throws(TaskError) {
    let file = "BIG-Bench-Hard/bbh/\(name).json"
    guard try data.names(in: "BIG-Bench-Hard/bbh").contains("\(name).json") else { return }
    guard let examples = try data.json(of: file, limit: 64 << 20)["examples"]?.array else {
      throw TaskError(.unreadableData, "\(file) has no examples.")
    }
    for (index, json) in examples.enumerated()
    where subset == .all || index % publishedStep == 0 {
      let id = DatasetName.padded(index, to: 3)
      do throws(TaskError) {
        guard let input = json["input"]?.string, let target = json["target"]?.string,
          input.utf8.count <= 20_000
        else { throw TaskError(.badQuestion, "the example has no input and target of text") }
        tally.add(try draft(Example(id: id, input: input, target: target)))
      } catch {
        tally.skip(id, error.message)
      }
    }
  }

  /// The question and its lettered options.
  static func choice(of example: Example) throws(TaskError) -> Choice {
    let parts = parts(of: example.input)
    let options = parts.options.enumerated().compactMap { index, line in
      line.hasPrefix(Choice.name(of: index) + " ") ? String(line.dropFirst(4)) : nil
    }
    guard (2...26).contains(options.count), options.count == parts.options.count,
      Set(options).count == options.count
    else { throw TaskError(.badQuestion, "the options are not lettered in order and different") }
    guard let answer = options.indices.first(where: { Choice.name(of: $0) == example.target })
    else {
      throw TaskError(.badQuestion, "the target \"\(example.target)\" is none of the options")
    }
    return Choice(text: parts.question, options: options, answer: answer)
  }

  /// Whether the target is yes.
  static func truth(of example: Example) throws(TaskError) -> Bool {
    switch example.target.lowercased() {
    case "yes": return true
    case "no": return false
    default: throw TaskError(.badQuestion, "the target is neither Yes nor No")
    }
  }

  /// The question without its options, and the options' lines.
  static func parts(of input: String) -> (question: String, options: [String]) {
    let lines = input.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let mark = lines.lastIndex(of: "Options:") else { return (input, []) }
    let options = lines[(mark + 1)...].filter { !$0.isEmpty }
    return (lines[..<mark].joined(separator: "\n"), options)
  }

  /// The sentences of a text: what ends in a full stop, or with the text.
  static func sentences(of text: String) -> [String] {
    text.replacing("\n", with: " ").split(separator: ". ").map(String.init)
  }
}
