import Dispatch
import Foundation

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
