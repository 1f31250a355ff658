import Basics
import Cassettes
import ModelAPI
import RecordReplay
import Serving

/// What a replay had no recording of: said to the client, on the console, and at the end.
actor MissedCalls {
  /// Calls of the same words that were missed.
  struct Group: Sendable {
    /// The first line of what is said.
    var title: String
    /// Why there was none, in words that other calls may share.
    var cause: String
    /// What is said, whole.
    var message: String
    /// How often.
    var count: Int
  }

  private let reader: CassetteReader
  /// The command that would record what is missing.
  private let advice: String
  private let note: @Sendable (String) -> Void
  private var recorded: RecordedCalls?
  private var groups: [Digest: Group] = [:]
  private var order: [Digest] = []
  /// Failures of other kinds, each once.
  private(set) var failures: [String] = []

  /// Creates it.
  ///
  /// - Parameters:
  ///   - reader: The cassettes in which the nearest recording is looked for.
  ///   - advice: The command that would record what is missing.
  ///   - note: Told each miss that was not missed before.
  init(
    _ reader: sending CassetteReader, advice: String, note: @escaping @Sendable (String) -> Void
  ) {
    self.reader = reader
    self.advice = advice
    self.note = note
  }

  /// What a client is answered.
  func answer(to call: ClientCall, ordinal: UInt32) -> OwnAnswer {
    let digest = call.action.digest
    if groups[digest] == nil {
      add(explanation(of: call, ordinal: ordinal), of: digest)
    }
    return answer(digest)
  }

  /// What a client is answered whose recorded answer holds a renamed value in pieces.
  func answer(unrestorable call: ClientCall) -> OwnAnswer {
    let digest = call.action.digest
    let title =
      "\(call.request.method) \(ClientCall.shown(call.request.path)), action \(digest.short): its "
      + "recorded stream cuts a renamed value into pieces, so that this run's cannot be put back"
    if groups[digest] == nil {
      add(
        Group(
          title: title, cause: "a recorded stream cuts a renamed value into pieces",
          message: "steerbench: \(title).", count: 0), of: digest)
    }
    return answer(digest)
  }

  private func add(_ group: Group, of digest: Digest) {
    groups[digest] = group
    order.append(digest)
    note(group.message)
  }

  private func answer(_ digest: Digest) -> OwnAnswer {
    guard var group = groups[digest] else {
      preconditionFailure("a call that was missed is in a group")
    }
    group.count += 1
    groups[digest] = group
    return OwnAnswer(status: 424, code: "steerbench_miss", message: group.message)
  }

  /// Keeps another failure.
  func note(failure: String) {
    guard !failures.contains(failure), failures.count < 100 else { return }
    failures.append(failure)
  }

  /// The groups, in the order in which they came up.
  var findings: [Group] { order.compactMap { groups[$0] } }

  private func explanation(of call: ClientCall, ordinal: UInt32) -> Group {
    let place = "\(call.request.method) \(ClientCall.shown(call.request.path))"
    let lane = call.lane.map { " in lane \($0)" } ?? ""
    let what = "\(place)\(lane), action \(call.action.digest.short)"
    guard ordinal == 0 else {
      let title = "\(what): recorded \(ordinal) times, asked once more"
      return Group(
        title: title, cause: "asked more often than recorded",
        message: "steerbench: no recording for \(title). To record it: \(advice)", count: 0)
    }
    let title = "\(what): never recorded"
    var cause = "nothing like it is recorded"
    var message = "steerbench: no recording for \(title)."
    if let hint = Endpoint.hint(for: call.request.path) { message += " \(hint)" }
    do {
      if recorded == nil { recorded = try RecordedCalls(reader) }
      if let near = try recorded?.nearest(to: call.action) {
        message += " The nearest recording is \(near.digest.short) (\(Redaction.shown(near.scope)))"
        let segment = "segment \"\(Redaction.visible(near.segment))\" differs"
        cause = "\(segment) from the nearest recording"
        message += "; \(segment):\n"
        message += near.diff.joined(separator: "\n") + "\n"
        if let rule = near.proposal {
          message +=
            "If that varies from run to run, \(RenameRules.fileName) in the folder may say: "
          message += Redaction.shown(rule) + "\n"
        }
      } else {
        message += " Nothing like it is recorded. "
      }
    } catch {
      message += " The recordings cannot be compared: \(Redaction.shown("\(error)")). "
    }
    return Group(
      title: title, cause: cause,
      message: (message + " To record it: \(advice)").replacing(".  ", with: ". "), count: 0)
  }
}

/// The recorded calls of a folder, as far as it takes to find the one nearest to a miss.
struct RecordedCalls {
  /// The nearest recording.
  struct Nearest {
    var digest: Digest
    var scope: String
    /// The first segment that differs.
    var segment: String
    /// The lines that differ, `-` recorded and `+` asked, masked and bounded.
    var diff: [String]
    /// A rule that would rename what differs; `nil` where none can be seen.
    var proposal: String?
  }

  private struct Entry {
    var cassette: CassetteEntry
    var digests: [Digest]
    var names: [String]
  }

  private let reader: CassetteReader
  private var entries: [Entry] = []
  /// More are not compared: a miss is answered while its client waits.
  private static let limit = 20_000

  init(_ reader: CassetteReader) throws {
    self.reader = reader
    var seen: Set<Digest> = []
    for entry in try reader.entries()
    where entry.kind == .proxied && entries.count < Self.limit
      && seen.insert(entry.slot.action).inserted
    {
      guard let action = try Self.action(of: entry, in: reader) else { continue }
      entries.append(
        Entry(
          cassette: entry, digests: action.segmentDigests, names: action.segments.map(\.name)))
    }
  }

  /// The recording with the most segments in common; of those the first whose number of segments is
  /// nearest.
  func nearest(to asked: Action) throws -> Nearest? {
    let digests = Set(asked.segmentDigests)
    let scored = entries.map { entry in
      (
        entry: entry,
        score: [
          entry.digests.count { digests.contains($0) },
          -abs(entry.digests.count - asked.segments.count),
        ]
      )
    }
    let best = scored.max { $0.score.lexicographicallyPrecedes($1.score) }
    guard let best, best.score[0] > 0,
      let action = try Self.action(of: best.entry.cassette, in: reader)
    else { return nil }
    for index in 0..<max(asked.segments.count, action.segments.count) {
      let new = index < asked.segments.count ? asked.segments[index] : nil
      let old = index < action.segments.count ? action.segments[index] : nil
      guard new != old, let name = (new ?? old)?.name else { continue }
      return Nearest(
        digest: action.digest, scope: best.entry.cassette.scope, segment: name,
        diff: SegmentDifference.lines(from: old, to: new),
        proposal: old.flatMap { old in new.flatMap { RenameProposal.rule(from: old, to: $0) } })
    }
    return nil
  }

  private static func action(of entry: CassetteEntry, in reader: CassetteReader) throws -> Action? {
    try? Action(kind: entry.kind, request: try reader.request(of: entry))
  }
}

/// What differs between two segments, fit to be shown.
enum SegmentDifference {
  /// The lines that differ; credentials are masked before anything is cut.
  static func lines(from old: Segment?, to new: Segment?) -> [String] {
    let (old, new) = (Redaction.masked(old.map(text) ?? ""), Redaction.masked(new.map(text) ?? ""))
    guard !old.utf8.elementsEqual(new.utf8) else { return ["[only a credential differs]"] }
    return TextDifference(from: old, to: new).lines.map(Redaction.visible)
  }

  private static func text(_ segment: Segment) -> String {
    let json = String(decoding: segment.bytes, as: UTF8.self)
    guard let value = try? JSONValue(parsing: segment.bytes) else { return json }
    return value["content"]?.string ?? value["text"]?.string ?? value.string ?? json
  }
}
