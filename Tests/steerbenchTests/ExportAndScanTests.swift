import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Exports and secrets, as a user runs them")
struct ExportAndScanTests {
  /// Drawn while the test runs, so that no file holds one.
  private let secret =
    "ghp_"
    + String(
      (0..<36).map { _ in "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMN23456789".randomElement() ?? "a" })

  private func digests(_ folder: URL) throws -> [Digest] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".cas") }
      .map { Digest.sha256(Array(try Data(contentsOf: folder.appending(path: $0)))) }
  }

  @Test(
    "What is exported, in either form, imports to the very same file", arguments: ["jsonl", "har"])
  func roundTrip(format: String) async throws {
    let workshop = try await Workshop.recorded(withBaseline: false)
    defer { workshop.remove() }
    let export = try await Tool.run(
      ["cassette", "export", "sweep", "--format", format, "--output", "out", "--json"],
      in: workshop.folder)
    #expect(export.status == 0, "\(export.errors)")
    let count = try #require(try JSONValue(parsing: export.output)["exchanges"]?.integer)
    #expect(count > 0)
    let imported = try await Tool.run(
      ["cassette", "import", "out", "--into", "copy", "--json"], in: workshop.folder)
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(try JSONValue(parsing: imported.output)["sealed"]?["exchanges"]?.integer == count)
    #expect(
      try digests(workshop.folder.appending(path: "copy")) == digests(workshop.file("")))
    let again = try await Tool.run(
      ["cassette", "import", "out", "--into", "copy"], in: workshop.folder)
    #expect(again.status == 0 && again.output.contains("has them all already"))
    let printed = try await Tool.run(
      ["cassette", "export", "sweep", "--format", format], in: workshop.folder)
    #expect(
      printed.output
        == (try String(contentsOf: workshop.folder.appending(path: "out"), encoding: .utf8)))
  }

  @Test(
    "A credential in an answer is refused, allowed by its digits, found by scan, and never shown")
  func secrets() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let secret = secret
    let server = try ScriptedServer { _ in "The token is \(secret) and the answer <<<42>>>." }
    try await server.serving { url in
      let refused = try await workshop.record(url)
      #expect(refused.status == 2)
      #expect(refused.errors.contains("GitHub token") && refused.errors.contains("reply's body"))
      #expect(!refused.errors.contains(secret))
      #expect(workshop.cassettes.isEmpty)
      let words = refused.errors.split(whereSeparator: { " .\n".contains($0) }).map(String.init)
      let place = try #require(words.firstIndex(of: "--allow-secret"))
      let digits = words[place + 1]
      let allowed = try await workshop.record(url, ["--allow-secret", digits])
      #expect(allowed.status == 0, "\(allowed.errors)")
      let found = try await Tool.run(["cassette", "scan", "sweep", "--json"], in: workshop.folder)
      #expect(found.status == 1)
      let findings = try #require(try JSONValue(parsing: found.output)["findings"]?.array)
      #expect(!findings.isEmpty)
      #expect(findings.allSatisfy { $0["allowance"]?.string == digits })
      #expect(!found.output.contains(secret))
      let text = try await Tool.run(["cassette", "scan", "sweep"], in: workshop.folder)
      #expect(text.status == 1 && !text.output.contains(secret))
      let clean = try await Tool.run(
        ["cassette", "scan", "sweep", "--allow-secret", digits], in: workshop.folder)
      #expect(clean.status == 0 && clean.output.contains("No credentials"))
    }
  }

  @Test("The value of a key variable is refused while recording and found by scan")
  func knownValue() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let value = "a-word-of-mine-31"
    try await ScriptedServer { _ in "You sent \(value). <<<42>>>" }.serving { url in
      let refused = try await Tool.run(
        ["record", "sweep", "--base-url", url], in: workshop.folder,
        environment: ["MISTRAL_API_KEY": value])
      #expect(refused.status == 2 && refused.errors.contains("value of MISTRAL_API_KEY"))
      #expect(!refused.errors.contains(value))
      #expect(try await workshop.record(url).status == 0)
      let found = try await Tool.run(
        ["cassette", "scan", "sweep", "--key-variable", "MY_KEY"], in: workshop.folder,
        environment: ["MY_KEY": value, "HF_TOKEN": "short"])
      #expect(found.status == 1 && found.output.contains("value of MY_KEY"))
      #expect(!found.output.contains(value))
      #expect(found.errors.contains("HF_TOKEN is not looked for"))
    }
  }

  @Test(
    "What cannot be imported says what it is, and makes no folder",
    arguments: [
      (nil, "there is no such file"), ("", "the file is empty"),
      ("{\"a\":1}\n", "its first line does not say so"),
      ("{\"log\":{\"version\":\"1.2\",\"entries\":[]}}", "HAR that steerbench did not write"),
      ("{\"format\":\"steerbench-exchanges\",\"version\":9}\n", "has version 9"),
      ("{\"format\":\"steerbench-exchanges\",\"version\":1}\nx\n", "line 2 is no exchange"),
    ])
  func badImports(text: String?, words: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    if let text { try Data(text.utf8).write(to: folder.appending(path: "in")) }
    let run = try await Tool.run(["cassette", "import", "in", "--into", "copy"], in: folder)
    #expect([2, 6].contains(run.status))
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "copy").path))
  }

  @Test("Help teaches with examples", arguments: ["export", "import", "scan"])
  func help(verb: String) async throws {
    let run = try await Tool.run(
      ["cassette", verb, "--help"], in: FileManager.default.temporaryDirectory)
    #expect(run.status == 0 && run.output.contains("  steerbench cassette \(verb) "))
    #expect(run.output.contains("--json"))
  }
}
