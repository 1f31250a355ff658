import Basics
import Cassettes
import Methods
import ModelAPI
public import RecordReplay
public import Sweeps
import Tasks

/// A trial that asks for what no cassette holds, and what is known of it without an answer.
///
/// Its prompt and its parameters have digests before anything is answered: they tell two versions of
/// the trial apart, though neither can be scored.
public struct UnansweredTrial: Hashable, Sendable {
  /// The trial.
  public let trial: TrialID
  /// How the recording is missing.
  public let reason: Miss.Reason
  /// Whether a run of code is missing, and not a model call.
  public let isExecution: Bool
  /// The digest of what was asked in vain.
  public let action: String
  /// The short digest of the layer ``Layer/prompt``.
  public let prompt: String
  /// The short digest of the layer ``Layer/parameters``.
  public let parameters: String
  /// The model as the provider names it.
  public let model: String
  /// The tokens of what was asked, estimated as one for four bytes; 0 for a run of code.
  public let inputTokens: Int
  /// The most tokens of the answer; `nil` where the model has no limit.
  public let outputTokenLimit: Int?
  /// The most model calls that the trial makes from there on: all of it where its own are missing.
  public let callLimit: Int

  /// Creates what is known of a trial.
  public init(
    trial: TrialID, reason: Miss.Reason, isExecution: Bool, action: String, prompt: String,
    parameters: String, model: String, inputTokens: Int, outputTokenLimit: Int?, callLimit: Int
  ) {
    self.trial = trial
    self.reason = reason
    self.isExecution = isExecution
    self.action = action
    self.prompt = prompt
    self.parameters = parameters
    self.model = model
    self.inputTokens = inputTokens
    self.outputTokenLimit = outputTokenLimit
    self.callLimit = callLimit
  }
}

/// A miss without the texts that were asked for, which may be large.
public struct MissNote: Hashable, Sendable {
  let trial: TrialID
  let reason: Miss.Reason
  let isExecution: Bool
  let lane: Lane
  let action: Digest
  let byteCount: Int

  /// Notes a miss.
  public init(_ miss: Miss) {
    trial = miss.trial
    reason = miss.reason
    isExecution = miss.action.kind == .execution
    lane = miss.lane
    action = miss.action.digest
    byteCount = miss.action.segments.reduce(0) { $0 + $1.bytes.count }
  }
}

extension TrialRunner {
  /// What is known of the trials that some misses left without a line, in the order of the plan.
  public func unanswered(_ misses: [MissNote], in plan: Plan) async throws -> [UnansweredTrial] {
    let notes = Dictionary(misses.map { ($0.trial, $0) }) { first, _ in first }
    guard !notes.isEmpty else { return [] }
    let places = (0..<plan.count).filter { notes[plan[$0].id] != nil }
    var trials: [UnansweredTrial] = []
    let stream = TrialStream(plan, runner: self, places: places) { SilentSource() }
    try await stream.run { trial, end in
      (trial, openingLayers(of: trial, try end.get()))
    } emit: { trial, layers in
      guard let note = notes[trial.id] else { return }
      trials.append(UnansweredTrial(trial, note, layers, in: plan.sweep))
    }
    return trials
  }
}

extension UnansweredTrial {
  fileprivate init(
    _ planned: PlannedTrial, _ note: MissNote, _ layers: TrialLayers, in sweep: Sweep
  ) {
    let endpoint = sweep.models[planned.model].endpoint
    trial = planned.id
    reason = note.reason
    isExecution = note.isExecution
    action = note.action.hex
    prompt = layers[.prompt]
    parameters = layers[.parameters]
    model = endpoint.model
    inputTokens = note.isExecution ? 0 : note.byteCount / 4
    outputTokenLimit = endpoint.answerLimit
    let judges = planned.question.loaded.asked?.judgeCount ?? 0
    callLimit =
      switch note.lane {
      case .trial: planned.variant.mostCalls(toolRounds: sweep.toolRounds) + judges
      case .extraction: 1 + judges
      case .judge: judges
      case .program, .tests: 0
      }
  }
}

extension AskedGrading {
  /// How many models are asked for a grade.
  fileprivate var judgeCount: Int {
    if case .judges(let panel) = self { panel.judges.count } else { 0 }
  }
}
