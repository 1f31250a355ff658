import Basics
import Files
import Synchronization

/// Fetches one object into a file: whole and verified, or not at all.
///
/// Pieces are kept beside the file, so that another try, of this process or a later one, goes on where
/// it stopped. Objects are named by what they hold: pieces of two tries always fit together, or the
/// digest says that they do not.
struct ObjectFetch: Sendable {
  /// What an unfinished file is called.
  static let suffix = ".part"

  let remote: any Remote
  let persistence: Persistence
  let observe: @Sendable (TransferEvent) -> Void

  /// Fetches an object.
  ///
  /// - Parameters:
  ///   - digest: Its SHA-256.
  ///   - size: Its size; no more is ever written.
  ///   - path: The file, which is not there yet.
  func fetch(_ digest: Digest, size: Int, into path: String) async throws(SharingError) {
    let key = RemoteKey.object(digest)
    let sink = ObjectSink(
      try files(try GrowingFile(resuming: path + Self.suffix, upTo: size)), size: size,
      observe: observe)
    observe(.moved(bytes: sink.count))
    var failures = 0
    var isSecondChance = false
    while true {
      let before = sink.count
      do throws(SharingError) {
        if before < size || size == 0 { try await readOn(key, size, sink) }
        let found = sink.digest
        guard found == digest else {
          throw .wrongBytes(digest, at: remote.title, found: found)
        }
        break
      } catch {
        if error.code == .wrongBytes {
          try sink.clear()
          // What an earlier try left may be at fault.
          guard before > 0, !isSecondChance else {
            Folder.removeAll(path + Self.suffix)
            throw error
          }
          isSecondChance = true
          continue
        }
        failures = sink.count > before ? 1 : failures + 1
        try await persistence.wait(after: error, failures: failures)
      }
    }
    try sink.synchronize()
    try files(try Folder.rename(path + Self.suffix, to: path))
    observe(.finished)
  }

  /// One try.
  private func readOn(_ key: RemoteKey, _ size: Int, _ sink: ObjectSink) async throws(SharingError)
  {
    sink.begin()
    try await remote.read(key, from: sink.count) { restarts, bytes in
      sink.take(bytes, restarts: restarts)
    }
    try sink.check(key, at: remote.title)
  }
}

/// Takes the pieces of an object on the thread that they arrive on.
private final class ObjectSink: Sendable {
  // Proof: the file, the one member that is not Sendable, comes as `sending` from whoever opened it,
  // never leaves this private type, and is only reached through the mutex that holds the state.
  private struct State: @unchecked Sendable {
    let file: GrowingFile
    var mayRestart = false
    var isTooLong = false
    var failure: SharingError?
  }

  private let size: Int
  private let state: Mutex<State>
  private let observe: @Sendable (TransferEvent) -> Void

  init(
    _ file: sending GrowingFile, size: Int, observe: @escaping @Sendable (TransferEvent) -> Void
  ) {
    self.size = size
    self.observe = observe
    state = Mutex(State(file: file))
  }

  /// The bytes that are there.
  var count: Int { state.withLock { $0.file.size } }

  /// The SHA-256 of what is there.
  var digest: Digest { state.withLock { $0.file.digest } }

  func begin() {
    state.withLock {
      $0.mayRestart = true
      $0.isTooLong = false
    }
  }

  func clear() throws(SharingError) {
    try state.withLock { (state) throws(SharingError) in
      observe(.moved(bytes: -state.file.size))
      try files(try state.file.clear())
    }
  }

  func synchronize() throws(SharingError) {
    try state.withLock { (state) throws(SharingError) in
      try files(try state.file.synchronize())
    }
  }

  /// Takes a piece; whether more is wanted.
  func take(_ bytes: UnsafeRawBufferPointer, restarts: Bool) -> Bool {
    state.withLock { state in
      if restarts, state.mayRestart {
        observe(.moved(bytes: -state.file.size))
        do throws(FileError) {
          try state.file.clear()
        } catch {
          state.failure = SharingError(error)
          return false
        }
      }
      state.mayRestart = false
      guard bytes.count <= size - state.file.size else {
        state.isTooLong = true
        return false
      }
      do throws(FileError) {
        try state.file.append(bytes)
      } catch {
        state.failure = SharingError(error)
        return false
      }
      observe(.moved(bytes: bytes.count))
      return true
    }
  }

  /// Throws unless a try has brought everything.
  func check(_ key: RemoteKey, at place: String) throws(SharingError) {
    try state.withLock { (state) throws(SharingError) in
      if let failure = state.failure { throw failure }
      guard !state.isTooLong else { throw .tooLong(key, at: place, size: size) }
      guard state.file.size == size else {
        throw .truncated(key, at: place, got: state.file.size, of: size)
      }
    }
  }
}

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
