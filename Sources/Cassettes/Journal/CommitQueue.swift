/// The writes that wait for the next commit, and who waits for them.
///
/// A pure value: each act returns what to do next. While one commit waits for the disk, the appends
/// that arrive meanwhile gather for the next; so a batch fills under load and nobody waits without.
struct CommitQueue<Waiter> {
  /// How many writes go into one commit at most.
  static var limit: Int { 64 }

  /// What the owner has to do after an act.
  enum Action: Equatable {
    /// A commit is on its way.
    case wait
    /// Start a commit as soon as the appends that are already waiting have been taken.
    case schedule
    /// Commit now: the batch is full.
    case commit
  }

  /// The writes and waiters of one commit.
  struct Batch {
    var writes: [JournalWrite] = []
    var waiters: [Waiter] = []
    fileprivate var places: [Slot: Int] = [:]
  }

  private var batch = Batch()
  private var isScheduled = false

  /// The exchange that waits at a slot, to be inserted or relabelled; `nil` if there is none.
  func pending(at slot: Slot) -> JournalCandidate? {
    batch.places[slot].map { batch.writes[$0].candidate }
  }

  /// Adds a write.
  mutating func add(_ write: JournalWrite, waiter: Waiter) -> Action {
    batch.places[write.candidate.exchange.slot] = batch.writes.count
    batch.writes.append(write)
    batch.waiters.append(waiter)
    return next()
  }

  /// Waits for an exchange that is pending, and keeps the smaller of both labels.
  mutating func join(_ candidate: JournalCandidate, waiter: Waiter) -> Action {
    if let place = batch.places[candidate.exchange.slot] {
      let pending = batch.writes[place].candidate.exchange
      if candidate.exchange.hasSmallerLabel(than: pending) {
        batch.writes[place].candidate.exchange.scope = candidate.exchange.scope
        batch.writes[place].candidate.exchange.provenance = candidate.exchange.provenance
      }
    }
    batch.waiters.append(waiter)
    return next()
  }

  /// Takes everything that waits.
  mutating func take() -> Batch {
    defer {
      batch = Batch()
      isScheduled = false
    }
    return batch
  }

  private mutating func next() -> Action {
    if batch.writes.count >= Self.limit { return .commit }
    defer { isScheduled = true }
    return isScheduled ? .wait : .schedule
  }
}
