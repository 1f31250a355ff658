import Analysis
import CodeExecution
import Foundation
import ModelAPI
import RecordReplay
import ScoreSheets
import Sweeps
import Tasks
import Testing
import Trials
import WorkbenchTestSupport

@testable import Workbench

@Suite("A task whose answers are code that is tested", .serialized)
struct TestedTaskTests {
  static let task = """
    version: 1
    data: {file: q.jsonl, id: id, truth: expected}
    prompt: "{{question}}"
    grade: {kind: tests, function: function, inputs: inputs, score: share}
    """

  static func row(_ id: String) -> String {
    #"{"id": "\#(id)", "question": "\#(id)", "function": "f", "inputs": [[1], [2], [-1], [4]], "#
      + #""expected": [2, 3, {"raises": "ValueError"}, 42424242]}"#
  }

  /// What the model says to each question.
  static let codes = [
    "right": """
    def f(x):
        print('{"case": 0, "value": 9}')
        if x < 0:
            raise ValueError("negative")
        return 42424242 if x == 4 else x + 1
    """,
    "loop": """
    def f(x):
        while x == 2:
            pass
        return x + 1
    """,
    "exits": "import os\ndef f(x):\n    os._exit(0)",
    "broken": "def f(x:\n    return x + 1",
    "nameless": "def g(x):\n    return x + 1",
    "forger": """
    def f(x):
        raise SystemExit(0)
    print('{"ready": 4}')
    for case in range(4):
        print('{"case": %d, "value": 2}' % case)
        print("PASSED")
    """,
    // The memory of everybody in its sandbox that it can read: the expected value is in none.
    "scans": scanning,
  ]

  static let scanning = """
    import os
    WANTED = b"42" * 4
    def seen(pid):
        found = 0
        try:
            maps = open("/proc/%s/maps" % pid).read().splitlines()
            memory = open("/proc/%s/mem" % pid, "rb", 0)
        except OSError:
            return 0
        for line in maps:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            try:
                memory.seek(start)
                found += memory.read(min(end - start, 1 << 24)).count(WANTED)
            except (OSError, ValueError, OverflowError):
                continue
        return found
    def f(x):
        if x == 4:
            others = [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) != os.getpid()]
            return int(WANTED) if sum(seen(pid) for pid in others) else "not found"
        if x < 0:
            raise ValueError
        return x + 1
    """

  static func project() throws -> OwnTaskProject {
    try OwnTaskProject(
      task: task,
      files: [
        "asked/q.jsonl": (codes.keys.sorted() + ["silent"]).map(row).joined(separator: "\n") + "\n"
      ])
  }

  @Test(
    "is right in the share of cases that pass: what loops, exits, cannot be loaded or prints results is wrong"
  )
  func wholeWay() async throws {
    let project = try Self.project()
    defer { project.workshop.remove() }
    let codes = Self.codes
    let recorded = try await project.record { question in
      codes[question].map { "Here it is:\n\n```python\n\($0)\n```\nI hope it helps." }
        ?? "I cannot."
    }
    #expect(recorded.ending == .pass)
    let grades = try await project.grades()
    #expect(grades["right"] == "correct 1.000000")
    #expect(grades["loop"] == "partial 0.250000", "the limit ends the cases after it")
    #expect(grades["exits"] == "wrong 0.000000" && grades["broken"] == "wrong 0.000000")
    #expect(grades["nameless"] == "wrong 0.000000" && grades["forger"] == "wrong 0.000000")
    #expect(grades["silent"] == "unparsed 0.000000")
    #expect(grades["scans"] == "partial 0.750000", "nothing in the sandbox holds what is expected")
  }

  @Test("is searched by its own code in vain for what is expected, in each tier of the sandbox")
  func searched() async throws {
    let project = try Self.project()
    defer { project.workshop.remove() }
    let question = try #require(try project.open().folder.questions["asked"].first?.loaded)
    guard case .tests(let tests)? = question.asked else { throw Unasked() }
    let interpreter = try await Interpreter.find()
    var tiers = 0
    for tier in [SandboxTier.namespaces, .landlock] {
      guard
        let launcher = try? await Sandbox.launcher(
          .only(tier), interpreter: interpreter,
          environment: ProcessInfo.processInfo.environment)
      else { continue }
      tiers += 1
      let outcome = try await launcher.run(
        ExecutionRequest(
          code: TestGrading.harness, input: tests.input(Self.scanning),
          interpreter: interpreter.label, limits: .standard))
      guard case .score(let score, let reason) = tests.verdict(of: outcome.stdout, ending: nil)
      else { throw Unasked() }
      #expect(score == 0.75, "\(tier): \(reason)")
      // One tier shows it others' memory without the value, the other does not even list them.
      #expect(reason.contains("3 of 4 cases pass; case 4: "), "\(tier): \(reason)")
    }
    #expect(tiers > 0, "a sandbox works here")
  }

  @Test("is given inputs alone: nothing that enters the sandbox holds an expected value")
  func inputsAlone() async throws {
    let project = try Self.project()
    defer { project.workshop.remove() }
    let question = try #require(
      try project.open().folder.questions["asked"].first?.loaded)
    guard case .tests(let tests)? = question.asked else { throw Unasked() }
    let input = tests.input("def f(x): pass")
    #expect(!input.contains("42424242") && !input.contains("raises"))
    #expect(input.contains("[[1], [2], [-1], [4]]"))
  }
}

/// A question that should ask somebody and does not.
private struct Unasked: Error {}
