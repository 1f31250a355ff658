public import Cassettes
public import CodeExecution
public import ModelAPI

/// One thing that a trial asked of the outside world, and what came back.
///
/// It is indirect since it is handed on often: a copy is one reference, not two dozen.
public indirect enum TrialExchange: Sendable {
  /// A model call and its result.
  case completion(ModelCall, RecordedCompletion)
  /// A run of code and its outcome.
  case execution(CodeRun, ExecutionOutcome)

  /// What the trial asked it for.
  public var lane: Lane {
    switch self {
    case .completion(let call, _): call.lane
    case .execution(let run, _): run.lane
    }
  }

  /// Where it is recorded.
  public var slot: Slot {
    switch self {
    case .completion(let call, _): call.slot
    case .execution(let run, _): run.slot
    }
  }
}

/// What happened in one trial: all its exchanges in the order in which they were asked for, each in its
/// lane.
///
/// There is no way to walk the exchanges without saying which are meant: the trial's own, those of
/// another lane, or all of them.
public struct Transcript: Sendable {
  private var exchanges: [TrialExchange] = []

  /// Creates a transcript of nothing.
  public init() {}

  /// Adds what happened next.
  mutating func append(_ exchange: TrialExchange) {
    exchanges.append(exchange)
  }

  /// Every exchange, whatever it was for: for those who pay, keep, replace or count recordings.
  ///
  /// Who treats lanes differently switches over ``TrialExchange/lane``.
  public var inEveryLane: [TrialExchange] { exchanges }

  /// The exchanges of one lane.
  public func exchanges(in lane: Lane) -> [TrialExchange] {
    exchanges.filter { $0.lane == lane }
  }

  /// The model calls of one lane with their results.
  public func completions(in lane: Lane) -> [(call: ModelCall, result: RecordedCompletion)] {
    exchanges.compactMap { exchange in
      if case .completion(let call, let result) = exchange, call.lane == lane {
        (call, result)
      } else {
        nil
      }
    }
  }

  /// The names of other models than were asked for, as replies give them: once a reply, in order.
  public var otherModels: [String] {
    exchanges.compactMap { exchange in
      guard case .completion(let call, let result) = exchange, let name = result.model,
        !AnsweringModel.isSame(name, as: call.encoder.endpoint.model)
      else { return nil }
      return name
    }
  }

  /// The runs of code of one lane with their outcomes.
  public func executions(in lane: Lane) -> [(run: CodeRun, outcome: ExecutionOutcome)] {
    exchanges.compactMap { exchange in
      if case .execution(let run, let outcome) = exchange, run.lane == lane {
        (run, outcome)
      } else {
        nil
      }
    }
  }
}

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
  /// What the trial asks it for.
  public var lane: Lane
  /// Where the exchange belongs.
  public var slot: Slot
  /// Writes and reads for the model that is asked: the trial's, unless the call is of another lane.
  public var encoder: RequestEncoder
  /// Who is asked, among the models that the sweep asks; `nil` where the lane says it.
  public var addressee: Int?
}

/// A run of code of a trial, at its slot.
public struct CodeRun: Sendable {
  /// The trial that asks.
  public var trial: TrialID
  /// What is to be run.
  public var request: ExecutionRequest
  /// Its identity.
  public var action: Action
  /// What the trial asks it for.
  public var lane: Lane
  /// Where the exchange belongs.
  public var slot: Slot
  /// Whether the program takes several inputs at one start, a line each, and answers each by a line.
  public var takesSeveral = false
}

/// A model call's recorded result, read.
public struct RecordedCompletion: Hashable, Sendable {
  /// What the provider said.
  public var outcome: CompletionOutcome
  /// Service time of the call that counted, in microseconds.
  public var serviceMicroseconds: Int
  /// Time spent in waits and failed tries before it, in microseconds.
  public var waitMicroseconds: Int
  /// The model that the reply names; `nil` where it names none.
  public var model: String?

  /// Creates a result.
  public init(
    outcome: CompletionOutcome, serviceMicroseconds: Int, waitMicroseconds: Int,
    model: String? = nil
  ) {
    self.outcome = outcome
    self.serviceMicroseconds = serviceMicroseconds
    self.waitMicroseconds = waitMicroseconds
    self.model = model
  }

  /// Whether it has the form of an answer and is none: see ``Completion/fault``.
  public var isNoReply: Bool {
    if case .answer(let completion) = outcome { completion.fault != nil } else { false }
  }

  /// What the provider counted; nothing for an error.
  public var usage: TokenUsage {
    switch outcome {
    case .answer(let completion): completion.usage
    case .providerError: .zero
    }
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
      serviceMicroseconds: summary.serviceMicroseconds, waitMicroseconds: wait,
      model: summary.answeringModel(in: bytes))
  }
}
