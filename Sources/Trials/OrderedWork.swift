import Sweeps

/// Hands out numbered pieces of work to workers and takes the results back in order.
///
/// A worker that would run too far ahead of the slowest waits, so that the results that are kept
/// stay few however long the work is.
actor OrderedWork<Piece: Sendable> {
  private let count: Int
  private let window: Int
  private let emit: @Sendable (Piece) throws -> Void
  private var handedOut = 0
  private var emitted = 0
  private var isStopped = false
  private var done: [Int: Piece] = [:]
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Creates work of so many pieces.
  ///
  /// - Parameters:
  ///   - count: The number of pieces.
  ///   - window: How far a worker may run ahead.
  ///   - emit: Called with each result in order, one at a time.
  init(count: Int, window: Int, emit: @escaping @Sendable (Piece) throws -> Void) {
    self.count = count
    self.window = max(window, 1)
    self.emit = emit
  }

  /// The next piece to work on; `nil` when there is none left.
  func next() async -> Int? {
    while handedOut < count, handedOut >= emitted + window, !isStopped {
      await withCheckedContinuation { waiting.append($0) }
    }
    guard handedOut < count, !isStopped else { return nil }
    defer { handedOut += 1 }
    return handedOut
  }

  /// Gives a result back; it is dropped once the work was stopped.
  func deliver(_ piece: Piece, at index: Int) throws {
    guard !isStopped else { return }
    done[index] = piece
    while let piece = done.removeValue(forKey: emitted) {
      emitted += 1
      do {
        try emit(piece)
      } catch {
        stop()
        throw error
      }
    }
    wake()
  }

  /// Hands nothing more out and emits nothing more.
  func stop() {
    isStopped = true
    wake()
  }

  private func wake() {
    for continuation in waiting { continuation.resume() }
    waiting = []
  }
}
