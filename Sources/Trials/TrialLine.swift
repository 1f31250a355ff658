import Basics
public import ModelAPI
public import RecordReplay
import Sweeps

/// The outcome of one trial: a line of a score sheet.
public struct TrialLine: Hashable, Sendable {
  /// The trial.
  public var trial: TrialID
  /// The rung of the task's complexity ladder, from 1.
  public var rung: Int
  /// How it ended.
  public var outcome: Outcome
  /// The score, from 0 to 1.
  public var score: Double
  /// Tokens of all its calls.
  public var usage: TokenUsage
  /// The paper's token length (section 4): user prompts and answers of all calls, the system message
  /// left out.
  ///
  /// Estimated as one token for four bytes, since the tokenizer is not part of the bench.
  public var textTokens: Int
  /// Recorded service time of its successful calls, in microseconds.
  public var serviceMicroseconds: Int
  /// Recorded wall time of its runs of code, in microseconds.
  public var executionMicroseconds: Int
  /// Recorded waits before retries, in microseconds; no part of the runtime.
  public var waitMicroseconds: Int
  /// Whether the model answered with code that was run.
  public var usedCode: Bool
  /// The replies that may hold the answer.
  public var turns: Int
  /// Model calls.
  public var calls: Int
  /// Runs of code.
  public var executions: Int
  /// The digest of each layer.
  public var layers: TrialLayers
  /// What reading the answer by a model took; `nil` in a sweep whose answers are read by rules alone.
  public var extraction: ExtractionCost?

  /// Creates a line.
  public init(
    trial: TrialID, rung: Int, outcome: Outcome, score: Double, usage: TokenUsage, textTokens: Int,
    serviceMicroseconds: Int, executionMicroseconds: Int, waitMicroseconds: Int, usedCode: Bool,
    turns: Int, calls: Int, executions: Int, layers: TrialLayers,
    extraction: ExtractionCost? = nil
  ) {
    self.trial = trial
    self.rung = rung
    self.outcome = outcome
    self.score = score
    self.usage = usage
    self.textTokens = textTokens
    self.serviceMicroseconds = serviceMicroseconds
    self.executionMicroseconds = executionMicroseconds
    self.waitMicroseconds = waitMicroseconds
    self.usedCode = usedCode
    self.turns = turns
    self.calls = calls
    self.executions = executions
    self.layers = layers
    self.extraction = extraction
  }

  /// The recorded runtime: service time and execution time, in microseconds.
  ///
  /// Waits, extraction and the replay's own time are no part of it.
  public var runtimeMicroseconds: Int {
    serviceMicroseconds.addingSaturated(executionMicroseconds)
  }

  /// The score in millionths, as a score sheet writes it: what sums and comparisons are made of.
  ///
  /// A score outside 0 to 1, which no grade gives, counts as the nearest of the two; no number as 0.
  public var scoreMillionths: Int {
    score.isNaN ? 0 : Int((min(max(score, 0), 1) * 1_000_000).rounded())
  }
}
