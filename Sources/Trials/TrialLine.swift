public import Basics
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
  /// The score, from 0 to 1; `nil` where the trial was not answered, which is no failure of the model.
  public var score: Double?
  /// Tokens of all its calls.
  public var usage: TokenUsage
  /// The paper's token length (section 4): user prompts and answers of all calls, code for a tool
  /// included, the system message left out.
  ///
  /// Estimated as one token for four bytes, since the tokenizer is not part of the bench.
  public var textTokens: Int
  /// Recorded service time of its successful calls, in microseconds; `nil`, as the next two, where the
  /// sweep says that what was measured is no runtime.
  public var serviceMicroseconds: Int?
  /// Recorded wall time of its runs of code, in microseconds.
  public var executionMicroseconds: Int?
  /// Recorded waits before retries, in microseconds; no part of the runtime.
  public var waitMicroseconds: Int?
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
  /// What judging the answer by models took; `nil` in a sweep that no model judges.
  public var judging: ExtractionCost?

  /// Creates a line.
  ///
  /// - Parameter score: From 0 to 1; of a trial that was not answered it is forgotten, for sheets of
  ///   older versions have a zero there.
  public init(
    trial: TrialID, rung: Int, outcome: Outcome, score: Double?, usage: TokenUsage, textTokens: Int,
    serviceMicroseconds: Int?, executionMicroseconds: Int?, waitMicroseconds: Int?, usedCode: Bool,
    turns: Int, calls: Int, executions: Int, layers: TrialLayers,
    extraction: ExtractionCost? = nil, judging: ExtractionCost? = nil
  ) {
    self.trial = trial
    self.rung = rung
    self.outcome = outcome
    precondition(score != nil || outcome.isUnanswered, "\(trial) was answered and has no score")
    self.score = outcome.isUnanswered ? nil : score
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
    self.judging = judging
  }

  /// The recorded runtime: service time and execution time, in microseconds; `nil` where it is unknown.
  ///
  /// Waits, extraction and the replay's own time are no part of it.
  public var runtimeMicroseconds: Int? {
    guard let serviceMicroseconds, let executionMicroseconds else { return nil }
    return serviceMicroseconds.addingSaturated(executionMicroseconds)
  }

  /// The score in millionths, as a score sheet writes it: what sums and comparisons are made of; `nil`
  /// where the trial was not answered.
  ///
  /// A score outside 0 to 1, which no grade gives, counts as the nearest of the two; no number as 0.
  public var scoreMillionths: Int? {
    score.map { $0.isNaN ? 0 : Int((min(max($0, 0), 1) * 1_000_000).rounded()) }
  }
}

/// What it took to read an answer by a model, or to judge it by some: accounted apart, and never a part of
/// the trial's own calls, tokens and runtime.
public struct ExtractionCost: Hashable, Sendable {
  /// Model calls: one where the model was asked, otherwise none.
  public var calls: Int
  /// Tokens of the calls.
  public var usage: TokenUsage
  /// Recorded service time of the calls, in microseconds; `nil` where it is unknown.
  public var serviceMicroseconds: Int?
  /// Recorded waits before retries, in microseconds; `nil` where they are unknown.
  public var waitMicroseconds: Int?

  /// Creates a cost; by default that of asking nobody.
  public init(
    calls: Int = 0, usage: TokenUsage = .zero, serviceMicroseconds: Int? = 0,
    waitMicroseconds: Int? = 0
  ) {
    self.calls = calls
    self.usage = usage
    self.serviceMicroseconds = serviceMicroseconds
    self.waitMicroseconds = waitMicroseconds
  }

  /// Adds another cost; sums that would overflow stay at the largest number.
  public mutating func add(_ other: ExtractionCost) {
    calls = calls.addingSaturated(other.calls)
    usage = usage + other.usage
    serviceMicroseconds = serviceMicroseconds.addingKnown(other.serviceMicroseconds)
    waitMicroseconds = waitMicroseconds.addingKnown(other.waitMicroseconds)
  }
}

/// One of the layers that make a score, in the order in which a change travels through them.
public enum Layer: String, Hashable, Sendable, CaseIterable {
  /// The texts that people wrote: prompts and the question.
  case prompt
  /// Endpoint, model, sampling parameters, tools; interpreter and limits.
  case parameters
  /// What the model said.
  case answer
  /// The code that was run and what it did.
  case execution
  /// The answer that was read, by which rule.
  case extraction
  /// The verdict and the score.
  case grade
}

extension Layer {
  /// The layer's place in ``Layer/allCases``.
  fileprivate var place: Int {
    switch self {
    case .prompt: 0
    case .parameters: 1
    case .answer: 2
    case .execution: 3
    case .extraction: 4
    case .grade: 5
    }
  }
}

/// The digest of each layer of one trial.
public struct TrialLayers: Hashable, Sendable {
  private var digests: [String]

  /// Creates layers from a digest for each.
  public init(_ digest: (Layer) -> Digest) {
    digests = Layer.allCases.map { digest($0).short }
  }

  /// Reads layers from the short digests of a sheet's line, in the order of ``Layer/allCases``.
  public init?(shorts: [String]) {
    guard shorts.count == Layer.allCases.count else { return nil }
    digests = shorts
  }

  /// The short digests, in the order of ``Layer/allCases``.
  public var shorts: [String] { digests }

  /// The short digest of a layer.
  public subscript(layer: Layer) -> String {
    digests[layer.place]
  }

  /// The first layer in which two trials differ; `nil` if they are equal.
  public func firstDifference(from other: TrialLayers) -> Layer? {
    Layer.allCases.first { self[$0] != other[$0] }
  }
}

/// How a trial ended, as one of thirteen disjoint words.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
  /// The answer solves the question.
  case correct
  /// The answer solves a part of it, in a task with partial credit.
  case partial
  /// The answer does not solve it.
  case wrong
  /// No answer could be read from what the model wrote and printed.
  case unparsed
  /// The model refused, and no answer could be read.
  case refused
  /// The token limit cut the reply off, and no answer could be read.
  case truncated
  /// The model's code failed or reached a limit, and no answer could be read.
  case executionFailed = "execution-failed"
  /// The provider answered a call of the trial with an error of its own.
  case providerError = "provider-error"
  /// The provider's filter cut or withheld the reply, and no answer could be read.
  case filtered = "content-filter"
  /// The model said nothing at all.
  case empty
  /// The provider still paused after the last round that a trial has, and no answer could be read.
  case unfinished
  /// The provider told of an error in the middle of a stream, or in an answer with a good status.
  case failedAnswer = "failed-answer"
  /// Whoever was asked for its grade gave none: a program that failed, a judge that said no word of its menu.
  case graderError = "grader-error"
}

extension Outcome {
  /// How a trial ended that a provider's error ended.
  init(of failure: ProviderFailure) {
    switch failure.kind {
    case .response: self = .providerError
    case .stream, .failedAnswer: self = .failedAnswer
    }
  }

  /// Whether tables leave it out where no trial ended so.
  public var isRare: Bool {
    switch self {
    case .filtered, .empty, .unfinished, .failedAnswer, .graderError: true
    default: false
    }
  }

  /// Whether the trial says nothing about the model: the provider ended it, or nobody graded it.
  ///
  /// Such a trial has no score: it is counted beside means, rates and intervals, and never inside them.
  public var isUnanswered: Bool {
    self == .providerError || self == .failedAnswer || self == .graderError
  }
}
