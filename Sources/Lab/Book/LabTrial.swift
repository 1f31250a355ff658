import Basics
public import Cassettes
import CodeExecution
public import ModelAPI
public import RecordReplay
public import Trials

/// What the lab keeps of a trial: what a policy would have seen, what it cost, and, apart from these,
/// its score.
public struct LabTrial: Sendable {
  /// The trial.
  public var id: TrialID
  /// What a policy would have seen of it.
  public var seen: SeenReply
  /// The score in millionths, which no policy sees; `nil` where the provider did not answer.
  public var scoreMillionths: Int?
  /// The rung of its question, which no policy sees.
  public var rung: Int
  /// What was exchanged in the trial's own lane, in order.
  public var exchanges: [LabExchange]
  /// How sure its replies were; `nil` where the provider gave no probabilities.
  public var confidence: ReplyConfidence?

  /// Creates a trial.
  public init(
    id: TrialID, seen: SeenReply, scoreMillionths: Int?, rung: Int, exchanges: [LabExchange],
    confidence: ReplyConfidence? = nil
  ) {
    self.id = id
    self.seen = seen
    self.scoreMillionths = scoreMillionths
    self.rung = rung
    self.exchanges = exchanges
    self.confidence = confidence
  }

  /// Takes what the lab needs from a replayed trial.
  public init(_ record: TrialRecord) {
    let isTimed = record.line.serviceMicroseconds != nil
    self.init(
      id: record.line.trial, seen: SeenReply(record),
      scoreMillionths: record.line.scoreMillionths, rung: record.line.rung,
      exchanges: record.transcript.exchanges(in: .trial).map { LabExchange($0, isTimed: isTimed) })
  }
}

/// An exchange with the outside world: where it is recorded, and what it cost.
public struct LabExchange: Hashable, Sendable {
  /// Where it is recorded: what is asked for twice there is paid for once.
  public var slot: Slot
  /// What it cost.
  public var cost: ExchangeCost
  /// Whether it is a reply of a model.
  public var isReply: Bool

  /// Creates an exchange.
  public init(slot: Slot, cost: ExchangeCost, isReply: Bool = true) {
    self.slot = slot
    self.cost = cost
    self.isReply = isReply
  }

  init(_ exchange: TrialExchange, isTimed: Bool) {
    switch exchange {
    case .completion(_, let result):
      var runs = 0
      if case .answer(let completion) = result.outcome {
        runs = completion.hostedRuns.count { $0.end != .unfinished }
      }
      self.init(
        slot: exchange.slot,
        cost: ExchangeCost(
          usage: result.usage, service: isTimed ? result.serviceMicroseconds : nil,
          execution: isTimed ? 0 : nil, calls: 1, executions: runs))
    case .execution(_, let outcome):
      self.init(
        slot: exchange.slot,
        cost: ExchangeCost(
          usage: .zero, service: isTimed ? 0 : nil,
          execution: isTimed ? outcome.wallMicroseconds : nil, calls: 0, executions: 1),
        isReply: false)
    }
  }
}

/// What an exchange cost, in the units of a score sheet.
public struct ExchangeCost: Hashable, Sendable {
  /// Tokens.
  public var usage: TokenUsage
  /// Service time in microseconds; `nil`, as the next, where what was measured is no runtime.
  public var service: Int?
  /// Wall time of code in microseconds.
  public var execution: Int?
  /// Model calls.
  public var calls: Int
  /// Runs of code.
  public var executions: Int

  /// Creates a cost.
  public init(
    usage: TokenUsage, service: Int?, execution: Int?, calls: Int, executions: Int
  ) {
    self.usage = usage
    self.service = service
    self.execution = execution
    self.calls = calls
    self.executions = executions
  }

  /// Both times together, in microseconds; `nil` where they are unknown.
  var microseconds: Int? {
    guard let service, let execution else { return nil }
    return service.addingSaturated(execution)
  }
}
