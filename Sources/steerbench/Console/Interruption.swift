import Dispatch
import FoundationEssentials
import Glibc
import Regression
import Synchronization
import Workbench

/// Ctrl-C: the first time asks to stop, the second time ends the process at once.
///
/// Where programs run that must not live on, so do a polite kill and a terminal that is closed.
final class Interruption {
  /// How often it was pressed.
  private final class Presses: Sendable {
    private let count = Mutex(0)

    func add() -> Int {
      count.withLock { count in
        count += 1
        return count
      }
    }
  }

  /// The wish to stop that a press is.
  private let stop = StopRequest()

  private let sources: [any DispatchSourceSignal]

  /// Listens until it is released.
  ///
  /// - Parameters:
  ///   - advice: What to say where it is pressed a second time.
  ///   - signals: What counts as a press.
  private init(advice: String, signals: [Int32]) {
    let queue = DispatchQueue(label: "steerbench.interruption")
    let (presses, stop) = (Presses(), stop)
    sources = signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        guard presses.add() == 1 else {
          StartedPrograms.endAll()
          Console.error.write("\nStopped at once. \(advice)")
          exit(ExitStatus.interrupted.rawValue)
        }
        Console.error.write(
          "\nStopping: waiting for what is in flight. Ctrl-C again stops at once.")
        stop.make()
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }

  /// Every signal that asks a process to end, but for those that whoever started it told it to ignore,
  /// as `nohup` does.
  private static var wishesToEnd: [Int32] {
    [SIGINT, SIGTERM, SIGHUP].filter { number in
      var action = sigaction()
      guard number != SIGINT, sigaction(number, nil, &action) == 0 else { return true }
      let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      return handler != unsafeBitCast(SIG_IGN, to: Int.self)
    }
  }

  /// Runs work that is told when Ctrl-C is pressed.
  ///
  /// - Parameter advice: What to say where it is pressed a second time.
  static func listening<Value>(
    advice: String = "What was acknowledged is kept; record again to go on.",
    _ work: (StopRequest) async throws -> Value
  ) async rethrows -> Value {
    try await listening(advice: advice, signals: [SIGINT], work)
  }

  private static func listening<Value>(
    advice: String, signals: [Int32], _ work: (StopRequest) async throws -> Value
  ) async rethrows -> Value {
    let interruption = Interruption(advice: advice, signals: signals)
    // Whoever released it would listen no more.
    defer { withExtendedLifetime(interruption) {} }
    return try await work(interruption.stop)
  }

  /// Runs work to its end, or throws once Ctrl-C was pressed, the process was asked to end or its
  /// terminal was closed: what it started is ended, what it learnt is kept.
  ///
  /// - Parameter advice: How to go on.
  static func ending<Value: Sendable>(
    advice: String, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await listening(advice: advice, signals: wishesToEnd) { stop in
      do {
        return try await stop.cancelling(work)
      } catch {
        guard stop.isRequested else { throw error }
        throw CommandFailure(.interrupted, "Stopped. \(advice)")
      }
    }
  }
}

/// Listens for whoever wants the process to end: Ctrl-C, or a polite kill.
final class StopSignals {
  /// Yields at each signal.
  let stopped: AsyncStream<Void>
  private let sources: [any DispatchSourceSignal]

  /// Listens from now on; the signals end the process no more.
  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    stopped = stream
    let queue = DispatchQueue(label: "steerbench.stop-signals")
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
  }

  /// Listens no more.
  func cancel() {
    for source in sources { source.cancel() }
  }
}

/// What the system lets this process have, for work with many calls in flight.
enum ProcessLimits {
  /// More open files are of no use: some programs close every number that might be open.
  private static let enoughFiles = rlim_t(65_536)
  /// The room for threads and buffers without which a recording would stand still and say nothing.
  private static let leastRoom: UInt64 = 96 << 20

  /// Makes room for many connections, and refuses to begin where there is none for threads.
  ///
  /// - Throws: ``WorkbenchError`` where the address space is bounded too narrowly.
  static func prepare() throws {
    raiseOpenFiles()
    try checkAddressSpace()
  }

  /// Raises the limit as far as the system lets anybody: a thousand calls in flight are a thousand
  /// connections, and many systems allow a process 1,024 unless it asks.
  private static func raiseOpenFiles() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    guard limit.rlim_cur < enoughFiles else { return }
    limit.rlim_cur = min(limit.rlim_max, enoughFiles)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// A thread that cannot be made is waited for, and nobody is told.
  private static func checkAddressSpace() throws {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      limit.rlim_cur != rlim_t.max, let taken = takenBytes,
      taken + leastRoom > UInt64(limit.rlim_cur)
    else { return }
    let (bound, used) = (UInt64(limit.rlim_cur) >> 20, taken >> 20)
    throw WorkbenchError(
      .infrastructure,
      "The address space of this process is bounded to \(bound) MiB, of which \(used) are taken; "
        + "\(leastRoom >> 20) MiB more are needed for threads. Raise the bound: ulimit -v "
        + "\((taken + 2 * leastRoom) >> 10), or unlimited.")
  }

  /// The address space that is taken, in bytes; `nil` where /proc does not tell.
  private static var takenBytes: UInt64? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").first.flatMap({ UInt64($0) })
    else { return nil }
    return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
  }
}
