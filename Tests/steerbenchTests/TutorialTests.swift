import Basics
import Foundation
import Sweeps
import TestSupport
import Testing

/// A page of instructions, run as it is written.
///
/// A fence of a file's name makes the file, `sh` runs its lines (`in FOLDER`, `exit N`), and each line of the `text`
/// behind it must be printed.
struct Tutorial {
  struct Fence {
    var head: [String]
    var lines: [String]
  }

  let fences: [Fence]

  init(_ name: String) throws {
    let file = try RepositoryRoot.url().appending(
      path: "Sources/Workbench/Workbench.docc/\(name).md")
    var fences: [Fence] = []
    var open: Fence?
    for line in try String(contentsOf: file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init) {
      if line.hasPrefix("```") {
        if let fence = open {
          fences.append(fence)
          open = nil
        } else {
          open = Fence(
            head: line.dropFirst(3).split(separator: " ").map {
              $0.trimmingCharacters(in: .init(charactersIn: ","))
            }, lines: [])
        }
      } else {
        open?.lines.append(line)
      }
    }
    self.fences = fences
  }

  func run(in folder: URL) async throws {
    var printed = ""
    for fence in fences {
      switch fence.head.first {
      case "sh":
        let place = fence.head.firstIndex(of: "in").map { fence.head[$0 + 1] }
        let exit = fence.head.firstIndex(of: "exit").flatMap { Int32(fence.head[$0 + 1]) } ?? 0
        printed = ""
        for line in fence.lines {
          let words = line.split(separator: " ").map(String.init)
          #expect(words.first == "steerbench", "\(line)")
          let run = try await Tool.run(
            Array(words.dropFirst()), in: place.map { folder.appending(path: $0) } ?? folder)
          printed += run.output + run.errors
          #expect(run.status == exit, "\(line): \(run.output) \(run.errors)")
        }
      case "text":
        for line in fence.lines {
          #expect(printed.contains(line), "\(line) is not in \(printed)")
        }
      default:
        let name = try #require(fence.head.last)
        let file = folder.appending(path: name)
        try Data((fence.lines.joined(separator: "\n") + "\n").utf8).write(to: file)
      }
    }
  }
}

@Suite("Pages of instructions")
struct TutorialTests {
  @Test("are run as they are written", arguments: ["OwnTask", "ProgramGrader"])
  func run(name: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "steerbench-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let tutorial = try Tutorial(name)
    #expect(tutorial.fences.count > 5)
    try await tutorial.run(in: folder)
  }

  @Test("of reference are printed from the tables by which files are read")
  func reference() throws {
    let file = try RepositoryRoot.url().appending(
      path: "Sources/Workbench/Workbench.docc/TaskFiles.md")
    let page = try String(contentsOf: file, encoding: .utf8)
    #expect(page.hasSuffix(FileSchema.task.markdown))
    let keys = try RepositoryRoot.url().appending(path: "Sources/Workbench/Workbench.docc/Keys.md")
    #expect(try String(contentsOf: keys, encoding: .utf8) == FileSchema.reference)
  }

  @Test("name the schemas that lie beside a starter's files")
  func starterSchemas() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "steerbench-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try await Tool.run(
      ["init", folder.path], in: FileManager.default.temporaryDirectory)
    #expect(run.status == 0, "\(run.errors)")
    for file in ["cassettes/first/sweep.yaml", "Tasks/tank/task.yaml"] {
      let url = folder.appending(path: file)
      let line = try #require(
        try String(contentsOf: url, encoding: .utf8).split(separator: "\n").first)
      let schema = try #require(line.split(separator: "$schema=").last)
      #expect(line.hasPrefix("# yaml-language-server: "))
      let path = url.deletingLastPathComponent().appending(path: String(schema))
        .standardizedFileURL
      #expect(FileManager.default.fileExists(atPath: path.path), "\(path.path)")
    }
  }

  @Test("and schemas allow what the reader reads, and nothing that it refuses")
  func schema() async throws {
    let folder = FileManager.default.temporaryDirectory
    let run = try await Tool.run(["schema", "task"], in: folder)
    #expect(run.status == 0)
    let schema = try JSONValue(parsing: run.output)
    let keys = schema["properties"]?.object?.names ?? []
    #expect(Set(keys) == Set(FileSchema.task.keys.map(\.name)))
    #expect(schema["additionalProperties"] == false)
    #expect(schema["required"]?.array?.contains("prompt") == true)
    let wrong = try await Tool.run(["schema", "tsk"], in: folder)
    #expect(wrong.status == 2 && wrong.errors.contains("Did you mean task?"))
  }
}
