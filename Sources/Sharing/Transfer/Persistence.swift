/// How often something is tried again that may work another time.
public struct Persistence: Sendable {
  /// The most tries in a row without any progress.
  public var attempts: Int
  /// Waits; injected, so that tests do not.
  public var pause: @Sendable (Duration) async -> Void

  /// Creates a persistence.
  public init(
    attempts: Int = 5,
    pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
  ) {
    self.attempts = attempts
    self.pause = pause
  }

  /// Runs something until it works, it cannot work, or it was tried often enough.
  func insist<Value>(
    _ body: () async throws(SharingError) -> Value
  ) async throws(SharingError) -> Value {
    var failures = 0
    while true {
      do throws(SharingError) {
        return try await body()
      } catch {
        failures += 1
        try await wait(after: error, failures: failures)
      }
    }
  }

  /// Waits before the next try; throws the error where there is none.
  func wait(after error: SharingError, failures: Int) async throws(SharingError) {
    guard error.isTransient, failures < attempts, !Task.isCancelled else { throw error }
    await pause(.milliseconds(250 << min(failures, 5)))
  }
}
