import Basics
import Dispatch
import Glibc
import Synchronization

/// Holds everything that can be read from a cassette against the Merkle root that it claims.
///
/// The digests in a file are as easily forged as what they are digests of; the root alone is known
/// from elsewhere: it names the file, INDEX and every score sheet repeat it, a signature covers it. So
/// every leaf is computed again from the bytes that a reader would be given, by the very look-ups that
/// a reader makes.
///
/// In format 2 the leaves are read, and everything that is read later is held against them. In format 1
/// the digests of a leaf lie in cold blocks, so the file is decoded as a whole. That is done once a
/// process; nothing on disk remembers it, for whoever can forge a file can forge a note.
enum RootProof {
  /// The SHA-256 of the files that this process has held against their roots.
  private static let proven = Mutex<Set<Digest>>([])
  /// More files than any command reads; a process that reads more proves some of them again.
  private static let maximumProven = 4_096
  /// Fewer exchanges than this are not worth a second thread.
  private static let smallestShare = 128
  private static let maximumWorkers = 8

  /// Throws unless the file at the cassette's path is the one of its line in INDEX, if there is one,
  /// and gives its root.
  static func require(
    of cassette: SealedCassette, line: CassetteIndexLine? = nil
  ) throws(CassetteError) {
    switch cassette.store {
    case .rows: try requireDecoded(cassette, line)
    case .solid(let store):
      if let line {
        try cassette.check(try cassette.fileDigest(), against: line)
      }
      try store.proveRoot(cassette.root, raw: cassette.rawByteCount)
    }
  }

  private static func requireDecoded(
    _ cassette: SealedCassette, _ line: CassetteIndexLine?
  ) throws(CassetteError) {
    let identity = try FileIdentity(of: cassette.path)
    let file = try cassette.fileDigest()
    if let line { try cassette.check(file, against: line) }
    guard !proven.withLock({ $0.contains(file) }) else { return }
    try prove(cassette)
    // What was hashed and what was proven must be one file.
    guard try FileIdentity(of: cassette.path) == identity else {
      throw .changedMeanwhile(cassette.path)
    }
    proven.withLock { proven in
      if proven.count >= maximumProven { proven.removeAll() }
      proven.insert(file)
    }
  }

  /// Decodes and hashes everything; throws at the first thing that is not as it was sealed.
  ///
  /// With `actionDigest` each request is proven to belong to its slot, which the root does not say.
  static func prove(
    _ cassette: SealedCassette, actionDigest: ActionDigest? = nil
  ) throws(CassetteError) {
    switch cassette.store {
    case .rows: try proveDecoded(cassette, actionDigest)
    case .solid(let store):
      try store.proveRoot(cassette.root, raw: cassette.rawByteCount)
      try store.proveReadings(actionDigest)
    }
  }

  private static func proveDecoded(
    _ cassette: SealedCassette, _ actionDigest: ActionDigest?
  ) throws(CassetteError) {
    let entries = try listing(of: cassette)
    let requestBytes = entries.reduce(0) { $0 + $1.requestSize }
    let resultBytes = entries.reduce(0) { $0 + $1.resultSize }
    let (leaves, stranger) = try leaves(of: entries, cassette, actionDigest)
    let bySlot = entries.indices.sorted { entries[$0].slot < entries[$1].slot }
    var tree = MerkleTree()
    for index in bySlot { tree.append(leaves[index]) }
    guard tree.root == cassette.root else {
      throw .otherRoot(cassette.path, claimed: cassette.root, found: tree.root)
    }
    guard requestBytes + resultBytes == cassette.rawByteCount else {
      throw .damaged(cassette.path, "the number of its bytes")
    }
    if let stranger {
      throw .damaged(cassette.path, at: stranger, "the request does not belong to the action")
    }
  }

  /// The exchanges in the order of their numbers, as a reader of its own gives them: what is read once
  /// must not stay in the memory of whoever replays.
  private static func listing(of cassette: SealedCassette) throws(CassetteError) -> [CassetteEntry]
  {
    let reader = try SealedCassette(unproven: cassette.path, memory: .proof)
    let entries = try reader.entries()
    try checkOrder(of: entries, cassette.path)
    if case .rows(let store) = reader.store { try store.checkColdRows() }
    return entries
  }

  /// Throws unless the numbers of the exchanges follow the scopes, then the slots: the root does not
  /// name them, so they must follow from what it names.
  private static func checkOrder(
    of entries: [CassetteEntry], _ path: String
  ) throws(CassetteError) {
    for (left, right) in zip(entries, entries.dropFirst()) where !left.precedes(right) {
      throw .damaged(path, at: right.slot, "the number")
    }
  }

  /// The leaves of some exchanges, computed by several threads where that pays, and the first slot
  /// whose request is another action's.
  private static func leaves(
    of entries: [CassetteEntry], _ cassette: SealedCassette, _ actionDigest: ActionDigest?
  ) throws(CassetteError) -> (leaves: [Digest], stranger: Slot?) {
    // Whoever names actions need not be able to do so on several threads.
    let workers =
      actionDigest == nil
      ? min(entries.count / smallestShare, processorCount, maximumWorkers) : 1
    let path = cassette.path
    guard workers > 1 else {
      return try leaves(
        of: entries[...], SealedCassette(unproven: path, memory: .proof), actionDigest)
    }
    let shares = (0..<workers).map { worker in
      entries[entries.count * worker / workers..<entries.count * (worker + 1) / workers]
    }
    let found = Mutex([Result<[Digest], CassetteError>?](repeating: nil, count: workers))
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      let share = Result { () throws(CassetteError) in
        try Self.leaves(
          of: shares[worker], SealedCassette(unproven: path, memory: .proof), nil
        ).leaves
      }
      found.withLock { $0[worker] = share }
    }
    var leaves: [Digest] = []
    leaves.reserveCapacity(entries.count)
    for case .some(let share) in found.withLock({ $0 }) { leaves += try share.get() }
    return (leaves, nil)
  }

  private static func leaves(
    of entries: ArraySlice<CassetteEntry>, _ cassette: SealedCassette,
    _ actionDigest: ActionDigest?
  ) throws(CassetteError) -> (leaves: [Digest], stranger: Slot?) {
    var leaves: [Digest] = []
    var stranger: Slot?
    leaves.reserveCapacity(entries.count)
    for entry in entries {
      let (leaf, request) = try cassette.leaf(of: entry)
      leaves.append(leaf.digest)
      if stranger == nil, let actionDigest, actionDigest(entry.kind, request) != entry.slot.action {
        stranger = entry.slot
      }
    }
    return (leaves, stranger)
  }

  /// How many threads the machine runs at once.
  private static let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}

extension SealedCassette {
  /// The leaf of an exchange, and its request, by the look-ups that a reader makes.
  ///
  /// Throws if a look-up gives something else than the listing said: so both are proven.
  fileprivate func leaf(
    of entry: CassetteEntry
  ) throws(CassetteError) -> (leaf: ExchangeLeaf, request: [UInt8]) {
    let digest = try withResult(at: entry.slot) {
      $0.count == entry.resultSize ? Digest.sha256(UnsafeRawBufferPointer($0)) : nil
    }
    guard digest == entry.resultDigest, lastRow == entry.row else {
      throw .damaged(path, at: entry.slot, "the row")
    }
    let label = try label(ofRow: entry.row)
    guard label.requestSize == entry.requestSize, label.scope.elementsEqual(entry.scope.utf8)
    else { throw .damaged(path, at: entry.slot, "the scope") }
    let request = try request(ofRow: entry.row)
    guard request.count == label.requestSize else {
      throw .damaged(path, at: entry.slot, "the size of the request")
    }
    let leaf = ExchangeLeaf(
      slot: entry.slot, kind: entry.kind.rawValue, request: Digest.sha256(request),
      result: entry.resultDigest, scope: label.scope, provenance: label.provenance)
    return (leaf, request)
  }
}

/// Which file a path means, and in which state it is: enough to notice a change during one command.
struct FileIdentity: Hashable, Sendable {
  private let numbers: [Int]

  /// Looks at the file at a path.
  init(of path: String) throws(CassetteError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .changedMeanwhile(path) }
    numbers = [
      Int(status.st_dev), Int(truncatingIfNeeded: status.st_ino), Int(status.st_size),
      status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
    ]
  }
}
