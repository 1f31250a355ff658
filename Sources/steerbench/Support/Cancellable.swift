import Foundation

/// Work that Ctrl-C ends cleanly: what it started is ended, what it learnt is kept.
enum Cancellable {
  /// Runs work to its end, or throws once Ctrl-C was pressed.
  ///
  /// - Parameter advice: How to go on.
  static func run<Value: Sendable>(
    advice: String, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await work() }
    let interruption = Interruption(advice: advice) { task.cancel() }
    defer { withExtendedLifetime(interruption) {} }
    do {
      return try await task.value
    } catch {
      guard interruption.isRequested else { throw error }
      throw CommandFailure(.interrupted, "Stopped. \(advice)")
    }
  }
}
