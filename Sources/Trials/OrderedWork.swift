/// Hands out numbered pieces of work to workers, and their results to one who takes them.
///
/// The taker gets them in order, or as they come; a worker that would run too far ahead of him waits,
/// so that the results that are kept stay few however long the work is.
actor OrderedWork<Piece: Sendable> {
  private let count: Int
  private let window: Int
  private let isOrdered: Bool
  private var workers: Int
  private var handedOut = 0
  private var taken = 0
  private var isStopped = false
  private var done: [Int: Piece] = [:]
  /// The numbers of the results that are there, in the order in which they came.
  private var arrivals: [Int] = []
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var taker: CheckedContinuation<Void, Never>?

  /// Creates work of so many pieces.
  ///
  /// - Parameters:
  ///   - count: The number of pieces.
  ///   - window: How far workers may run ahead of what was taken.
  ///   - isOrdered: Whether results are taken in the order of the pieces.
  ///   - workers: How many there are; each must ``leave()``.
  init(count: Int, window: Int, isOrdered: Bool = true, workers: Int) {
    self.count = count
    self.window = max(window, 1)
    self.isOrdered = isOrdered
    self.workers = workers
  }

  /// The next piece to work on; `nil` when there is none left.
  func next() async -> Int? {
    while handedOut < count, handedOut >= taken + window, !isStopped {
      await withCheckedContinuation { waiting.append($0) }
    }
    guard handedOut < count, !isStopped else { return nil }
    defer { handedOut += 1 }
    return handedOut
  }

  /// Gives a result; it is dropped once the work was stopped.
  func deliver(_ piece: Piece, at index: Int) {
    guard !isStopped else { return }
    done[index] = piece
    if !isOrdered { arrivals.append(index) }
    wakeTaker()
  }

  /// A worker will deliver nothing more.
  func leave() {
    workers -= 1
    wakeTaker()
  }

  /// The next result; `nil` when there will be none any more, or once the work was stopped.
  func take() async -> Piece? {
    while !isStopped {
      if let piece = takeDue() {
        taken += 1
        wakeWorkers()
        return piece
      }
      guard taken < count, workers > 0 else { return nil }
      await withCheckedContinuation { taker = $0 }
    }
    return nil
  }

  /// Hands nothing more out, and no results either.
  func stop() {
    isStopped = true
    wakeWorkers()
    wakeTaker()
  }

  private func takeDue() -> Piece? {
    let due = isOrdered ? taken : arrivals.first
    guard let due, let piece = done.removeValue(forKey: due) else { return nil }
    if !isOrdered { arrivals.removeFirst() }
    return piece
  }

  private func wakeTaker() {
    taker?.resume()
    taker = nil
  }

  private func wakeWorkers() {
    for continuation in waiting { continuation.resume() }
    waiting = []
  }
}
