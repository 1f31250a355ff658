import Foundation
import Testing
import WorkbenchTestSupport

extension Workshop {
  /// A project whose sweep is recorded: a copy of the one that this process records, once for all tests
  /// that want a recording and claim nothing of how it is made.
  ///
  /// - Parameter withBaseline: Whether the sweep has its baseline.
  static func recorded(withBaseline: Bool = true) async throws -> Workshop {
    let workshop = try Workshop(copying: try await Recorded.once.value)
    if !withBaseline { try FileManager.default.removeItem(at: workshop.file("baseline.tsv")) }
    return workshop
  }
}

/// The recording that tests copy.
private enum Recorded {
  static let once = Task {
    let workshop = try Workshop()
    kept = workshop
    // It belongs to the whole process, and goes with it.
    atexit { Recorded.kept?.remove() }
    try await ScriptedServer().serving { url in
      let run = try await workshop.record(url)
      try #require(run.status == 0, "\(run.errors)")
    }
    let update = try await workshop.replay(["--update-baseline"])
    try #require(update.status == 0, "\(update.errors)")
    return workshop
  }

  /// Written once, before anybody reads it: by the task above, and read at the end of the process.
  private nonisolated(unsafe) static var kept: Workshop?
}
