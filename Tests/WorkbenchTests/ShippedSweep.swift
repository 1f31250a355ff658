import Foundation
import TestSupport

/// A temporary project with a copy of a shipped sweep of two cassettes.
struct ShippedSweep {
  /// The project's folder.
  let project: URL

  /// The folder of the sweep.
  var folder: URL {
    project.appending(path: "cassettes/qwen2.5-coder-0.5b", directoryHint: .isDirectory)
  }

  /// Makes the project.
  init() throws {
    project = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-\(UUID().uuidString)")
    let root = try RepositoryRoot.url()
    let files = FileManager.default
    try files.createDirectory(
      at: project.appending(path: "cassettes"), withIntermediateDirectories: true)
    try files.createSymbolicLink(
      at: project.appending(path: "Tasks"), withDestinationURL: root.appending(path: "Tasks"))
    try files.copyItem(
      at: root.appending(path: "cassettes/\(folder.lastPathComponent)"), to: folder)
  }

  /// Puts a copy of the tasks in the place of the link, to be changed.
  func ownTasks() throws {
    let tasks = project.appending(path: "Tasks")
    let shipped = tasks.resolvingSymlinksInPath()
    try FileManager.default.removeItem(at: tasks)
    try FileManager.default.copyItem(at: shipped, to: tasks)
  }

  /// The path of a file of the project.
  func path(_ name: String) -> String { project.appending(path: name).path }

  /// The paths of the sweep's cassettes, sorted.
  var cassettes: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        .filter { $0.hasSuffix(".cas") }.map { folder.appending(path: $0).path }
    }
  }

  /// Takes the project away.
  func remove() { try? FileManager.default.removeItem(at: project) }
}
