import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Reports on the command line")
struct ReportCommandTests {
  private func run(_ shelf: Shelf, _ arguments: String...) async throws -> Tool.Run {
    try await Tool.run(arguments, in: shelf.url)
  }

  @Test("are only JSON where JSON is asked for, whatever the report is")
  func onlyJSON() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    for arguments in [
      ["report", "sweep", "--json", "--by", "complexity"],
      ["report", "sweep", "--json", "--against", "paper"],
      ["report", "sweep", "--json", "--gradings", "both"],
      ["report", "sweep", "--json", "--experiment", "code-usage"],
      ["report", "sweep", "--json", "--experiment", "inverse-scaling"],
      ["report", "sweep", "--json", "--experiment", "forced-code"],
      ["analyze", "sweep", "--json"], ["analyze", "sweep", "--json", "--calibration"],
      ["report", "sweep", "--json", "--method", "all-code", "--sort", "trials"],
    ] {
      let run = try await Tool.run(arguments, in: shelf.url)
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      #expect(throws: Never.self, "\(arguments)") { try JSONValue(parsing: run.output) }
      let again = try await Tool.run(arguments + ["--workers", "5"], in: shelf.url)
      #expect(again.output == run.output, "\(arguments)")
    }
  }

  @Test("are written a file each, in the format that is asked for")
  func files() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let folder = shelf.url.appending(path: "tables")
    let run = try await Tool.run(
      ["report", "sweep", "--format", "csv", "--table-files", "tables"], in: shelf.url)
    #expect(run.status == 0, "\(run.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.count > 2 && names.allSatisfy { $0.hasSuffix(".csv") }, "\(names)")
    for name in names {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(!text.contains("\n\n"), "one table in \(name)")
    }
    let again = try await Tool.run(
      ["report", "sweep", "--format", "csv", "--table-files", "tables"], in: shelf.url)
    #expect(again.status == 2, "nothing is overwritten")
  }

  @Test("lay ours beside the published numbers")
  func againstPaper() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let json = try JSONValue(
      parsing: try await run(shelf, "report", "sweep", "--against", "paper", "--json").output)
    #expect(
      json.array?.compactMap { $0["name"]?.string } == [
        "paper:table2", "paper:table1", "paper:costs", "paper:turns",
        "paper:complexity:number-multiplying", "paper:complexity:game24",
      ])
    let table2 = json[0]
    #expect(table2?["rows"]?[2]?["cells"]?[2] == 80.3)
    #expect(table2?["rows"]?[6]?["cells"]?[1] == "NA")
  }

  @Test("show what was picked, sorted, within the width that was asked for")
  func shapes() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let narrow = try await run(shelf, "report", "sweep", "--width", "60")
    #expect(narrow.status == 0, "\(narrow.errors)")
    #expect(narrow.output.split(separator: "\n").allSatisfy { $0.count <= 60 })
    let piped = try await run(shelf, "report", "sweep")
    #expect(!piped.output.contains("\u{1b}"))
    let picked = try await run(shelf, "report", "sweep", "--task", "navigate", "--format", "csv")
    #expect(picked.output.contains("Navigate,") && !picked.output.contains("Number Mult"))
    let glance = try await run(shelf, "report", "sweep", "--by", "complexity")
    #expect(glance.output.contains("at a glance"))
    let csv = try await run(shelf, "report", "sweep", "--by", "complexity", "--format", "csv")
    #expect(!csv.output.contains("▁") && csv.output.hasPrefix("Method,Rung,"))
  }

  @Test("answer wrong words with the next step")
  func wrongWords() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let cases: [(arguments: [String], status: Int32, hint: String)] = [
      (["report", "sweep", "--sort", "mean-scor"], 2, "mean-score"),
      (["report", "sweep", "--reverse"], 2, "--sort"),
      (["report", "sweep", "--width", "3"], 2, "--width"),
      (["report", "sweep", "--task", "navigat"], 2, "navigate"),
      (
        ["report", "sweep", "--method", "code-interpreter", "--experiment", "code-usage"], 7,
        "picked"
      ),
      (["report", "sweep", "--experiment", "inverse"], 2, "inverse-scaling"),
      (
        ["report", "sweep", "--by", "complexity", "--method", "code-interpreter"], 7,
        "Nothing is left"
      ),
      (["report", "sweep", "--against", "paper", "--by", "complexity"], 2, "one at a time"),
      (["report", "sweep", "--against", "papers"], 2, "paper"),
      (["analyze", "sweep", "--model", "gpt"], 2, "--model gpt"),
      (["analyze", "swep"], 2, "sweep"),
    ]
    for (arguments, status, hint) in cases {
      let run = try await Tool.run(arguments, in: shelf.url)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(hint), "\(arguments): \(run.errors)")
    }
  }

  @Test("of recordings that are missing end with exit 3 and no number")
  func missing() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    for command in [["analyze", "sweep"], ["export", "sweep", "--format", "csv", "-o", "x.csv"]] {
      let run = try await Tool.run(command, in: workshop.folder)
      #expect(run.status == 3, "\(command): \(run.errors)")
      #expect(run.errors.contains("steerbench record"), "\(command): \(run.errors)")
      #expect(run.output.isEmpty)
      #expect(
        !FileManager.default.fileExists(atPath: workshop.folder.appending(path: "x.csv").path))
    }
  }
}
