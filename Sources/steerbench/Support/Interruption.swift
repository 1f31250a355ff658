import Dispatch
import Foundation
import Synchronization

/// Ctrl-C: the first time drains, the second time ends the process at once.
final class Interruption {
  /// How often it was pressed.
  private final class Presses: Sendable {
    private let count = Mutex(0)

    var current: Int { count.withLock { $0 } }

    func add() -> Int {
      count.withLock { count in
        count += 1
        return count
      }
    }
  }

  private let presses = Presses()
  private let source: any DispatchSourceSignal

  /// Listens until it is released.
  ///
  /// - Parameters:
  ///   - advice: What to say where it is pressed a second time.
  ///   - drain: Called on the first press.
  init(
    advice: String = "What was acknowledged is kept; record again to go on.",
    drain: @escaping @Sendable () -> Void
  ) {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(
      signal: SIGINT, queue: DispatchQueue(label: "steerbench.interruption"))
    source.setEventHandler { [presses] in
      guard presses.add() == 1 else {
        Console.error.write("\nStopped at once. \(advice)")
        exit(ExitStatus.interrupted.rawValue)
      }
      Console.error.write("\nStopping: waiting for what is in flight. Ctrl-C again stops at once.")
      drain()
    }
    source.resume()
  }

  deinit {
    source.cancel()
  }

  /// Whether Ctrl-C was pressed.
  var isRequested: Bool { presses.current > 0 }
}
