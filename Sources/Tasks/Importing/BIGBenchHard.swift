import Basics

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
