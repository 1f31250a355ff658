import Analysis
import ArgumentParser
import Basics
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Trials that are picked by name.
struct TrialSelection: ParsableArguments {
  @Option(help: "Take trials of this model. May be given several times, as the others may.")
  var model: [String] = []
  @Option(help: "Take trials of this method, such as all-code or all-code@2.")
  var method: [String] = []
  @Option(help: "Take trials of this task.") var task: [String] = []
  @Option(help: "Take trials of this question.") var question: [String] = []

  private var axes: [(option: String, words: [String], name: @Sendable (TrialID) -> String)] {
    [
      ("model", model, { $0.model }), ("method", method, { $0.method }),
      ("task", task, { $0.task }), ("question", question, { $0.question }),
    ]
  }

  func validate() throws {
    guard axes.contains(where: { !$0.words.isEmpty }) else {
      throw ValidationError("Say what to take: --model, --method, --task or --question.")
    }
  }

  /// Whether a trial is picked: by one word of every option that was given.
  func contains(_ trial: TrialID) -> Bool {
    axes.allSatisfy { $0.words.isEmpty || $0.words.contains($0.name(trial)) }
  }

  /// Throws unless every word names something among the trials.
  func check(against trials: some Sequence<TrialID>) throws {
    var known = [Set<String>](repeating: [], count: axes.count)
    for trial in trials {
      for (index, axis) in axes.enumerated() { known[index].insert(axis.name(trial)) }
    }
    for (axis, known) in zip(axes, known) {
      guard let word = axis.words.first(where: { !known.contains($0) }) else { continue }
      let names = known.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      throw CommandFailure(
        .usage,
        "--\(axis.option) \(word): there is no such \(axis.option) here. "
          + Redaction.shown(NearMatch.hint(for: word, among: Array(names.prefix(100)))))
    }
  }
}
