import Basics
import Foundation
import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Testing
import Trials
import WorkbenchTestSupport

@testable import Workbench

@Suite("Verdicts of two builds side by side, by a call")
struct SweepRegradeTests {
  private func regrade(_ project: RecordedProject, against: String? = nil) -> SweepRegrade {
    let folder = project.workshop.folder
    return SweepRegrade(
      of: project.workshop.file("").path, against: against,
      building: CommitBuilding(
        plan: ProbePlan(workers: 2), cache: folder.appending(path: "cache")))
  }

  /// The sheet of a project with the trials of some methods raised, in a file of its own.
  private func sheet(_ project: RecordedProject, raising methods: Set<String>) async throws
    -> String
  {
    let file = project.workshop.folder.appending(path: "earlier.tsv")
    try Data(try await RecordedSheet(of: try project.open()).text(raising: methods).utf8)
      .write(to: file)
    return file.path
  }

  @Test(
    "Against its own sheet nothing changed; against another one each change has text and readings")
  func sheets() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let same = try await regrade(
      project, against: try await sheet(project, raising: [])
    ).run()
    #expect(same.ending == .pass)
    #expect(same.report.json["changes"]?.array?.isEmpty == true)

    let earlier = try await sheet(project, raising: ["only-question"])
    let changed = try await regrade(project, against: earlier).run()
    #expect(changed.ending == .regression)
    let changes = try #require(changed.report.json["changes"]?.array)
    #expect(!changes.isEmpty)
    for change in changes {
      #expect(change["trial"]?.string?.contains("/only-question/") == true)
      #expect(change["before"]?["outcome"]?.string == "correct")
      #expect(change["before"]?["reading"] == .null)
      #expect(change["after"]?["reading"]?["explanation"]?.string?.isEmpty == false)
      #expect(change["text"]?.string?.isEmpty == false)
    }
    let text = changed.report.text
    #expect(text.contains("a sheet keeps no readings"), "\(text)")
    #expect(text.contains("  now     "), "\(text)")
  }

  @Test("Without a word the baseline is held against; a sweep without one is told what to name")
  func baseline() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    await #expect(throws: WorkbenchError.self) { try await regrade(project).run() }
    let earlier = try await sheet(project, raising: [])
    try FileManager.default.copyItem(
      at: URL(filePath: earlier), to: project.workshop.file("baseline.tsv"))
    #expect(try await regrade(project).run().ending == .pass)
    await #expect(throws: (any Error).self) {
      try await regrade(project, against: "nowhere.tsv").run()
    }
  }

  @Test("Another program is asked for its sheet and for its readings")
  func program() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let earlier = try await sheet(project, raising: ["all-text"])
    let silent = try SheetScript(in: project.workshop.folder, sheet: earlier)
    let untold = try await regrade(project, against: silent.path).run()
    #expect(untold.ending == .regression)
    #expect(untold.report.text.contains("its reading cannot be asked for"))

    let reading =
      #"{"probe":1,"answer":"the old one","rule":"marker","explanation":"it was right"}"#
    let script = try String(contentsOfFile: silent.path, encoding: .utf8)
      .replacing(
        "[ \"$1\" = replay ] || exit 1",
        with: "[ \"$1\" = replay ] || { echo '\(reading)'; exit 0; }")
    try Data(script.utf8).write(to: URL(filePath: silent.path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: silent.path)
    let told = try await regrade(project, against: silent.path).run()
    let changes = try #require(told.report.json["changes"]?.array)
    #expect(!changes.isEmpty)
    #expect(changes.allSatisfy { $0["before"]?["reading"]?["answer"]?.string == "the old one" })
    #expect(told.report.text.contains("the old one, by the rule \"marker\" (it was right)"))
  }

  @Test("A program that cannot replay the sweep is named with what it said")
  func failingProgram() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let path = project.workshop.folder.appending(path: "broken.sh")
    try Data("#!/bin/sh\necho 'no such option' >&2\nexit 9\n".utf8).write(to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.path)
    do {
      _ = try await regrade(project, against: path.path).run()
      Issue.record("it graded something")
    } catch let error as RegressionError {
      #expect(error.code == .evaluation)
      #expect(error.message.contains("no such option"), "\(error)")
    }
  }
}
