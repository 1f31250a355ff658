import ArgumentParser
import Workbench

/// Trials that are picked by name.
struct SelectionArguments: ParsableArguments {
  @Option(help: "Take trials of this model. May be given several times, as the others may.")
  var model: [String] = []
  @Option(help: "Take trials of this method, such as all-code or all-code@2.")
  var method: [String] = []
  @Option(help: "Take trials of this task.") var task: [String] = []
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
  @Option(help: "Only this model. May be given several times, as the others may.")
  var model: [String] = []
  @Option(help: "Only this method, such as all-code or all-code@2.") var method: [String] = []
  @Option(help: "Only this task.") var task: [String] = []

  /// The selection.
  var selection: TrialSelection {
    TrialSelection(models: model, methods: method, tasks: task)
  }
}

/// A part of a sweep's trials in a few words.
struct OnlyArgument: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Take these trials: model=, method=, task=, question=.",
      discussion: "Words of one kind widen the selection, words of different kinds narrow it.",
      valueName: "kind=name"))
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
