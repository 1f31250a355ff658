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

/// A project whose sweep asks a task that was declared in files of the sweep's folder.
struct OwnTaskProject {
  let workshop: Workshop

  /// Makes a project that is not recorded.
  ///
  /// - Parameters:
  ///   - tasks: What the sweep asks, as its file lists it.
  ///   - files: By their paths from the sweep's folder.
  ///   - edit: Changes the sweep's file beyond that.
  init(
    tasks: String, methods: String = "[only-question]", questions: Int = 9, files: [String: Data],
    _ edit: (String) -> String = { $0 }
  ) throws {
    workshop = try Workshop {
      edit(
        $0.replacing("version: 1", with: "version: 2")
          .replacing("[number-multiplying, navigate]", with: tasks)
          .replacing("per-task: 2", with: "per-task: \(questions)")
          .replacing("../../prompts", with: "./prompts")
          .replacing(
            "[only-question, all-text, all-code, code-text-summary, code-interpreter]",
            with: methods)
      )
    }
    // A bundle takes no prompts from elsewhere.
    try FileManager.default.copyItem(
      at: workshop.folder.appending(path: "prompts"), to: workshop.file("prompts"))
    for (name, data) in files { try write(name, data) }
  }

  var folder: URL {
    workshop.folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)
  }

  var baseline: String { workshop.file("baseline.tsv").path }

  func open() throws -> OpenSweep { try OpenSweep(folder) }

  func write(_ name: String, _ data: Data) throws {
    let file = workshop.file(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  func record(
    _ script: @escaping @Sendable (String) -> String = ScriptedServer.plain
  ) async throws -> RecordingOutcome {
    let sweep = try open()
    return try await ScriptedServer(script: script).serving { url in
      try await RecordedProject.recording(of: sweep, at: url).record()
    }
  }

  /// The project, recorded to its end.
  func recorded(
    _ script: @escaping @Sendable (String) -> String = ScriptedServer.plain
  ) async throws -> OwnTaskProject {
    let result = try await record(script)
    guard result.ending == .pass else { throw RecordedProject.Unrecorded(result: result) }
    return self
  }

  func replay(_ sheet: SweepReplay.Sheet = .none) async throws -> ReplayedSweep {
    try await SweepReplay(sweep: try open(), workers: 2, sheet: sheet).run()
  }

  /// Replays against the baseline.
  func gated() async throws -> ReplayedSweep {
    try await replay(.compare(path: baseline, isRequired: true))
  }

  /// Bundles the sweep, and replays the bundle against the baseline that it holds.
  ///
  /// - Parameter task: The task's folder.
  /// - Returns: The files of the task's folder in the bundle, sorted, and the replay.
  func bundled(_ task: String) async throws -> (files: [String], replay: ReplayedSweep) {
    let path = workshop.folder.appending(path: "sweep.tar").path
    _ = try WrittenBundle(of: folder, to: path)
    let bundle = try await UnpackedBundle(path: path)
    let names = try FileManager.default.subpathsOfDirectory(
      atPath: bundle.sweep.appending(path: task).path)
    let replay = try await SweepReplay(
      sweep: try OpenSweep(bundle.sweep), workers: 1,
      sheet: .compare(path: bundle.sweep.appending(path: "baseline.tsv").path, isRequired: true)
    ).run()
    return (names.sorted(), replay)
  }
}

// MARK: - Tasks that somebody is asked to grade

extension OwnTaskProject {
  /// A project whose task, in the folder `asked`, is graded by somebody who is asked.
  ///
  /// - Parameter judges: Lines of the sweep's file.
  init(
    task: String, files: [String: String], methods: String = "[only-question]", judges: String = ""
  ) throws {
    var all = files.mapValues { Data($0.utf8) }
    all["asked/task.yaml"] = Data(task.utf8)
    try self.init(tasks: "[./asked]", methods: methods, files: all) {
      $0.replacing("wall-ms: 10000", with: "wall-ms: 4000") + judges
    }
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
