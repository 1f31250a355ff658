import Basics

/// Which recording the next of several calls of the very same words gets.
///
/// A slot is a digest (which holds the lane) and an ordinal; what is counted is counted within a run. The
/// ordinal of an answer is taken when it is kept, so that tries that failed take none; in replay the n-th
/// call gets the n-th answer, and a miss takes none. An answer that its client did not wait for is parked
/// and given to the next such call: else a replay would give answer 0 where the run used answer 1.
///
/// A pure value: whoever holds it decides what is atomic.
struct RepeatBook: Sendable {
  /// What a call gets.
  enum Claim: Hashable, Sendable {
    /// The answer at an ordinal.
    case recorded(UInt32)
    /// Nothing that is recorded: ordinal by which it would be next.
    case absent(UInt32)
  }

  private struct Line {
    /// The ordinal of the next answer that nobody got.
    var next: UInt32 = 0
    /// Answers that were given to a client that had left, in order.
    var parked: [UInt32] = []
  }

  private var lines: [Digest: Line] = [:]
  /// Ordinals that were given to answers that are on their way into the journal.
  private var promised: Set<Slotted> = []
  /// The number of the run: an answer that was asked for in an earlier one moves no count of this one.
  private(set) var run = 1

  private struct Slotted: Hashable {
    var digest: Digest
    var ordinal: UInt32
  }

  /// Begins a run: every count starts anew.
  mutating func beginRun() {
    lines = [:]
    run += 1
  }

  /// What a call gets, in the order of arrival.
  ///
  /// - Parameters:
  ///   - digest: What is asked.
  ///   - isFact: Whether one recording serves any number of calls.
  ///   - isRecorded: Whether there is an answer at an ordinal.
  mutating func claim<Failure: Error>(
    _ digest: Digest, isFact: Bool, isRecorded: (UInt32) throws(Failure) -> Bool
  ) throws(Failure) -> Claim {
    guard !isFact else { return try isRecorded(0) ? .recorded(0) : .absent(0) }
    var line = lines[digest] ?? Line()
    if !line.parked.isEmpty {
      let ordinal = line.parked.removeFirst()
      lines[digest] = line
      return .recorded(ordinal)
    }
    guard try isRecorded(line.next) else { return .absent(line.next) }
    let ordinal = line.next
    line.next += 1
    lines[digest] = line
    return .recorded(ordinal)
  }

  /// Whether an answer is there that its client did not wait for.
  func hasParked(_ digest: Digest) -> Bool { lines[digest]?.parked.isEmpty == false }

  /// Gives an answer its ordinal, for it is final: the first that is free.
  mutating func promise<Failure: Error>(
    _ digest: Digest, isFact: Bool, in run: Int, isRecorded: (UInt32) throws(Failure) -> Bool
  ) throws(Failure) -> UInt32 {
    var ordinal = isFact ? 0 : lines[digest]?.next ?? 0
    while !isFact {
      let isPromised = promised.contains(Slotted(digest: digest, ordinal: ordinal))
      let isTaken = isPromised ? true : try isRecorded(ordinal)
      guard isTaken else { break }
      ordinal += 1
    }
    promised.insert(Slotted(digest: digest, ordinal: ordinal))
    if run == self.run, !isFact { lines[digest, default: Line()].next = ordinal + 1 }
    return ordinal
  }

  /// Says that a promised answer is kept, or that it could not be.
  mutating func settle(_ digest: Digest, _ ordinal: UInt32) {
    promised.remove(Slotted(digest: digest, ordinal: ordinal))
  }

  /// Gives an answer back that its client did not wait for.
  mutating func park(_ digest: Digest, _ ordinal: UInt32, isFact: Bool, in run: Int) {
    guard run == self.run, !isFact else { return }
    var line = lines[digest] ?? Line()
    let place = line.parked.firstIndex { $0 > ordinal } ?? line.parked.endIndex
    line.parked.insert(ordinal, at: place)
    lines[digest] = line
  }
}
