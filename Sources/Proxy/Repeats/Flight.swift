import Basics

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

  init(_ digest: Digest, run: Int, isFact: Bool) {
    self.digest = digest
    self.run = run
    self.isFact = isFact
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
  func seat(for call: ClientCall) async -> Seat
  /// Takes back an answer that its client did not wait for.
  func takeBack(_ answer: RecordedAnswer) async
  /// Takes back an answer on its way whose client has left.
  func takeBack(_ flight: Flight) async
  /// Begins a run: every count starts anew.
  func beginRun() async -> Int
  /// What was done so far.
  func counts() async -> ProxyCounts
}
