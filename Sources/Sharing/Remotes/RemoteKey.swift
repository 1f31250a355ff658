public import Basics

/// The name of something on a remote: the same on every kind of it, and the path below its address.
public enum RemoteKey: Hashable, Sendable {
  /// Some bytes, by their SHA-256: what caches of builds and registries call content-addressed.
  case object(Digest)
  /// Which manifest a Merkle root belongs to; only where the remote takes names of ours.
  case pointer(Digest)
  /// What a cassette that is not there as a file is made of, by the SHA-256 of the file; likewise.
  case recipe(Digest)
  /// Which exchanges a cassette holds, by the SHA-256 of its file; likewise.
  case leaves(Digest)

  /// Whether it is a name of ours, which caches of builds do not take.
  var isName: Bool {
    if case .object = self { false } else { true }
  }

  /// The path below the remote's address.
  public var path: String {
    switch self {
    case .object(let digest): "cas/\(digest.hex)"
    case .pointer(let root): "roots/\(root.hex)"
    case .recipe(let digest): "recipes/\(digest.hex)"
    case .leaves(let digest): "leaves/\(digest.hex)"
    }
  }
}
