import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("A recording that is not made to its end")
struct PartialRecordingTests {
  /// Looks at a recording while it goes on, and after it was killed.
  @Test("It can be looked at while it goes on and after it was killed, and says what is missing")
  func goesOn() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer(stallingAfter: 8)
    try await server.serving { url in
      let recording = try Tool.start(["record", "sweep", "--base-url", url], in: workshop.folder)
      while server.answered.count < 8 { try await Task.sleep(for: .milliseconds(5)) }
      // The last answers may still be on their way to the disk.
      try await Self.wait { try await Self.trials(workshop).count >= 1 }
      try await look(workshop)
      #expect(recording.isRunning, "looking stops nobody")
      recording.send(SIGKILL)
      _ = await recording.finish()
      server.release()
      try await look(workshop)
      let resumed = try await workshop.record(url)
      #expect(resumed.status == 0, "\(resumed.errors)")
    }
    let whole = try await workshop.replay()
    #expect(whole.status == 0 && !whole.output.contains("PARTIAL"), "\(whole.output)")
    #expect(try await Self.trials(workshop).count == 16)
  }

  private func look(_ workshop: Workshop) async throws {
    let replay = try await workshop.replay(["--no-tables"])
    #expect(replay.status == 3, "\(replay.output)\(replay.errors)")
    #expect(replay.output.contains("PARTIAL  a recording goes on, or was stopped: "))
    #expect(replay.output.contains("MISSING  never recorded"))
    #expect(replay.output.contains("By model and method"))
    #expect(!replay.output.contains("differs from what was recorded"), "\(replay.output)")
    let report = try await Tool.run(["report", "sweep"], in: workshop.folder)
    #expect(report.status == 0, "\(report.errors)")
    #expect(report.output.contains("PARTIAL: sweep is recorded in "))
    let trial = try #require(try await Self.trials(workshop).first)
    let page = try await Tool.run(["report", "sweep", "--html", "page.html"], in: workshop.folder)
    #expect(page.status == 0, "\(page.errors)")
    let html = try String(
      contentsOf: workshop.folder.appending(path: "page.html"), encoding: .utf8)
    #expect(html.contains("PARTIAL: sweep is recorded in "))
    let transcript = try await Tool.run(["transcript", trial], in: workshop.folder)
    #expect(transcript.status == 0, "\(transcript.errors)")
  }

  @Test("A report of several sweeps goes past one that is not recorded, and says so")
  func severalSweeps() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let other = workshop.folder.appending(path: "cassettes/later")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    let text = try String(contentsOf: workshop.file("sweep.yaml"), encoding: .utf8)
      .replacingOccurrences(of: "  scripted:", with: "  another:")
    try Data(text.utf8).write(to: other.appending(path: "sweep.yaml"))
    let both = try await Tool.run(["report"], in: workshop.folder)
    #expect(both.status == 0, "\(both.errors)")
    #expect(both.output.contains("PARTIAL: later is not recorded yet, and left out."))
    let alone = try await Tool.run(["report", "later"], in: workshop.folder)
    #expect(alone.status == 3)
    #expect(alone.errors.contains("MISSING"))
  }

  @Test("What a person would want to be told of a recording is told: replies that were cut off")
  func warnings() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let fine = try await workshop.replay(["--no-tables"])
    #expect(!fine.output.contains("cut off"))
  }

  private static func trials(_ workshop: Workshop) async throws -> [String] {
    let run = try await Tool.run(["trials", "sweep", "--json"], in: workshop.folder)
    return try run.output.split(separator: "\n").compactMap {
      try JSONValue(parsing: String($0))["name"]?.string
    }
  }

  private static func wait(_ isSo: () async throws -> Bool) async throws {
    for _ in 0..<400 where try await !isSo() { try await Task.sleep(for: .milliseconds(25)) }
  }
}
