import Basics
import Foundation
import ModelAPI
import Reporting
import Tasks
import TestSupport
import Testing

@testable import Workbench

@Suite("What a sweep can name, by a call")
struct CatalogueTests {
  private let scratch = FileManager.default.temporaryDirectory.appending(
    path: "steerbench-\(UUID().uuidString)")
  private let tasks: String
  private let prompts: String

  init() throws {
    let root = try RepositoryRoot.url()
    tasks = root.appending(path: "Tasks").path
    prompts = root.appending(path: "Tasks/prompts").path
  }

  @Test("Question files are written as they ship, and one that was edited is named")
  func questionFiles() throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    let files = try QuestionFiles(
      of: ["navigate", "game24"], perRung: 10, seed: "shipped", in: scratch.path)
    #expect(try files.differing().count == 2, "nothing is there yet")
    var written: [String] = []
    try files.write { path, _ in written.append(path) }
    #expect(written.count == 2)
    #expect(try files.differing().isEmpty)
    for task in ["navigate", "game24"] {
      #expect(
        FileManager.default.contentsEqual(
          atPath: "\(tasks)/\(task)/questions.jsonl",
          andPath: "\(scratch.path)/\(task)/questions.jsonl"))
    }
    let file = try FileHandle(forWritingTo: URL(filePath: written[0]))
    try file.seekToEnd()
    try file.write(contentsOf: Data("\n".utf8))
    try file.close()
    #expect(try files.differing() == [written[0]])
  }

  @Test("The shipped graders take right answers for right and corrupted ones for wrong")
  func graders() async throws {
    var texts: [String] = []
    let wrong = try await GraderCheck.all(of: ["navigate"], in: tasks) { texts.append($0.text) }
    #expect(wrong == 0)
    #expect(
      texts.count == 1 && texts[0].hasPrefix("navigate: ")
        && texts[0].hasSuffix(" 0 graded wrongly"))
    await #expect(throws: WorkbenchError.self) {
      try await GraderCheck.all(of: ["navigat"], in: tasks) { _ in }
    }
  }

  @Test("Data of none of the tasks that are wanted makes no folder")
  func importsNothing() throws {
    let source = scratch.appending(path: "data").path
    defer { try? FileManager.default.removeItem(at: scratch) }
    try FileManager.default.createDirectory(
      atPath: "\(source)/dataset_gather", withIntermediateDirectories: true)
    let into = scratch.appending(path: "into").path
    let error = #expect(throws: WorkbenchError.self) {
      try ImportedQuestions(from: source, tasks: ["game24"], subset: .all, into: into) { _ in }
    }
    #expect(error?.message.contains("there is no data of game24") == true)
    #expect(!FileManager.default.fileExists(atPath: into))
  }

  @Test("A method's first messages are shown, and ready models with their prices")
  func methodsAndModels() async throws {
    let first = try await FirstMessages(
      of: "code-text-summary", task: "game24", question: nil, tasks: tasks, prompts: prompts)
    #expect(first.json.array?.count == 2)
    #expect(first.blocks.first == "=== call 1 ===")
    let day = try #require(PriceDay("2026-03-01"))
    let table = try ReadyModels.table(in: tasks, on: day)
    #expect(table.rows.contains { $0.name == "gpt-4o" })
  }

  @Test("A prompt file becomes a folder of all prompts, and nothing is overwritten")
  func promptFolder() throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let file = scratch.appending(path: "prompt.py").path
    try Data("text_output_prompt = 'Think.'\nstrange = 'x'\n".utf8).write(to: URL(filePath: file))
    let into = scratch.appending(path: "into").path
    let folder = try PromptFolder(from: file, fillingFrom: prompts, into: into)
    #expect(folder.json["taken"]?.array?.count == 1)
    #expect(folder.json["unused"] == .array(["strange"]))
    #expect(throws: WorkbenchError.self) {
      try PromptFolder(from: file, fillingFrom: prompts, into: into)
    }
  }
}
