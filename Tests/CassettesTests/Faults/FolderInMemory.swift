import Foundation

/// Calls `body` with the path of a fresh folder that needs no disk where the machine has one of
/// those, for tests that make hundreds of files; it is removed afterwards.
func withFolderInMemory<Value>(
  _ body: (String) async throws -> Value
) async throws -> Value {
  guard access("/dev/shm", W_OK) == 0 else { return try await withTemporaryFolder(body) }
  let path = "/dev/shm/cassettes-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}
