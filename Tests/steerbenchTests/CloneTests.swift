import Foundation
import TestSupport
import Testing

@Suite("A clone")
struct CloneTests {
  /// The files below a folder with their bytes, by path.
  private func files(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let file = folder.appending(path: path)
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
        continue
      }
      files[path] = try Data(contentsOf: file)
    }
    return files
  }

  @Test("that turns line ends has the shipped bytes, and replays")
  func turnedLineEnds() async throws {
    let root = try RepositoryRoot.url()
    let home = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: home) }
    let (project, clone) = (home.appending(path: "project"), home.appending(path: "clone"))
    try FileManager.default.createDirectory(
      at: project.appending(path: "cassettes"), withIntermediateDirectories: true)
    for path in [".gitattributes", "Tasks", "cassettes/smollm2-135m", "ci/replay"] {
      let place = project.appending(path: path)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: root.appending(path: path), to: place)
    }
    // What only this machine has lies beside a sweep, and is not cloned.
    try Data("*.journal*\n".utf8).write(to: project.appending(path: ".gitignore"))
    _ = try History.git(["init", "--quiet"], in: project)
    _ = try History.git(["add", "--all"], in: project)
    _ = try History.git(["commit", "--quiet", "--message", "A recorded sweep"], in: project)
    _ = try History.git(
      ["clone", "--quiet", "--config", "core.autocrlf=true", project.path, clone.path], in: home)
    for folder in ["Tasks", "cassettes", "ci"] {
      let (shipped, cloned) = try (
        files(project.appending(path: folder)), files(clone.appending(path: folder))
      )
      #expect(Set(shipped.keys) == Set(cloned.keys))
      #expect(shipped.keys.filter { shipped[$0] != cloned[$0] } == [], "\(folder) was turned")
    }
    let run = try await Tool.run(["replay", "smollm2-135m", "--no-tables"], in: clone)
    #expect(run.status == 0, "\(run.errors)")
  }
}
