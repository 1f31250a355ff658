public import Basics
public import Cassettes
import Methods
import ModelAPI
import RecordReplay
public import Sweeps
import Tasks

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
  /// The most calls that judge answers; apart from the others.
  public var judgeCalls = 0
  /// The most runs of programs and tests that grade answers.
  public var graderRuns = 0
  /// Tokens of the distinct first calls, estimated as one for four bytes.
  public var inputTokens = 0
  /// The most tokens of the answers to the distinct first calls; `nil` where a model has no limit.
  public var outputTokenLimit: Int?

  /// Estimates a plan.
  public static func of(_ plan: Plan, _ runner: TrialRunner) async throws -> PlanEstimate {
    var counting = Counting()
    try await eachTrial(of: plan, runner) { trial, opening in
      let limit = plan.sweep.models[trial.model].endpoint.answerLimit
      counting.add(opening, answerLimit: limit)
    }
    var estimate = counting.whole
    estimate.extractionCalls = plan.sweep.extraction.byModel == nil ? 0 : estimate.trials
    let asked = plan.askedForGrades
    (estimate.judgeCalls, estimate.graderRuns) = (asked.calls, asked.runs)
    estimate.notApplicable = plan.notApplicableCount
    return estimate
  }

  /// Looks at what trials ask before any answer.
  static func eachTrial(
    of plan: Plan, _ runner: TrialRunner, at places: [Int]? = nil,
    _ emit: (PlannedTrial, TrialOpening) -> Void
  ) async throws {
    let stream = TrialStream(plan, runner: runner, places: places) { SilentSource() }
    try await stream.run { trial, end in
      (trial, TrialOpening(trial, try end.get().transcript, in: plan.sweep))
    } emit: { trial, opening in
      emit(trial, opening)
    }
  }

  /// The estimate as JSON.
  public func json(named name: String) -> JSONValue {
    var members: [JSONMember] = []
    func add(_ name: String, _ value: JSONValue) {
      members.append(JSONMember(name: name, value: value))
    }
    add("sweep", .string(name))
    add("trials", .integer(Int64(trials)))
    add("notApplicable", .integer(Int64(notApplicable)))
    add("firstCalls", .integer(Int64(firstCalls)))
    add("sharedCalls", .integer(Int64(sharedCalls)))
    add("furtherCallsAtMost", .integer(Int64(furtherCalls)))
    add("extractionCallsAtMost", .integer(Int64(extractionCalls)))
    if judgeCalls > 0 { add("judgeCallsAtMost", .integer(Int64(judgeCalls))) }
    if graderRuns > 0 { add("graderRunsAtMost", .integer(Int64(graderRuns))) }
    add("inputTokens", .integer(Int64(inputTokens)))
    add("outputTokensAtMost", outputTokenLimit.map { .integer(Int64($0)) } ?? .null)
    return .object(JSONObject(members))
  }

  /// The estimate for a person.
  public func text(named name: String) -> String {
    let output = outputTokenLimit.map { "at most \($0)" } ?? "without a limit"
    let extraction =
      extractionCalls == 0
      ? "" : "\n  extraction calls  at most \(extractionCalls), accounted apart"
    let judges =
      judgeCalls == 0 ? "" : "\n  judges' calls     at most \(judgeCalls), accounted apart"
    let graders = graderRuns == 0 ? "" : "\n  graders' runs     at most \(graderRuns)"
    return """
      \(name)
        trials            \(trials)  (\(notApplicable) more are NA)
        first calls       \(firstCalls - sharedCalls)  (\(firstCalls), of which \(sharedCalls) are shared)
        further calls     at most \(furtherCalls)\(extraction)\(judges)\(graders)
        input tokens      about \(inputTokens) for the first calls
        output tokens     \(output) for the first calls
      """
  }
}

extension Plan {
  /// The most calls of judges and runs of graders that the grades of its trials take.
  fileprivate var askedForGrades: (calls: Int, runs: Int) {
    var (calls, runs) = (0, 0)
    for place in 0..<count {
      switch self[place].question.loaded.asked {
      case nil: continue
      case .program, .tests: runs += 1
      case .judges(let grading): calls += grading.judges.count
      }
    }
    return (calls, runs)
  }
}

/// What adds up while the trials stream by.
private struct Counting {
  private var estimate = PlanEstimate()
  private var seen: Set<Slot> = []
  private var output: Int? = 0

  mutating func add(_ opening: TrialOpening, answerLimit: Int?) {
    estimate.trials += 1
    estimate.firstCalls += opening.calls.count
    estimate.furtherCalls += opening.further
    for call in opening.calls where seen.insert(call.slot).inserted {
      estimate.inputTokens += call.tokens
      output = output.flatMap { sum in answerLimit.map { sum + $0 } }
    }
  }

  var whole: PlanEstimate {
    var whole = estimate
    whole.sharedCalls = estimate.firstCalls - seen.count
    whole.outputTokenLimit = output
    return whole
  }
}

/// What is known of a trial's calls before any answer: those whose every word people wrote.
struct TrialOpening: Sendable {
  /// Its first calls, each with its prompt's tokens, estimated as one for four bytes.
  let calls: [(slot: Slot, tokens: Int)]
  /// The most calls beyond those.
  let further: Int
  /// Those who judge its answer, by their places among the models that the sweep asks.
  let judges: [Int]

  /// The prompt of the longest first call, in tokens.
  var longestInput: Int { calls.map(\.tokens).max() ?? 0 }

  /// Reads what a trial asked that was answered by silence.
  fileprivate init(_ trial: PlannedTrial, _ transcript: Transcript, in sweep: Sweep) {
    calls = transcript.completions(in: .trial).map(\.call).filter { call in
      call.request.messages.allSatisfy { $0.parts.allSatisfy { $0.authoredDigest != nil } }
    }
    .map { call in
      (call.slot, call.action.segments.reduce(0) { $0 + $1.bytes.count } / 4)
    }
    further = trial.variant.mostCalls(toolRounds: sweep.toolRounds) - calls.count
    if case .judges(let grading)? = trial.question.loaded.asked {
      judges = grading.judges.compactMap(\.place)
    } else {
      judges = []
    }
  }
}

extension MethodVariant {
  /// The most model calls of a trial.
  func mostCalls(toolRounds: Int) -> Int {
    method.description.calls * turns + (method.description.hasToolRounds ? toolRounds : 0)
  }
}

/// What a trial is billed for: the tokens of its own calls, and apart from them, at another price where
/// another model is asked, those of the call that reads its answer, and of each that judges it.
struct TrialUsage: Sendable {
  var own = TokenUsage.zero
  var extraction = TokenUsage.zero
  /// By the judge's place among the models that the sweep asks.
  var judges: [Int: TokenUsage] = [:]

  mutating func add(_ usage: TokenUsage, of call: ModelCall) {
    switch call.lane {
    case .trial, .program, .tests: own = own + usage
    case .extraction: extraction = extraction + usage
    case .judge:
      guard let judge = call.addressee else {
        preconditionFailure("a judge is asked by its place among the models")
      }
      judges[judge, default: .zero] = judges[judge, default: .zero] + usage
    }
  }

  /// Whether the provider told of all tokens: a usage that it did not tell teaches nothing.
  var isKnown: Bool {
    ([own, extraction] + judges.values).allSatisfy { $0.input != nil && $0.output != nil }
  }
}

/// The tokens that recorded trials took, by model and method: what an estimate of new ones is made of.
///
/// A call that several trials share is counted for the first of them alone, as it is paid.
public struct TrialHistory: Sendable {
  private struct Key: Hashable {
    var model: String
    var method: String
  }

  /// What gathers while the trials stream by.
  private struct Gathered {
    var usages: [Key: [TrialUsage]]
    var seen: Set<Slot> = []
    var missing: [Int] = []
    var place = 0

    mutating func add(_ trial: PlannedTrial, _ end: TrialEnd) {
      defer { place += 1 }
      switch end {
      case .failure: missing.append(place)
      case .record(let record):
        let usage = usage(of: record.transcript)
        guard usage.isKnown else { return }
        usages[Key(model: trial.id.model, method: trial.id.method), default: []].append(usage)
      }
    }

    private mutating func usage(of transcript: Transcript) -> TrialUsage {
      var usage = TrialUsage()
      for exchange in transcript.inEveryLane {
        guard case .completion(let call, let result) = exchange,
          seen.insert(call.slot).inserted
        else { continue }
        usage.add(result.usage, of: call)
      }
      return usage
    }
  }

  private var usages: [Key: [TrialUsage]] = [:]

  /// Creates a history of nothing.
  public init() {}

  /// The number of trials in it.
  public var count: Int { usages.values.reduce(0) { $0 + $1.count } }

  /// Replays a plan and adds every trial that its cassettes hold; gives the places of the others.
  ///
  /// Memory grows with the trials: a few numbers each.
  public mutating func add(
    _ plan: Plan, _ runner: TrialRunner, from tape: CassetteUnion
  ) async throws -> [Int] {
    var gathered = Gathered(usages: usages)
    let stream = TrialStream(plan, runner: runner, from: tape, failures: .endUnlessMissing)
    try await stream.run {
      ($0, $1)
    } emit: { trial, end in
      gathered.add(trial, end)
    }
    usages = gathered.usages
    return gathered.missing
  }

  /// The usages of trials of a model with a method; those of other models where there are none, for
  /// what a method asks matters more than who answers.
  func usages(model: String, method: String) -> [TrialUsage] {
    if let own = usages[Key(model: model, method: method)] { return own }
    let others = usages.keys.filter { $0.method == method }
    return others.sorted { $0.model.utf8.lexicographicallyPrecedes($1.model.utf8) }
      .flatMap { usages[$0] ?? [] }
  }
}
