import ArgumentParser
import Basics
import Foundation
import Methods
import Workbench

/// Lists the methods and shows what they send.
struct MethodsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods",
    abstract: "List the ten methods, show what one of them sends, or import prompts.",
    subcommands: [
      List.self,
      Show.self,
      ImportPrompts.self,
    ], defaultSubcommand: List.self)
}

extension MethodsCommand {
  /// Lists the ten methods.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the ten methods.")

    func run() {
      for method in MethodRegistry.shipped.all {
        let about = method.description
        let turns = about.allowsTurns ? "  (also @2, @4)" : ""
        let number = about.number < 10 ? " \(about.number)" : "\(about.number)"
        let name = about.name.padding(toLength: 22, withPad: " ", startingAt: 0)
        Console.output.write("\(number)  \(name) \(about.summary)\(turns)")
      }
    }
  }

  /// Prints the messages that a method sends first.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the exact messages that a method sends first for a question.",
      discussion: """
        Code + Text + Sum. sends two calls before it knows anything; both are shown. What later \
        messages hold depends on the model's answers: see steerbench transcript.

        Example: steerbench methods show all-code --task game24 --question game24-1-01
        """)

    @Argument(help: "The method, such as all-code or all-code@2.") var method: String
    @Option(help: "The task.") var task: String
    @Option(help: "The question's id. Default: the task's first.") var question: String?
    @Option(help: "The folder of the prompts.") var prompts = "Tasks/prompts"
    @Option(help: "The folder of the tasks.") var tasks = "Tasks"
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let first = try await FirstMessages(
        of: method, task: task, question: question, tasks: tasks, prompts: prompts)
      guard !json else { return Console.output.write(try CanonicalJSON.text(of: first.json)) }
      for block in first.blocks { Console.output.write(block) }
    }
  }

  /// Makes a folder of prompts from a published file.
  struct ImportPrompts: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import-prompts",
      abstract: "Make a folder of prompts from prompt.py of the public CodeSteer-v1.0 repository.",
      discussion: """
        The file is read as text and never run; only assignments of plain strings are taken. Prompts \
        that it does not hold are copied from another folder, and listed. A sweep uses the folder by \
        its key prompts.

        Example: steerbench methods import-prompts --from CodeSteer-v1.0/prompt.py --into published
        """)

    @Option(help: "The file.") var from: String
    @Option(help: "The folder to make: it must not exist, or be empty.") var into: String
    @Option(help: "The folder of the prompts that the file does not hold.")
    var prompts = "Tasks/prompts"
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let folder = try PromptFolder(from: from, fillingFrom: prompts, into: into)
      Console.output.write(
        json ? try CanonicalJSON.text(of: folder.json) : folder.lines.joined(separator: "\n"))
    }
  }
}

/// Lists the ready models.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the ready models that a sweep can name.",
    discussion: """
      They stand in models.yaml beside the tasks; a sweep names them, as in models: [gpt-4o], and may \
      change what it likes. Prices are today's by prices.yaml, in US dollars for a million tokens; a \
      budget of money needs one. A method is NA where the model lacks what it needs.

      Example: steerbench models --sort input
      """)

  @Option(help: "The folder of the tasks.") var tasks = "Tasks"
  @OptionGroup var prices: PriceArguments
  @OptionGroup var table: TableArguments

  func run() throws {
    try table.write([
      try ReadyModels.table(in: tasks, prices: prices.prices, on: try WallClock.today())
    ])
  }
}
