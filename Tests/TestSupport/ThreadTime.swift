#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The processor time of the thread that asks, which what else the machine does hardly changes.
public enum ThreadTime {
  /// The time that the thread has had a processor.
  public static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// The time that some work takes on the thread.
  public static func measure(_ work: () throws -> Void) rethrows -> Duration {
    let start = now
    try work()
    return now - start
  }
}
