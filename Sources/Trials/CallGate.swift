import Sweeps

/// Lets a number of calls through at once; the others wait in line.
public actor CallGate {
  private var free: Int
  private var line: [CheckedContinuation<Void, Never>] = []

  /// Creates a gate for `width` calls at once.
  public init(width: Int) {
    free = max(width, 1)
  }

  /// Runs `body` once a place is free.
  public nonisolated func pass<Value: Sendable, Failure: Error>(
    _ body: @Sendable () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    await enter()
    do {
      let value = try await body()
      await leave()
      return value
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { line.append($0) }
  }

  private func leave() {
    guard line.isEmpty else {
      line.removeFirst().resume()
      return
    }
    free += 1
  }
}
