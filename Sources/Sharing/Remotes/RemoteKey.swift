public import Wire

/// The name of something on a remote: the same on every kind of it, and the path below its address.
public enum RemoteKey: Hashable, Sendable {
  /// Some bytes, by their SHA-256: what caches of builds and registries call content-addressed.
  case object(Digest)
  /// Which manifest a Merkle root belongs to; only where the remote takes names of ours.
  case pointer(Digest)

  /// The path below the remote's address.
  public var path: String {
    switch self {
    case .object(let digest): "cas/\(digest.hex)"
    case .pointer(let root): "roots/\(root.hex)"
    }
  }
}
