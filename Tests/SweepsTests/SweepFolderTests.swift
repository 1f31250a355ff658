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
  @Test("is opened with its prompts and questions, the questions in the order of their ids")
  func opens() async throws {
    try await SweepOnDisk.with { url in
      let folder = try SweepFolder(url)
      #expect(folder.sweep.name == "small")
      #expect(folder.prompts.names == [.allText])
      let prompts = try TestPrompts.library()
      #expect(folder.prompts[.allText] == prompts[.allText])
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
      let message = try await SweepOnDisk.refusal { root in
        try FileManager.default.removeItem(at: root.appending(path: file))
      }
      #expect(message.contains(URL(fileURLWithPath: file).lastPathComponent), "\(message)")
      #expect(message.contains("there is no such file"), "\(message)")
    }
    let empty = try await SweepOnDisk.refusal {
      try Data("\n".utf8).write(to: $0.appending(path: prompt))
    }
    #expect(empty.contains("all-text.txt") && empty.contains("empty"))
    let bytes = try await SweepOnDisk.refusal {
      try Data([0xff]).write(to: $0.appending(path: prompt))
    }
    #expect(bytes.contains("all-text.txt") && bytes.contains("UTF-8"))
    let json = try await SweepOnDisk.refusal {
      try Data("{}\n".utf8).write(to: $0.appending(path: questions))
    }
    #expect(json.contains("game24/questions.jsonl, line 1"), "\(json)")
    let large = try await SweepOnDisk.refusal {
      try Data(count: SweepReader.byteLimit + 1).write(to: $0.appending(path: sweep))
    }
    #expect(large.contains("larger than \(SweepReader.byteLimit) bytes"), "\(large)")
    let folder = try await SweepOnDisk.refusal { root in
      let file = root.appending(path: prompt)
      try FileManager.default.removeItem(at: file)
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
    }
    #expect(folder.contains("all-text.txt") && folder.contains("cannot be read"), "\(folder)")
  }

  @Test("refuses a question of another task, by its id")
  func foreignQuestion() async throws {
    let message = try await SweepOnDisk.refusal { root in
      let task = try #require(TaskRegistry.shipped.task(named: "letters"))
      try Data(QuestionFile.bytes(of: task.questions(perRung: 1, seed: "test")))
        .write(to: root.appending(path: "Tasks/game24/questions.jsonl"))
    }
    #expect(message.contains("letters-1-01") && message.contains("not game24"), "\(message)")
  }
}
