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
/// compression and of SQLite; and two files of one name are the same file.
struct ExchangeLeaf {
  var slot: Slot
  var kind: UInt8
  var request: Digest
  var result: Digest
  var scope: [UInt8]
  var provenance: [UInt8]

  /// The hash of the leaf.
  var digest: Digest {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(41 + 4 * Digest.byteCount)
    slot.action.append(to: &bytes)
    for word in [slot.sample, slot.ordinal] {
      withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
    }
    bytes.append(kind)
    request.append(to: &bytes)
    result.append(to: &bytes)
    Digest.sha256(scope).append(to: &bytes)
    Digest.sha256(provenance).append(to: &bytes)
    return MerkleTree.leaf(bytes)
  }
}
