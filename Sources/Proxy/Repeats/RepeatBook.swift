import Basics
import Serving

/// Which recording the next of several calls of the very same words gets.
///
/// A slot is a digest (which holds the lane) and an ordinal; what is counted is counted within a run. The
/// ordinal of an answer is taken when it is kept, so that tries that failed take none; in replay the n-th
/// call gets the n-th answer, and a miss takes none. An answer that its client did not wait for is parked
/// and given to the next such call: else a replay would give answer 0 where the run used answer 1.
///
/// Whether a client has left is looked at when the next such call comes, and not when a task finds the
/// time to notice it: a client closes before it asks again, so that no schedule changes what it gets.
///
/// A value without tasks or clocks: whoever holds it decides what is atomic.
struct RepeatBook: Sendable {
  /// What a call gets.
  enum Claim: Hashable, Sendable {
    /// The answer at an ordinal, and how often it was given in this run, this time included.
    case recorded(UInt32, turn: Int)
    /// Nothing that is recorded: ordinal by which it would be next.
    case absent(UInt32)
  }

  /// An answer that was given away, as long as nobody knows whether it was read.
  private struct Given: Sendable {
    var ordinal: UInt32
    var reader: any AnswerReader
  }

  private struct Line {
    /// The ordinal of the next answer that nobody got.
    var next: UInt32 = 0
    /// Answers that were given to a client that had left, in order.
    var parked: [UInt32] = []
    /// How often answers were given that were parked.
    var turns: [UInt32: Int] = [:]
  }

  private var lines: [Digest: Line] = [:]
  private var given: [Digest: [Given]] = [:]
  /// Ordinals that were given to answers that are on their way into the journal.
  private var promised: Set<Slotted> = []
  /// The number of the run: an answer that was asked for in an earlier one moves no count of this one.
  private(set) var run = 1
  /// How many answers came back from clients that had left.
  private(set) var parkedCount = 0
  /// How many answers are looked after, and at how many those are given up that were read.
  private var givenCount = 0
  private var givenLimit = Self.leastGivenLimit

  private static let leastGivenLimit = 256

  private struct Slotted: Hashable {
    var digest: Digest
    var ordinal: UInt32
  }

  /// Begins a run: every count starts anew.
  mutating func beginRun() {
    (lines, given) = ([:], [:])
    run += 1
    (givenCount, givenLimit) = (0, Self.leastGivenLimit)
  }

  /// What a call gets, in the order of arrival.
  ///
  /// - Parameters:
  ///   - digest: What is asked.
  ///   - isFact: Whether one recording serves any number of calls.
  ///   - reader: Who asks.
  ///   - isRecorded: Whether there is an answer at an ordinal.
  mutating func claim<Failure: Error>(
    _ digest: Digest, isFact: Bool, by reader: any AnswerReader,
    isRecorded: (UInt32) throws(Failure) -> Bool
  ) throws(Failure) -> Claim {
    guard !isFact else { return try isRecorded(0) ? .recorded(0, turn: 1) : .absent(0) }
    takeBack(digest)
    var line = lines[digest] ?? Line()
    let ordinal: UInt32
    if line.parked.isEmpty {
      guard try isRecorded(line.next) else { return .absent(line.next) }
      ordinal = line.next
      line.next += 1
    } else {
      ordinal = line.parked.removeFirst()
    }
    lines[digest] = line
    give(digest, ordinal, to: reader)
    return .recorded(ordinal, turn: line.turns[ordinal, default: 0] + 1)
  }

  /// Whether an answer is there that its client did not wait for.
  mutating func hasParked(_ digest: Digest) -> Bool {
    takeBack(digest)
    return lines[digest]?.parked.isEmpty == false
  }

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

  // MARK: Clients that leave

  /// Says that an answer which was asked for in a run goes to a client now.
  mutating func give(
    _ digest: Digest, _ ordinal: UInt32, isFact: Bool, in run: Int, to reader: any AnswerReader
  ) {
    guard run == self.run, !isFact else { return }
    give(digest, ordinal, to: reader)
  }

  private mutating func give(_ digest: Digest, _ ordinal: UInt32, to reader: any AnswerReader) {
    given[digest, default: []].append(Given(ordinal: ordinal, reader: reader))
    givenCount += 1
    guard givenCount > givenLimit else { return }
    // Most were read long ago, by clients that never ask the same again.
    takeBackAll()
    givenLimit = max(Self.leastGivenLimit, givenCount * 2)
  }

  /// Parks what clients of a call left, and forgets what they read.
  private mutating func takeBack(_ digest: Digest) {
    guard let all = given[digest] else { return }
    var open: [Given] = []
    for one in all {
      switch one.reader.fate {
      case .open: open.append(one)
      case .read: break
      case .left:
        var line = lines[digest] ?? Line()
        let place = line.parked.firstIndex { $0 > one.ordinal } ?? line.parked.endIndex
        line.parked.insert(one.ordinal, at: place)
        line.turns[one.ordinal, default: 0] += 1
        lines[digest] = line
        parkedCount += 1
      }
    }
    given[digest] = open.isEmpty ? nil : open
    givenCount -= all.count - open.count
  }

  /// Looks after every answer that was given away.
  mutating func takeBackAll() {
    for digest in Array(given.keys) { takeBack(digest) }
  }
}
