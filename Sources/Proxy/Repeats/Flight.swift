import Basics
import Serving
import Synchronization

/// A call on its way to the upstream, and whoever waits for its answer.
final class Flight: Sendable {
  /// The answer as it comes.
  let feed = AnswerFeed()
  /// What is asked.
  let digest: Digest
  /// The run in which it was asked.
  let run: Int
  /// Whether any number of clients may share the answer.
  let isFact: Bool

  private struct Waiting {
    var reader: any AnswerReader
    var leftCount = 0
  }

  private let waiting: Mutex<Waiting>

  init(_ digest: Digest, run: Int, isFact: Bool, for reader: any AnswerReader) {
    self.digest = digest
    self.run = run
    self.isFact = isFact
    waiting = Mutex(Waiting(reader: reader))
  }

  /// Who waits for the answer.
  var reader: any AnswerReader { waiting.withLock(\.reader) }

  /// Whether nobody waits for the answer any more.
  var isLeft: Bool { !isFact && reader.fate == .left }

  /// How many clients have left it.
  var leftCount: Int { waiting.withLock { $0.leftCount + ($0.reader.fate == .left ? 1 : 0) } }

  /// Gives the place of a client that has left to another.
  func adopt(_ reader: any AnswerReader) {
    waiting.withLock { $0 = Waiting(reader: reader, leftCount: $0.leftCount + 1) }
  }
}

/// What a client gets for a call.
enum Seat: Sendable {
  /// An answer that is recorded.
  case recorded(RecordedAnswer)
  /// An answer that is on its way.
  case flight(Flight)
  /// What the proxy says itself.
  case own(OwnAnswer)
}

/// Where the answers to calls come from: recordings alone, or the world behind them.
protocol CallSource: Sendable {
  /// Finds a client its answer; a call that is counted is counted here, in one step.
  func seat(for call: ClientCall, of reader: any AnswerReader) async -> Seat
  /// Begins a run: every count starts anew.
  func beginRun() async -> Int
  /// What was done so far.
  func counts() async -> ProxyCounts
}
