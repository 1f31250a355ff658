import CodeExecution
import Foundation
import ModelAPI
import Sweeps
import Trials
import WorkbenchTestSupport

@testable import Workbench

/// A project whose sweep was recorded against a scripted server, without a process of this tool.
struct RecordedProject {
  /// The project.
  let workshop: Workshop

  /// Reads the answers of the sweep by a model: the extraction's prompt is told by its first words.
  static let extracting: @Sendable (String) -> String = { message in
    guard message.hasPrefix("Below are a question") else {
      // Each method's answer is its own, so that no two trials share the call that reads it.
      return "As I see it, h\(String(repeating: "m", count: message.utf8.count % 97)), it does."
    }
    return message.contains("Give Yes or No") ? "<<<Yes>>>" : "<<<none>>>"
  }

  /// Records a sweep.
  ///
  /// - Parameters:
  ///   - script: The answer to a user's message.
  ///   - edit: Changes the text of the sweep file.
  init(
    _ script: @escaping @Sendable (String) -> String = ScriptedServer.plain,
    _ edit: (String) -> String = { $0 }
  ) async throws {
    workshop = try Workshop(edit)
    let sweep = try open()
    let result = try await ScriptedServer(script: script).serving { url in
      try await Self.recording(of: sweep, at: url).record()
    }
    guard result.ending == .pass else { throw Unrecorded(result: result) }
  }

  /// A recording that should have been complete and is not.
  struct Unrecorded: Error {
    let result: RecordingOutcome
  }

  /// The sweep, opened.
  func open() throws -> OpenSweep {
    try OpenSweep(workshop.folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory))
  }

  /// A recording against a server.
  static func recording(of sweep: OpenSweep, at url: String) throws -> SweepRecording {
    let environment = ProcessInfo.processInfo.environment
    guard let day = PriceDay("2026-03-01") else { throw URLError(.badURL) }
    let world = RecordingWorld(
      models: ModelAccess(baseURL: url, environment: environment),
      code: CodeRunning(
        budget: ExecutionBudget(cores: 2, memoryMiB: 4096), environment: environment),
      spending: Spending(budget: Budget(), day: day), timestamp: { "2026-03-01T09:30:00Z" })
    return SweepRecording(
      of: sweep, world: world, secrets: SecretRules(environment: [:]), observer: SilentObserver())
  }

  /// Records a part of the sweep anew, to be accepted or not.
  func refresh(
    _ words: [String], _ script: @escaping @Sendable (String) -> String
  ) async throws -> RecordingOutcome {
    let sweep = try open()
    return try await ScriptedServer(script: script).serving { url in
      try await Self.recording(of: sweep, at: url).refresh(words)
    }
  }
}

/// Whom nothing is told.
struct SilentObserver: RecordingObserver {
  func began(trials: Int, moment: @escaping @Sendable () async -> RecordingProgress.Moment) {}
  func trialEnded(failed: Bool) async {}
  func note(_ text: String) {}
  func ended() async {}
}
