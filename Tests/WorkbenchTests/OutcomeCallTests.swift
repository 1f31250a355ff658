import Foundation
import Regression
import Reporting
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("Pages, exports and comparisons, by a call")
struct OutcomeCallTests {
  private func page(
    of sweep: OpenSweep, _ scope: TranscriptLibrary.Scope, workers: Int
  ) async throws -> SweepPage {
    try await PageBuilder(workers: workers, scope: scope, prices: nil, compare: nil)
      .page(of: [sweep])
  }

  @Test(
    "A page holds the transcripts that were asked for, the same bytes for any number of workers")
  func pages() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let sweep = try project.open()
    let fitting = try await page(of: sweep, .fitting, workers: 1)
    #expect(fitting.transcripts == fitting.trials && fitting.trials == 16)
    #expect(try await page(of: sweep, .fitting, workers: 3).html == fitting.html)
    let few = try await page(of: sweep, .perCell(1), workers: 2)
    #expect((1..<16).contains(few.transcripts))
    #expect(try await page(of: sweep, .none, workers: 2).transcripts == 0)
    let pages = try await PageBuilder(workers: 2, scope: .fitting, prices: nil, compare: nil)
      .pages(of: [sweep])
    #expect(Array(pages.pages.keys) == ["/"] && pages.trials == 16)
  }

  @Test(
    "An export is one file that is replaced, or a new folder, and nothing of it is left half done")
  func exports() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let folder = project.workshop.folder
    let (file, new) = (folder.appending(path: "x.csv").path, folder.appending(path: "logs").path)
    func write(_ format: String, to path: String) async throws -> Int {
      let found = try #require(SweepExportRegistry.format(named: format))
      return try await SweepExporter(try project.open(), as: found, workers: 2).write(to: path)
    }
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for _ in 0..<2 { #expect(try await write("csv", to: file) == 16) }
    #expect(try await write("inspect", to: new) == 16)
    await #expect(throws: WorkbenchError.self) { try await write("inspect", to: new) }
    await #expect(throws: WorkbenchError.self) { try await write("csv", to: new) }
    let after = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(after).subtracting(before) == ["x.csv", "logs"])
  }

  @Test("A sweep compared with itself has changed nothing")
  func compares() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let folder = project.workshop.folder.appending(path: "cassettes/sweep").path
    let comparison = try await SheetSource.comparison(of: folder, with: folder, workers: 2)
    #expect(!comparison.hasRegression)
    await #expect(throws: WorkbenchError.self) {
      try await SheetSource.comparison(of: folder, with: "nowhere", workers: 2)
    }
  }
}
