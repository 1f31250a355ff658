import Basics
import Foundation
import HTTP
import Testing
import WorkbenchTestSupport

@testable import CodeExecution
@testable import Workbench

@Suite("What a machine can do, and one run on it, by a call")
struct MachineCheckTests {
  private static let python = Interpreter(
    path: "/usr/bin/python3", label: "python3.11", version: "3.11.2", prefixes: [])
  private static let broken = CodeExecutionError(
    .sandboxUnavailable, "it does not hold", next: "use another")

  private static func tier(_ tier: SandboxTier, works: Bool) -> SandboxCheck.Finding {
    .init(tier: tier, proved: works ? ["a wall"] : [], gaps: [], problem: works ? nil : broken)
  }

  private func check(
    _ sandbox: SandboxCheck, servers: [String] = [], _ transport: ModelList = ModelList(models: [])
  ) async throws -> MachineCheck {
    try await MachineCheck(
      servers: servers, environment: [:], sandbox: sandbox, transport: transport)
  }

  @Test("One tier that works is enough, and none is a fault")
  func tiers() async throws {
    let lame = SandboxCheck(
      interpreter: Self.python,
      findings: [Self.tier(.namespaces, works: false), Self.tier(.landlock, works: true)],
      problem: nil)
    let fine = try await check(lame)
    #expect(fine.ending == .pass)
    #expect(fine.text.contains("-   sandbox tier namespaces: "))
    #expect(fine.text.contains("ok  sandbox: code runs in tier landlock, python3.11 at "))
    let none = try await check(
      SandboxCheck(
        interpreter: Self.python,
        findings: [
          Self.tier(.namespaces, works: false), Self.tier(.landlock, works: false),
        ], problem: nil))
    #expect(none.ending == .infrastructure)
    #expect(none.text.contains("NO  sandbox: no tier works"))
    let bare = try await check(
      SandboxCheck(interpreter: nil, findings: [], problem: Self.broken))
    #expect(bare.ending == .infrastructure && bare.text.contains(Self.broken.description))
    let points = try #require(bare.json["findings"]?.array)
    #expect(points.first?["name"]?.string == "sandbox" && points.first?["fine"]?.bool == false)
  }

  @Test("A server is asked only where its sweep is named, and says whether it serves the model")
  func servers() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let sandbox = SandboxCheck(
      interpreter: Self.python, findings: [Self.tier(.namespaces, works: true)], problem: nil)
    let sweep = workshop.file("").path
    #expect(try await !check(sandbox).text.contains("server of"))
    let serving = try await check(sandbox, servers: [sweep], ModelList(models: ["scripted"]))
    #expect(serving.ending == .pass)
    #expect(serving.text.contains("ok  server of scripted: ready, serves scripted"))
    let other = try await check(sandbox, servers: [sweep], ModelList(models: ["another"]))
    #expect(other.ending == .infrastructure && other.text.contains("NO  server of scripted: "))
    await #expect(throws: WorkbenchError.self) {
      try await check(sandbox, servers: ["no-such-sweep"])
    }
  }

  @Test("A run is compared or classified as it was asked, and a limit is not run into again")
  func singleRun() async throws {
    func observed(
      _ repetition: SingleRun.Repetition, _ ends: [ExecutionEnd]
    ) async throws -> (run: ObservedRun, runs: Int) {
      let launcher = ScriptedLauncher(ends: ends)
      let run = SingleRun(code: "print(1)", repetition: repetition, environment: [:])
      return (try await run.observed(in: launcher), await launcher.log.runs)
    }
    let (once, timeout): (ExecutionEnd, ExecutionEnd) = (.exited(0), .limit(.wall))
    let single = try await observed(.none, [once])
    #expect(single.runs == 1 && single.run.json["nondeterministic"] == .null)
    let same = try await observed(.compared, [once, once])
    #expect(same.runs == 2 && same.run.json["nondeterministic"]?.bool == false)
    let other = try await observed(.compared, [once, .exited(1)])
    #expect(other.run.json["nondeterministic"]?.bool == true)
    #expect(other.run.json["exit"]?.integer == 0, "what is shown is the first run")
    let late = try await observed(.compared, [timeout])
    #expect(late.runs == 1 && late.run.json["nondeterministic"] == .null)
    let classified = try await observed(.classified, [once, .exited(1)])
    #expect(classified.run.json["class"]?.string == "unstable")
    let limited = try await observed(.classified, [timeout])
    #expect(limited.runs == 1 && limited.run.json["class"]?.string == "limit-dependent")
  }
}

/// A server that lists its models, and nothing else.
private struct ModelList: Transport {
  let models: [String]

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let list = models.map { #"{"id":"\#($0)","object":"model"}"# }.joined(separator: ",")
    return HTTPResponse(
      status: 200, headers: [], body: Array(#"{"object":"list","data":[\#(list)]}"#.utf8))
  }
}

/// A sandbox whose runs end as they were told to, one after the other.
private struct ScriptedLauncher: Launcher {
  actor Log {
    private(set) var runs = 0

    func next() -> Int {
      runs += 1
      return runs - 1
    }
  }

  let ends: [ExecutionEnd]
  let log = Log()
  let tier = SandboxTier.landlock
  let interpreter = Interpreter(
    path: "/usr/bin/python3", label: "python3.11", version: "3.11.2", prefixes: [])

  func run(
    _ request: ExecutionRequest, conditions: RunConditions
  ) async throws(CodeExecutionError) -> ExecutionOutcome {
    let number = await log.next()
    return ExecutionOutcome(end: ends[number], stdout: [], wallMicroseconds: 1000, tier: tier)
  }

  func provenance() async throws(CodeExecutionError) -> SandboxProvenance {
    throw CodeExecutionError(.sandboxUnavailable, "there is none", next: "ask for no provenance")
  }
}
