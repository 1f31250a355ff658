import Basics
import Cassettes
import Foundation
import TestSupport
import Testing
import WorkbenchTestSupport

/// A temporary project with a copy of a shipped sweep that has two cassettes, and the shipped tasks.
struct Shelf {
  /// The shipped sweep that is copied.
  static let sweep = "qwen2.5-coder-0.5b"

  /// The project's folder.
  let url: URL
  /// The folder of the sweep.
  let folder: URL

  /// A project in which a sweep was recorded just now, so that it replays whatever is shipped.
  static func recorded() async throws -> Shelf {
    let workshop = try await Workshop.recorded(withBaseline: false)
    return Shelf(url: workshop.folder, folder: workshop.file(""))
  }

  private init(url: URL, folder: URL) {
    self.url = url
    self.folder = folder
  }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "steerbench-\(UUID().uuidString)")
    folder = url.appending(path: "cassettes/\(Self.sweep)")
    let root = try RepositoryRoot.url()
    try FileManager.default.createDirectory(
      at: url.appending(path: "cassettes"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: url.appending(path: "Tasks"), withDestinationURL: root.appending(path: "Tasks"))
    try FileManager.default.copyItem(
      at: root.appending(path: "cassettes/\(Self.sweep)"), to: folder)
  }

  /// The sealed cassettes of the sweep, by name.
  var cassettes: [URL] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        .filter { $0.hasSuffix(".cas") }.map { folder.appending(path: $0) }
    }
  }

  /// A file of the project.
  func file(_ name: String) -> URL { url.appending(path: name) }

  /// Runs a verb of `steerbench cassette` in the project.
  func cassette(_ arguments: String...) async throws -> Tool.Run {
    try await Tool.run(["cassette"] + arguments, in: url)
  }

  /// Runs a verb and gives its JSON, which is all that it may print.
  func json(_ arguments: String...) async throws -> JSONValue {
    let run = try await Tool.run(["cassette"] + arguments + ["--json"], in: url)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONValue(parsing: run.output)
  }

  /// Makes a sweep of some methods that plays from cassettes of its own.
  func narrowSweep(_ name: String, methods: String) throws {
    let text = try String(contentsOf: folder.appending(path: "sweep.yaml"), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("  - ") }
      .map { $0.hasPrefix("methods:") ? "methods: [\(methods)]" : String($0) }
    let other = file("cassettes/\(name)")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try Data(lines.joined(separator: "\n").utf8).write(to: other.appending(path: "sweep.yaml"))
  }

  /// Everything that the sweep's cassettes play.
  func everything() throws -> [Slot: [UInt8]] { try Self.everything(in: folder.path) }

  /// Everything that a folder's cassettes play.
  static func everything(in folder: String) throws -> [Slot: [UInt8]] {
    let reader = try CassetteFolder(path: folder).reader()
    var results: [Slot: [UInt8]] = [:]
    for entry in try reader.entries() { results[entry.slot] = try reader.result(at: entry.slot) }
    return results
  }

  /// Takes the project away.
  func remove() { try? FileManager.default.removeItem(at: url) }
}
