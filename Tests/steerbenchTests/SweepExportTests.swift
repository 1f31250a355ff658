import Basics
import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
import WorkbenchTestSupport
#endif

/// Shape and determinism; that each format is read by its own tool is proved by `ci/export-test`.
@Suite("Exports of sweeps")
struct SweepExportTests {
  private static let files = ["csv", "json", "junit", "markdown", "github", "openmetrics"]
  private static let folders = ["lm-eval", "inspect", "every-eval-ever"]

  private func export(
    _ shelf: Shelf, _ format: String, _ more: String...
  ) async throws -> Tool.Run {
    try await Tool.run(["export", "sweep", "--format", format] + more, in: shelf.url)
  }

  /// The files of a folder by their paths, with their text.
  private func tree(_ folder: URL) throws -> [String: String] {
    let enumerator = FileManager.default.enumerator(atPath: folder.path)
    var tree: [String: String] = [:]
    while let path = enumerator?.nextObject() as? String {
      let url = folder.appending(path: path)
      guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
      tree[path] = text
    }
    return tree
  }

  @Test("are the same bytes from run to run and for any number of workers")
  func deterministic() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    for format in Self.files {
      let first = try await export(shelf, format, "--workers", "1")
      let second = try await export(shelf, format, "--workers", "7")
      #expect(first.status == 0, "\(format): \(first.errors)")
      #expect(!first.output.isEmpty && first.output == second.output, "\(format)")
    }
    for format in Self.folders {
      let first = try await export(shelf, format, "--output", "one-\(format)", "--workers", "1")
      #expect(first.status == 0, "\(format): \(first.errors)")
      _ = try await export(shelf, format, "-o", "two-\(format)", "--workers", "7")
      let tree = try tree(shelf.file("one-\(format)"))
      #expect(!tree.isEmpty)
      #expect(try tree == self.tree(shelf.file("two-\(format)")), "\(format)")
    }
  }

  @Test("hold every trial once, with its outcome")
  func complete() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let csv = try await export(shelf, "csv").output.split(separator: "\n")
    #expect(csv.first?.hasPrefix("model,method,task,question,sample,rung,outcome,score,") == true)
    let trials = csv.count - 1
    #expect(trials == 16)

    let json = try JSONValue(parsing: try await export(shelf, "json").output)
    #expect(json["trials"]?.array?.count == trials && json["cells"]?.array?.count == 8)
    #expect(json["trials"]?[0]?["model"] == "scripted" && json["cassettes"]?.array?.count == 1)

    let junit = try await export(shelf, "junit").output
    let parser = XMLParser(data: Data(junit.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(junit.components(separatedBy: "<testcase ").count - 1 == trials)
    let wrong = csv.dropFirst().count { !$0.contains(",correct,") }
    #expect(
      junit.components(separatedBy: "<failure ").count
        + junit.components(separatedBy: "<error ").count
        - 2 == wrong)

    let metrics = try await export(shelf, "openmetrics").output
    #expect(metrics.hasSuffix("# EOF\n"))
    let counted = metrics.split(separator: "\n").filter { $0.hasPrefix("steerbench_trials{") }
      .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
    #expect(counted.reduce(0, +) == trials)
    #expect(
      try await export(shelf, "github").output.hasPrefix("## sweep\n\nTrials: 16. Cassettes: `"))
  }

  @Test("of folders hold conversations, samples and what joins them")
  func folders() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    for format in Self.folders {
      let run = try await export(shelf, format, "--output", format, "--json")
      #expect(try JSONValue(parsing: run.output)["trials"] == 16, "\(run.errors)")
    }
    let harness = try tree(shelf.file("lm-eval"))
    let results = try #require(harness.first { $0.key.contains("/results_") }).value
    let tasks = try #require(try JSONValue(parsing: results)["results"]?.object)
    #expect(tasks.names.contains("steerbench_navigate_all-code") && tasks.members.count == 8)
    #expect(harness.keys.count { $0.hasPrefix("scripted/samples_") } == 8)

    let logs = try tree(shelf.file("inspect"))
    #expect(logs.count == 4)
    for (name, text) in logs {
      let log = try JSONValue(parsing: text)
      #expect(log["version"] == 2 && log["status"] == "success", "\(name)")
      #expect(log["samples"]?.array?.count == 4)
      #expect(log["samples"]?[0]?["messages"]?[0]?["role"] == "user")
    }

    let records = try tree(shelf.file("every-eval-ever"))
    let aggregate = try #require(records.first { $0.key.hasSuffix(".json") })
    let samples = try #require(records.first { $0.key.hasSuffix("_samples.jsonl") })
    let json = try JSONValue(parsing: aggregate.value)
    let detail = json["detailed_evaluation_results"]
    #expect(detail?["file_path"]?.string == samples.key)
    #expect(detail?["checksum"]?.string == Digest.sha256(samples.value).hex)
    #expect(samples.value.split(separator: "\n").count == 16)
  }

  @Test("of a selection hold that selection, and an empty one gives exit 7")
  func selection() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let csv = try await export(shelf, "csv", "--method", "all-code", "--task", "navigate").output
    #expect(csv.split(separator: "\n").count == 3)
    let none = try await export(shelf, "csv", "--method", "code-interpreter")
    #expect(none.status == 7 && none.output.isEmpty)
    #expect(none.errors.contains("picked"))
    let typo = try await export(shelf, "csv", "--method", "al-code")
    #expect(typo.status == 2 && typo.errors.contains("Did you mean all-code"))
  }

  @Test("that cannot be written say why, leave nothing behind, and overwrite no folder")
  func unwritable() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    try Data("kept".utf8).write(to: shelf.file("file"))
    let below = try await export(shelf, "csv", "--output", "file/below.csv")
    #expect(below.status == 2 && below.errors.contains("cannot be written"), "\(below.errors)")
    let full = try await export(shelf, "inspect", "--output", "cassettes")
    #expect(full.status == 2 && full.errors.contains("nothing is overwritten"), "\(full.errors)")
    let folder = try await export(shelf, "csv", "--output", "cassettes")
    #expect(folder.status == 2 && folder.errors.contains("Name a file"), "\(folder.errors)")
    for (arguments, hint) in [
      (["--format", "cvs"], "csv"), (["--format", "inspect"], "--output FOLDER"),
      (["--format", "csv", "--json"], "--output"),
    ] {
      let run = try await Tool.run(["export", "sweep"] + arguments, in: shelf.url)
      #expect(run.status == 2 && run.errors.contains(hint), "\(run.errors)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: shelf.url.path)
    #expect(!names.contains { $0.hasSuffix(".partial") }, "\(names)")
  }
}
