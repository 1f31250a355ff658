import Basics
import Foundation
import ModelAPI
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("A canary, by a call")
struct CanaryTests {
  private func drift(
    _ project: RecordedProject, tolerating tolerated: Int = 0,
    _ script: @escaping @Sendable (String) -> String
  ) async throws -> Drift {
    let folder = project.workshop.folder.appending(
      path: "cassettes/sweep", directoryHint: .isDirectory)
    return try await ScriptedServer(script: script).serving { url in
      let day = try #require(PriceDay("2026-03-01"))
      return try await Canary(
        sweep: try OpenSweep(folder),
        models: ModelAccess(baseURL: url, environment: ProcessInfo.processInfo.environment),
        spending: Spending(budget: Budget(), day: day), tolerated: tolerated
      ).run()
    }
  }

  @Test("A model that answers as it did has not drifted; each answer that differs counts")
  func drifts() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let same = try await drift(project, ScriptedServer.plain)
    #expect(!same.hasDrifted)
    #expect(same.json["trials"] == 2, "the first question of each task")
    let other: @Sendable (String) -> String = { _ in "By now I think otherwise." }
    let drifted = try await drift(project, other)
    #expect(drifted.hasDrifted)
    #expect(drifted.json["changed"] == drifted.json["calls"])
    #expect(drifted.text.hasPrefix("DRIFT: 2 calls of 2 trials asked again; 2 answers differ"))
    #expect(try await !drift(project, tolerating: 2, other).hasDrifted)
  }
}
