import HTTP
import Synchronization

/// An answer on its way: the upstream writes into it, clients read from its beginning.
///
/// What is read so far stays, so that a client which comes later, or instead of one that left, gets the
/// whole. The end of a stream is held back until it is known what became of the answer.
final class AnswerFeed: Sendable {
  /// The first line and the headers of an answer.
  struct Head: Hashable, Sendable {
    var status: Int
    var headers: [HTTPHeader]
  }

  /// What became of an answer.
  enum Outcome: Hashable, Sendable {
    /// It is kept, at an ordinal.
    case kept(UInt32)
    /// It is passed on and not kept.
    case passed
    /// The upstream broke off in the middle: what came is passed on, and then the connection is broken.
    case cut
    /// It could not be had, or may not be kept: the proxy answers instead.
    case refused(OwnAnswer)
  }

  /// What a reader gets.
  enum Step: Sendable {
    /// The head of a stream that has begun.
    case head(Head)
    /// Bytes that follow those that were read.
    case bytes([UInt8])
    /// The end, with the bytes that follow those that were read.
    case end(Outcome, Head?, rest: [UInt8])
    /// The reader was cancelled.
    case cancelled
  }

  private struct State {
    var head: Head?
    var bytes: [UInt8] = []
    var pieces: [TimedPiece] = []
    var last: ContinuousClock.Instant
    var stream: StreamEnd?
    var outcome: Outcome?
    var readers: [Int: CheckedContinuation<Void, Never>] = [:]
    var readerCount = 0
  }

  private let state: Mutex<State>

  /// Creates a feed whose answer is asked for now.
  init(now: ContinuousClock.Instant = .now) {
    state = Mutex(State(last: now))
  }

  // MARK: Writing

  /// Takes bytes as they came.
  func append(_ bytes: UnsafeRawBufferPointer, of head: Head, at now: ContinuousClock.Instant) {
    wake { state in
      if state.head == nil {
        state.head = head
        if StreamEnd.isStream(head.headers) { state.stream = StreamEnd() }
      }
      state.bytes.append(contentsOf: bytes)
      state.stream?.feed(bytes)
      let delay = max(state.last.duration(to: now).microseconds, 0)
      state.last = now
      // No recording has room for more: what is beyond is one piece with the last.
      guard state.pieces.count < TimedPiece.limit else {
        state.pieces[state.pieces.count - 1].size += bytes.count
        state.pieces[state.pieces.count - 1].delayMicroseconds += delay
        return
      }
      state.pieces.append(TimedPiece(size: bytes.count, delayMicroseconds: delay))
    }
  }

  /// Says what became of the answer, which is whole now.
  func end(_ outcome: Outcome, head: Head? = nil, body: [UInt8]? = nil) {
    wake { state in
      if state.head == nil { state.head = head }
      if let body { state.bytes = body }
      state.outcome = outcome
    }
  }

  private func wake(_ change: (inout State) -> Void) {
    let readers = state.withLock { state in
      change(&state)
      defer { state.readers = [:] }
      return state.readers.values.map(\.self)
    }
    for reader in readers { reader.resume() }
  }

  /// The bytes, their pieces, and how the stream ended; `nil` for an answer that is none.
  var received: (bytes: [UInt8], pieces: [TimedPiece], stream: StreamEnd?) {
    state.withLock { ($0.bytes, $0.pieces, $0.stream) }
  }

  /// What became of the answer; `nil` while it is on its way.
  var outcome: Outcome? { state.withLock(\.outcome) }

  // MARK: Reading

  /// What follows, once there is something.
  ///
  /// - Parameters:
  ///   - offset: How many bytes were read.
  ///   - hasHead: Whether the head was read.
  func next(after offset: Int, hasHead: Bool) async -> Step {
    while true {
      if let step = state.withLock({ Self.step($0, offset, hasHead) }) { return step }
      if Task.isCancelled { return .cancelled }
      await wait(offset, hasHead)
    }
  }

  private static func step(_ state: State, _ offset: Int, _ hasHead: Bool) -> Step? {
    if let outcome = state.outcome {
      return .end(outcome, state.head, rest: Array(state.bytes[min(offset, state.bytes.count)...]))
    }
    // An answer that is no stream is given when it is kept.
    guard let stream = state.stream, let head = state.head else { return nil }
    guard hasHead else { return .head(head) }
    let visible = stream.start ?? state.bytes.count
    return offset < visible ? .bytes(Array(state.bytes[offset..<visible])) : nil
  }

  private func wait(_ offset: Int, _ hasHead: Bool) async {
    let number = state.withLock { state in
      state.readerCount += 1
      return state.readerCount
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isThere = state.withLock { state in
          guard Self.step(state, offset, hasHead) == nil, !Task.isCancelled else { return true }
          state.readers[number] = continuation
          return false
        }
        if isThere { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.readers.removeValue(forKey: number) }?.resume()
    }
  }
}
