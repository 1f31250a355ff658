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

  /// The exchange that waits at a slot; `nil` if there is none.
  func pending(at slot: Slot) -> JournalCandidate? {
    guard let place = batch.places[slot], case .insert(let candidate) = batch.writes[place] else {
      return nil
    }
    return candidate
  }

  /// Adds a write.
  mutating func add(_ write: JournalWrite, waiter: Waiter) -> Action {
    if case .insert(let candidate) = write {
      batch.places[candidate.exchange.slot] = batch.writes.count
    }
    batch.writes.append(write)
    batch.waiters.append(waiter)
    return next()
  }

  /// Waits for an exchange that is pending, and keeps the smaller of both scopes.
  mutating func join(_ candidate: JournalCandidate, waiter: Waiter) -> Action {
    let slot = candidate.exchange.slot
    if let place = batch.places[slot], case .insert(var pending) = batch.writes[place] {
      if candidate.exchange.hasSmallerLabel(than: pending.exchange) {
        pending.exchange.scope = candidate.exchange.scope
        pending.exchange.provenance = candidate.exchange.provenance
        batch.writes[place] = .insert(pending)
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
