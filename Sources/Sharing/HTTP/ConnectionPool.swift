import Dispatch
import Synchronization

/// Connections that requests take and give back; a request runs on a thread of its own, since libcurl
/// waits.
final class ConnectionPool: Sendable {
  /// A connection that is on its way from one thread to another.
  private struct Resting: @unchecked Sendable {
    // A connection rests in the pool, or belongs to the one request that took it: never both.
    let connection: CurlConnection
  }

  private let resting = Mutex<[Resting]>([])
  private let queue = DispatchQueue(label: "steerbench.transfers", attributes: .concurrent)
  private let stallSeconds: Int

  init(stallSeconds: Int) {
    self.stallSeconds = stallSeconds
  }

  /// Sends a request and reads the answer; ends early when the task is cancelled.
  ///
  /// - Parameters:
  ///   - call: Makes the request, on the thread that sends it.
  ///   - receive: Called on that thread with the pieces of a successful answer's body; says whether it
  ///     wants more.
  func perform(
    _ call: @escaping @Sendable () throws(SharingError) -> HTTPCall,
    receive: @escaping @Sendable (HTTPHead, UnsafeRawBufferPointer) -> Bool = { _, _ in true }
  ) async -> Result<(head: HTTPHead, excerpt: String), any Error> {
    let cancellation = TransferCancellation()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        queue.async { [self] in
          continuation.resume(returning: performNow(call, cancellation, receive))
        }
      }
    } onCancel: {
      cancellation.cancel()
    }
  }

  private func performNow(
    _ call: () throws(SharingError) -> HTTPCall, _ cancellation: TransferCancellation,
    _ receive: @escaping (HTTPHead, UnsafeRawBufferPointer) -> Bool
  ) -> Result<(head: HTTPHead, excerpt: String), any Error> {
    Result {
      let free = resting.withLock { $0.popLast() }
      guard let connection = free?.connection ?? CurlConnection() else {
        throw TransferFault(kind: .impossible, cause: "libcurl cannot be used")
      }
      let answer = try connection.perform(
        try call(), stallSeconds: stallSeconds, cancellation: cancellation, receive: receive)
      // After a fault a connection is dropped.
      resting.withLock { $0.append(Resting(connection: connection)) }
      return answer
    }
  }
}
