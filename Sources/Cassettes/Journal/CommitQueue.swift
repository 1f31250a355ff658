import Basics

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

/// One write of a batch.
enum JournalWrite: Sendable {
  /// A new exchange.
  case insert(JournalCandidate)
  /// A smaller label for an exchange that is there.
  case relabel(row: Int64, JournalCandidate)

  /// What is written.
  var candidate: JournalCandidate {
    get {
      switch self {
      case .insert(let candidate), .relabel(_, let candidate): candidate
      }
    }
    set {
      switch self {
      case .insert: self = .insert(newValue)
      case .relabel(let row, _): self = .relabel(row: row, newValue)
      }
    }
  }
}

/// An exchange on its way into the journal: bounded, hashed and compressed.
struct JournalCandidate: Sendable {
  var exchange: Exchange
  let requestDigest: Digest
  let resultDigest: Digest
  let encodedRequest: [UInt8]
  let encodedResult: [UInt8]

  /// Prepares an exchange; done by whoever appends, so that the journal itself only writes.
  init(_ exchange: Exchange, file: String) throws(CassetteError) {
    try exchange.checkBounds(file: file)
    self.exchange = exchange
    requestDigest = Digest.sha256(exchange.request)
    resultDigest = Digest.sha256(exchange.result)
    encodedRequest = encodedQuickly(exchange.request)
    encodedResult = encodedQuickly(exchange.result)
  }

  /// The hash that binds the slot to everything recorded there.
  var leaf: Digest {
    let leaf = ExchangeLeaf(
      slot: exchange.slot, kind: exchange.kind.rawValue, request: requestDigest,
      result: resultDigest, scope: Array(exchange.scope.utf8), provenance: exchange.provenance)
    return leaf.digest
  }

  /// Throws unless another recording of the slot has the same bytes.
  func check(against kept: Exchange, file: String) throws(CassetteError) {
    guard kept.result == exchange.result else {
      throw .conflictingExchange(at: exchange.slot, in: file, "result")
    }
    guard kept.request == exchange.request, kept.kind == exchange.kind else {
      throw .conflictingExchange(at: exchange.slot, in: file, "request")
    }
  }
}
