public import CodeExecution

/// Where a deck's answers come from: a cassette, the world through a recorder, or the world alone.
public protocol ExchangeSource: SendableMetatype {
  /// The result of a model call.
  func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion

  /// The outcome of a run of code.
  func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome
}

/// Why a deck cannot answer.
public struct DeckError: Error, Sendable {
  /// The kind of fault; each has an exit code of its own.
  public enum Code: String, Hashable, Sendable {
    /// The cassettes hold no recording for what was asked.
    case miss
    /// A cassette is damaged, or a recording in it cannot be read.
    case corrupt
    /// Two recordings for one slot differ.
    case conflict
    /// The provider cannot be reached or will not serve.
    case provider
    /// One call failed in all its tries, which says nothing of others.
    case call
    /// Code cannot be run here.
    case execution
    /// The recording must not be kept: it holds a credential.
    case secret
    /// The recording cannot be kept.
    case journal
    /// A budget or limit is reached.
    case budget
    /// The user asked to stop.
    case interrupted
  }

  /// The kind of fault.
  public let code: Code
  /// What happened, where, and what to do.
  public let message: String
  /// What was asked for in vain, for a miss.
  public let miss: Miss?

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
    miss = nil
  }

  /// Creates the error of a miss.
  public init(_ miss: Miss) {
    code = .miss
    message = "\(miss.trial): \(miss.summary)"
    self.miss = miss
  }
}

extension DeckError: CustomStringConvertible {
  public var description: String { message }
}
