import Cassettes
import Wire

/// What the cassettes hold, as far as it takes to find the recording nearest to a miss.
///
/// It is made on the first miss and never on the way of a replay that hits.
struct RecordedActions {
  /// One recorded action.
  struct Entry {
    var cassette: CassetteEntry
    var names: [String]
    var digests: [Digest]
  }

  private let reader: CassetteReader
  private var byQuestion: [String: [Entry]] = [:]

  /// Reads the requests of all exchanges.
  init(_ reader: CassetteReader) throws(DeckError) {
    self.reader = reader
    do {
      for entry in try reader.entries() {
        let action = try Self.action(of: entry, in: reader)
        let known = Entry(
          cassette: entry, names: action.segments.map(\.name), digests: action.segmentDigests)
        byQuestion[Self.question(of: entry.scope), default: []].append(known)
      }
    } catch {
      throw DeckError(cassette: error)
    }
  }

  /// The recording that is most like an action of the same question; `nil` if there is none.
  func nearest(to miss: Miss) throws(DeckError) -> (entry: CassetteEntry, action: Action)? {
    let candidates = (byQuestion[Self.question(of: miss.trial.description)] ?? []).filter {
      $0.cassette.kind == miss.action.kind
    }
    let best = candidates.max { rank($0, miss) < rank($1, miss) }
    guard let best else { return nil }
    do {
      return (best.cassette, try Self.action(of: best.cassette, in: reader))
    } catch {
      throw DeckError(cassette: error)
    }
  }

  /// How like a recording is: equal segments first, then the same trial, then the same model, then as
  /// many segments; ties go to the smaller row, so that the choice is the same everywhere.
  private func rank(_ entry: Entry, _ miss: Miss) -> (Int, Int, Int, Int, Int) {
    let equal = zip(entry.digests, miss.action.segmentDigests).count { $0 == $1 }
    let scope = TrialID(entry.cassette.scope)
    return (
      equal, scope == miss.trial ? 1 : 0,
      (scope?.method == miss.trial.method ? 1 : 0) + (scope?.model == miss.trial.model ? 2 : 0),
      -abs(entry.names.count - miss.action.segments.count), -entry.cassette.row
    )
  }

  /// The part of a trial's name that two methods share.
  private static func question(of scope: String) -> String {
    guard let trial = TrialID(scope) else { return scope }
    return "\(trial.task)/\(trial.question)"
  }

  private static func action(
    of entry: CassetteEntry, in reader: CassetteReader
  ) throws(CassetteError) -> Action {
    let request = try reader.request(of: entry)
    guard let action = try? Action(kind: entry.kind, request: request),
      action.digest == entry.slot.action
    else { return Action(kind: entry.kind, segments: []) }
    return action
  }
}
