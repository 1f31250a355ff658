import Foundation

/// Calls `body` with the path of a fresh folder, which is removed afterwards.
public func withTemporaryFolder<Value>(
  _ body: (String) async throws -> Value
) async throws -> Value {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("steerbench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  return try await body(url.path)
}
