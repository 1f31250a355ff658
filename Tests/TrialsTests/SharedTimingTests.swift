import BenchTestSupport
import Cassettes
import RecordReplay
import ScoreSheets
import Sweeps
import Testing
import Trials

@Suite("A sweep that is recorded beside other work")
struct SharedTimingTests {
  private static let yaml = """
    version: 2
    models:
      able:
        parameters: {temperature: 0}
        access: {base-url: "http://localhost:1/v1"}
    methods: [all-code, code-text-summary]
    tasks: [game24]
    questions: {per-task: 2}

    """

  @Test("has no runtimes; everything else of its lines is what it would be without")
  func hasNoRuntimes() async throws {
    try await withTemporaryFolder { path in
      let alone = try SmallBench(Self.yaml)
      let shared = try SmallBench(Self.yaml + "timing: shared\n")
      let recorded = try await alone.record(into: path, from: ScriptedModel(alone).world)
      #expect(recorded.failures.isEmpty)
      let before = try await alone.replay(from: path).lines
      // The times are no part of any action: the same recording plays.
      let replayed = try await shared.replay(from: path)
      #expect(replayed.misses.isEmpty && replayed.lines.count == before.count)
      for (line, timed) in zip(replayed.lines, before) {
        #expect(line.runtimeMicroseconds == nil && line.waitMicroseconds == nil)
        #expect(timed.runtimeMicroseconds != nil)
        let columns = Set(ScoreColumn.differences(timed, line))
        #expect(columns == [.service, .execution, .wait])
      }
    }
  }
}
