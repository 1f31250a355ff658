import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("What a replay says beside its tables")
struct SelfCheckTests {
  @Test("Workers, order, locale, time zone and folders change nothing in a sheet")
  func selfCheck() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let run = try await workshop.replay(["--selfcheck", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    let checks = try #require(
      try JSONValue(parsing: run.output)["sweeps"]?[0]?["selfCheck"]?.array)
    #expect(checks.count >= 8)
    #expect(checks.allSatisfy { $0["same"]?.bool == true })
    #expect(Set(checks.map { $0["sheet"]?.string }).count == 1)
    let text = try await workshop.replay(["--selfcheck", "--no-tables"])
    #expect(text.output.contains("SELFCHECK"), "\(text.output)")
  }

  @Test(
    "A sheet of what can be replayed is written though prompts miss, and each gap has its digests")
  func partialSheet() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let sheet = workshop.folder.appending(path: "sheet.tsv").path
    func unanswered() async throws -> [JSONValue] {
      let run = try await workshop.replay(["--json", "--sheet", sheet])
      #expect(run.status == 3, "\(run.errors)")
      return try #require(
        try JSONValue(parsing: run.output)["sweeps"]?[0]?["unanswered"]?.array)
    }
    try workshop.editPrompt("all-code", "exactly", "precisely")
    let first = try await unanswered()
    let lines = try String(contentsOfFile: sheet, encoding: .utf8).split(separator: "\n")
    #expect(!first.isEmpty && lines.count - 2 + first.count == 16)
    #expect(!lines.contains { $0.contains("\tall-code\t") })
    try workshop.editPrompt("all-code", "precisely", "strictly")
    let second = try await unanswered()
    // Another wording has another digest, though neither was ever answered.
    for (left, right) in zip(first, second) {
      #expect(left["trial"] == right["trial"])
      #expect(left["prompt"] != right["prompt"] && left["parameters"] == right["parameters"])
    }
  }

  @Test("The gate shows one example of each cause as a difference, and how its layer reads now")
  func exampleDifference() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let file = workshop.file("baseline.tsv")
    var lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    let index = try #require(lines.firstIndex { $0.contains("\tall-code\tnumber-multiplying\t") })
    var fields = lines[index].components(separatedBy: "\t")
    fields[fields.count - 2] = "0123456789ab"
    lines[index] = fields.joined(separator: "\t")
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    let run = try await workshop.replay(["--no-tables"])
    #expect(run.status == 1)
    for part in [
      "- extraction_digest=0123456789ab", "+ extraction_digest=", "the layer extraction now:",
      "answer: 42", "steerbench bisect",
    ] {
      #expect(run.output.contains(part), "\(run.output)")
    }
    let json = try JSONValue(parsing: try await workshop.replay(["--json"]).output)
    let cause = json["sweeps"]?[0]?["baseline"]?["causes"]?[0]
    #expect(cause?["diff"]?[0]?.string == "- extraction_digest=0123456789ab")
    #expect(cause?["text"]?.string?.contains("answer: 42") == true)
  }
}
