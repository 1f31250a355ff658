import CodeExecution
import Foundation
import RecordReplay
import Sweeps
import Testing
import Trials
import WorkbenchTestSupport

@testable import Workbench

@Suite("A sweep of version 2, recorded and replayed", .timeLimit(.minutes(5)))
struct RecordedVersionTests {
  /// Version 2 of the workshop's sweep: it names no Python.
  @Sendable static func second(_ text: String) -> String {
    text.replacing("version: 1", with: "version: 2")
      .replacing("  interpreter: \(SystemPython.label)\n", with: "")
  }

  /// Makes the tasks the project's own, so that they can be changed.
  private func own(_ workshop: Workshop) throws {
    let tasks = workshop.folder.appending(path: "Tasks")
    let shipped = tasks.resolvingSymlinksInPath()
    try FileManager.default.removeItem(at: tasks)
    try FileManager.default.copyItem(at: shipped, to: tasks)
  }

  private func answered(_ project: RecordedProject) async throws -> Int {
    let sweep = try project.open()
    let server = try ScriptedServer()
    let result = try await server.serving { url in
      try await RecordedProject.recording(of: sweep, at: url).record()
    }
    #expect(result.ending == .pass)
    return server.received
  }

  private func replays(_ project: RecordedProject) async throws -> Bool {
    let path = project.workshop.folder.appending(path: "cassettes/sweep").path
    let checked = try await SweepCheck([path], workers: 2).run()
    return checked.ending == .pass
  }

  @Test("takes the Python that is there, pins it, and replays by it")
  func interpreter() async throws {
    let project = try await RecordedProject(ScriptedServer.plain, Self.second)
    defer { project.workshop.remove() }
    let folder = project.workshop.file("")
    #expect(try PinnedMeaning(of: folder)?.interpreter == SystemPython.label)
    #expect(try project.open().folder.sweep.interpreter == SystemPython.label)
    #expect(try await replays(project))
    #expect(try await answered(project) == 0)
  }

  @Test(
    "asks for nothing that it has when it asks for more questions, and none moves as files grow")
  func questions() async throws {
    let project = try await RecordedProject(ScriptedServer.plain, Self.second)
    defer { project.workshop.remove() }
    try own(project.workshop)
    for task in ["number-multiplying", "navigate"] {
      let file = project.workshop.folder.appending(path: "Tasks/\(task)/questions.jsonl")
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data((text + text.replacing("\"id\":\"\(task)-", with: "\"id\":\"\(task)-new-")).utf8)
        .write(to: file)
    }
    #expect(try await replays(project))
    #expect(try await answered(project) == 0)
    let file = project.workshop.file("sweep.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacing("per-task: 2", with: "per-task: 3").utf8).write(to: file)
    // One question more of each of two tasks: four calls each, since C+T+S shares two of its three.
    #expect(try await answered(project) == 2 * 4)
    #expect(try await replays(project))
  }

  @Test("keeps what code printed before it was killed, and version 1 asks as it always did")
  func unbuffered() async throws {
    let script: @Sendable (String) -> String = { _ in
      "```python\nprint('<<<' + '42>>>')\nwhile True: pass\n```"
    }
    let limits: @Sendable (String) -> String = {
      $0.replacing("wall-ms: 10000", with: "wall-ms: 1500")
    }
    for (version, output) in [(1, ""), (2, "<<<42>>>\n")] {
      let project = try await RecordedProject(script) {
        limits(version == 2 ? Self.second($0) : $0)
      }
      defer { project.workshop.remove() }
      let sweep = try project.open()
      var outputs: Set<String> = []
      try await sweep.replay(nil, workers: 1) { _, record in
        record.transcript.inEveryLane.compactMap { exchange -> String? in
          guard case .execution(let run, let outcome) = exchange else { return nil }
          #expect(run.request.isUnbuffered == (version == 2))
          return String(decoding: outcome.stdout, as: UTF8.self)
        }
      } emit: {
        outputs.formUnion($0)
      }
      #expect(outputs == [output], "version \(version)")
    }
  }
}
