import Basics
import Dispatch
import Files
import HTTP
import Synchronization

/// A body that is sent from a file or from memory, and hashed on its way: whoever reads it gets the
/// bytes of its name, or not all of them.
final class CheckedUpload: UploadSource {
  private enum Source {
    case bytes([UInt8])
    case file(ReadableFile)
  }

  private struct State {
    var offset = 0
    var hash: UploadHash
    var isChanged = false
  }

  private let source: Source
  let size: Int
  private let digest: Digest
  private let state: Mutex<State>

  init(_ bytes: [UInt8], digest: Digest) {
    source = .bytes(bytes)
    size = bytes.count
    self.digest = digest
    state = Mutex(State(hash: UploadHash(of: bytes.count)))
  }

  init(_ file: ReadableFile, digest: Digest) {
    source = .file(file)
    size = file.size
    self.digest = digest
    state = Mutex(State(hash: UploadHash(of: file.size)))
  }

  /// Whether what was read is not what was promised.
  var isChanged: Bool { state.withLock { $0.isChanged } }

  /// Fills a buffer; 0 at the end, `nil` if the bytes are not what was promised.
  ///
  /// The last bytes are given only once all of them are known to be right: a server that got too few
  /// keeps nothing.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    state.withLock { state in
      let wanted = min(buffer.count, size - state.offset)
      guard wanted > 0 else { return 0 }
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
      guard fill(part, from: state.offset) else {
        state.isChanged = true
        return nil
      }
      state.hash.update(UnsafeRawBufferPointer(part))
      state.offset += wanted
      if state.offset == size, state.hash.finalize() != digest {
        state.isChanged = true
        return nil
      }
      return wanted
    }
  }

  private func fill(_ part: UnsafeMutableRawBufferPointer, from offset: Int) -> Bool {
    switch source {
    case .bytes(let bytes):
      bytes.withUnsafeBytes {
        part.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + part.count]))
      }
      return true
    // Whatever keeps us from reading it, it is not what was promised.
    case .file(let file): return (try? file.fill(part, at: offset)) == part.count
    }
  }

  func rewind() {
    state.withLock { $0 = State(hash: UploadHash(of: size)) }
  }
}

/// The SHA-256 of what is sent: of large bodies on a thread of its own, so that a piece is hashed while
/// it is on its way.
private enum UploadHash {
  case here(DigestBuilder)
  case beside(HashLane)

  /// Smaller bodies are hashed before another thread has begun, in bytes.
  private static let largeSize = 1 << 20

  init(of size: Int) {
    self = size < Self.largeSize ? .here(DigestBuilder()) : .beside(HashLane())
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    switch self {
    case .here(var hash):
      hash.update(bytes)
      self = .here(hash)
    case .beside(let lane): lane.update(Array(bytes))
    }
  }

  /// The SHA-256 of everything so far, once it is known.
  func finalize() -> Digest {
    switch self {
    case .here(let hash): hash.finalize()
    case .beside(let lane): lane.finalize()
    }
  }
}

/// Hashes pieces in their order on a thread of its own.
private final class HashLane: Sendable {
  private let hash = Mutex(DigestBuilder())
  private let queue = DispatchQueue(label: "steerbench.hash")
  /// The pieces that may wait: a sender that is faster than the hash waits for it.
  private let room = DispatchSemaphore(value: 4)

  func update(_ piece: [UInt8]) {
    room.wait()
    queue.async { [self] in
      hash.withLock { $0.update(piece) }
      room.signal()
    }
  }

  func finalize() -> Digest {
    queue.sync { hash.withLock { $0.finalize() } }
  }
}
