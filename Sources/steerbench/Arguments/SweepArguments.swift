import ArgumentParser
import FoundationEssentials
import Workbench

/// The sweeps that a command works on.
struct SweepArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Folders with a sweep.yaml, their names under cassettes/, or bundles.",
      discussion: "Without any: every sweep under cassettes/.", valueName: "sweep"),
    completion: CompletionWords.sweeps)
  var sweeps: [String] = []

  /// Where they lie, in order; a bundle is unpacked, and there as long as its place is kept.
  func places() async throws -> [ReplayPlace] { try await ReplayPlace.all(sweeps) }
}

/// The one sweep that a command works on.
struct SweepArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A folder with a sweep.yaml, or its name under cassettes/.", valueName: "sweep"),
    completion: CompletionWords.sweeps)
  var sweep: String

  /// The folder.
  func folder() throws -> URL { try SweepLocator.folder(sweep) }

  /// Where it lies, for a command that only reads it; a bundle is unpacked, and there as long as its
  /// place is kept.
  func place() async throws -> ReplayPlace { try await ReplayPlace(of: sweep) }
}

/// The cassettes that a command works on: a file, a folder, or a sweep's name.
struct CassetteArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A .cas file, a folder of cassettes, or a sweep's name under cassettes/.",
      valueName: "cassettes"), completion: CompletionWords.sweeps)
  var cassettes: String
}

/// Where a command writes new cassettes.
struct OutputArgument: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write: a name that ends in .cas is a file, any other a new folder with an INDEX.",
      valueName: "path"), completion: .file())
  var output: String
}

/// How many trials run at the same time.
struct WorkerOption: ParsableArguments {
  @Option(help: "Workers. Default: one a processor. No output depends on it.") var workers: Int?

  func validate() throws {
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers must be from 1 to 1024.")
    }
  }

  /// The number to use.
  var count: Int { workers ?? ProcessInfo.processInfo.activeProcessorCount }
}

/// Trials that are picked by name.
struct SelectionArguments: ParsableArguments {
  @Option(
    help: "Take trials of this model. May be given several times, as the others may.",
    completion: CompletionWords.models)
  var model: [String] = []
  @Option(
    help: "Take trials of this method, such as all-code or all-code@2.",
    completion: CompletionWords.methods)
  var method: [String] = []
  @Option(help: "Take trials of this task.", completion: CompletionWords.tasks) var task: [String] =
    []
  @Option(help: "Take trials of this question.") var question: [String] = []

  func validate() throws {
    guard !selection.isEmpty else {
      throw ValidationError("Say what to take: --model, --method, --task or --question.")
    }
  }

  /// The selection.
  var selection: TrialSelection {
    TrialSelection(models: model, methods: method, tasks: task, questions: question)
  }
}

/// Trials that may be picked by name; without a word, all of them.
struct OptionalSelectionArguments: ParsableArguments {
  @Option(
    help: "Only this model. May be given several times, as the others may.",
    completion: CompletionWords.models)
  var model: [String] = []
  @Option(
    help: "Only this method, such as all-code or all-code@2.", completion: CompletionWords.methods)
  var method: [String] = []
  @Option(help: "Only this task.", completion: CompletionWords.tasks) var task: [String] = []

  /// The selection.
  var selection: TrialSelection {
    TrialSelection(models: model, methods: method, tasks: task)
  }
}

/// How many trials are asked.
struct LimitArgument: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ask so many trials at most: the first of every method and task, then the second.",
      valueName: "trials"))
  var limit: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
  }
}

/// A part of a sweep's trials in a few words.
struct OnlyArgument: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Take these trials: model=, method=, task=, question=.",
      discussion: "Words of one kind widen the selection, words of different kinds narrow it.",
      valueName: "kind=name"), completion: CompletionWords.parts)
  var only: [String] = []

  func validate() throws {
    for word in only where !TrialSelection.isWord(word) {
      throw ValidationError(
        "--only \(word): it takes model=, method=, task= or question= with a name; the sweep's name "
          + "comes before it.")
    }
  }

  /// The words, each once and in order, so that the same selection is the same text.
  var words: [String] {
    Set(only).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
