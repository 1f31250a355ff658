public import Cassettes
import ModelAPI
import RecordReplay
public import Sweeps

/// What a trial is billed for: the tokens of its own calls, and apart from them, at another price where
/// another model is asked, those of the call that reads its answer.
struct TrialUsage: Sendable {
  var own = TokenUsage.zero
  var extraction = TokenUsage.zero

  mutating func add(_ usage: TokenUsage, in lane: Lane) {
    switch lane {
    case .trial: own = own + usage
    case .extraction: extraction = extraction + usage
    }
  }

  /// Whether the provider told of all tokens: a usage that it did not tell teaches nothing.
  var isKnown: Bool {
    [own, extraction].allSatisfy { $0.input != nil && $0.output != nil }
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
        usage.add(result.usage, in: call.lane)
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
