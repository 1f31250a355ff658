import Foundation
import Testing
import WorkbenchTestSupport

@Suite("A recording under a limit of open files")
struct FewDescriptorsTests {
  /// Runs the tool with a limit of its own.
  private func record(
    _ workshop: Workshop, _ baseURL: String, limit: Int
  ) async throws -> Tool.Run {
    try await Tool.start(
      [
        "-c", "ulimit -n \(limit) && exec \"$0\" \"$@\"", Tool.program.path, "record", "sweep",
        "--base-url", baseURL,
      ], in: workshop.folder, program: URL(filePath: "/bin/sh")
    ).finish()
  }

  private func workshop() throws -> Workshop {
    try Workshop { text in
      text.replacing("concurrency: 2", with: "concurrency: 64")
        .replacing("per-task: 2", with: "per-task: 12")
    }
  }

  @Test("fits its calls and runs of code to 48, says so, and is complete")
  func fitted() async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    try await ScriptedServer().serving { url in
      let run = try await record(workshop, url, limit: 48)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("of 64 calls"), "\(run.errors)")
      #expect(run.errors.contains("48 files and connections"), "\(run.errors)")
    }
    #expect(try await workshop.replay().status == 0)
  }

  @Test("says what it needs where 24 are too few, and asks nothing", arguments: [16, 24])
  func tooFew(limit: Int) async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer()
    try await server.serving { url in
      let run = try await record(workshop, url, limit: limit)
      #expect(run.status == 4, "\(run.errors)")
      #expect(run.errors.contains("may have \(limit) files"), "\(run.errors)")
      #expect(run.errors.contains("ulimit -n 1024"), "\(run.errors)")
    }
    #expect(server.received == 0)
  }

  @Test("A test that runs the tool has as many open afterwards as before")
  func noneLeft() async throws {
    let open = { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
    let folder = FileManager.default.temporaryDirectory
    // The first run sets up what Foundation keeps for all.
    _ = try await Tool.run(["--version"], in: folder)
    let before = try open()
    for _ in 0..<20 { #expect(try await Tool.run(["--version"], in: folder).status == 0) }
    #expect(try open() <= before + 2)
  }
}
