import Basics
import Cassettes
import Foundation
import TestSupport

/// Exchanges that look like recorded ones: text with repetitions, several samples and ordinals.
enum Samples {
  private static let words = [
    "the", "answer", "is", "import", "math", "print(", "return", "def solve():", "for", "number",
    "in", "range(10)", "we", "can", "see", "that", "\n", "```python", "```", "<<<42>>>",
  ]

  static func exchanges(_ count: Int, seed: UInt64 = 1, words length: Int = 60) -> [Exchange] {
    var random = SeededNumbers(seed)
    return (0..<count).map { number in
      let request = Array(
        "{\"kind\":\"completion\",\"n\":\(seed * 100_000 + UInt64(number / 3))}".utf8)
      let text = (0..<Int.random(in: 0...length, using: &random))
        .map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
      return Exchange(
        slot: Slot(
          action: Digest.sha256(request), sample: UInt32(number % 3),
          ordinal: UInt32(number % 2)),
        kind: number.isMultiple(of: 4) ? .execution : .completion, request: request,
        result: Array("{\"text\":\"\(text)\"}".utf8),
        scope: "model/all-code/task\(number % 5)/q\(number)/0",
        provenance: Array("{\"at\":\"2025-01-01T00:00:\(number % 60)Z\"}".utf8))
    }
  }
}

/// Calls `body` with the path of a fresh folder, which is removed afterwards.
func withTemporaryFolder<Value>(
  _ body: (String) async throws -> Value
) async throws -> Value {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("cassettes-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  return try await body(url.path)
}

func write(_ bytes: [UInt8], to path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

func read(_ path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// The error that `body` throws, so that its parts can be looked at; `nil` if it throws none.
func cassetteError<Value>(_ body: () throws(CassetteError) -> Value) -> CassetteError? {
  do throws(CassetteError) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}
