import Foundation
import Testing
import WorkbenchTestSupport

@Suite("A replay of graders that ran or were asked")
struct AskedIsolationTests {
  private static let strace = URL(filePath: "/usr/bin/strace")

  private static let tasks: [String: (String, [String: String])] = [
    "graded": (
      "grade: {kind: program, file: grader.py}",
      ["grader.py": "import sys\nsys.stdin.read()\nprint('{\"score\": 0.25}')\n"]
    ),
    "tested": ("grade: {kind: tests, function: f, inputs: inputs}", [:]),
    "judged": (
      "grade: {kind: judge, judge: j1, prompt: \"JUDGE {{text}}\", verdicts: {A: 1, C: 0}}", [:]
    ),
  ]

  @Test(
    "opens no socket and starts no program, and needs no Python",
    .enabled(if: FileManager.default.isExecutableFile(atPath: strace.path), "needs strace"))
  func systemCalls() async throws {
    let names = Self.tasks.keys.sorted()
    let workshop = try Workshop {
      $0.replacing("version: 1", with: "version: 2")
        .replacing(
          "[number-multiplying, navigate]",
          with: "[\(names.map { "./\($0)" }.joined(separator: ", "))]"
        )
        .replacing(
          "[only-question, all-text, all-code, code-text-summary, code-interpreter]",
          with: "[only-question, all-code]") + "judges: {j1: {model: scripted}}\n"
    }
    defer { workshop.remove() }
    for (name, (grade, files)) in Self.tasks {
      let folder = workshop.file(name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let yaml = """
        version: 1
        data: {file: q.jsonl, id: id, truth: expected}
        prompt: "{{question}}"
        \(grade)
        """
      let row = #"{"id": "q", "question": "\#(name)?", "inputs": [[1]], "expected": [2]}"#
      for (file, text) in files.merging(
        ["task.yaml": yaml, "q.jsonl": row + "\n"], uniquingKeysWith: { $1 })
      {
        try Data(text.utf8).write(to: folder.appending(path: file))
      }
    }
    let server = try ScriptedServer(script: { message in
      message.hasPrefix("JUDGE") ? "A" : "```python\ndef f(x):\n    return x + 1\nprint(f(1))\n```"
    })
    try await server.serving { url in
      let run = try await Tool.run(["record", "sweep", "--base-url", url], in: workshop.folder)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
    }
    let trace = workshop.folder.appending(path: "trace")
    let tool = try Tool.start(
      [
        "-f", "-o", trace.path, "-e", "trace=execve,execveat,socket,connect,sendto,bind",
        Tool.program.path, "replay", "sweep", "--update-baseline", "--yes",
      ], in: workshop.folder, environment: ["PATH": "/nonexistent"], program: Self.strace)
    let run = await tool.finish()
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    let calls = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n")
    #expect(calls.count { $0.contains("execve") } == 1, "the tool's own start and no other")
    #expect(!calls.contains { $0.contains("AF_INET") || $0.contains("connect(") })
    let sheet = try String(contentsOf: workshop.file("baseline.tsv"), encoding: .utf8)
    #expect(sheet.split(separator: "\n").count { $0.contains("\tcorrect\t1.000000") } == 4)
    #expect(sheet.split(separator: "\n").count { $0.contains("\tpartial\t0.250000") } == 2)
    let text = try await Tool.run(
      ["transcript", "scripted/all-code/graded/q"], in: workshop.folder)
    #expect(text.output.contains("── program") && text.output.contains(#"{"score": 0.25}"#))
  }
}
