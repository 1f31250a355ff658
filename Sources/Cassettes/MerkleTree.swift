import Basics

/// The root of a hash tree over leaves that come one after the other, as RFC 6962 section 2.1
/// defines it.
///
/// Leaves and nodes are hashed under different prefixes, so that no inner node can pass for a leaf.
struct MerkleTree {
  private var subtrees: [(height: Int, digest: Digest)] = []

  /// Adds the hash of a leaf, as made by `leaf(_:)`.
  mutating func append(_ leaf: Digest) {
    var node = (height: 0, digest: leaf)
    while let last = subtrees.last, last.height == node.height {
      subtrees.removeLast()
      node = (node.height + 1, Self.node(last.digest, node.digest))
    }
    subtrees.append(node)
  }

  /// Adds the leaves of another tree; this one has a multiple of a power of two of leaves that is not
  /// less than the other's number.
  mutating func append(_ other: MerkleTree) {
    for var node in other.subtrees {
      while let last = subtrees.last, last.height == node.height {
        subtrees.removeLast()
        node = (node.height + 1, Self.node(last.digest, node.digest))
      }
      subtrees.append(node)
    }
  }

  /// The root over everything added so far; SHA-256 of nothing for no leaves.
  var root: Digest {
    guard var root = subtrees.last?.digest else { return Digest.sha256([]) }
    for subtree in subtrees.dropLast().reversed() {
      root = Self.node(subtree.digest, root)
    }
    return root
  }

  /// The hash of a leaf's bytes.
  static func leaf(_ bytes: [UInt8]) -> Digest {
    var builder = DigestBuilder()
    builder.update([0])
    builder.update(bytes)
    return builder.finalize()
  }

  private static func node(_ left: Digest, _ right: Digest) -> Digest {
    var builder = DigestBuilder()
    builder.update([1])
    builder.update(left)
    builder.update(right)
    return builder.finalize()
  }
}

/// What the root of a cassette says about one exchange: everything, by its digests.
///
/// Whoever has the root therefore has the one logical content of the file, independent of
/// compression, of SQLite and of the version of the format; and two files of one name are the same
/// file.
struct ExchangeLeaf {
  /// The bytes of a leaf.
  static let byteCount = 41 + 4 * Digest.byteCount

  var slot: Slot
  var kind: UInt8
  var request: Digest
  var result: Digest
  var scope: [UInt8]
  var provenance: [UInt8]

  /// The hash of the leaf.
  var digest: Digest {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    Self.append(
      slot: slot, kind: kind, request: request, result: result, scope: Digest.sha256(scope),
      provenance: Digest.sha256(provenance), to: &bytes)
    return MerkleTree.leaf(bytes)
  }

  /// Appends the bytes of a leaf.
  static func append(
    slot: Slot, kind: UInt8, request: Digest, result: Digest, scope: Digest,
    provenance: Digest, to bytes: inout [UInt8]
  ) {
    slot.action.append(to: &bytes)
    withUnsafeBytes(of: slot.sample.bigEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: slot.ordinal.bigEndian) { bytes.append(contentsOf: $0) }
    bytes.append(kind)
    request.append(to: &bytes)
    result.append(to: &bytes)
    scope.append(to: &bytes)
    provenance.append(to: &bytes)
  }
}

extension ExchangeLeaf {
  /// The leaf of a whole exchange.
  init(_ exchange: Exchange) {
    self.init(
      slot: exchange.slot, kind: exchange.kind.rawValue,
      request: Digest.sha256(exchange.request), result: Digest.sha256(exchange.result),
      scope: Array(exchange.scope.utf8), provenance: exchange.provenance)
  }
}
