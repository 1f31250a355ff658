public import Cassettes
import ModelAPI
import Wire

/// Groups misses by cause, so that one edited prompt is one finding and not a hundred.
///
/// It is for one caller at a time.
public final class MissAnalyst {
  private let reader: CassetteReader
  private var recorded: RecordedActions?
  private var groups: [MissCause: MissGroup] = [:]
  private var order: [MissCause] = []

  /// Creates an analyst of misses against a folder's cassettes.
  public init(_ reader: CassetteReader) {
    self.reader = reader
  }

  /// The number of misses.
  public var count: Int { groups.values.reduce(0) { $0 + $1.trials.count } }

  /// The groups, the largest first.
  public var findings: [MissGroup] {
    order.compactMap { groups[$0] }.enumerated()
      .sorted { ($1.element.trials.count, $0.offset) < ($0.element.trials.count, $1.offset) }
      .map(\.element)
  }

  /// Adds a miss to the group of its cause.
  public func add(_ miss: Miss) throws(DeckError) {
    let (cause, example) = try analyse(miss)
    if groups[cause] == nil {
      groups[cause] = MissGroup(cause: cause, trials: [], example: example)
      order.append(cause)
    }
    groups[cause]?.trials.append(miss.trial)
  }

  private func analyse(_ miss: Miss) throws(DeckError) -> (MissCause, MissExample?) {
    guard miss.reason == .missingAction, let nearest = try recordedActions().nearest(to: miss)
    else { return (MissCause(reason: miss.reason), nil) }
    let moved = Self.firstMoved(miss.action, nearest.action)
    var cause = MissCause(reason: miss.reason, segment: moved.name)
    var diff: [String] = []
    let asked = moved.asked.map(Self.shownText) ?? ""
    let tape = moved.recorded.map(Self.shownText) ?? ""
    cause.source = Self.source(of: moved, in: miss, asked: asked, recorded: tape)
    diff = TextDifference(from: tape, to: asked).lines.map(Redaction.shown)
    let example = MissExample(
      trial: miss.trial, asked: miss.action.digest.short, nearestTrial: nearest.entry.scope,
      nearest: nearest.action.digest.short, diff: diff)
    return (cause, example)
  }

  private func recordedActions() throws(DeckError) -> RecordedActions {
    if let recorded { return recorded }
    let actions = try RecordedActions(reader)
    recorded = actions
    return actions
  }
}

// MARK: - Which segment moved

extension MissAnalyst {
  private struct Moved {
    var name: String
    var asked: Segment?
    var recorded: Segment?
  }

  private static func firstMoved(_ asked: Action, _ recorded: Action) -> Moved {
    for index in 0..<max(asked.segments.count, recorded.segments.count) {
      let new = index < asked.segments.count ? asked.segments[index] : nil
      let old = index < recorded.segments.count ? recorded.segments[index] : nil
      if new != old { return Moved(name: new?.name ?? old?.name ?? "", asked: new, recorded: old) }
    }
    return Moved(name: "", asked: nil, recorded: nil)
  }

  /// The text that a person wants to see of a segment: a message's or code's own text, otherwise the
  /// JSON.
  private static func shownText(_ segment: Segment) -> String {
    let json = String(decoding: segment.bytes, as: UTF8.self)
    guard let value = try? JSONValue(parsing: segment.bytes) else { return json }
    return value["content"]?.string ?? value.string ?? json
  }

  /// The source of the part of a message in which the first difference lies.
  private static func source(
    of moved: Moved, in miss: Miss, asked: String, recorded: String
  ) -> String? {
    guard let request = miss.request, let asked = moved.asked,
      let index = miss.action.segments.firstIndex(of: asked)
    else { return nil }
    let firstMessage = miss.action.segments.count - request.messages.count
    guard index >= firstMessage else { return nil }
    let parts = request.messages[index - firstMessage].parts.map { ($0.source, $0.text.utf8.count) }
    let change = TextDifference(from: recorded, to: shownText(asked)).changedRange
    return PartLocator(parts).source(of: change)
  }
}

/// Tells which part of a joined text a range of bytes lies in.
struct PartLocator {
  private let parts: [(source: String, count: Int)]

  init(_ parts: [(source: String, count: Int)]) {
    self.parts = parts
  }

  /// The source of the first part that a range touches. A deletion is an empty range: at the seam of
  /// two parts it belongs to the first of them that is a prompt or a question, since layout between
  /// parts never changes by itself.
  func source(of range: Range<Int>) -> String? {
    var start = 0
    var touched: [String] = []
    for (source, count) in parts {
      let part = start..<(start + count)
      let touches =
        range.isEmpty
        ? part.lowerBound <= range.lowerBound && range.lowerBound <= part.upperBound
        : part.overlaps(range)
      if touches, count > 0 { touched.append(source) }
      start += count
    }
    return touched.first { $0 != "layout" } ?? touched.first
  }
}
