import ModelAPI
import RecordReplay
import Trials

/// What a person would want to be told of a recording whose numbers look like any others: replies that
/// were cut off, trials that nobody answered, tokens that nobody counted.
package struct RecordingWarnings: Hashable, Sendable {
  /// From this share of a method's trials on, replies that were cut off are worth a warning, in percent.
  package static let cutShare = 10

  private struct Counts: Hashable, Sendable {
    var trials = 0
    var cut = 0
    var unanswered = 0
    /// Trials that whoever was asked gave no grade.
    var ungraded = 0
    /// Trials with calls of which the provider counted no tokens.
    var uncounted = 0
  }

  /// By model and method.
  private var counts: [String: [String: Counts]] = [:]

  /// Creates warnings of nothing.
  init() {}

  /// Whether any of a trial's own replies reached the token limit.
  static func isCut(_ record: TrialRecord) -> Bool {
    record.transcript.completions(in: .trial).contains { _, result in
      if case .answer(let completion) = result.outcome { completion.stop == .length } else { false }
    }
  }

  /// Adds a trial.
  mutating func add(_ line: TrialLine, isCut: Bool) {
    var counts = counts[line.trial.model]?[line.trial.method] ?? Counts()
    counts.trials += 1
    counts.cut += isCut ? 1 : 0
    let isUnanswered = line.outcome.isUnanswered
    let isUngraded = line.outcome == .graderError
    counts.unanswered += isUnanswered && !isUngraded ? 1 : 0
    counts.ungraded += isUngraded ? 1 : 0
    let isCounted = line.usage.input != nil && line.usage.output != nil
    counts.uncounted += !isUnanswered && line.calls > 0 && !isCounted ? 1 : 0
    self.counts[line.trial.model, default: [:]][line.trial.method] = counts
  }

  /// A sentence each, model by model.
  package var sentences: [String] {
    counts.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.flatMap(sentences)
  }

  private func sentences(of model: String) -> [String] {
    let methods = (counts[model] ?? [:]).sorted {
      $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }
    let cut = methods.filter { $0.value.cut * 100 > $0.value.trials * Self.cutShare }
      .map { "\($0.key) \($0.value.cut) of \($0.value.trials)" }
    let unanswered = methods.filter { $0.value.unanswered > 0 }
      .map { "\($0.key) \($0.value.unanswered) of \($0.value.trials)" }
    let ungraded = methods.filter { $0.value.ungraded > 0 }
      .map { "\($0.key) \($0.value.ungraded) of \($0.value.trials)" }
    let uncounted = methods.reduce(0) { $0 + $1.value.uncounted }
    let trials = methods.reduce(0) { $0 + $1.value.trials }
    var sentences: [String] = []
    if !cut.isEmpty {
      sentences.append(
        "\(model): replies were cut off at the token limit in more than \(Self.cutShare) % of the "
          + "trials of \(cut.joined(separator: ", ")). A larger max_tokens would be another recording"
      )
    }
    if !unanswered.isEmpty {
      sentences.append(
        "\(model): trials that the provider ended with an error, without a score: "
          + unanswered.joined(separator: ", "))
    }
    if !ungraded.isEmpty {
      sentences.append(
        "\(model): trials that their grader gave no grade (grader-error), without a score, neither right nor "
          + "wrong: \(ungraded.joined(separator: ", ")). steerbench transcript TRIAL says why")
    }
    if uncounted > 0, uncounted < trials {
      sentences.append(
        "\(model): of \(uncounted) of \(trials) trials the provider did not count all tokens: sums of "
          + "tokens and costs are unknown there")
    }
    return sentences
  }
}
