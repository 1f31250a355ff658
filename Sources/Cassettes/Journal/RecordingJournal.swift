public import Basics
private import Dispatch
import Files

/// Where exchanges go while recording: on disk before anybody hears that they are.
///
/// One journal lies beside the cassettes of a folder and belongs to one process at a time. A journal
/// that a crash has left is opened again with everything that was acknowledged.
public actor RecordingJournal {
  /// The file.
  public nonisolated let path: String

  private var store: JournalStore?
  /// Keeps others from changing the folder that this is the journal of.
  private var lock: FileLock?
  /// The row of each exchange: a recording may have millions, so that this is all that is kept of one.
  private var rows: [Slot: Int64]
  private var queue = CommitQueue<CheckedContinuation<CassetteError?, Never>>()
  /// Why the journal takes nothing more.
  private var refusal: String?

  /// Opens a journal, or creates it.
  ///
  /// Throws `locked` if another process, or another journal of this one, has it open.
  public init(path: String) throws(CassetteError) {
    try self.init(path: path, storage: .durable)
  }

  /// Opens a journal that is stored elsewhere or otherwise.
  package init(path: String, storage: JournalStorage) throws(CassetteError) {
    // A folder has one journal by one name; copies of it elsewhere belong to nobody.
    // A simulated disk has no folder to lock.
    let isOfFolder =
      storage.fileSystem == nil && Path.name(of: path) == CassetteFolder.journalName
    let lock = isOfFolder ? try files(FileLock(folder: Path.parent(of: path))) : nil
    let store = try JournalStore(path: path, storage: storage)
    rows = try store.rows()
    self.path = path
    self.store = store
    self.lock = lock
  }

  // MARK: Recording

  /// Writes an exchange; returns once it would outlive a power cut.
  ///
  /// Appends that run at the same time share one commit. The same bytes at the same slot again are
  /// fine; another result or request there throws `conflict` and changes nothing. Cancelling the
  /// caller's task does not call an append back.
  public nonisolated func append(_ exchange: Exchange) async throws(CassetteError) {
    let candidate = try JournalCandidate(exchange, file: path)
    if let error = await admit(candidate) { throw error }
  }

  /// Writes an image or a file that requests name by its SHA-256, once, whoever names it; returns once
  /// it would outlive a power cut.
  ///
  /// Keep it before the exchanges that name it. What no exchange names is left behind when the journal
  /// is sealed. Content beyond the bounds of the format throws `tooLarge`.
  public func keep(content: [UInt8]) throws(CassetteError) -> Digest {
    if let refusal { throw .closed(path, refusal) }
    guard content.count <= CassetteFormat.maximumContent else {
      throw .tooLargeContent(.sha256(content), limit: CassetteFormat.maximumContent)
    }
    do throws(CassetteError) {
      return try openStore().keep(content)
    } catch {
      // As with exchanges: after a failed write it is unknown what the disk holds.
      if error.code != .diskFull { refusal = "a write failed before" }
      throw error
    }
  }

  /// Gives a recording the scope of another trial that asked for it too, if that comes before its own
  /// by bytes; returns once it would outlive a power cut.
  ///
  /// The first of all is kept, as ``append(_:)`` does. A slot that the journal does not hold is fine.
  public func relabel(_ slot: Slot, scope: String) async throws(CassetteError) {
    guard let row = rows[slot] else { return }
    let store = try openStore()
    guard scope.utf8.lexicographicallyPrecedes(try store.scope(at: slot, in: row).utf8) else {
      return
    }
    var exchange = try store.exchange(at: slot, in: row)
    exchange.scope = scope
    try await append(exchange)
  }

  /// Decides about a candidate and waits for its commit; gives the error, if any.
  private func admit(_ candidate: JournalCandidate) async -> CassetteError? {
    do throws(CassetteError) {
      if let refusal { throw CassetteError.closed(path, refusal) }
      let slot = candidate.exchange.slot
      if let pending = queue.pending(at: slot) {
        try candidate.check(against: pending.exchange, file: path)
        return await commit { $0.join(candidate, waiter: $1) }
      }
      guard let row = rows[slot] else {
        return await commit { $0.add(.insert(candidate), waiter: $1) }
      }
      let kept = try openStore().exchange(at: slot, in: row)
      try candidate.check(against: kept, file: path)
      // The first of all labels is kept, so that the order of arrival leaves no trace.
      guard candidate.exchange.hasSmallerLabel(than: kept) else { return nil }
      return await commit { $0.add(.relabel(row: row, candidate), waiter: $1) }
    } catch {
      return error
    }
  }

  /// Puts a waiter into the queue and does what the queue asks for.
  private func commit(
    _ enqueue: (
      inout CommitQueue<CheckedContinuation<CassetteError?, Never>>,
      CheckedContinuation<CassetteError?, Never>
    ) -> CommitQueue<CheckedContinuation<CassetteError?, Never>>.Action
  ) async -> CassetteError? {
    await withCheckedContinuation { continuation in
      switch enqueue(&queue, continuation) {
      case .wait: break
      case .schedule: Task { commitBatch() }
      case .commit: commitBatch()
      }
    }
  }

  /// Commits what waits, and tells those who wait.
  private func commitBatch() {
    let batch = queue.take()
    guard !batch.waiters.isEmpty else { return }
    let failure = write(batch.writes)
    for waiter in batch.waiters { waiter.resume(returning: failure) }
  }

  private func write(_ writes: [JournalWrite]) -> CassetteError? {
    do throws(CassetteError) {
      let rows = try openStore().commit(writes)
      for (write, row) in zip(writes, rows) {
        self.rows[write.candidate.exchange.slot] = row
      }
      return nil
    } catch {
      // After a failed write it is unknown what the disk holds; only a full disk leaves it known.
      if error.code != .diskFull { refusal = "a write failed before" }
      return error
    }
  }

  // MARK: Looking up

  /// The number of exchanges that are safe.
  public var count: Int { rows.count }

  /// The result at a slot; `nil` if it is not recorded, or not yet acknowledged.
  public func result(at slot: Slot) throws(CassetteError) -> [UInt8]? {
    guard let row = rows[slot] else { return nil }
    return try openStore().exchange(at: slot, in: row).result
  }

  /// All exchanges that are safe, in the order in which they were written.
  public func exchanges() throws(CassetteError) -> [Exchange] {
    let store = try openStore()
    var exchanges: [Exchange] = []
    for (slot, row) in rows.sorted(by: { $0.value < $1.value }) {
      exchanges.append(try store.exchange(at: slot, in: row))
    }
    return exchanges
  }

  /// The contents that were kept, in the order of their digests.
  public func contents() throws(CassetteError) -> [[UInt8]] { try openStore().contents() }

  private func openStore() throws(CassetteError) -> JournalStore {
    if let store { return store }
    guard let refusal else { preconditionFailure("A journal that is closed says why.") }
    throw .closed(path, refusal)
  }

  // MARK: Ending

  /// Seals what the folder does not have yet into one more cassette, then removes the journal.
  ///
  /// Gives the new cassette's line; `nil` if there was nothing new, and then the folder stays as it
  /// is. Whatever fails, the journal stays and can be sealed again.
  @discardableResult
  public func seal(
    into folder: CassetteFolder
  ) async throws(CassetteError) -> CassetteIndexLine? {
    commitBatch()
    if let refusal { throw .closed(path, refusal) }
    let (exchanges, contents) = (try exchanges(), try contents())
    let holdsLock = lock != nil && folder.journalPath == path
    refusal = "it is being sealed"
    let sealed = await Self.outsideThePool { () throws(CassetteError) in
      let folder =
        holdsLock
        ? try CassetteFolder.mended(path: folder.path)
        : try CassetteFolder.mending(path: folder.path)
      return try folder.sealing(exchanges, contents: contents).added
    }
    refusal = nil
    let added = try sealed.get()
    // The folder stays locked until the journal is gone.
    let held = lock
    refusal = "it was sealed"
    let store = try openStore()
    self.store = nil
    lock = nil
    rows = [:]
    try store.remove()
    withExtendedLifetime(held) {}
    return added
  }

  /// Closes the journal and leaves it on disk, to be opened again.
  public func close() throws(CassetteError) {
    commitBatch()
    try store?.close()
    store = nil
    lock = nil
    rows = [:]
    refusal = "it is closed"
  }

  /// Runs something long on a thread of its own, so that no worker of the pool stands still.
  private static func outsideThePool<Value: Sendable>(
    _ work: @escaping @Sendable () throws(CassetteError) -> Value
  ) async -> Result<Value, CassetteError> {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: Result(catching: work))
      }
    }
  }
}
