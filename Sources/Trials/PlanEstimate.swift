public import Basics
import Cassettes
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
public import Sweeps

/// What recording a plan takes: exact for what is known before any answer, bounded for the rest.
public struct PlanEstimate: Hashable, Sendable {
  /// Trials.
  public var trials = 0
  /// Trials that the paper would mark NA and that are left out.
  public var notApplicable = 0
  /// First calls of all trials.
  public var firstCalls = 0
  /// First calls that another trial makes too, and that are paid once.
  public var sharedCalls = 0
  /// The most calls beyond the first, through turns, tool rounds and summaries.
  public var furtherCalls = 0
  /// The most calls that read answers by a model; apart from the others.
  public var extractionCalls = 0
  /// Tokens of the distinct first calls, estimated as one for four bytes.
  public var inputTokens = 0
  /// The most tokens of the answers to the distinct first calls; `nil` where a model has no limit.
  public var outputTokenLimit: Int?

  /// Estimates a plan.
  public static func of(_ plan: Plan, _ runner: TrialRunner) async throws -> PlanEstimate {
    var estimate = PlanEstimate()
    var seen: Set<CallKey> = []
    var output: Int? = 0
    for index in 0..<plan.count {
      let trial = plan[index]
      let limit = plan.sweep.models[trial.model].endpoint.answerLimit
      let calls = try await calls(of: trial, plan, runner)
      estimate.trials += 1
      estimate.firstCalls += calls.first.count
      estimate.furtherCalls += calls.further
      estimate.extractionCalls += plan.sweep.extraction.byModel == nil ? 0 : 1
      for tokens in calls.new(&seen).firstInputs {
        estimate.inputTokens += tokens
        output = output.flatMap { sum in limit.map { sum + $0 } }
      }
    }
    estimate.sharedCalls = estimate.firstCalls - seen.count
    estimate.outputTokenLimit = output
    estimate.notApplicable = plan.notApplicableCount
    return estimate
  }

  /// The estimate as JSON.
  public func json(named name: String) -> JSONValue {
    [
      "sweep": .string(name), "trials": .integer(Int64(trials)),
      "notApplicable": .integer(Int64(notApplicable)), "firstCalls": .integer(Int64(firstCalls)),
      "sharedCalls": .integer(Int64(sharedCalls)),
      "furtherCallsAtMost": .integer(Int64(furtherCalls)),
      "extractionCallsAtMost": .integer(Int64(extractionCalls)),
      "inputTokens": .integer(Int64(inputTokens)),
      "outputTokensAtMost": outputTokenLimit.map { .integer(Int64($0)) } ?? .null,
    ]
  }

  /// The estimate for a person.
  public func text(named name: String) -> String {
    let output = outputTokenLimit.map { "at most \($0)" } ?? "without a limit"
    let extraction =
      extractionCalls == 0
      ? "" : "\n  extraction calls  at most \(extractionCalls), accounted apart"
    return """
      \(name)
        trials            \(trials)  (\(notApplicable) more are NA)
        first calls       \(firstCalls - sharedCalls)  (\(firstCalls), of which \(sharedCalls) are shared)
        further calls     at most \(furtherCalls)\(extraction)
        input tokens      about \(inputTokens) for the first calls
        output tokens     \(output) for the first calls
      """
  }
}

extension PlanEstimate {
  /// A call, whoever makes it.
  typealias CallKey = Slot

  /// What is known of a trial's calls before any answer.
  struct TrialCalls {
    /// Its first calls, each with its prompt's tokens, estimated as one for four bytes.
    var first: [(key: CallKey, tokens: Int)]
    /// The most calls beyond those.
    var further: Int

    /// The prompt tokens of the first calls.
    var firstInputs: [Int] { first.map(\.tokens) }
    /// The prompt of the longest first call, those left out that another trial pays for included.
    var usualInput = 0

    /// The calls without those that were seen before.
    func new(_ seen: inout Set<CallKey>) -> TrialCalls {
      var calls = self
      calls.usualInput = firstInputs.max() ?? 0
      calls.first = first.filter { seen.insert($0.key).inserted }
      return calls
    }
  }

  /// Looks at the calls of a trial.
  static func calls(
    of trial: PlannedTrial, _ plan: Plan, _ runner: TrialRunner
  ) async throws -> TrialCalls {
    let probe = FirstCallProbe()
    _ = try await runner.run(trial, with: probe)
    let calls = probe.calls.filter { call in
      call.lane == .trial
        && call.request.messages.allSatisfy { $0.parts.allSatisfy { $0.authoredDigest != nil } }
    }
    return TrialCalls(
      first: calls.map { call in
        (call.slot, call.action.segments.reduce(0) { $0 + $1.bytes.count } / 4)
      },
      further: trial.variant.mostCalls(toolRounds: plan.sweep.toolRounds) - calls.count)
  }
}

/// A source that answers everything with the word that ends every loop, and keeps what was asked.
private final class FirstCallProbe: ExchangeSource {
  private(set) var calls: [ModelCall] = []

  func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    calls.append(call)
    return RecordedCompletion(
      outcome: .answer(Completion(text: "TERMINATE")), serviceMicroseconds: 0,
      waitMicroseconds: 0)
  }

  func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    throw DeckError(.execution, "Nothing is run while planning.")
  }
}

extension MethodVariant {
  /// The most model calls of a trial.
  func mostCalls(toolRounds: Int) -> Int {
    method.description.calls * turns + (method.description.needsTools ? toolRounds : 0)
  }
}
