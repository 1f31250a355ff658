import Foundation
import FoundationNetworking
import Reporting
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("A recording that is watched")
struct WatchedSweepTests {
  @Test("The page counts each cell, and asks for itself anew as long as the recording goes on")
  func page() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let folder = project.workshop.file("")
    let whole = try await WatchedSweep(folder, workers: 2).state()
    #expect(!whole.isUnfinished)
    let cells = whole.models.flatMap(\.methods).flatMap(\.cells)
    #expect(cells.compactMap(\.self).allSatisfy { $0.recorded == $0.planned && $0.planned == 2 })
    #expect(cells.contains(nil), "a method that is NA has no cells")
    let html = String(decoding: whole.document.html, as: UTF8.self)
    #expect(html.contains("16 of 16, complete") && !html.contains("http-equiv=\"refresh\""))
    #expect(!html.contains("<script"))
    let facts = Dictionary(uniqueKeysWithValues: whole.facts.map { ($0.name, $0.value) })
    #expect(facts["Tries that were turned away, or had no answer"] == "none")
    let money = try #require(facts["Money for these tokens"])
    #expect(money.hasPrefix("US$ ") || money.hasPrefix("unknown of "), "\(money)")

    // Another task is planned and not recorded.
    let file = project.workshop.file("sweep.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "navigate]", with: "navigate, letters]").utf8).write(
      to: file)
    let part = try WatchedSweep(folder, workers: 2)
    let state = try await part.state()
    #expect(state.isUnfinished)
    let page = String(decoding: state.document.html, as: UTF8.self)
    #expect(page.contains("16 of 24, going on") && page.contains("http-equiv=\"refresh\""))
    #expect(page.contains("0/2<progress"))
  }

  @Test("What the server serves is made when it is asked for")
  func served() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let watched = try WatchedSweep(project.workshop.file(""), workers: 2)
    let server = PageServer(port: 0) { path in path == "/" ? try await watched.page() : nil }
    try await server.serving { url in
      let (data, _) = try await URLSession.shared.data(from: try #require(URL(string: url)))
      #expect(String(decoding: data, as: UTF8.self).contains("Recording of sweep"))
    }
  }
}
