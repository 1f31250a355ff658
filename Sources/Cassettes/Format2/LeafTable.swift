import Basics
import Dispatch
import Synchronization

/// Everything that the Merkle root of a cassette of format 2 is made of, in memory: what is read from
/// the file is held against it.
///
/// Leaves stand in the order of their slots, so that one is found by halving; what the sequence number
/// decides stands in the order of those. It takes about 150 bytes an exchange, once a file, and any
/// number of readers share it.
final class LeafTable: Sendable {
  /// The number of exchanges.
  let count: Int
  /// The bytes of all requests and results together.
  let rawByteCount: Int
  /// The blocks of results that any of the readers has decoded last.
  let lastResults = SharedResults()

  /// Action, request and result of each leaf, one after the other.
  private let digests: [UInt8]
  private let samples: [UInt32]
  private let ordinals: [UInt32]
  /// The sequence number of each leaf.
  private let rows: [UInt32]

  /// The leaf of each sequence number.
  private let leaves: [UInt32]
  private let kinds: [ExchangeKind]
  private let requestSizes: [UInt32]
  /// Where each result would begin, and the last one end, if all lay one after the other.
  private let resultStarts: [Int]
  private let scopes: DigestRuns
  private let provenances: DigestRuns

  /// Takes the rows of both tables; throws `damaged` if they are not those of all exchanges.
  init(_ columns: LeafColumns, file: String) throws(CassetteError) {
    guard columns.isWhole, let leaves = columns.leavesBySequence() else {
      throw .damaged(file, "the number of its leaves")
    }
    count = columns.count
    self.leaves = leaves
    digests = columns.digests
    samples = columns.samples
    ordinals = columns.ordinals
    rows = columns.rows
    kinds = columns.kinds
    requestSizes = columns.requestSizes
    resultStarts = columns.resultStarts
    scopes = columns.scopes
    provenances = columns.provenances
    rawByteCount =
      columns.requestSizes.reduce(0) { $0 + Int($1) } + columns.resultStarts[count]
    for leaf in stride(from: 1, to: count, by: 1) where slot(leaf - 1) >= slot(leaf) {
      throw .damaged(file, at: slot(leaf), "the order")
    }
  }

  // MARK: Looking up

  /// The sequence number of a slot; `nil` if there is none.
  func row(of slot: Slot) -> Int? {
    let leaf = (0..<count).partitioningIndex { self.slot($0) >= slot }
    return leaf < count && self.slot(leaf) == slot ? Int(rows[leaf]) : nil
  }

  /// The slot of a sequence number.
  func slot(ofRow row: Int) -> Slot { slot(Int(leaves[row])) }
  /// The kind of a sequence number.
  func kind(ofRow row: Int) -> ExchangeKind { kinds[row] }
  /// The size of the request of a sequence number.
  func requestSize(ofRow row: Int) -> Int { Int(requestSizes[row]) }
  /// The size of the result of a sequence number.
  func resultSize(ofRow row: Int) -> Int { resultStarts[row + 1] - resultStarts[row] }
  /// How many bytes of results lie between two sequence numbers, where one after the other.
  func resultBytes(_ rows: Range<Int>) -> Int {
    resultStarts[rows.upperBound] - resultStarts[rows.lowerBound]
  }
  /// The sequence numbers whose results are so many bytes from a first one on, those without bytes
  /// that follow among them; `nil` if none end there.
  func rows(from first: Int, ofResultBytes size: Int) -> Range<Int>? {
    let end = resultStarts[first] + size
    let next = resultStarts.partitioningIndex { $0 > end }
    return next > first && resultStarts[next - 1] == end ? first..<next - 1 : nil
  }
  /// The SHA-256 of the request of a sequence number.
  func requestDigest(ofRow row: Int) -> Digest { digest(Int(leaves[row]), 1) }
  /// The SHA-256 of the result of a sequence number.
  func resultDigest(ofRow row: Int) -> Digest { digest(Int(leaves[row]), 2) }
  /// The SHA-256 of the scope of a sequence number.
  func scopeDigest(ofRow row: Int) -> Digest { scopes[row] }
  /// The SHA-256 of the provenance of a sequence number.
  func provenanceDigest(ofRow row: Int) -> Digest { provenances[row] }

  @inline(__always)
  private func slot(_ leaf: Int) -> Slot {
    Slot(action: digest(leaf, 0), sample: samples[leaf], ordinal: ordinals[leaf])
  }

  @inline(__always)
  private func digest(_ leaf: Int, _ place: Int) -> Digest {
    digests.withUnsafeBytes { bytes in
      let start = leaf * CassetteFormat2.digestBytes + place * Digest.byteCount
      guard
        let digest = Digest(
          bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<start + Digest.byteCount]))
      else { preconditionFailure("A digest has 32 bytes.") }
      return digest
    }
  }

  // MARK: The root

  /// The Merkle root over the leaves: each row of the file is a branch, and several threads share
  /// them.
  func root() -> Digest {
    let size = CassetteFormat2.leavesInRow
    let branches = (count + size - 1) / size
    guard branches > 1 else { return branch(0..<count).root }
    let found = Mutex([MerkleTree?](repeating: nil, count: branches))
    DispatchQueue.concurrentPerform(iterations: branches) { number in
      let tree = self.branch(number * size..<min(self.count, (number + 1) * size))
      found.withLock { $0[number] = tree }
    }
    var tree = MerkleTree()
    for case .some(let branch) in found.withLock({ $0 }) { tree.append(branch) }
    return tree.root
  }

  private func branch(_ range: Range<Int>) -> MerkleTree {
    var tree = MerkleTree()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(ExchangeLeaf.byteCount)
    for leaf in range {
      bytes.removeAll(keepingCapacity: true)
      let row = Int(rows[leaf])
      ExchangeLeaf.append(
        slot: slot(leaf), kind: kinds[row].rawValue, request: digest(leaf, 1),
        result: digest(leaf, 2),
        scope: scopes[row], provenance: provenances[row], to: &bytes)
      tree.append(MerkleTree.leaf(bytes))
    }
    return tree
  }
}

extension RandomAccessCollection {
  /// The place of the first of sorted elements for which something holds; the end if it holds for none.
  func partitioningIndex(where holds: (Element) -> Bool) -> Index {
    var low = startIndex
    var left = distance(from: low, to: endIndex)
    while left > 0 {
      let half = left / 2
      let middle = index(low, offsetBy: half)
      if holds(self[middle]) {
        left = half
      } else {
        low = index(after: middle)
        left -= half + 1
      }
    }
    return low
  }
}

/// Digests that stand for one or more sequence numbers each, one after the other.
struct DigestRuns: Sendable {
  private var digests: [Digest] = []
  /// Which digest stands for each number.
  private var places: [UInt32] = []

  /// For how many numbers digests stand.
  var count: Int { places.count }

  /// The digest of a number.
  subscript(row: Int) -> Digest { digests[Int(places[row])] }

  /// Lets a digest stand for the next numbers.
  mutating func append(_ digest: Digest, count: Int) {
    places += repeatElement(UInt32(digests.count), count: count)
    digests.append(digest)
  }

  /// Reads runs for `count` numbers; `false` for anything else.
  fileprivate mutating func read(_ count: Int, _ reader: inout ByteReader, in row: [UInt8]) -> Bool
  {
    var left = count
    while left > 0 {
      guard let run = reader.varint(), run > 0, run <= left,
        let range = reader.range(Digest.byteCount),
        let digest = row.withUnsafeBytes({
          Digest(bytes: UnsafeRawBufferPointer(rebasing: $0[range]))
        })
      else { return false }
      append(digest, count: run)
      left -= run
    }
    return true
  }
}

/// The rows of a leaf table on their way into memory, one by one: a file's are never there twice.
struct LeafColumns {
  /// The number of exchanges.
  let count: Int
  fileprivate var digests: [UInt8] = []
  fileprivate var samples: [UInt32] = []
  fileprivate var ordinals: [UInt32] = []
  fileprivate var rows: [UInt32] = []
  fileprivate var kinds: [ExchangeKind] = []
  fileprivate var requestSizes: [UInt32] = []
  fileprivate var resultStarts = [0]
  fileprivate var scopes = DigestRuns()
  fileprivate var provenances = DigestRuns()

  /// Makes room for so many exchanges, which the size of the file bounds.
  init(count: Int) {
    self.count = count
    digests.reserveCapacity(count * CassetteFormat2.digestBytes)
    samples.reserveCapacity(count)
    ordinals.reserveCapacity(count)
    rows.reserveCapacity(count)
    kinds.reserveCapacity(count)
    requestSizes.reserveCapacity(count)
    resultStarts.reserveCapacity(count + 1)
  }

  /// Whether all exchanges are there.
  fileprivate var isWhole: Bool { rows.count == count && kinds.count == count }

  /// How many exchanges the next row has, after so many.
  private func next(after number: Int) -> Int {
    min(CassetteFormat2.leavesInRow, count - number)
  }

  /// Adds a row of leaves; `false` for anything else.
  mutating func append(leaves row: [UInt8]) -> Bool {
    let more = next(after: rows.count)
    var reader = ByteReader(row)
    guard more > 0, let range = reader.range(more * CassetteFormat2.digestBytes) else {
      return false
    }
    digests += row[range]
    for _ in 0..<more {
      guard let sample = reader.varint().flatMap({ UInt32(exactly: $0) }),
        let ordinal = reader.varint().flatMap({ UInt32(exactly: $0) }),
        let number = reader.varint().flatMap({ UInt32(exactly: $0) })
      else { return false }
      samples.append(sample)
      ordinals.append(ordinal)
      rows.append(number)
    }
    return reader.isAtEnd
  }

  /// Adds a row of places; `false` for anything else.
  mutating func append(places row: [UInt8], kinds names: [ExchangeKind]) -> Bool {
    let more = next(after: kinds.count)
    var reader = ByteReader(row)
    guard more > 0 else { return false }
    for _ in 0..<more {
      guard let kind = reader.varint(), names.indices.contains(kind),
        let request = reader.varint(), request <= CassetteFormat.maximumContent,
        let result = reader.varint(), result <= CassetteFormat.maximumContent
      else { return false }
      kinds.append(names[kind])
      requestSizes.append(UInt32(request))
      resultStarts.append(resultStarts[resultStarts.count - 1] + result)
    }
    return scopes.read(more, &reader, in: row) && provenances.read(more, &reader, in: row)
      && reader.isAtEnd
  }

  /// The leaf of each sequence number; `nil` unless each has one.
  fileprivate func leavesBySequence() -> [UInt32]? {
    var leaves = [UInt32](repeating: .max, count: count)
    for (leaf, row) in rows.enumerated() {
      guard row < count, leaves[Int(row)] == .max else { return nil }
      leaves[Int(row)] = UInt32(leaf)
    }
    return leaves
  }
}
