import ModelAPI
import Sweeps

/// How a trial ended, as one of twelve disjoint words.
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
    case .filtered, .empty, .unfinished, .failedAnswer: true
    default: false
    }
  }

  /// Whether the provider, and not the model, ended the trial.
  public var isProvidersError: Bool { self == .providerError || self == .failedAnswer }
}
