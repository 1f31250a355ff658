import Basics
import Foundation
import TestSupport
import Testing
import WorkbenchTestSupport

@Suite("Policies judged from the command line")
struct LabCommandTests {
  private func lab(_ arguments: String...) async throws -> Tool.Run {
    try await Tool.run(
      ["lab"] + arguments + ["--resamples", "100"], in: try RepositoryRoot.url())
  }

  private func withPolicy(
    _ yaml: String, _ body: (String) async throws -> Void
  ) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
    try Data(yaml.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try await body(file.path)
  }

  @Test("A claim comes with its questions, interval, folds, reach and the number of policies")
  func claims() async throws {
    let run = try await lab(
      "qwen2.5-coder-1.5b-mixed", "--policy", "code-then-interpreter", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let claim = try #require(
      try JSONValue(parsing: run.output)["models"]?[0]?["policies"]?[0]?["claim"])
    #expect(claim["questions"]?.integer == 28)
    #expect(claim["folds"]?["count"]?.integer == 14)
    #expect(claim["tried"]?.integer == 1)
    #expect(claim["detectable"]?.double != nil && claim["interval"]?[1]?.double != nil)
    let again = try await lab(
      "qwen2.5-coder-1.5b-mixed", "--policy", "code-then-interpreter", "--json", "--workers", "5")
    #expect(again.output == run.output)
    let text = try await lab("qwen2.5-coder-1.5b-mixed", "--policy", "code-then-interpreter")
    #expect(text.output.contains("once the scores are shuffled"))
    #expect(text.output.contains("could go unseen"))
  }

  @Test(
    "A policy that cannot be used gives exit 2, its line and the next step",
    arguments: [
      ("- {ask: al-code, stop: last}", "line 3", "all-code"),
      ("- {ask: all-code, stop: last, iff: 1}", "line 3", "if"),
      (
        "- ask: all-code\n- if: last.score > 0\n  stop: last\n- stop: last", "line 4", "may not see"
      ),
      ("- ask: all-code", "line 3", "does not end"),
    ])
  func badPolicy(_ steps: String, _ line: String, _ said: String) async throws {
    try await withPolicy("policy: p\nsteps:\n\(steps)\n") { file in
      let run = try await lab("qwen2.5-coder-1.5b-mixed", "--policy", file)
      #expect(run.status == 2, "\(run.output)")
      #expect(run.errors.contains(line) && run.errors.contains(said), "\(run.errors)")
    }
    #expect(try await lab("qwen2.5-coder-1.5b-mixed", "--policy", "agree-or-juge").status == 2)
  }

  @Test("One task has nothing to hold out: exit 7, and what to do")
  func oneTask() async throws {
    let run = try await lab("qwen2.5-coder-1.5b-mixed", "--task", "letters")
    #expect(run.status == 7)
    #expect(run.errors.contains("--folds question"))
    let question = try await lab(
      "qwen2.5-coder-1.5b-mixed", "--task", "letters", "--folds", "question")
    #expect(question.status == 0, "\(question.errors)")
  }

  @Test("What was not recorded is not guessed: exit 3, bounds, and the command that records it")
  func holes() async throws {
    let workshop = try await Workshop.recorded(withBaseline: false)
    defer { workshop.remove() }
    try workshop.editPrompt("all-code", "exactly", "precisely")
    let run = try await Tool.run(
      ["lab", "sweep", "--policy", "text-then-code", "--resamples", "100"], in: workshop.folder)
    #expect(run.status == 3, "\(run.output)\(run.errors)")
    #expect(run.output.contains("not recorded") && run.output.contains("lies between"))
    #expect(run.errors.contains("steerbench record cassettes/sweep"))
  }

  @Test("What a policy saw and did is shown step by step")
  func explanation() async throws {
    let run = try await lab(
      "qwen2.5-coder-1.5b-mixed", "--policy", "code-then-interpreter", "--explain", "letters-1-01")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("asked all-code: answered"))
    #expect(run.output.contains("last.answered: yes"))
    #expect(run.output.contains("stands by all-code"))
    #expect(!run.output.contains("correct") && !run.output.contains("rung"))
    let show = try await Tool.run(
      ["lab", "--show", "agree-or-judge"], in: try RepositoryRoot.url())
    #expect(show.output.contains("same(answers)"))
  }

  @Test("What the README says of policies is what the command shows")
  func readme() async throws {
    let readme = try String(
      contentsOf: try RepositoryRoot.url().appending(path: "README.md"), encoding: .utf8)
    let mixed = try await lab(
      "qwen2.5-coder-1.5b-mixed", "--policy", "code-then-interpreter", "--denominators", "paper",
      "--json")
    let model = try #require(try JSONValue(parsing: mixed.output)["models"]?[0])
    let policy = try #require(model["policies"]?[0])
    #expect(readme.contains("39.3 % of the mixed set against 31.0 % of forced code alone"))
    #expect(readme.contains("for 575 tokens a question"))
    #expect(abs(try #require(policy["inSample"]?["score"]?.double) - 0.393) < 0.0005)
    #expect(abs(try #require(policy["inSample"]?["cost"]?.double) - 575) < 0.5)
    #expect(abs(try #require(model["singles"]?[0]?["point"]?["score"]?.double) - 0.310) < 0.0005)
    #expect(policy["flow"]?[1]?["asked"]?.integer == 13)
    #expect(readme.contains("28 questions do not settle"))
    #expect(try #require(policy["zeroInterval"]?[0]?.double) < 0)
    let half = try await lab("qwen2.5-coder-0.5b", "--json")
    let found = try #require(try JSONValue(parsing: half.output)["models"]?[0])
    let policies = try #require(found["policies"]?.array)
    #expect(readme.contains("Of fifteen policies on the 0.5B") && policies.count == 15)
    #expect(policies.allSatisfy { $0["claim"]?["verdict"] == "unsettled" })
    let references = try #require(found["references"])
    #expect(
      try #require(references["shuffledOracle"]?["score"]?.double)
        > #require(references["oracle"]?["score"]?.double))
    let judged = try #require(policies.first { $0["policy"] == "agree-or-judge" }?["inSample"])
    #expect(judged["total"]?["tokens"]?.integer == 40_757)
    #expect(judged["total"]?["calls"]?.integer == 80)
  }

  private static let program = """
    import json, sys
    for line in sys.stdin:
        v = json.loads(line)
        if not v["asked"]: d = {"ask": ["all-code"]}
        elif v["asked"][-1]["outcome"] == "answered" or len(v["asked"]) > 1:
            d = {"stop": v["asked"][-1]["method"]}
        else: d = {"ask": ["code-interpreter"]}
        print(json.dumps({"id": v["id"], **d}))

    """

  private func withProgram(
    _ code: String, _ body: (_ file: String) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "rule.py")
    try Data(code.utf8).write(to: file)
    try await body(file.path)
  }

  @Test("A program is run in the sandbox once, and played from then on without Python")
  func program() async throws {
    try await withProgram(Self.program) { file in
      let sweep = "qwen2.5-coder-1.5b-mixed"
      let missing = try await lab(sweep, "--policy", file, "--json")
      #expect(missing.status == 3)
      #expect(missing.errors.contains("--run-programs"))
      let run = try await lab(sweep, "--policy", file, "--json", "--run-programs")
      #expect(run.status == 0, "\(run.errors)")
      let again = try await Tool.run(
        ["lab", sweep, "--policy", file, "--json", "--resamples", "100"],
        in: try RepositoryRoot.url(), environment: ["PATH": "/nonexistent"])
      #expect(again.output == run.output)
      let list = try await lab(sweep, "--policy", "code-then-interpreter", "--json")
      func found(_ run: Tool.Run) throws -> JSONValue? {
        try JSONValue(parsing: run.output)["models"]?[0]?["policies"]?[0]?["inSample"]
      }
      #expect(try found(run) == found(list))
    }
  }

  @Test("A program that decides by what it was told of other questions is a leak: exit 1")
  func leak() async throws {
    let code = """
      import json, sys
      lines = [json.loads(line) for line in sys.stdin]
      for place, v in enumerate(lines):
          d = {"stop": v["asked"][0]["method"]} if v["asked"] else {
              "ask": ["all-code" if place % 2 else "code-interpreter"]}
          print(json.dumps({"id": v["id"], **d}))

      """
    try await withProgram(code) { file in
      let run = try await lab("qwen2.5-coder-1.5b-mixed", "--policy", file, "--run-programs")
      #expect(run.status == 1, "\(run.output)")
      #expect(run.errors.contains("told of other questions"))
    }
    try await withProgram("print('hello')\n") { file in
      let run = try await lab("qwen2.5-coder-1.5b-mixed", "--policy", file, "--run-programs")
      #expect(run.status == 2)
      #expect(run.errors.contains("is no decision"), "\(run.errors)")
    }
  }

  @Test(
    "The lab opens no socket to anywhere and starts no program",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace"), "needs strace"))
  func systemCalls() async throws {
    let trace = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: trace) }
    let tool = try Tool.start(
      [
        "-f", "-o", trace.path, "-e", "trace=execve,execveat,socket,connect,sendto,bind",
        Tool.program.path, "lab", "qwen2.5-coder-1.5b-mixed", "--resamples", "100",
      ], in: try RepositoryRoot.url(), program: URL(filePath: "/usr/bin/strace"))
    let run = await tool.finish()
    #expect(run.status == 0, "\(run.errors)")
    let calls = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n")
    #expect(calls.count { $0.contains("execve") } == 1, "the tool's own start and no other")
    #expect(!calls.contains { $0.contains("AF_INET") || $0.contains("connect(") })
  }
}
