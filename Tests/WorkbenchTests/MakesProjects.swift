import Foundation
import Testing

@testable import Workbench

/// Tests that make projects to start from, in a folder that is taken away.
protocol MakesProjects {}

extension MakesProjects {
  func inFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "steerbench-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
  }

  func starter(_ folder: String, table: String? = nil) async throws -> Starter {
    try await Starter(folder: folder, table: table, timestamp: { "2026-03-01T09:30:00Z" })
  }

  /// Replays a project that was made, against its baseline.
  func replay(_ folder: String) async throws -> ReplayedSweep {
    let url = URL(filePath: "\(folder)/cassettes/first", directoryHint: .isDirectory)
    return try await SweepReplay(
      sweep: try OpenSweep(url), workers: 2,
      sheet: .compare(path: "\(url.path)/baseline.tsv", isRequired: true)
    ).run()
  }
}
