import ArgumentParser
import Basics
import FoundationEssentials
import Methods
import RecordReplay
import Tasks
import Workbench

/// Lists the tasks, shows questions, and writes question files.
struct TasksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract: "List the fourteen tasks; show, generate, check or import their questions.",
    subcommands: [
      List.self,
      Show.self,
      Generate.self,
      Check.self,
      Import.self,
    ], defaultSubcommand: List.self)
}

extension TasksCommand {
  /// Lists the fourteen tasks.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the fourteen tasks.")

    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      guard !json else {
        let tasks = TaskRegistry.shipped.all.map(\.description).map { about -> JSONValue in
          [
            "name": .string(about.name), "group": .string(about.group.rawValue),
            "summary": .string(about.summary),
          ]
        }
        return Console.output.write(try CanonicalJSON.text(of: .array(tasks)))
      }
      for task in TaskRegistry.shipped.all {
        let about = task.description
        let name = about.name.padded(to: 20)
        let group = about.group.rawValue.padded(to: 9)
        Console.output.write("\(name) \(group) \(about.summary)")
      }
    }
  }

  /// Prints a question, its complexity and a correct answer.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a question, its complexity and a correct answer.")

    @Argument(
      help: "The task, or the folder of one of your own.", completion: CompletionWords.tasks)
    var task: String
    @Argument(help: "The question's id. Default: the task's first.") var question: String?
    @Option(help: "The folder of the tasks.", completion: .directory) var tasks = "Tasks"
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

  /// Writes the question files of tasks.
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the question files of tasks.",
      discussion: """
        The same seed and number give the same bytes on every machine. Without options this \
        rebuilds the shipped files.
        """)

    @Argument(help: "Names of tasks. Default: all.", completion: CompletionWords.tasks) var names:
      [String] = []
    @Option(help: "Questions on each rung of the complexity ladder.") var perRung = 10
    @Option(help: "The seed: any text.") var seed = "shipped"
    @Option(help: "The folder to write below.", completion: .directory) var folder = "Tasks"
    @Flag(help: "Write nothing; exit 1 if a file is not what would be written.") var check = false

    func validate() throws {
      guard (1...100_000).contains(perRung) else {
        throw ValidationError("--per-rung must be from 1 to 100000.")
      }
    }

    func run() throws {
      let files = try [QuestionEdition.first, .second].map { edition in
        try QuestionFiles(
          of: names, perRung: perRung, seed: seed, edition: edition, in: folder)
      }
      guard check else {
        for files in files {
          try files.write { path, questions in
            Console.output.write("\(path): \(questions) questions")
          }
        }
        return
      }
      let differing = try files.flatMap { try $0.differing() }
      guard differing.isEmpty else {
        throw CommandFailure(
          .regression,
          "Not what would be generated: \(differing.joined(separator: ", ")). "
            + "Write them with: steerbench tasks generate")
      }
      Console.output.write("All question files are as generated.")
    }
  }

  /// Grades what must be right about every question, and what must be wrong.
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check the graders: right answers are right, corrupted ones wrong.",
      discussion: """
        The reference of each question and a solution that is worked out anew must be graded as right \
        in several spellings; systematic corruptions of the solution must be graded as wrong. Exit \
        code 1 if one is not.

        The folder of a task of your own is checked as well: names that no column has, questions that \
        are the same text, truths that are none of its kind (exit code 2, with file, line and column), \
        and the texts under "check" of its task.yaml, which must be right and wrong. Columns that \
        nothing uses are named. A task that a program or tests grade has them run in the sandbox.

        Example: steerbench tasks check Tasks/tank
        """)

    @Argument(
      help: "Names of tasks, or folders of your own. Default: all that are shipped.",
      completion: CompletionWords.tasks)
    var names: [String] = []
    @Option(help: "The folder of the tasks.", completion: .directory) var tasks = "Tasks"
    @Flag(help: "List the kinds of corruptions.") var verbose = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      var found: [JSONValue] = []
      let wrong = try await GraderCheck.all(
        of: names, in: tasks, environment: ProcessInfo.processInfo.environment
      ) { check in
        guard !json else { return found.append(check.json) }
        for fault in check.faults + check.remarks { Console.error.write(fault) }
        Console.output.write(check.text)
        if verbose { for line in check.kinds { Console.output.write(line) } }
      }
      if json { Console.output.write(try CanonicalJSON.text(of: .array(found))) }
      guard wrong == 0 else {
        throw CommandFailure(
          .regression, json ? "" : "\(wrong) answers are not graded as they should be.")
      }
    }
  }

  /// Makes question files from the public data.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make question files from the data of the public CodeSteer-v1.0 repository.",
      discussion: """
        Reads the layout of dataset_gather; with the repository's own folder, the rooms of Path Plan \
        are read from its code as well, otherwise they are drawn. Each question's ground truth is \
        graded before it is written; what could not be graded is left out and listed. A sweep uses \
        the questions by its key task-folder.

        Example: steerbench tasks import --from CodeSteer-v1.0 --subset paper --into imported
        """)

    @Option(
      help: "The folder with dataset_gather in it, or that folder itself.", completion: .file())
    var from: String
    @Option(
      help: "A task; may be given more than once. Default: all that the data has.",
      completion: CompletionWords.tasks)
    var task: [String] = []
    @Option(help: "paper: the published samples; all: everything.", transform: Self.subset)
    var subset = ImportSubset.all
    @Option(help: "The folder to make: it must not exist, or be empty.", completion: .directory)
    var into: String
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let imported = try ImportedQuestions(
        from: from, tasks: task, subset: subset, into: into
      ) { set in
        if !json { show(set) }
      }
      Console.output.write(
        json
          ? try CanonicalJSON.text(of: imported.json)
          : "Written to \(into). A sweep names that folder as its task-folder.")
    }

    private static func subset(_ name: String) throws -> ImportSubset {
      guard let subset = ImportSubset(rawValue: name) else {
        let names = ImportSubset.allCases.map(\.rawValue).joined(separator: " or ")
        throw ValidationError("--subset is \(names).")
      }
      return subset
    }

    private func show(_ set: ImportedSet) {
      guard set.read > 0 else {
        Console.output.write("\(set.task): no data")
        return
      }
      let note = set.note.map { " (\($0))" } ?? ""
      Console.output.write(
        "\(set.task): \(set.read) read, \(set.questions.count) imported, "
          + "\(set.skipped.count) skipped\(note)")
      for skipped in set.skipped {
        Console.error.write(Redaction.visible("  skipped \(skipped.item): \(skipped.reason)"))
      }
    }
  }
}

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

    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      guard !json else {
        let methods = MethodRegistry.shipped.all.map(\.description).map { about -> JSONValue in
          [
            "number": .integer(Int64(about.number)), "name": .string(about.name),
            "summary": .string(about.summary), "allowsTurns": .bool(about.allowsTurns),
          ]
        }
        return Console.output.write(try CanonicalJSON.text(of: .array(methods)))
      }
      for method in MethodRegistry.shipped.all {
        let about = method.description
        let turns = about.allowsTurns ? "  (also @2, @4)" : ""
        let number = about.number < 10 ? " \(about.number)" : "\(about.number)"
        let name = about.name.padded(to: 22)
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

    @Argument(
      help: "The method, such as all-code, all-code@2 or methods/mine.yaml.",
      completion: CompletionWords.methods) var method: String
    @Option(help: "The task.", completion: CompletionWords.tasks) var task: String
    @Option(help: "The question's id. Default: the task's first.") var question: String?
    @Option(help: "The folder of the prompts.", completion: .directory) var prompts =
      "Tasks/prompts"
    @Option(help: "The folder of the tasks.", completion: .directory) var tasks = "Tasks"
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

    @Option(help: "The file.", completion: .file()) var from: String
    @Option(help: "The folder to make: it must not exist, or be empty.", completion: .directory)
    var into: String
    @Option(help: "The folder of the prompts that the file does not hold.", completion: .directory)
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

  @Option(help: "The folder of the tasks.", completion: .directory) var tasks = "Tasks"
  @OptionGroup var prices: PriceArguments
  @OptionGroup var table: TableArguments

  func run() throws {
    try table.write([
      try ReadyModels.table(in: tasks, prices: prices.prices, on: try WallClock.today())
    ])
  }
}
