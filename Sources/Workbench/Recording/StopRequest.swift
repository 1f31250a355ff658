import Synchronization

/// A wish to stop that may come at any time, such as Ctrl-C: what is in flight comes home, and nothing
/// new is begun.
package final class StopRequest: Sendable {
  private struct State {
    var isRequested = false
    var actions: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())

  /// Creates a request that nobody has made.
  package init() {}

  /// Whether it was made.
  package var isRequested: Bool { state.withLock(\.isRequested) }

  /// Makes it.
  package func make() {
    let actions = state.withLock { state in
      state.isRequested = true
      defer { state.actions = [] }
      return state.actions
    }
    for action in actions { action() }
  }

  /// Does something once it is made; at once if it was.
  func whenMade(_ action: @escaping @Sendable () -> Void) {
    let isRequested = state.withLock { state in
      if !state.isRequested { state.actions.append(action) }
      return state.isRequested
    }
    if isRequested { action() }
  }

  /// Runs work that is cancelled when the request is made.
  package func cancelling<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await work() }
    whenMade { task.cancel() }
    return try await task.value
  }
}
