import Cassettes
import ModelAPI
import RecordReplay
import Sweeps
import Trials

/// The holes of a recorded sweep: what was asked and not answered.
struct RecordedHoles {
  /// The word for these trials where a selection stands.
  static let word = "unanswered"

  /// The places of trials that a provider's error ended, or whose reply is none.
  private(set) var unanswered: [Int] = []
  /// The places of trials that ask for what no cassette holds.
  private(set) var missing: [Int] = []
  /// The slots of the errors: what is asked again.
  private(set) var slots: Set<Slot> = []

  /// Finds them by replaying the sweep.
  init(of sweep: OpenSweep, _ tape: CassetteUnion) async throws {
    let places = Array(0..<sweep.plan.count)
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: tape, places: places, failures: .endUnlessMissing)
    var turn = places.makeIterator()
    try await stream.run { _, end -> Finding in
      guard case .record(let record) = end else { return .missing }
      guard record.line.outcome.isUnanswered else { return .answered }
      let holes = record.transcript.inEveryLane.compactMap { exchange -> Slot? in
        guard case .completion(let call, let result) = exchange, result.isHole else { return nil }
        return call.slot
      }
      // What a grader said is no hole: asked again, it says the same.
      return record.line.outcome == .graderError && holes.isEmpty ? .answered : .unanswered(holes)
    } emit: { finding in
      guard let place = turn.next() else {
        preconditionFailure("A stream hands over as many trials as it was given.")
      }
      switch finding {
      case .answered: break
      case .missing: missing.append(place)
      case .unanswered(let slots):
        unanswered.append(place)
        self.slots.formUnion(slots)
      }
    }
  }

  private enum Finding: Sendable {
    case answered
    case missing
    case unanswered([Slot])
  }
}

extension RecordedCompletion {
  /// Whether it is an error of the provider, or a reply that is none.
  fileprivate var isHole: Bool {
    if case .providerError = outcome { true } else { isNoReply }
  }
}
