public import Cassettes
import ModelAPI
import RecordReplay
public import Sweeps

/// The tokens that recorded trials took, by model and method: what an estimate of new ones is made of.
///
/// A call that several trials share is counted for the first of them alone, as it is paid.
public struct TrialHistory: Sendable {
  private struct Key: Hashable {
    var model: String
    var method: String
  }

  private var usages: [Key: [TokenUsage]] = [:]

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
    let player = CassettePlayer(try CassetteReader(tape))
    var seen: Set<Slot> = []
    var missing: [Int] = []
    for index in 0..<plan.count {
      let trial = plan[index]
      do throws(DeckError) {
        let record = try await runner.run(trial, with: player)
        add(record.transcript, of: trial, &seen)
      } catch {
        guard error.code == .miss else { throw error }
        missing.append(index)
      }
    }
    return missing
  }

  private mutating func add(
    _ transcript: Transcript, of trial: PlannedTrial, _ seen: inout Set<Slot>
  ) {
    var usage = TokenUsage.zero
    for case .completion(let call, let result) in transcript.steps {
      guard seen.insert(call.slot).inserted else { continue }
      if case .answer(let completion) = result.outcome { usage = usage + completion.usage }
    }
    // A usage that the provider did not tell teaches nothing.
    guard usage.input != nil, usage.output != nil else { return }
    usages[Key(model: trial.id.model, method: trial.id.method), default: []].append(usage)
  }

  /// The usages of trials of a model with a method; those of other models where there are none, for
  /// what a method asks matters more than who answers.
  func usages(model: String, method: String) -> [TokenUsage] {
    if let own = usages[Key(model: model, method: method)] { return own }
    let others = usages.keys.filter { $0.method == method }
    return others.sorted { $0.model.utf8.lexicographicallyPrecedes($1.model.utf8) }
      .flatMap { usages[$0] ?? [] }
  }
}
