import Basics
import Cassettes
public import CodeExecution
public import ModelAPI

/// What a trial talks to: the two things that a method may ask of the outside world.
///
/// A method cannot tell whether the answers come from a cassette or from the network.
public protocol Deck {
  /// Asks the trial's model to go on with a conversation.
  ///
  /// An error that the provider reports for the request itself is not thrown: it is an outcome.
  func complete(_ request: CompletionRequest) async throws(DeckError) -> CompletionOutcome

  /// Runs Python under the sweep's limits.
  ///
  /// A program that fails, or is killed at a limit, is not an error: it is an outcome.
  func execute(_ code: String) async throws(DeckError) -> ExecutionOutcome
}

/// What all trials of one model share: how its requests are written and how its code is run.
public struct TrialSetting: Sendable {
  /// Writes requests for the trial's model.
  public let encoder: RequestEncoder
  /// The interpreter's label.
  public let interpreter: String
  /// What a run of code may use.
  public let limits: ExecutionLimits
  /// Writes actions for runs of code.
  let execution: ExecutionEncoder

  /// Creates a setting.
  public init(encoder: RequestEncoder, interpreter: String, limits: ExecutionLimits) {
    self.encoder = encoder
    self.interpreter = interpreter
    self.limits = limits
    execution = ExecutionEncoder(interpreter: interpreter, limits: limits)
  }
}

/// The deck of one trial: turns what a method asks into actions at slots, and keeps the transcript.
///
/// It belongs to one task and is not shared.
public final class TrialDeck<Source: ExchangeSource>: Deck {
  private let trial: TrialID
  private let setting: TrialSetting
  private let source: Source
  private var asked: [Digest] = []
  /// What happened so far.
  public private(set) var transcript = Transcript()

  /// Creates the deck of a trial.
  public init(trial: TrialID, setting: TrialSetting, source: Source) {
    self.trial = trial
    self.setting = setting
    self.source = source
  }

  public func complete(
    _ request: CompletionRequest
  ) async throws(DeckError) -> CompletionOutcome {
    let call = try call(request, by: setting.encoder, in: .trial)
    let result = try await source.completion(of: call)
    transcript.append(.completion(call, result))
    return result.outcome
  }

  /// Asks a model to read the answer out of what the trial said, in a lane of its own.
  ///
  /// It is no verb of ``Deck``: a method cannot ask it.
  ///
  /// - Parameter encoder: Writes and reads for the model that is asked, which need not be the trial's.
  public func extract(
    _ request: CompletionRequest, by encoder: RequestEncoder
  ) async throws(DeckError) -> CompletionOutcome {
    let call = try call(request, by: encoder, in: .extraction)
    let result = try await source.completion(of: call)
    transcript.append(.completion(call, result))
    return result.outcome
  }

  public func execute(_ code: String) async throws(DeckError) -> ExecutionOutcome {
    let request = ExecutionRequest(
      code: code, interpreter: setting.interpreter, limits: setting.limits)
    let encoded = setting.execution.encode(code)
    let action = Action(
      kind: .execution, segments: encoded.segments, segmentDigests: encoded.digests)
    let run = CodeRun(
      trial: trial, request: request, action: action, lane: .trial, slot: slot(for: action))
    let outcome = try await source.execution(of: run)
    transcript.append(.execution(run, outcome))
    return outcome
  }

  private func call(
    _ request: CompletionRequest, by encoder: RequestEncoder, in lane: Lane
  ) throws(DeckError) -> ModelCall {
    let encoded: EncodedRequest
    do {
      encoded = try encoder.encode(request)
    } catch {
      throw DeckError(.provider, "\(trial): \(error)")
    }
    let action = Action(encoded, lane: lane)
    return ModelCall(
      trial: trial, request: request, encoded: encoded, action: action, lane: lane,
      slot: slot(for: action), encoder: encoder)
  }

  /// The slot of an action: its ordinal counts how often this trial has asked the very same before,
  /// so that the first question of two methods is one question.
  private func slot(for action: Action) -> Slot {
    let ordinal = asked.count { $0 == action.digest }
    asked.append(action.digest)
    return Slot(
      action: action.digest, sample: UInt32(clamping: trial.sample),
      ordinal: UInt32(clamping: ordinal))
  }
}
