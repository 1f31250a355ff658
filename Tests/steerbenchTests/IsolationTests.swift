import Foundation
import TestSupport
import Testing
import WorkbenchTestSupport

@Suite("Replay touches nothing but its files")
struct IsolationTests {
  private static let strace = URL(filePath: "/usr/bin/strace")

  @Test(
    "A replay opens no socket to anywhere and starts no program",
    .enabled(if: FileManager.default.isExecutableFile(atPath: strace.path), "needs strace"))
  func systemCalls() async throws {
    let workshop = try await Workshop.recorded(withBaseline: false)
    defer { workshop.remove() }
    let trace = workshop.folder.appending(path: "trace")
    let tool = try Tool.start(
      [
        "-f", "-o", trace.path, "-e", "trace=execve,execveat,socket,connect,sendto,bind",
        Tool.program.path, "replay", "sweep",
      ], in: workshop.folder, program: Self.strace)
    let run = await tool.finish()
    #expect(run.status == 0, "\(run.errors)")
    let calls = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n")
    #expect(calls.count { $0.contains("execve") } == 1, "the tool's own start and no other")
    #expect(!calls.contains { $0.contains("AF_INET") || $0.contains("connect(") })
  }

  @Test("The shipped cassettes replay to their baselines without Python and without a network")
  func shippedCassettes() async throws {
    let environment = ["PATH": "/nonexistent", "HTTPS_PROXY": "http://127.0.0.1:9"]
    let run = try await Tool.run(
      ["replay", "--no-tables"], in: try RepositoryRoot.url(), environment: environment)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  @Test("The table in the README is the one that the shipped cassettes give")
  func readmeTable() async throws {
    let root = try RepositoryRoot.url()
    let run = try await Tool.run(
      [
        "report", "--format", "markdown", "qwen2.5-coder-1.5b-main", "qwen2.5-coder-0.5b-main",
        "smollm2-135m-main",
      ], in: root)
    #expect(run.status == 0, "\(run.errors)")
    let table = try #require(run.output.components(separatedBy: "by method and model\n\n").last)
      .components(separatedBy: "\n\n")[0]
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains(table))
    let notes = try #require(run.output.components(separatedBy: "by method and model\n\n").last)
    let verdict = try #require(
      notes.split(separator: "\n").first { $0.hasPrefix("No method is settled as the best") })
    #expect(readme.contains(verdict), "\(verdict)")
  }

  @Test(
    "What the README says of the experiments is what its commands show",
    arguments: [
      (
        name: "inverse-scaling",
        said: [
          "33 of 50", "66 points, 95 % interval 50 to 78", "25 of 25", "of different families",
          "41 of the 50 are programs that do not run",
        ],
        shown: [
          "right in 33 and 0 of the same 50 questions, difference -66 [-78, -50] points: the smaller "
            + "model is better, inverse scaling",
          "right in 0 and 25 of the same 25 questions",
          "They are of different families, smollm2 and qwen2.5-coder: more than size differs",
          "Of the 50 that qwen2.5-coder-0.5b did not solve, 41 ended since its code did not run",
        ]
      ),
      (
        name: "code-usage",
        said: [
          "the middle one answers without ever calling it",
          "80 points, 95 % interval 38 to 94", "on none of the other eleven ladders",
        ],
        shown: [
          "Code Interpreter, Number Multiplying: code in 0 of 10, 0 % [0, 28] on rung 1 and 0",
          "Of 12 ladders, code usage grows with complexity on 1 and shrinks on 0",
          "Only Question, Game 24: code in 0 of 10, 0 % [0, 28] on rung 1 and 8 of 10, "
            + "80 % [49, 94] on rung 4, change +80 [+38, +94] points: it grows",
        ]
      ),
      (
        name: "forced-code", said: ["right in 7 and the interpreter in 8 of the same 22 questions"],
        shown: ["right in 7 with All Code and in 8 with the Code Interpreter, of the same 22 quest"]
      ),
    ])
  func readmeExperiments(name: String, said: [String], shown: [String]) async throws {
    let root = try RepositoryRoot.url()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    for sentence in said { #expect(readme.contains(sentence)) }
    let command = try #require(
      readme.split(separator: "\n").first {
        $0.hasPrefix("steerbench report --experiment \(name) ")
      })
    let arguments = command.split(separator: " ").dropFirst().map(String.init)
    let run = try await Tool.run(arguments, in: root)
    #expect(run.status == 0, "\(run.errors)")
    for claim in shown { #expect(run.output.contains(claim)) }
    let page = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).html")
    defer { try? FileManager.default.removeItem(at: page) }
    let written = try await Tool.run(arguments + ["--html", page.path], in: root)
    #expect(written.status == 0, "\(written.errors)")
    let html = try String(contentsOf: page, encoding: .utf8)
    for claim in shown { #expect(html.contains(claim)) }
  }
}
