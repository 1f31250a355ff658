public import Cassettes
public import CodeExecution
public import ModelAPI

/// A model call of a trial, at its slot.
public struct ModelCall: Sendable {
  /// The trial that asks.
  public var trial: TrialID
  /// What is asked, as a method says it.
  public var request: CompletionRequest
  /// What is asked, as bytes.
  public var encoded: EncodedRequest
  /// The identity of what is asked.
  public var action: Action
  /// Where the exchange belongs.
  public var slot: Slot
  /// Writes and reads for the model that is asked: the trial's, unless the call is an extraction.
  public var encoder: RequestEncoder

  /// Which of the trial's conversations the call belongs to.
  public var lane: Lane { action.lane }
}

/// A run of code of a trial, at its slot.
public struct CodeRun: Sendable {
  /// The trial that asks.
  public var trial: TrialID
  /// What is to be run.
  public var request: ExecutionRequest
  /// Its identity.
  public var action: Action
  /// Where the exchange belongs.
  public var slot: Slot
}

/// A model call's recorded result, read.
public struct RecordedCompletion: Hashable, Sendable {
  /// What the provider said.
  public var outcome: CompletionOutcome
  /// Service time of the call that counted, in microseconds.
  public var serviceMicroseconds: Int
  /// Time spent in waits and failed tries before it, in microseconds.
  public var waitMicroseconds: Int

  /// Creates a result.
  public init(outcome: CompletionOutcome, serviceMicroseconds: Int, waitMicroseconds: Int) {
    self.outcome = outcome
    self.serviceMicroseconds = serviceMicroseconds
    self.waitMicroseconds = waitMicroseconds
  }

  /// Reads an encoded reply.
  init(
    decoding bytes: UnsafeBufferPointer<UInt8>, by family: WireFamily
  ) throws(ModelAPIError) {
    let summary = try ModelReplySummary(decoding: bytes)
    var wait = 0
    if summary.attempts > 1 {
      let attempts = try ModelReply(decoding: bytes).attempts
      wait = try AttemptChain(attempts, status: summary.status).microsecondsBeforeLast
    }
    self.init(
      outcome: summary.outcome(of: bytes, by: family),
      serviceMicroseconds: summary.serviceMicroseconds, waitMicroseconds: wait)
  }
}
