import Basics
import Foundation
import ScoreSheets
import Sweeps
import Tasks
import TestSupport
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("The task code-repair", .serialized)
struct CodeRepairTests {
  private struct Row {
    let broken: String
    let fix: String
    let hidden: [JSONValue]
    let prompt: String
  }

  private static func rows() throws -> [Row] {
    let file = try RepositoryRoot.url().appending(path: "Tasks/code-repair/questions.jsonl")
    return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map { line in
      let json = try JSONValue(parsing: Array(line))
      return Row(
        broken: try #require(json["broken"]?.string), fix: try #require(json["fix"]?.string),
        hidden: try #require(json["inputs"]?.array),
        prompt: try #require(json["examples"]?.string))
    }
  }

  @Test("can be read, and uses every column that it has")
  func columns() throws {
    let folder = try TaskFolder(try RepositoryRoot.url().appending(path: "Tasks/code-repair").path)
    #expect(folder.made.questions.count == 50)
    #expect(folder.made.remarks.isEmpty, "\(folder.made.remarks)")
    #expect((1...5).allSatisfy { rung in folder.made.questions.count { $0.rung == rung } == 10 })
    for question in folder.made.questions {
      #expect(!question.prompt.contains("{{"))
    }
  }

  @Test("holds fifty questions with thirty hidden inputs each, in less than 300 kilobytes")
  func size() throws {
    let rows = try Self.rows()
    #expect(rows.count == 50)
    #expect(rows.allSatisfy { $0.hidden.count == 30 && $0.broken != $0.fix })
    let file = try RepositoryRoot.url().appending(path: "Tasks/code-repair/questions.jsonl")
    #expect(try Data(contentsOf: file).count < 300_000)
  }

  @Test(
    "is right for every mended function and wrong for every broken one, with Python and in a replay without"
  )
  func wholeWay() async throws {
    let rows = try Self.rows()
    let workshop = try Workshop {
      $0.replacing("version: 1", with: "version: 2")
        .replacing("[number-multiplying, navigate]", with: "[./code-repair]")
        .replacing("per-task: 2", with: "per-task: 50")
        .replacing(
          "[only-question, all-text, all-code, code-text-summary, code-interpreter]",
          with: "[only-question, all-text]")
    }
    defer { workshop.remove() }
    try FileManager.default.copyItem(
      at: try RepositoryRoot.url().appending(path: "Tasks/code-repair"),
      to: workshop.file("code-repair"))
    let folder = workshop.folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)
    let sweep = try OpenSweep(folder)
    // Asked for nothing but the question, the model mends; asked for words, it hands back what it was given.
    let server = try ScriptedServer { message in
      guard let row = rows.first(where: { message.contains($0.broken) }) else {
        return "no question"
      }
      let code = message.hasPrefix("The Python function") ? row.fix : row.broken
      return "This should do.\n\n```python\n\(code)\n```"
    }
    let result = try await server.serving { url in
      try await RecordedProject.recording(of: sweep, at: url).record()
    }
    #expect(result.ending == .pass)
    let baseline = workshop.file("baseline.tsv").path
    for sheet in [
      SweepReplay.Sheet.write(path: baseline), .compare(path: baseline, isRequired: true),
    ] {
      let replay = try await SweepReplay(sweep: try OpenSweep(folder), workers: 2, sheet: sheet)
        .run()
      #expect(replay.ending(allowingUnused: false) == .pass)
    }
    let lines = try String(contentsOfFile: baseline, encoding: .utf8).split(separator: "\n")
    func count(_ method: String, _ outcome: String) -> Int {
      lines.count { $0.contains("\t\(method)\t") && $0.contains("\t\(outcome)\t") }
    }
    #expect(count("only-question", "correct") == 50)
    #expect(count("all-text", "wrong") == 50)
  }
}

@Suite("Coding problems of somebody's")
struct CodingProjectTests: MakesProjects {
  @Test("takes coding problems as others publish them, and names what it leaves out")
  func codingSets() async throws {
    try await inFolder { path in
      let problem =
        #"{"task_id": "T/1", "prompt": "def f(a):\n", "entry_point": "f", "canonical_solution": "    return a", "test": "assert candidate(1) == 1"}"#
      let other = problem.replacing("T/1", with: "T/2").replacing(
        "candidate(1) ==", with: "abs(f(1)) <")
      try Data("\(problem)\n\(other)\n".utf8).write(to: URL(filePath: "\(path)/Eval.jsonl"))
      let lines = try await starter("\(path)/one", table: "\(path)/Eval.jsonl")
      #expect(lines.trials == 3)
      #expect(lines.remarks.contains { $0.contains("1 of 2 problems are questions, with 1 cases") })
      let leftOut = try String(
        contentsOfFile: "\(path)/one/Tasks/eval/left-out.txt", encoding: .utf8)
      #expect(leftOut.contains("T/2: "))
      for (name, text) in [
        ("python_programs/g.py", "def g(a):\n    return a\n"),
        ("json_testcases/g.json", "[[1], 2]\n"),
      ] {
        let file = URL(filePath: "\(path)/Quix/\(name)")
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      #expect(try await starter("\(path)/two", table: "\(path)/Quix").trials == 3)
      for folder in ["one", "two"] {
        #expect(try await replay("\(path)/\(folder)").gate?.passes == true)
      }
      await #expect {
        try await starter("\(path)/three", table: "\(path)/one")
      } throws: {
        "\($0)".contains("this is a folder")
      }
    }
  }
}
