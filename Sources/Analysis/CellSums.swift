package import Basics
public import ModelAPI
import RecordReplay
import ScoreSheets
import Sweeps
public import Trials

/// Which trials means, rates and intervals are over.
public enum Denominator: String, Hashable, Sendable, CaseIterable {
  /// The trials that were answered: one that a provider's error ended says nothing about a model.
  case answered
  /// All trials, as the paper counts: one that was not answered is one that failed.
  case paper
}

/// Trials of a cell that were not answered.
public struct CellHoles: Hashable, Sendable {
  /// The trials that were not answered.
  public let unanswered: Int
  /// All trials of the cell.
  public let trials: Int
  /// Those of the unanswered that were answered, and that whoever was asked gave no grade.
  public let ungraded: Int

  /// Creates holes.
  public init(unanswered: Int, trials: Int, ungraded: Int = 0) {
    self.unanswered = unanswered
    self.trials = trials
    self.ungraded = ungraded
  }
}

extension Outcome {
  /// Whether means, rates and intervals are over trials of the outcome.
  ///
  /// The paper counts one that was not answered as one that failed; one that nobody graded is neither.
  package func counts(over denominator: Denominator) -> Bool {
    !isUnanswered || denominator == .paper && self != .graderError
  }
}

/// The trials of one model, method and task, added up.
public struct CellSums: Hashable, Sendable {
  /// All trials, answered or not.
  public private(set) var trials = 0
  /// The trials that means, rates and intervals are over.
  public private(set) var counted = 0
  /// Sum of the scores, in millionths, so that the order of addition cannot matter.
  public private(set) var scoreMillionths = 0
  /// The same sum as the fractions that the scores are.
  private(set) var exactScores = ExactScoreSum()
  /// The questions that the counted trials ask.
  public private(set) var questions = QuestionCount()
  /// Trials by outcome.
  public private(set) var outcomes: [Outcome: Int] = [:]
  /// What the trials cost that are counted.
  public private(set) var costs = TrialCosts()
  /// What the trials cost that are not: they were paid for, and are part of no mean.
  public private(set) var uncountedCosts = TrialCosts()
  private let denominator: Denominator

  /// Creates an empty cell.
  public init(over denominator: Denominator = .answered) {
    self.denominator = denominator
  }

  /// Adds a trial.
  ///
  /// Sums that would overflow stay at the largest number.
  public mutating func add(_ line: TrialLine) {
    trials += 1
    outcomes[line.outcome, default: 0] += 1
    guard line.outcome.counts(over: denominator) else {
      uncountedCosts.add(TrialCosts(line))
      return
    }
    counted += 1
    // By the paper's denominators, what was not answered counts as a failure: it adds nothing.
    scoreMillionths += line.scoreMillionths ?? 0
    exactScores.add(millionths: line.scoreMillionths ?? 0)
    questions.add(line.trial)
    costs.add(TrialCosts(line))
  }

  /// Adds the trials of another cell, for a total over tasks or models.
  public mutating func add(_ other: CellSums) {
    trials += other.trials
    counted += other.counted
    scoreMillionths += other.scoreMillionths
    exactScores.add(other.exactScores)
    questions.add(other.questions)
    outcomes.merge(other.outcomes, uniquingKeysWith: +)
    costs.add(other.costs)
    uncountedCosts.add(other.uncountedCosts)
  }

  /// What all trials cost, counted or not.
  public var allCosts: TrialCosts {
    var all = costs
    all.add(uncountedCosts)
    return all
  }

  /// The mean score, from 0 to 100; `nil` without trials.
  public var meanScore: Double? { exactMeanScore?.double }

  /// The mean score as the fraction that it is, from 0 to 100; `nil` without trials.
  package var exactMeanScore: Rational? { exactScores.points(over: counted) }

  /// The counted trials that were right.
  public var correct: ShareCount {
    ShareCount(count: count(of: .correct), total: counted, questions: questions.count)
  }

  /// The counted trials whose model answered with code.
  public var withCode: ShareCount {
    ShareCount(count: costs.codeTrials, total: counted, questions: questions.count)
  }

  /// The part of the trials whose model answered with code, from 0 to 1; `nil` without trials.
  public var codeUsage: Double? { mean(Double(costs.codeTrials)) }

  /// Tokens a trial by the provider's count; `nil` where a count is unknown.
  public var meanTokens: Double? { costs.usage.total.flatMap { mean(Double($0)) } }

  /// The paper's token length a trial, estimated; `nil` without trials.
  public var meanTextTokens: Double? { mean(Double(costs.textTokens)) }

  /// Recorded runtime a trial, in seconds; `nil` without trials, or where one's is unknown.
  public var meanRuntimeSeconds: Double? {
    costs.runtimeMicroseconds.flatMap { mean(Double($0) / 1_000_000) }
  }

  /// A sum over the counted trials as a mean of them; `nil` where none is counted.
  public func mean(_ sum: Double) -> Double? {
    counted > 0 ? sum / Double(counted) : nil
  }

  /// Trials with an answer that was graded: correct, partial or wrong.
  ///
  /// The other denominator of a success rate, beside ``counted``.
  public var graded: Int { count(of: .correct) + count(of: .partial) + count(of: .wrong) }

  /// Trials without a score: a provider's error ended them, or whoever was asked gave no grade.
  public var unanswered: Int {
    outcomes.reduce(0) { $0 + ($1.key.isUnanswered ? $1.value : 0) }
  }

  /// The trials that were not answered; `nil` where all were.
  public var holes: CellHoles? {
    unanswered > 0
      ? CellHoles(unanswered: unanswered, trials: trials, ungraded: count(of: .graderError)) : nil
  }

  /// Trials of an outcome.
  public func count(of outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }
}

/// What some trials cost, added up.
public struct TrialCosts: Hashable, Sendable {
  /// Tokens of all calls.
  public private(set) var usage = TokenUsage.zero
  /// The paper's token length, estimated; see ``TrialLine/textTokens``.
  public private(set) var textTokens = 0
  /// Recorded runtime in microseconds; `nil` where that of a trial is unknown.
  public private(set) var runtimeMicroseconds: Int? = 0
  /// Recorded waits in microseconds; `nil` where those of a trial are unknown.
  public private(set) var waitMicroseconds: Int? = 0
  /// Trials whose model answered with code that was run.
  public private(set) var codeTrials = 0
  /// Model calls.
  public private(set) var calls = 0
  /// What reading answers by a model took; `nil` where rules alone read them.
  public private(set) var extraction: ExtractionCost?
  /// What judging answers by models took; `nil` where none judges.
  public private(set) var judging: ExtractionCost?

  /// The costs of no trial.
  public init() {}

  /// The costs of one trial.
  init(_ line: TrialLine) {
    usage = line.usage
    textTokens = line.textTokens
    runtimeMicroseconds = line.runtimeMicroseconds
    waitMicroseconds = line.waitMicroseconds
    codeTrials = line.usedCode ? 1 : 0
    calls = line.calls
    extraction = line.extraction
    judging = line.judging
  }

  /// Adds costs; sums that would overflow stay at the largest number.
  mutating func add(_ other: TrialCosts) {
    usage = usage + other.usage
    textTokens = textTokens.addingSaturated(other.textTokens)
    runtimeMicroseconds = runtimeMicroseconds.addingKnown(other.runtimeMicroseconds)
    waitMicroseconds = waitMicroseconds.addingKnown(other.waitMicroseconds)
    codeTrials += other.codeTrials
    calls = calls.addingSaturated(other.calls)
    extraction = Self.sum(extraction, other.extraction)
    judging = Self.sum(judging, other.judging)
  }

  private static func sum(_ first: ExtractionCost?, _ second: ExtractionCost?) -> ExtractionCost? {
    guard let second else { return first }
    var sum = first ?? ExtractionCost()
    sum.add(second)
    return sum
  }
}
