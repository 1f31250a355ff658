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
  /// Whether what code prints is written at once.
  public let isUnbuffered: Bool
  /// Writes actions for runs of code.
  let execution: ExecutionEncoder

  /// Creates a setting.
  public init(
    encoder: RequestEncoder, interpreter: String, limits: ExecutionLimits,
    isUnbuffered: Bool = false
  ) {
    self.encoder = encoder
    self.interpreter = interpreter
    self.limits = limits
    self.isUnbuffered = isUnbuffered
    execution = ExecutionEncoder(
      interpreter: interpreter, limits: limits, isUnbuffered: isUnbuffered)
  }

  /// The request for a run of some code.
  public func execution(of code: String) -> ExecutionRequest {
    ExecutionRequest(
      code: code, interpreter: interpreter, limits: limits, isUnbuffered: isUnbuffered)
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
    try await ask(request, by: encoder, in: .extraction)
  }

  /// Asks a model something in another lane than the trial's own: no verb of a method either.
  ///
  /// - Parameters:
  ///   - encoder: Writes and reads for the model that is asked.
  ///   - addressee: Who that is, among the models that the sweep asks; `nil` where the lane says it.
  public func ask(
    _ request: CompletionRequest, by encoder: RequestEncoder, in lane: Lane,
    of addressee: Int? = nil
  ) async throws(DeckError) -> CompletionOutcome {
    var call = try call(request, by: encoder, in: lane)
    call.addressee = addressee
    let result = try await source.completion(of: call)
    transcript.append(.completion(call, result))
    return result.outcome
  }

  /// Runs a program in another lane than the trial's own, under the same limits.
  ///
  /// - Parameters:
  ///   - input: Its standard input.
  ///   - takesSeveral: Whether one start of it may serve other trials too.
  public func run(
    _ program: String, input: String, in lane: Lane, takesSeveral: Bool = false
  ) async throws(DeckError) -> ExecutionOutcome {
    var request = setting.execution(of: program)
    request.input = input
    let action = Action(request, lane: lane)
    let run = CodeRun(
      trial: trial, request: request, action: action, lane: lane, slot: slot(for: action),
      takesSeveral: takesSeveral)
    let outcome = try await source.execution(of: run)
    transcript.append(.execution(run, outcome))
    return outcome
  }

  public func execute(_ code: String) async throws(DeckError) -> ExecutionOutcome {
    let request = setting.execution(of: code)
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

/// The name of a trial: one (model, method, task, question, sample).
public struct TrialID: Hashable, Sendable {
  /// The model's name in the sweep.
  public var model: String
  /// The method's name with its turns, such as `all-code` or `all-code@2`.
  public var method: String
  /// The task's name.
  public var task: String
  /// The question's id.
  public var question: String
  /// Which of several samples, from 0.
  public var sample: Int

  /// Creates a name.
  public init(model: String, method: String, task: String, question: String, sample: Int) {
    self.model = model
    self.method = method
    self.task = task
    self.question = question
    self.sample = sample
  }

  /// Reads `model/method/task/question/sample`; `nil` for anything else, another spelling of the
  /// sample's number included: a trial has one name.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, let sample = Int(parts[4]), sample >= 0, "\(sample)" == parts[4],
      !parts.contains(where: \.isEmpty)
    else { return nil }
    self.init(
      model: String(parts[0]), method: String(parts[1]), task: String(parts[2]),
      question: String(parts[3]), sample: sample)
  }
}

extension TrialID: CustomStringConvertible {
  public var description: String { "\(model)/\(method)/\(task)/\(question)/\(sample)" }
}

extension TrialID: Comparable {
  public static func < (left: TrialID, right: TrialID) -> Bool {
    let pairs = [
      (left.model, right.model), (left.method, right.method), (left.task, right.task),
      (left.question, right.question),
    ]
    // By bytes: the standard order of strings is not promised to be the same for ever.
    for (left, right) in pairs where !left.utf8.elementsEqual(right.utf8) {
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    return left.sample < right.sample
  }
}
