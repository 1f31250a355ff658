import HTTP

/// The recorded tries of one call, walked again on a virtual clock.
///
/// The walk asks the same state machine that decided while recording, with limits that allow any
/// policy: every try but the last must be one that is tried again, and the last must be the one whose
/// response was kept. The virtual clock then stands where the real one stood, less what the call
/// spent in line.
public struct AttemptChain: Hashable, Sendable {
  /// The time on the virtual clock when the last try was sent, in microseconds: everything that the
  /// failed tries and the waits between them took.
  public let microsecondsBeforeLast: Int
  /// The part of it that was spent waiting to try again, in microseconds.
  public let waitMicroseconds: Int

  /// Walks the tries of a reply with a status; throws `damagedReply` where no recording can have
  /// made them.
  public init(_ attempts: [ModelAttempt], status: Int) throws(ModelAPIError) {
    guard let last = attempts.last, case .status(status) = last.end else {
      throw Self.broken("its last try did not end with its own status")
    }
    var machine = RetryMachine(.unbounded)
    var clock = VirtualClock()
    for attempt in attempts.dropLast() {
      clock.pass(attempt)
      let action = machine.next(after: attempt.outcome, elapsed: .zero, jitter: 0)
      guard case .retry = action else {
        throw Self.broken("it was tried again after \(attempt.end), which is never tried again")
      }
    }
    clock.wait(last)
    microsecondsBeforeLast = clock.now
    waitMicroseconds = clock.waited
  }

  private static func broken(_ why: String) -> ModelAPIError {
    ModelAPIError(
      .damagedReply, "the tries of a recorded model reply cannot have happened: \(why)",
      next: "Verify the cassette, and fetch it again where it is damaged.")
  }
}

/// A clock that moves by what was recorded and by nothing else, in microseconds.
private struct VirtualClock {
  private(set) var now = 0
  private(set) var waited = 0

  mutating func wait(_ attempt: ModelAttempt) {
    waited = ModelAttempt.sum(waited, attempt.waitMicroseconds)
    now = ModelAttempt.sum(now, attempt.waitMicroseconds)
  }

  mutating func pass(_ attempt: ModelAttempt) {
    wait(attempt)
    now = ModelAttempt.sum(now, attempt.serviceMicroseconds)
  }
}

extension RetryPolicy {
  /// Allows everything that some policy allows.
  fileprivate static let unbounded = RetryPolicy(
    maximumAttempts: .max, deadline: .seconds(Int64.max / 4), serverWaitCap: .seconds(Int64.max / 4)
  )
}

extension ModelAttempt {
  /// The try as the machine is told of it.
  ///
  /// A response with a good status that was not kept was one that could not be read.
  fileprivate var outcome: AttemptOutcome {
    switch end {
    case .failure(let code): .failure(code)
    case .status(let status):
      .response(ResponseSigns(status: status, form: .brokenJSON, demandsRetry: status >= 400))
    }
  }
}

extension ModelAttempt.End: CustomStringConvertible {
  public var description: String {
    switch self {
    case .status(let status): "status \(status)"
    case .failure(let code): "\(TransportError(code))"
    }
  }
}
