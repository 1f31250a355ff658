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

/// Does many independent things, some at a time.
enum ParallelWork {
  /// Transfers at a time.
  static let width = 8

  /// Calls `body` with each element; after the first error no further one is begun, and those under
  /// way are cancelled.
  static func forEach<Element: Sendable>(
    _ elements: [Element], width: Int = width,
    _ body: @escaping @Sendable (Element) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      var next = elements.makeIterator()
      for _ in 0..<width {
        guard let element = next.next() else { break }
        group.addTask { try await body(element) }
      }
      while try await group.next() != nil {
        if let element = next.next() { group.addTask { try await body(element) } }
      }
    }
  }
}

/// What a transfer says as it goes.
public enum TransferEvent: Hashable, Sendable {
  /// So many files and bytes are to be moved.
  case planned(files: Int, bytes: Int)
  /// So many more bytes were moved.
  case moved(bytes: Int)
  /// A file is there, whole and verified.
  case finished
}

/// What a transfer did.
public struct TransferCounts: Hashable, Sendable {
  /// Files that were moved.
  public var moved = 0
  /// Their bytes.
  public var movedBytes = 0
  /// Files that were there already.
  public var present = 0

  /// Counts of nothing.
  public init() {}
}
