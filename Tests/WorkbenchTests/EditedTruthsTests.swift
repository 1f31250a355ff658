import Basics
import Foundation
import ScoreSheets
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("The truths of a shipped task")
struct EditedTruthsTests {
  @Test("are named by the gate where nearly all were edited, though no trial flips")
  func named() async throws {
    let project = try OwnTaskProject(tasks: "[gsm-hard]", questions: 4, files: [:])
    defer { project.workshop.remove() }
    // The project's own copy of the questions, to be edited.
    let shipped = project.workshop.folder.appending(path: "Tasks")
    let file = shipped.appending(path: "gsm-hard/questions.jsonl")
    let questions = try String(contentsOf: file, encoding: .utf8)
    try FileManager.default.removeItem(at: shipped)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(questions.utf8).write(to: file)
    let result = try await project.record { _ in "It is <<<3>>>." }
    #expect(result.ending == .pass)
    _ = try await project.replay(.write(path: project.baseline))
    #expect(try await project.gated().ending(allowingUnused: false) == .pass)
    let edited = try questions.split(separator: "\n").map { line in
      var question = try #require(try JSONValue(parsing: Array(line.utf8)).object)
      var problem = try #require(question["problem"]?.object)
      let answer = try #require(problem["answer"]?.string)
      problem["answer"] = .string(
        answer.hasPrefix("-") ? "-7\(answer.dropFirst())" : "7\(answer)")
      question["problem"] = .object(problem)
      return try CanonicalJSON.text(of: .object(question))
    }
    try Data((edited.joined(separator: "\n") + "\n").utf8).write(to: file)
    let replay = try await project.gated()
    #expect(replay.ending(allowingUnused: false) == .regression)
    #expect(replay.gate?.flipCount == 0, "all answers were wrong, and are")
    #expect(replay.gate?.movedTasks.map(\.text) == ["the truths of gsm-hard"])
  }
}
