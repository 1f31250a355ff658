import Basics
public import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
public import Trials

/// The trials of one model, method and task, added up.
public struct Cell: Hashable, Sendable {
  /// Trials.
  public private(set) var trials = 0
  /// Sum of the scores, in millionths, so that the order of addition cannot matter.
  public private(set) var scoreMillionths = 0
  /// Trials by outcome.
  public private(set) var outcomes: [Outcome: Int] = [:]
  /// Tokens of all calls.
  public private(set) var usage = TokenUsage.zero
  /// The paper's token length, estimated; see ``TrialLine/textTokens``.
  public private(set) var textTokens = 0
  /// Recorded runtime in microseconds.
  public private(set) var runtimeMicroseconds = 0
  /// Recorded waits in microseconds.
  public private(set) var waitMicroseconds = 0
  /// Trials whose model answered with code that was run.
  public private(set) var codeTrials = 0
  /// Model calls.
  public private(set) var calls = 0
  /// What reading answers by a model took; `nil` where rules alone read them.
  public private(set) var extraction: ExtractionCost?

  /// Creates an empty cell.
  public init() {}

  /// Adds a trial.
  ///
  /// Sums that would overflow stay at the largest number.
  public mutating func add(_ line: TrialLine) {
    trials += 1
    scoreMillionths += line.scoreMillionths
    outcomes[line.outcome, default: 0] += 1
    usage = usage + line.usage
    textTokens = textTokens.addingSaturated(line.textTokens)
    runtimeMicroseconds = runtimeMicroseconds.addingSaturated(line.runtimeMicroseconds)
    waitMicroseconds = waitMicroseconds.addingSaturated(line.waitMicroseconds)
    codeTrials += line.usedCode ? 1 : 0
    calls = calls.addingSaturated(line.calls)
    add(line.extraction)
  }

  /// Adds the trials of another cell, for a total over tasks or models.
  public mutating func add(_ other: Cell) {
    trials += other.trials
    scoreMillionths += other.scoreMillionths
    outcomes.merge(other.outcomes, uniquingKeysWith: +)
    usage = usage + other.usage
    textTokens = textTokens.addingSaturated(other.textTokens)
    runtimeMicroseconds = runtimeMicroseconds.addingSaturated(other.runtimeMicroseconds)
    waitMicroseconds = waitMicroseconds.addingSaturated(other.waitMicroseconds)
    codeTrials += other.codeTrials
    calls = calls.addingSaturated(other.calls)
    add(other.extraction)
  }

  private mutating func add(_ other: ExtractionCost?) {
    guard let other else { return }
    var sum = extraction ?? ExtractionCost()
    sum.add(other)
    extraction = sum
  }

  /// The mean score, from 0 to 100; `nil` without trials.
  public var meanScore: Double? { mean(Double(scoreMillionths) / 10_000) }

  /// The part of the trials whose model answered with code, from 0 to 1; `nil` without trials.
  public var codeUsage: Double? { mean(Double(codeTrials)) }

  /// Tokens a trial by the provider's count; `nil` where a count is unknown.
  public var meanTokens: Double? { usage.total.flatMap { mean(Double($0)) } }

  /// The paper's token length a trial, estimated; `nil` without trials.
  public var meanTextTokens: Double? { mean(Double(textTokens)) }

  /// Recorded runtime a trial, in seconds; `nil` without trials.
  public var meanRuntimeSeconds: Double? { mean(Double(runtimeMicroseconds) / 1_000_000) }

  /// Trials with an answer that was graded: correct, partial or wrong.
  ///
  /// The other denominator of a success rate, beside ``trials``.
  public var answered: Int { count(of: .correct) + count(of: .partial) + count(of: .wrong) }

  /// Trials of an outcome.
  public func count(of outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }

  private func mean(_ sum: Double) -> Double? {
    trials > 0 ? sum / Double(trials) : nil
  }
}
