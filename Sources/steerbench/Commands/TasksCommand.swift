import ArgumentParser
import Evaluation
import Foundation
import RecordReplay
import Tasks
import Wire

/// Lists the tasks, shows questions, and writes question files.
struct TasksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "List the fourteen tasks, show or generate their questions.",
    subcommands: [List.self, Show.self, Generate.self, Check.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the fourteen tasks.")

    func run() {
      for task in TaskRegistry.all {
        let about = task.description
        let name = about.name.padding(toLength: 20, withPad: " ", startingAt: 0)
        let group = about.group.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
        Console.output.write("\(name) \(group) \(about.summary)")
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a question, its complexity and a correct answer.")

    @Argument(help: "The task.") var task: String
    @Argument(help: "The question's id. Default: the task's first.") var question: String?
    @Option(help: "The folder of the tasks.") var tasks = "Tasks"
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let question = try QuestionFinder(folder: tasks).question(question, of: task)
      if json {
        Console.output.write(try CanonicalJSON.text(of: question.json))
        return
      }
      let complexity = question.complexity.map { "\($0.name) \($0.value)" }
      Console.output.write(
        """
        \(question.id)  rung \(question.rung)  \(complexity.joined(separator: ", "))

        \(Redaction.visible(question.prompt))

        A correct answer: \(Redaction.visible(question.reference))
        """)
    }
  }

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
      let tasks = names.isEmpty ? TaskRegistry.all : try names.map(QuestionFinder.task)
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

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Grade the reference answer of every question; each must be right.")

    @Argument(help: "Names of tasks. Default: all.") var names: [String] = []
    @Option(help: "The folder of the tasks.") var tasks = "Tasks"

    func run() throws {
      let names = names.isEmpty ? TaskRegistry.all.map(\.description.name) : names
      let finder = QuestionFinder(folder: tasks)
      var wrong = 0
      for name in names {
        let task = try QuestionFinder.task(name)
        let questions = try finder.questions(of: name)
        for question in questions {
          let judgement = try LoadedQuestion(question, of: task)
            .judge([(.response, AnswerText(question.reference))])
          guard !judgement.success else { continue }
          wrong += 1
          Console.error.write("\(question.id): \(judgement.explanation)")
        }
        Console.output.write("\(name): \(questions.count) reference answers graded")
      }
      guard wrong == 0 else {
        throw CommandFailure(.regression, "\(wrong) reference answers are not graded as right.")
      }
    }
  }
}
