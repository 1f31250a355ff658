import Basics
import Foundation
import TestSupport
import Testing
import WorkbenchTestSupport

@Suite("A report for a browser")
struct PageTests {
  private func page(_ shelf: Shelf, _ name: String, _ more: String...) async throws -> Tool.Run {
    try await Tool.run(
      ["report", "sweep", "--html", shelf.file(name).path] + more, in: shelf.url)
  }

  @Test("has the same bytes from run to run and whatever the number of workers, and is described")
  func isDeterministic() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let first = try await page(shelf, "a.html", "--workers", "1", "--json")
    #expect(first.status == 0, "\(first.errors)")
    let second = try await page(shelf, "b/c.html", "--workers", "3")
    #expect(second.status == 0 && second.output.contains("16 transcripts"), "\(second.output)")
    let bytes = try Data(contentsOf: shelf.file("a.html"))
    #expect(bytes == (try Data(contentsOf: shelf.file("b/c.html"))))
    let facts = try JSONValue(parsing: first.output)
    #expect(facts["sha256"]?.string == Digest.sha256(Array(bytes)).hex)
    #expect(facts["trials"]?.integer == 16 && facts["transcripts"]?.integer == 16)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("I think it is \\u003c\\u003c\\u003c42>>>."), "an answer")
    #expect(!text.contains(shelf.url.path), "no path of this machine")
  }

  @Test("holds as many transcripts as it is asked for")
  func transcripts() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    for (which, count) in [("none", 0), ("1", 8), ("all", 16)] {
      let run = try await page(shelf, "a.html", "--transcripts", which, "--json")
      #expect(try JSONValue(parsing: run.output)["transcripts"]?.integer == count)
    }
  }

  @Test("compares with a sheet of its own, and says that nothing flipped")
  func against() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let replay = try await Tool.run(["replay", "sweep", "--update-baseline"], in: shelf.url)
    #expect(replay.status == 0, "\(replay.errors)")
    let run = try await page(
      shelf, "a.html", "--compare", shelf.folder.appending(path: "baseline.tsv").path)
    #expect(run.status == 0, "\(run.errors)")
    let text = try String(contentsOf: shelf.file("a.html"), encoding: .utf8)
    #expect(text.contains("All trials equal the baseline: 16."))
  }

  @Test(
    "is refused in a sentence where its arguments cannot be used",
    arguments: [
      (["sweep", "--html", "/proc/nowhere/a.html"], "cannot be written"),
      (["sweep", "--html", "a.html", "--compare", "missing.tsv"], "there is no such file"),
      (["sweep", "sweep", "--html", "a.html", "--compare", "sweep"], "is about one sweep"),
      (["sweep", "sweep", "--html", "a.html"], "do not compare"),
      (["sweep", "--html", "a.html", "--prices", "missing.yaml"], "Check the path of --prices"),
      (["sweep", "--html", "a.html", "--transcripts", "0"], "--transcripts"),
      (["sweep", "--html", "a.html", "--gradings", "both"], "two reports"),
    ])
  func badInput(arguments: [String], sentence: String) async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let run = try await Tool.run(["report"] + arguments, in: shelf.url)
    #expect(run.status == 2 && run.errors.contains(sentence), "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: shelf.file("a.html").path))
  }
}
