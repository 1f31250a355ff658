import Basics
public import Cassettes
public import RecordReplay

/// Some of the recorded calls, in words such as `lane=a model=gpt-4o`.
///
/// Words of one kind widen it, words of different kinds narrow it.
public struct CallSelection: Hashable, Sendable {
  private enum Kind: String, CaseIterable {
    case lane
    case model
    case path
    case upstream
    case action
  }

  private static let all = "all"
  /// The fewest digits of an action's digest that are taken for its beginning.
  private static let fewestDigits = 6

  /// The words, as they were given.
  public let words: [String]
  private let values: [Kind: Set<String>]

  /// Reads words: `all`, or `lane=`, `model=`, `path=`, `upstream=` and `action=` with a value each.
  ///
  /// - Throws: ``ProxyError`` for other words, and where there is none.
  public init(_ words: [String]) throws(ProxyError) {
    var values: [Kind: Set<String>] = [:]
    for word in words where word != Self.all {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let kind = Kind(rawValue: parts[0]),
        kind != .action || parts[1].utf8.count >= Self.fewestDigits
      else {
        throw ProxyError(
          .usage,
          "\(Redaction.shown(word)): calls are named by lane=NAME, model=NAME, path=/v1/…, upstream=NAME, "
            + "or action= and six digits or more of what a miss shows; all of them by all.")
      }
      values[kind, default: []].insert(kind == .action ? parts[1].lowercased() : parts[1])
    }
    guard !words.isEmpty, words.contains(Self.all) == values.isEmpty else {
      throw ProxyError(
        .usage, "Say which calls, such as lane=a, model=gpt-4o or all; all stands alone.")
    }
    self.words = words
    self.values = values
  }

  /// Whether a call is one of them.
  public func contains(_ action: Action) -> Bool {
    guard let call = ProxiedCall(action.segments) else { return false }
    return values.allSatisfy { kind, values in
      switch kind {
      case .lane: values.contains(call.lane ?? "default")
      case .model: call.model.map(values.contains) ?? false
      case .path: values.contains(call.path)
      case .upstream: values.contains(call.upstream)
      case .action: values.contains { action.digest.hex.hasPrefix($0) }
      }
    }
  }

  /// The slots of a folder's calls that are some of them.
  public func slots(in folder: CassetteFolder) throws -> Set<Slot> {
    let reader = try folder.reader()
    return Set(
      try reader.entries().filter { entry in
        guard entry.kind == .proxied,
          let action = try? Action(kind: entry.kind, request: try reader.request(of: entry))
        else { return false }
        return contains(action)
      }.map(\.slot))
  }
}
