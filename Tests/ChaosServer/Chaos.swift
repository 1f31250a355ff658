import Synchronization

/// What becomes of each request, drawn from a seed.
final class Chaos: Sendable {
  /// What the server does instead of answering.
  enum Fault: CaseIterable {
    /// It breaks the connection.
    case reset
    /// It says nothing for longer than anybody waits.
    case stall
    /// It hangs up behind the first line of the head.
    case firstLine
    /// It hangs up inside the head.
    case halfHead
    /// It breaks off in the middle of a chunk.
    case halfChunk
    /// It sends the first half of the answer as if it were the whole.
    case halfJSON
    /// It promises more bytes than it sends.
    case shortBody
    /// It promises fewer bytes than it sends.
    case longBody
    /// It sends the answer twice in one body.
    case twice
    /// It sends an event of a stream twice.
    case repeatedEvent
    /// It sends half an event of a stream, and then the others.
    case halfEvent
    /// It does not speak HTTP.
    case noise
    /// It fails.
    case serverError
    /// A gateway before it fails, with a web page.
    case gateway
    /// It turns this request and many after it away.
    case storm
    /// It turns it away and says when to come again, by a clock of its own.
    case skewed
    /// It turns it away and says that its limits are used up.
    case usedUp
  }

  private struct State {
    var generator: UInt64
    var storm = 0
    var requests = 0
    var answered = 0
    var turnedAway = 0
    var inFlight = 0
    var mostInFlight = 0
  }

  /// The time until an answer, in milliseconds.
  let delay: Int
  private let faults: Int
  private let state: Mutex<State>

  init(seed: UInt64, faults: Int, delay: Int) {
    self.faults = faults
    self.delay = delay
    state = Mutex(State(generator: seed))
  }

  /// Counts a request; gives what goes wrong with it, `nil` for nothing.
  func begin() -> (fault: Fault?, number: Int) {
    state.withLock { state in
      state.requests += 1
      state.inFlight += 1
      state.mostInFlight = max(state.mostInFlight, state.inFlight)
      if state.storm > 0 {
        state.storm -= 1
        return (.usedUp, state.requests)
      }
      guard Self.next(&state.generator) % 100 < UInt64(max(faults, 0)) else {
        return (nil, state.requests)
      }
      let all = Fault.allCases
      let fault = all[Int(Self.next(&state.generator) % UInt64(all.count))]
      if fault == .storm { state.storm = 12 }
      return (fault, state.requests)
    }
  }

  /// Counts the end of a request.
  func end(_ fault: Fault?) {
    state.withLock { state in
      state.inFlight -= 1
      switch fault {
      // A stream holds the whole answer all the same.
      case nil, .twice, .repeatedEvent: state.answered += 1
      case .storm, .skewed, .usedUp: state.turnedAway += 1
      default: break
      }
    }
  }

  /// What it did so far, as JSON.
  var stats: String {
    state.withLock { state in
      """
      {"requests":\(state.requests),"answered":\(state.answered),\
      "turnedAway":\(state.turnedAway),"mostInFlight":\(state.mostInFlight)}
      """
    }
  }

  /// SplitMix64.
  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
