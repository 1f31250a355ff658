import ArgumentParser
import Foundation
import Tasks
import Workbench

extension TasksCommand {
  /// Writes the question files of tasks.
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the question files of tasks.",
      discussion: """
        The same seed and number give the same bytes on every machine. Without options this \
        rebuilds the shipped files.
        """)

    @Argument(help: "Names of tasks. Default: all.") var names: [String] = []
    @Option(help: "Questions on each rung of the complexity ladder.") var perRung = 10
    @Option(help: "The seed: any text.") var seed = "shipped"
    @Option(help: "The folder to write below.") var folder = "Tasks"
    @Flag(help: "Write nothing; exit 1 if a file is not what would be written.") var check = false

    func validate() throws {
      guard (1...100_000).contains(perRung) else {
        throw ValidationError("--per-rung must be from 1 to 100000.")
      }
    }

    func run() throws {
      let tasks = names.isEmpty ? TaskRegistry.shipped.all : try names.map(QuestionFinder.task)
      var differing: [String] = []
      for task in tasks {
        let name = task.description.name
        let questions = try task.questions(perRung: perRung, seed: seed)
        let bytes = try QuestionFile.bytes(of: questions)
        let file = URL(filePath: "\(folder)/\(name)/questions.jsonl")
        if check {
          let isSame = (try? Data(contentsOf: file)).map { Array($0) == bytes } ?? false
          if !isSame { differing.append(file.relativePath) }
        } else {
          try FileWriter.replace(file, with: bytes)
          Console.output.write("\(file.relativePath): \(questions.count) questions")
        }
      }
      guard differing.isEmpty else {
        throw CommandFailure(
          .regression,
          "Not what would be generated: \(differing.joined(separator: ", ")). "
            + "Write them with: steerbench tasks generate")
      }
      if check { Console.output.write("All question files are as generated.") }
    }
  }
}
