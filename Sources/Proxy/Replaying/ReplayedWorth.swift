import Basics
import Cassettes
import ModelAPI
import RecordReplay

/// What the answers of a replay would have taken, had they been asked for: tokens and money.
///
/// It is counted when the replay is over, so that no client waits for it.
struct ReplayedWorth: Sendable {
  private(set) var usage = TokenUsage.zero
  private(set) var money = Money.zero
  private(set) var unpriced = 0

  /// Counts the answers of some exchanges, each as often as it was given.
  init(
    _ used: [(entry: CassetteEntry, times: Int)], in reader: CassetteReader,
    price: (String) -> TokenPrice?
  ) throws {
    for (entry, times) in used {
      let action = try Action(kind: entry.kind, request: try reader.request(of: entry))
      guard let call = ProxiedCall(action.segments), call.endpoint.answer != nil,
        let bytes = try reader.result(at: entry.slot)
      else { continue }
      let usage = try ModelReply(decoding: bytes).usage(of: call.endpoint)
      let cost = usage.flatMap { usage in
        call.model.flatMap(price).flatMap { $0.cost(of: usage) }
      }
      for _ in 0..<times { if let usage { self.usage = self.usage + usage } }
      if let cost { money = money + cost * times } else { unpriced += times }
    }
  }
}

extension ModelReply {
  /// The tokens of an answer; `nil` where it counts none that are known.
  func usage(of endpoint: Endpoint) -> TokenUsage? {
    guard let name = endpoint.answer?.rawValue, let family = WireFamily(named: name),
      case .answer(let completion) = outcome(by: family)
    else { return nil }
    return completion.usage
  }
}
