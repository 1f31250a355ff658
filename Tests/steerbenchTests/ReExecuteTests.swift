import Basics
import Foundation
import Testing
import WorkbenchTestSupport

/// `replay --re-execute` and `record --classify`, as users run them.
@Suite("Recorded code, run again")
struct ReExecuteTests {
  /// A model whose code prints some expression.
  private func server(printing expression: String) throws -> ScriptedServer {
    try ScriptedServer { question in
      question.contains("```python")
        ? "```python\nimport time, random\nprint('<<<', \(expression), '>>>')\n```"
        : "I think it is <<<42>>>."
    }
  }

  /// Records a sweep whose code prints an expression, then replays it with `--re-execute --json`.
  private func repeated(
    _ expression: String, recording: [String] = [], replaying: [String] = []
  ) async throws -> (run: Tool.Run, plain: JSONValue, value: JSONValue) {
    let workshop = try Workshop()
    defer { workshop.remove() }
    try await server(printing: expression).serving { url in
      let recorded = try await workshop.record(url, recording)
      #expect(recorded.status == 0, "\(recorded.errors)")
    }
    let plain = try await workshop.replay(["--json"])
    let run = try await workshop.replay(["--json", "--re-execute"] + replaying)
    return (
      run, try #require(try JSONValue(parsing: plain.output)["sweeps"]?[0]),
      try #require(try JSONValue(parsing: run.output)["sweeps"]?[0], "\(run.errors)")
    )
  }

  @Test("does what it did, and everything else of the replay stays what it is")
  func same() async throws {
    let (run, plain, value) = try await repeated("6 * 7, random.random(), hash('x')")
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    let report = try #require(value["reExecution"])
    #expect(report["runs"] == report["same"])
    #expect((report["runs"]?.integer ?? 0) > 0)
    #expect(report["tier"]?.string == "namespaces" || report["tier"]?.string == "landlock")
    #expect(plain["reExecution"] == nil)
    for member in try #require(plain.object).members {
      #expect(value[member.name] == member.value, "\(member.name)")
    }
  }

  @Test("reports output that differs, with an exit code of 1 and the same scores")
  func differs() async throws {
    let (run, plain, value) = try await repeated("time.time_ns()")
    #expect(run.status == 1)
    let report = try #require(value["reExecution"])
    #expect(report["output"] == report["runs"] && report["status"]?.integer == 0)
    #expect(report["findings"]?[0]?["divergence"]?.string == "output")
    #expect(report["findings"]?[0]?["text"]?.string?.contains("stdout differs from byte") == true)
    #expect(value["tables"] == plain["tables"])
  }

  @Test("does not call unstable what was recorded as unstable a failure")
  func excused() async throws {
    let (run, _, value) = try await repeated("time.time_ns()", recording: ["--classify"])
    #expect(run.status == 0, "\(run.output)")
    let report = try #require(value["reExecution"])
    #expect(report["excused"] == report["runs"])
    #expect(report["findings"]?[0]?["class"]?.string == "unstable")
  }

  @Test("keeps to the budget of memory, or refuses it")
  func budget() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let small = try await workshop.record(
      "http://127.0.0.1:9/v1", ["--execution-memory-mb", "10"])
    #expect(small.status == 2)
    #expect(small.errors.contains("--execution-memory-mb 10 is too little"), "\(small.errors)")
    let none = try await workshop.record("http://127.0.0.1:9/v1", ["--execution-cores", "0"])
    #expect(none.status == 2)
  }

  @Test("the sandbox's flags go with --re-execute only: a replay runs nothing")
  func flags() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    for flags in [["--tier", "landlock"], ["--execution-cores", "1"], ["--unsafe-no-sandbox"]] {
      let run = try await workshop.replay(flags)
      #expect(run.status == 2)
      #expect(run.errors.contains("--re-execute"), "\(run.errors)")
    }
  }
}
