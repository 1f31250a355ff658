import Basics
import Cassettes

/// What the cassettes hold, as far as it takes to find the recording nearest to a miss.
///
/// It is made on the first miss and never on the way of a replay that hits.
struct RecordedActions {
  /// One recorded action.
  private struct Entry {
    var cassette: CassetteEntry
    var trial: TrialID?
    /// `nil` where a newer version asked it for something that this one does not know.
    var lane: Lane?
    var count: Int
    var digests: [Digest]
  }

  /// How like a miss a recording is; the largest is the nearest.
  private struct Likeness: Comparable {
    /// Segments that are the same.
    var equal: Int
    /// Whether it was recorded for the same model.
    var sameModel: Int
    /// Bytes of the first segment that differs that are the same, and a bonus for the same method: a
    /// prompt that was written anew is still compared with its own old text.
    var common = 0
    /// 2 for the same trial, 1 for the same method.
    var sameTrial: Int
    /// The difference in the number of segments, negative.
    var size: Int
    /// The row, negative: ties go to the smaller one, so that the choice is the same everywhere.
    var row: Int

    static func < (left: Likeness, right: Likeness) -> Bool {
      left.numbers.lexicographicallyPrecedes(right.numbers)
    }

    private var numbers: [Int] { [equal, sameModel, common, sameTrial, size, row] }
  }

  /// The bytes of requests that are kept between misses: those of one question are looked at for each
  /// of its misses.
  private static let keptBytes = 64 << 20

  private let reader: CassetteReader
  private var byQuestion: [String: [Entry]] = [:]
  /// Runs of code by the digest of the code: the same code is recorded once for many questions.
  private var byCode: [Digest: [Entry]] = [:]
  /// The trials that have a recording of their own, whatever the sample.
  private var trials: Set<TrialID> = []
  /// The methods that some trial of a model has a recording by, as trials without a question.
  private var methods: Set<[String]> = []
  private var kept: [Int: Action] = [:]
  private var keptCount = 0

  /// Reads the requests of all exchanges.
  init(_ reader: CassetteReader) throws(DeckError) {
    self.reader = reader
    var seen: Set<Digest> = []
    for entry in try Self.entries(of: reader) where seen.insert(entry.slot.action).inserted {
      guard let action = try Self.action(of: entry, in: reader) else { continue }
      if var trial = TrialID(entry.scope) {
        trial.sample = 0
        trials.insert(trial)
        methods.insert([trial.model, trial.method])
      }
      let known = Entry(
        cassette: entry, trial: TrialID(entry.scope), lane: action.lane,
        count: action.segments.count, digests: action.segmentDigests)
      byQuestion[Self.question(of: entry.scope), default: []].append(known)
      if let code = Self.code(of: action) { byCode[code, default: []].append(known) }
    }
  }

  /// Whether a trial may have been asked when this was recorded.
  ///
  /// A recording that was interrupted holds other trials of the same method, and nothing of this one:
  /// then what is near to it is another method's, and tells nothing of what changed.
  func mayHold(_ trial: TrialID) -> Bool {
    var trial = trial
    trial.sample = 0
    return trials.contains(trial) || !methods.contains([trial.model, trial.method])
  }

  private static func entries(of reader: CassetteReader) throws(DeckError) -> [CassetteEntry] {
    do {
      return try reader.entries()
    } catch {
      throw DeckError(cassette: error)
    }
  }

  /// The recording that is most like an action: of the same code, otherwise of the same question;
  /// `nil` if there is none.
  mutating func nearest(
    to miss: Miss
  ) throws(DeckError) -> (entry: CassetteEntry, action: Action)? {
    let sameCode = Self.code(of: miss.action).flatMap { byCode[$0] }
    let sameQuestion = byQuestion[Self.question(of: miss.trial.description)]
    let candidates = (sameCode ?? sameQuestion ?? [])
      .filter { $0.cassette.kind == miss.action.kind && $0.lane == miss.lane }
      .map { (entry: $0, likeness: likeness(of: $0, to: miss)) }
    guard
      let most = candidates.map({ [$0.likeness.equal, $0.likeness.sameModel] }).max(by: {
        $0.lexicographicallyPrecedes($1)
      })
    else { return nil }
    var best: (likeness: Likeness, entry: CassetteEntry, action: Action)?
    for (entry, likeness) in candidates
    where [likeness.equal, likeness.sameModel] == most {
      guard let action = try action(of: entry.cassette) else { continue }
      var likeness = likeness
      likeness.common = Self.common(action, miss.action, bonus: likeness.sameTrial > 0)
      if let best, likeness < best.likeness { continue }
      best = (likeness, entry.cassette, action)
    }
    return best.map { ($0.entry, $0.action) }
  }

  private func likeness(of entry: Entry, to miss: Miss) -> Likeness {
    let isTrial = entry.trial == miss.trial
    return Likeness(
      equal: zip(entry.digests, miss.action.segmentDigests).count { $0 == $1 },
      sameModel: entry.trial?.model == miss.trial.model ? 1 : 0,
      sameTrial: isTrial ? 2 : entry.trial?.method == miss.trial.method ? 1 : 0,
      size: -abs(entry.count - miss.action.segments.count), row: -entry.cassette.row)
  }

  /// The bytes that the first segments that differ have in common at their ends; the bonus is an
  /// eighth of the longer one.
  private static func common(_ recorded: Action, _ asked: Action, bonus: Bool) -> Int {
    for (old, new) in zip(recorded.segments, asked.segments) where old != new {
      let start = TextDifference.commonStart(old.bytes[...], new.bytes[...])
      let end = TextDifference.commonEnd(old.bytes[start...], new.bytes[start...])
      return start + end + (bonus ? max(old.bytes.count, new.bytes.count) / 8 : 0)
    }
    return 0
  }

  /// The digest of the code that an action runs; `nil` for a model call.
  private static func code(of action: Action) -> Digest? {
    guard action.kind == .execution else { return nil }
    return zip(action.segments, action.segmentDigests).first { $0.0.name == "code" }?.1
  }

  /// The part of a trial's name that two methods share.
  private static func question(of scope: String) -> String {
    guard let trial = TrialID(scope) else { return scope }
    return "\(trial.task)/\(trial.question)"
  }

  private mutating func action(of entry: CassetteEntry) throws(DeckError) -> Action? {
    if let known = kept[entry.row] { return known }
    guard let action = try Self.action(of: entry, in: reader) else { return nil }
    if keptCount > Self.keptBytes {
      kept = [:]
      keptCount = 0
    }
    kept[entry.row] = action
    keptCount += entry.requestSize
    return action
  }

  /// The action of an exchange; `nil` where its request is none, which a stranger's cassette may hold
  /// and which is near to nothing.
  private static func action(
    of entry: CassetteEntry, in reader: CassetteReader
  ) throws(DeckError) -> Action? {
    let request: [UInt8]
    do {
      request = try reader.request(of: entry)
    } catch {
      throw DeckError(cassette: error)
    }
    guard let action = try? Action(kind: entry.kind, request: request),
      action.digest == entry.slot.action
    else { return nil }
    return action
  }
}
