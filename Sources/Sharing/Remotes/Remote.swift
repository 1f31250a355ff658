public import Basics
import Files

/// A place where bytes lie by name, and from which others get them.
///
/// A remote is not trusted: what comes from it is counted and hashed by whoever asked. One call is one
/// try; `Persistence` tries again.
public protocol Remote: Sendable {
  /// What it is called in messages: its address without credentials.
  var title: String { get }

  /// The size of something, in bytes; `nil` if the remote does not have it.
  ///
  /// A remote that has it and does not state its size gives `-1`.
  func size(of key: RemoteKey) async throws(SharingError) -> Int?

  /// Gives the bytes from an offset on, in pieces.
  ///
  /// Throws `notFound` if the remote does not have it.
  ///
  /// - Parameters:
  ///   - key: What is read.
  ///   - offset: How many bytes of it the receiver has.
  ///   - receive: Takes the pieces in order, one call at a time; says whether it wants more. It is
  ///     called with `restarts` where the remote starts from the beginning all the same.
  func read(
    _ key: RemoteKey, from offset: Int,
    receive: @escaping @Sendable (_ restarts: Bool, UnsafeRawBufferPointer) -> Bool
  ) async throws(SharingError)

  /// Puts something in place, as a whole or not at all.
  func write(_ key: RemoteKey, _ content: RemoteContent) async throws(SharingError)
}

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

/// What is written to a remote.
public struct RemoteContent: Sendable {
  enum Source: Sendable {
    case bytes([UInt8])
    case file(String)
  }

  let source: Source
  /// The size in bytes.
  let size: Int
  /// The SHA-256.
  let digest: Digest

  /// Some bytes in memory.
  init(_ bytes: [UInt8]) {
    source = .bytes(bytes)
    size = bytes.count
    digest = Digest.sha256(bytes)
  }

  /// A file, whose size and SHA-256 are known.
  init(file path: String, size: Int, digest: Digest) {
    source = .file(path)
    self.size = size
    self.digest = digest
  }

  /// The bytes, to be read once.
  func upload() throws(SharingError) -> CheckedUpload {
    switch source {
    case .bytes(let bytes): return CheckedUpload(bytes, digest: digest)
    case .file(let path):
      let file = try files(try ReadableFile(path))
      guard file.size == size else { throw .changed(path) }
      return CheckedUpload(file, digest: digest)
    }
  }

  /// What messages call it.
  var title: String {
    switch source {
    case .bytes: "the manifest"
    case .file(let path): path
    }
  }
}
