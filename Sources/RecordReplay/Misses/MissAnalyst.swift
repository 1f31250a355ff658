import Basics
public import Cassettes
import ModelAPI

/// Groups misses by cause, so that one edited prompt is one finding and not a hundred.
///
/// It is for one caller at a time.
public final class MissAnalyst {
  private let reader: CassetteReader
  private var recorded: RecordedActions?
  private var groups: [MissCause: MissGroup] = [:]
  /// What the groups are made by, in the order in which they came up.
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
    var (cause, example, isSure) = try analyse(miss)
    if !isSure, groups[Self.key(of: cause)] == nil {
      cause = MissCause(reason: miss.reason, lane: miss.lane)
      example = nil
    }
    let key = Self.key(of: cause)
    if groups[key] == nil {
      groups[key] = MissGroup(cause: cause, trials: [], example: example)
      order.append(key)
    }
    groups[key]?.trials.append(miss.trial)
  }

  /// What groups are made by: one edited text is one finding, though it be the first message here and
  /// the second there.
  private static func key(of cause: MissCause) -> MissCause {
    var key = cause
    if cause.isAuthored { key.segment = nil }
    return key
  }

  /// The cause of a miss as far as the nearest recording tells it.
  ///
  /// Another method's recording whose prompt is mostly another text is no sure one: only if the same
  /// prompt is known to be edited does it count, otherwise this was never recorded.
  private func analyse(
    _ miss: Miss
  ) throws(DeckError) -> (cause: MissCause, example: MissExample?, isSure: Bool) {
    guard miss.reason == .missingAction, let nearest = try nearest(to: miss) else {
      return (MissCause(reason: miss.reason, lane: miss.lane), nil, true)
    }
    // A file that lies about the digest of what it holds can hold the very request.
    guard let moved = Self.firstMoved(miss.action, nearest.action) else {
      return (MissCause(reason: miss.reason, lane: miss.lane), nil, true)
    }
    let asked = moved.asked.map(Self.text) ?? ""
    let tape = moved.recorded.map(Self.text) ?? ""
    let given = GraderInputChange(lane: miss.lane, segment: moved.name, from: tape, to: asked)
    let part = Self.part(of: moved, in: miss, asked: asked, recorded: tape)
    let isOfMethod = TrialID(nearest.entry.scope)?.method == miss.trial.method
    let isSure =
      isOfMethod
      || (nearest.mayHold && moved.asked?.name == moved.recorded?.name
        && part?.isMostlyOther != true)
    let cause = MissCause(
      reason: miss.reason, segment: moved.name, source: given?.name ?? part?.source,
      lane: miss.lane)
    let example = MissExample(
      trial: miss.trial, asked: miss.action.digest.short,
      nearestTrial: Redaction.shown(nearest.entry.scope),
      nearest: nearest.action.digest.short,
      diff: Self.diff(from: given?.recorded ?? tape, to: given?.asked ?? asked),
      firstByte: TextDifference(from: tape, to: asked).firstByte)
    return (cause, example, isSure)
  }

  /// The lines that differ, fit to be shown.
  ///
  /// Credentials are masked before anything is cut: half of one is no longer seen to be one.
  private static func diff(from tape: String, to asked: String) -> [String] {
    let (tape, asked) = (Redaction.masked(tape), Redaction.masked(asked))
    guard !tape.utf8.elementsEqual(asked.utf8) else { return ["[only a credential differs]"] }
    return TextDifference(from: tape, to: asked).lines.map(Redaction.visible)
  }

  private func nearest(
    to miss: Miss
  ) throws(DeckError) -> (entry: CassetteEntry, action: Action, mayHold: Bool)? {
    var actions: RecordedActions
    if let recorded { actions = recorded } else { actions = try RecordedActions(reader) }
    // Taken out while it changes, so that what it keeps is not copied.
    recorded = nil
    defer { recorded = actions }
    return try actions.nearest(to: miss).map {
      ($0.entry, $0.action, actions.mayHold(miss.trial))
    }
  }
}

// MARK: - Which segment moved

extension MissAnalyst {
  private struct Moved {
    var name: String
    var asked: Segment?
    var recorded: Segment?
  }

  private static func firstMoved(_ asked: Action, _ recorded: Action) -> Moved? {
    for index in 0..<max(asked.segments.count, recorded.segments.count) {
      let new = index < asked.segments.count ? asked.segments[index] : nil
      let old = index < recorded.segments.count ? recorded.segments[index] : nil
      guard new != old, let either = new ?? old else { continue }
      return Moved(name: either.name, asked: new, recorded: old)
    }
    return nil
  }

  /// The text that a person wants to see of a segment: a message's or code's own text, otherwise the
  /// JSON.
  private static func text(_ segment: Segment) -> String {
    let json = String(decoding: segment.bytes, as: UTF8.self)
    guard let value = try? JSONValue(parsing: segment.bytes) else { return json }
    if let parts = value["content"]?.array, let images = imageLines(parts) {
      return images + (parts.last?["text"]?.string ?? "")
    }
    // Each family has a message's text under one of these names.
    let names = ["content", "text", "output"]
    return names.lazy.compactMap { value[$0]?.string }.first ?? value.string ?? json
  }

  /// The types of parts that are images, in the families' words.
  private static let imageTypes = ["image_url", "input_image", "image"]

  /// The images of a message, a line each; `nil` for a content that begins with none.
  private static func imageLines(_ parts: [JSONValue]) -> String? {
    let images = parts.filter { part in
      imageTypes.contains { part["type"]?.string == $0 }
    }
    guard !images.isEmpty else { return nil }
    // A stranger's recording may hold what has no canonical form, and is near to nothing then.
    return images.map { (try? CanonicalJSON.text(of: $0)).map { "\($0)\n" } ?? "\n" }.joined()
  }

  /// The part of a message in which the first difference lies.
  private static func part(
    of moved: Moved, in miss: Miss, asked text: String, recorded: String
  ) -> PartLocator.Part? {
    guard let request = miss.request, let asked = moved.asked,
      let index = miss.action.segments.firstIndex(of: asked)
    else { return nil }
    let firstMessage = miss.action.segments.count - request.messages.count
    guard index >= firstMessage else { return nil }
    let message = request.messages[index - firstMessage]
    var parts = message.parts.flatMap { $0.origins.map { ($0.source, $0.byteCount) } }
    if let showing = message.parts.first(where: { !$0.images.isEmpty }) {
      // Images stand before the text of the message.
      let count = max(text.utf8.count - message.text.utf8.count, 0)
      parts.insert(("image of \(showing.source)", count), at: 0)
    }
    let change = TextDifference(from: recorded, to: text).changedRange
    var part = PartLocator(parts).part(of: change)
    // Nothing is left of what went: whether that was much of its part, this text cannot tell. A method
    // that asks a question alone lacks all that another's prompt says around it.
    if change.isEmpty { part?.isMostlyOther = true }
    return part
  }
}

/// What of the JSON that a grader is given moved: its first member with another value.
private struct GraderInputChange {
  /// The member, such as `truth`.
  let name: String
  /// Its value as it was recorded, and as it was asked for: a text as it is, else JSON.
  let recorded: String
  let asked: String

  /// Compares two inputs; `nil` for what is no grader's, and for inputs that cannot be read.
  init?(lane: Lane, segment: String, from recorded: String, to asked: String) {
    guard lane == .program || lane == .tests, segment == "input",
      let old = try? JSONValue(parsing: recorded), let new = try? JSONValue(parsing: asked),
      let name = new.object?.names.first(where: { old[$0] != new[$0] })
    else { return nil }
    self.name = name
    self.recorded = Self.text(old[name])
    self.asked = Self.text(new[name])
  }

  /// What was parsed has a canonical form unless a stranger's file held it: then nothing is shown of it.
  private static func text(_ value: JSONValue?) -> String {
    value?.string ?? value.flatMap { try? CanonicalJSON.text(of: $0) } ?? ""
  }
}

/// Tells which part of a joined text a range of bytes lies in.
struct PartLocator {
  /// A part that a change touches.
  struct Part: Hashable {
    /// Where its text came from.
    var source: String
    /// Whether more than half of it changed.
    var isMostlyOther: Bool
  }

  private let parts: [(source: String, count: Int)]

  init(_ parts: [(source: String, count: Int)]) {
    self.parts = parts
  }

  /// The first part that a range touches.
  ///
  /// A deletion is an empty range: at the seam of two parts it belongs to the first of them that is a
  /// prompt or a question, since layout between parts never changes by itself.
  func part(of range: Range<Int>) -> Part? {
    var start = 0
    var touched: [Part] = []
    for (source, count) in parts {
      let part = start..<(start + count)
      let touches =
        range.isEmpty
        ? part.lowerBound <= range.lowerBound && range.lowerBound <= part.upperBound
        : part.overlaps(range)
      if touches, count > 0 {
        touched.append(
          Part(source: source, isMostlyOther: part.clamped(to: range).count * 2 > count))
      }
      start += count
    }
    return touched.first { $0.source != "layout" } ?? touched.first
  }
}
