import Analysis
import Foundation
import ScoreSheets
import Tasks
import TestSupport
import Testing

@testable import Workbench

@Suite("A project to start from")
struct StarterTests {
  private func inFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "steerbench-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
  }

  private func starter(_ folder: String, table: String? = nil) async throws -> Starter {
    try await Starter(folder: folder, table: table, timestamp: { "2026-03-01T09:30:00Z" })
  }

  private func replay(_ folder: String) async throws -> ReplayedSweep {
    let url = URL(filePath: "\(folder)/cassettes/first", directoryHint: .isDirectory)
    return try await SweepReplay(
      sweep: try OpenSweep(url), workers: 2,
      sheet: .compare(path: "\(url.path)/baseline.tsv", isRequired: true)
    ).run()
  }

  @Test("replays at once, and has everything that is needed")
  func replaysAtOnce() async throws {
    try await inFolder { path in
      let folder = "\(path)/mine"
      #expect(try await starter(folder).trials == 6)
      let replay = try await replay(folder)
      #expect(replay.ending(allowingUnused: false) == .pass)
      #expect(replay.gate?.passes == true)
      for file in [
        "README.md", ".github/workflows/replay.yml", "Tasks/tank/task.yaml",
        "Tasks/tank/questions.csv",
        "cassettes/first/sweep.yaml", "cassettes/first/pinned.yaml", "cassettes/first/INDEX",
      ] {
        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(file)"), "\(file)")
      }
      var wrong = 0
      wrong += try GraderCheck.all(of: ["\(folder)/Tasks/tank"], in: "Tasks") { check in
        #expect(check.remarks.isEmpty && check.faults.isEmpty, "\(check.remarks) \(check.faults)")
      }
      #expect(wrong == 0)
    }
  }

  @Test("gives the same bytes wherever and whenever it is made by one program")
  func deterministic() async throws {
    try await inFolder { path in
      _ = try await starter("\(path)/a")
      _ = try await starter("\(path)/b")
      let names = try FileManager.default.subpathsOfDirectory(atPath: "\(path)/a").sorted()
      #expect(names == (try FileManager.default.subpathsOfDirectory(atPath: "\(path)/b").sorted()))
      for name in names {
        let (one, other) = ("\(path)/a/\(name)", "\(path)/b/\(name)")
        #expect(
          FileManager.default.contents(atPath: one) == FileManager.default.contents(atPath: other))
      }
    }
  }

  @Test("holds the prompts that are shipped")
  func prompts() async throws {
    try await inFolder { path in
      _ = try await starter("\(path)/mine")
      let shipped = try RepositoryRoot.url().appending(path: "Tasks/prompts")
      let names = try FileManager.default.contentsOfDirectory(atPath: shipped.path).sorted()
      let own = "\(path)/mine/Tasks/prompts"
      #expect(names == (try FileManager.default.contentsOfDirectory(atPath: own).sorted()))
      for name in names {
        #expect(
          FileManager.default.contents(atPath: "\(own)/\(name)")
            == FileManager.default.contents(atPath: shipped.appending(path: name).path))
      }
    }
  }

  @Test(
    "is made of a table, and says what was guessed",
    arguments: [
      (
        "exam.csv", "question,answer,x\n1+1?,2,a\n2+2?,4,b\n", "grade: integer", "graded as integer"
      ),
      (
        "q.jsonl", "{\"input\": \"a?\", \"target\": 1.5}\n{\"input\": \"b?\", \"target\": 2}\n",
        "grade: number", "graded as number"
      ),
      ("q.csv", "problem,A,B,label\nx?,p,q,A\ny?,r,s,B\n", "options: [A, B]", "graded as choice"),
      (
        "My Quiz.csv", "text,ideal\nis it?,yes\nis it not?,no\n", "grade: yes-no",
        "graded as yes-no"
      ),
      (
        "q.csv", "The question here,answer\nwho?,Me\nwhat?,That\n", "{{The question here}}",
        "graded as text"
      ),
    ])
  func table(name: String, data: String, line: String, remark: String) async throws {
    try await inFolder { path in
      try Data(data.utf8).write(to: URL(filePath: "\(path)/\(name)"))
      let starter = try await starter("\(path)/mine", table: "\(path)/\(name)")
      #expect(starter.remarks.contains { $0.contains(remark) }, "\(starter.remarks)")
      #expect(try await replay("\(path)/mine").gate?.passes == true)
      let tasks = try FileManager.default.contentsOfDirectory(atPath: "\(path)/mine/Tasks")
      let task = try #require(tasks.first { $0 != "prompts" && !$0.hasSuffix(".json") })
      let yaml = try String(contentsOfFile: "\(path)/mine/Tasks/\(task)/task.yaml", encoding: .utf8)
      #expect(yaml.contains(line), "\(yaml)")
    }
  }

  @Test("touches no folder that holds anything, and refuses tables without a truth")
  func refuses() async throws {
    try await inFolder { path in
      try Data("x".utf8).write(to: URL(filePath: "\(path)/t.csv"))
      await #expect(throws: WorkbenchError.self) { try await starter(path) }
      try Data("question,reply\na,b\n".utf8).write(to: URL(filePath: "\(path)/t.csv"))
      await #expect(throws: WorkbenchError.self) {
        try await starter("\(path)/mine", table: "\(path)/t.csv")
      }
      #expect(!FileManager.default.fileExists(atPath: "\(path)/mine"))
    }
  }
}
