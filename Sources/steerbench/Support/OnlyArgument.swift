import Analysis
import ArgumentParser
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A part of a sweep's trials in a few words.
struct OnlyArgument: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Take these trials: model=, method=, task=, question=.",
      discussion: "Words of one kind widen the selection, words of different kinds narrow it.",
      valueName: "kind=name"))
  var only: [String] = []

  private static let kinds = ["model", "method", "task", "question"]

  func validate() throws {
    for word in only where Self.parts(of: word) == nil {
      throw ValidationError(
        "--only \(word): it takes model=, method=, task= or question= with a name; the sweep's name "
          + "comes before it.")
    }
  }

  /// The words, each once and in order, so that the same selection is the same text.
  var words: [String] {
    Set(only).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The selection; `nil` where nothing was named.
  var selection: TrialSelection? { Self.selection(of: words) }

  /// The selection that some words make.
  static func selection(of words: [String]) -> TrialSelection? {
    guard !words.isEmpty else { return nil }
    let parts = words.compactMap(parts)
    func names(_ kind: String) -> [String] { parts.filter { $0.kind == kind }.map(\.name) }
    var selection = TrialSelection()
    selection.model = names("model")
    selection.method = names("method")
    selection.task = names("task")
    selection.question = names("question")
    return selection
  }

  private static func parts(of word: String) -> (kind: String, name: String)? {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, kinds.contains(parts[0]) else { return nil }
    return (parts[0], parts[1])
  }
}

extension TrialSelection {
  /// The places of the selected trials of a plan; throws where a word names nothing, or nothing is
  /// all of them.
  func places(in plan: Plan) throws -> [Int] {
    try check(against: (0..<plan.count).lazy.map { plan[$0].id })
    let places = (0..<plan.count).filter { contains(plan[$0].id) }
    guard !places.isEmpty else {
      throw CommandFailure(.nothing, "No trial of the sweep is all of that.")
    }
    return places
  }
}
