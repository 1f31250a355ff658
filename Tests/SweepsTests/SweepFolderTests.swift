import Basics
import BenchTestSupport
import Foundation
import Methods
import RecordReplay
import Sweeps
import Tasks
import Testing

@Suite("A sweep's folder")
struct SweepFolderTests {
  /// Calls `body` with a folder whose files can be changed.
  private func withSweep(
    _ change: (URL) throws -> Void = { _ in }, _ body: (URL) throws -> Void
  ) async throws {
    try await withTemporaryFolder { path in
      let root = URL(fileURLWithPath: path)
      let sweep = root.appending(path: "cassettes/small")
      try FileManager.default.createDirectory(at: sweep, withIntermediateDirectories: true)
      for folder in ["Tasks/prompts", "Tasks/game24"] {
        try FileManager.default.createDirectory(
          at: root.appending(path: folder), withIntermediateDirectories: true)
      }
      for (name, text) in TestPrompts.texts {
        try Data(text.utf8).write(to: root.appending(path: "Tasks/prompts/\(name.rawValue).txt"))
      }
      let task = try #require(TaskRegistry.shipped.task(named: "game24"))
      let questions = try task.questions(perRung: 2, seed: "test")
      // The order of the file is not that of the ids.
      try Data(QuestionFile.bytes(of: questions.reversed()))
        .write(to: root.appending(path: "Tasks/game24/questions.jsonl"))
      try Data(PlannedSweep.yaml(methods: "all-text", tasks: "game24").utf8)
        .write(to: sweep.appending(path: "sweep.yaml"))
      try change(root)
      try body(sweep)
    }
  }

  private func message(_ change: @escaping (URL) throws -> Void) async throws -> String {
    var message = ""
    try await withSweep(change) { url in
      do throws(SweepError) {
        _ = try SweepFolder(url)
      } catch {
        message = error.message
      }
    }
    return message
  }

  @Test("is opened with its prompts and questions, the questions in the order of their ids")
  func opens() async throws {
    try await withSweep { url in
      let folder = try SweepFolder(url)
      #expect(folder.sweep.name == "small")
      #expect(folder.prompts.names == [.allText])
      #expect(folder.prompts[.allText] == (try TestPrompts.library())[.allText])
      let ids = folder.questions["game24"].map(\.loaded.question.id)
      #expect(ids.count == 10 && ids == ids.sorted())
      let trials = Plan(folder.sweep, questions: folder.questions)
      for index in 1..<trials.count { #expect(trials[index - 1].id < trials[index].id) }
      #expect(folder.baseline.lastPathComponent == "baseline.tsv")
    }
  }

  @Test("says which file is missing, empty, not text or not what it should be")
  func refusals() async throws {
    let prompt = "Tasks/prompts/all-text.txt"
    let questions = "Tasks/game24/questions.jsonl"
    let sweep = "cassettes/small/sweep.yaml"
    for file in [prompt, questions, sweep] {
      let message = try await message { root in
        try FileManager.default.removeItem(at: root.appending(path: file))
      }
      #expect(message.contains(URL(fileURLWithPath: file).lastPathComponent), "\(message)")
      #expect(message.contains("there is no such file"), "\(message)")
    }
    let empty = try await message { try Data("\n".utf8).write(to: $0.appending(path: prompt)) }
    #expect(empty.contains("all-text.txt") && empty.contains("empty"))
    let bytes = try await message { try Data([0xff]).write(to: $0.appending(path: prompt)) }
    #expect(bytes.contains("all-text.txt") && bytes.contains("UTF-8"))
    let json = try await message {
      try Data("{}\n".utf8).write(to: $0.appending(path: questions))
    }
    #expect(json.contains("game24/questions.jsonl, line 1"), "\(json)")
    let large = try await message {
      try Data(count: SweepReader.byteLimit + 1).write(to: $0.appending(path: sweep))
    }
    #expect(large.contains("larger than \(SweepReader.byteLimit) bytes"), "\(large)")
    let folder = try await message { root in
      let file = root.appending(path: prompt)
      try FileManager.default.removeItem(at: file)
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
    }
    #expect(folder.contains("all-text.txt") && folder.contains("cannot be read"), "\(folder)")
  }

  @Test("refuses a question of another task, by its id")
  func foreignQuestion() async throws {
    let message = try await message { root in
      let task = try #require(TaskRegistry.shipped.task(named: "letters"))
      try Data(QuestionFile.bytes(of: task.questions(perRung: 1, seed: "test")))
        .write(to: root.appending(path: "Tasks/game24/questions.jsonl"))
    }
    #expect(message.contains("letters-1-01") && message.contains("not game24"), "\(message)")
  }
}
