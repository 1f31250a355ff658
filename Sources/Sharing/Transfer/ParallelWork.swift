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
