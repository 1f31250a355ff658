import ArgumentParser
import Basics
import Sweeps
import Workbench

/// Makes a project to start from.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a project to start from: a task of your own, a sweep, a recording, a baseline.",
    discussion: """
      The folder replays at once: its answers are made up and recorded by the program itself. --task makes \
      the task of a table that you have: which column is what is guessed by names and values, and said. \
      Semicolons and tabs separate values as well as commas.

      A file of coding problems in the shape of HumanEval or MBPP, or a folder in that of QuixBugs, becomes a \
      task whose answers are code that is run on inputs. Tests that are more than calls with literal values \
      are left out, and named.

      Examples:
        steerbench init mine
        steerbench init mine --task exam.csv
        steerbench init coding --task HumanEval.jsonl
      """)

  @Argument(help: "The folder to make: it must not exist, or be empty.") var folder: String
  @Option(
    help: ArgumentHelp(
      "A table of questions (.csv, .tsv, .jsonl), coding problems (.jsonl), or a folder of them.",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var task: String?

  func run() async throws {
    let starter = try await Starter(folder: folder, table: task, timestamp: WallClock.timestamp)
    Console.output.write(starter.text)
  }
}

/// Prints the schema of a file that people write.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of a file, for editors.",
    discussion: """
      Made of the tables by which the files are read. An editor that knows YAML takes it by a first line such as
      # yaml-language-server: $schema=task.schema.json
      Without a file: which files there are, and with --markdown the page of reference of all of them.

      Examples:
        steerbench schema task > task.schema.json
        steerbench schema sweep > sweep.schema.json
        steerbench schema --markdown
      """)

  @Argument(
    help: "The file: \(FileSchema.allCases.map(\.rawValue).joined(separator: ", ")).",
    completion: .list(FileSchema.allCases.map(\.rawValue)), transform: Self.file)
  var file: FileSchema?
  @Flag(help: "Print a page of reference for people.") var markdown = false

  func run() throws {
    guard let file else {
      let list = FileSchema.allCases.map { "\($0.rawValue): \($0.summary)" }
      return Console.output.write(
        markdown ? FileSchema.reference : list.joined(separator: "\n"),
        terminator: markdown ? "" : "\n")
    }
    Console.output.write(
      markdown ? file.markdown : try CanonicalJSON.text(of: file.json),
      terminator: markdown ? "" : "\n")
  }

  private static func file(_ word: String) throws -> FileSchema {
    guard let file = FileSchema(rawValue: word) else {
      let known = FileSchema.allCases.map(\.rawValue)
      throw ValidationError(
        "No file is named \"\(word)\". \(NearMatch.hint(for: word, among: known))")
    }
    return file
  }
}
