import Basics
import Dispatch
import Synchronization

/// The SHA-256 of what is sent: of large bodies on a thread of its own, so that a piece is hashed while
/// it is on its way.
enum UploadHash {
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
final class HashLane: Sendable {
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
