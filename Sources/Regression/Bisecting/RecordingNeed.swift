import Analysis
public import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What recording the missing side of a change would take.
public struct RecordingNeed: Hashable, Sendable {
  /// Trials without a recording.
  public let trials: Int
  /// Different model calls that are known to be missing; each is paid once.
  public let calls: Int
  /// Different runs of code that are known to be missing; they cost nothing.
  public let runs: Int
  /// The most model calls of all these trials, what follows from the answers included.
  public let callsAtMost: Int
  /// Tokens of the calls that are known to be missing, estimated as one for four bytes.
  public let inputTokens: Int
  /// Calls by model, with the tokens that they may take.
  private let usages: [String: [TokenUsage?]]

  /// Adds up some trials; `nil` where the tool that reported them was too old to say what they ask for.
  init?(_ trials: [UnansweredTrial?]) {
    guard !trials.isEmpty, !trials.contains(nil) else { return nil }
    let known = trials.compactMap(\.self)
    var seen: Set<String> = []
    let distinct = known.filter { seen.insert("\($0.action) \($0.trial.sample)").inserted }
    let calls = distinct.filter { !$0.isExecution }
    self.trials = known.count
    self.calls = calls.count
    runs = distinct.count - calls.count
    callsAtMost = known.reduce(0) { Self.sum($0, $1.callLimit) }
    inputTokens = calls.reduce(0) { Self.sum($0, $1.inputTokens) }
    var usages: [String: [TokenUsage?]] = [:]
    for call in calls {
      let usage = call.outputTokenLimit.map { limit in
        TokenUsage(
          freshInput: call.inputTokens, cacheRead: 0, cacheWrite: 0, visibleOutput: limit,
          reasoningOutput: 0)
      }
      usages[call.model, default: []].append(usage)
    }
    self.usages = usages
  }

  /// The sum, or the largest number where it would overflow.
  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }

  /// The most that the calls which are known to be missing cost; `nil` where a price or a limit is
  /// unknown.
  public func cost(by prices: PriceTable) -> Money? {
    var sum = Money.zero
    for model in usages.keys.sorted() {
      guard let price = prices.row(for: model)?.price else { return nil }
      for usage in usages[model] ?? [] {
        guard let usage, let cost = price.cost(of: usage) else { return nil }
        sum = sum + cost
      }
    }
    return sum
  }
}
