import Basics
import Synchronization

/// Fetches what is small enough for memory.
struct SmallObject: Sendable {
  let remote: any Remote
  let persistence: Persistence

  /// Takes pieces up to a bound.
  private final class Sink: Sendable {
    private let limit: Int
    private let bytes = Mutex<[UInt8]>([])
    private let overrun = Mutex(false)

    init(limit: Int) {
      self.limit = limit
    }

    var content: [UInt8]? { overrun.withLock { $0 } ? nil : bytes.withLock { $0 } }

    func take(_ piece: UnsafeRawBufferPointer) -> Bool {
      let fits = bytes.withLock { bytes in
        guard bytes.count + piece.count <= limit else { return false }
        bytes.append(contentsOf: piece)
        return true
      }
      if !fits { overrun.withLock { $0 = true } }
      return fits
    }
  }

  /// The bytes of something; `nil` if the remote does not have it.
  ///
  /// - Parameters:
  ///   - key: Its name.
  ///   - limit: The most bytes that are taken; more throws `wrongBytes`.
  func bytes(_ key: RemoteKey, limit: Int) async throws(SharingError) -> [UInt8]? {
    try await persistence.insist { () throws(SharingError) in
      let sink = Sink(limit: limit)
      do throws(SharingError) {
        try await remote.read(key, from: 0) { _, piece in sink.take(piece) }
      } catch {
        if error.code == .notFound || key.isName && error.isAboutNames { return nil }
        throw error
      }
      guard let bytes = sink.content else { throw .tooLong(key, at: remote.title, size: limit) }
      return bytes
    }
  }

  /// The manifest of a digest: the manifest's own, or a root that the remote knows the manifest of.
  func manifest(_ digest: Digest) async throws(SharingError) -> (BundleManifest, digest: Digest) {
    if let bytes = try await bytes(.object(digest), limit: BundleManifest.byteLimit) {
      return (try manifest(bytes, digest), digest)
    }
    guard let text = try await bytes(.pointer(digest), limit: 1024),
      let name = Digest(hex: String(decoding: text.prefix(64), as: UTF8.self)),
      let bytes = try await bytes(.object(name), limit: BundleManifest.byteLimit)
    else { throw .unknownDigest(digest, at: remote.title) }
    let manifest = try manifest(bytes, name)
    guard manifest.roots.contains(digest) else {
      throw .badManifest(remote.title, "that the remote gives for \(digest.hex) is another sweep's")
    }
    return (manifest, name)
  }

  private func manifest(_ bytes: [UInt8], _ digest: Digest) throws(SharingError) -> BundleManifest {
    let found = Digest.sha256(bytes)
    guard found == digest else { throw .wrongBytes(digest, at: remote.title, found: found) }
    return try BundleManifest(decoding: bytes, from: remote.title)
  }
}
