import Analysis
import CodeExecution
import Foundation
import ModelAPI
import RecordReplay
import ScoreSheets
import Sweeps
import Tasks
import Testing
import Trials
import WorkbenchTestSupport

@testable import Workbench

/// A project whose task is graded by somebody who is asked.
struct AskedProject {
  let workshop: Workshop

  /// - Parameter judges: Lines of the sweep's file.
  init(
    task: String, files: [String: String], methods: String = "[only-question]", judges: String = ""
  ) throws {
    workshop = try Workshop {
      $0.replacing("version: 1", with: "version: 2")
        .replacing("[number-multiplying, navigate]", with: "[./asked]")
        .replacing("per-task: 2", with: "per-task: 9")
        .replacing("wall-ms: 10000", with: "wall-ms: 4000")
        .replacing("../../prompts", with: "./prompts")
        .replacing(
          "[only-question, all-text, all-code, code-text-summary, code-interpreter]", with: methods)
        + judges
    }
    try FileManager.default.copyItem(
      at: workshop.folder.appending(path: "prompts"), to: workshop.file("prompts"))
    try write("asked/task.yaml", task)
    for (name, text) in files { try write(name, text) }
  }

  var folder: URL {
    workshop.folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)
  }

  var baseline: String { workshop.file("baseline.tsv").path }

  func open() throws -> OpenSweep { try OpenSweep(folder) }

  func write(_ name: String, _ text: String) throws {
    let file = workshop.file(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func record(
    _ script: @escaping @Sendable (String) -> String
  ) async throws -> RecordingOutcome {
    let sweep = try open()
    return try await ScriptedServer(script: script).serving { url in
      try await RecordedProject.recording(of: sweep, at: url).record()
    }
  }

  func replay(_ sheet: SweepReplay.Sheet = .none) async throws -> ReplayedSweep {
    try await SweepReplay(sweep: try open(), workers: 2, sheet: sheet).run()
  }

  /// The outcome and score of each question, as the sheet says them.
  func grades() async throws -> [String: String] {
    let replay = try await replay(.write(path: baseline))
    #expect(replay.ending(allowingUnused: false) == .pass)
    let sheet = try String(contentsOfFile: baseline, encoding: .utf8)
    let lines = sheet.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    let heads = try #require(lines.first { $0.first == "model" })
    let places = try ["question", "outcome", "score"].map { name in
      try #require(heads.firstIndex(of: name))
    }
    return Dictionary(
      lines.filter { $0.first == "scripted" }.map {
        ($0[places[0]], "\($0[places[1]]) \($0[places[2]])")
      }, uniquingKeysWith: { first, _ in first })
  }
}

/// The lines of a sheet.
enum ScoreSheetFixture {
  static func lines(_ path: String) throws -> [TrialLine] {
    var lines: [TrialLine] = []
    var reader = try ScoreSheetReader(path: path)
    while let line = try reader.next() { lines.append(line) }
    return lines
  }
}
