import Basics
import Testing

@testable import CodeExecution

@Suite("The encoder of many runs")
struct ExecutionEncoderTests {
  @Test(
    "It writes and hashes what a single request writes",
    arguments: ["", "print(1)", "s = \"\\u00e9\"\n\tpass", "print('\u{1f600}\u{0}')"])
  func sameSegments(code: String) {
    let limits = ExecutionLimits.standard
    let request = ExecutionRequest(code: code, interpreter: "python3.11", limits: limits)
    let encoded = ExecutionEncoder(interpreter: "python3.11", limits: limits).encode(code)
    #expect(encoded.segments == request.segments)
    #expect(encoded.digests == request.segments.map { Digest.sha256($0.bytes) })
  }

  @Test("Another interpreter and every other limit is another run")
  func everythingCounts() {
    var digests: Set<[Digest]> = []
    func add(_ interpreter: String, _ limits: ExecutionLimits) {
      digests.insert(ExecutionEncoder(interpreter: interpreter, limits: limits).encode("x").digests)
    }
    add("python3.11", .standard)
    add("python3.12", .standard)
    let limits = ExecutionLimits.entries
    for limit in limits {
      var changed = ExecutionLimits.standard
      changed[keyPath: limit.path] += 1
      add("python3.11", changed)
    }
    #expect(digests.count == 2 + limits.count)
  }
}
