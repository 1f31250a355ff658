import Analysis
import Cassettes
import Foundation
import RecordReplay
import Reporting
import ScoreSheets
import Sweeps
import Synchronization
import Tasks
import TestSupport
import Testing
import WorkbenchTestSupport

@testable import Workbench

extension OwnTaskProject {
  static let tankTask = """
    version: 1
    title: Tank volumes
    data: {file: q.csv, id: id, truth: litres, tags: [shape], counts: [digits]}
    prompt: |-
      {{question}}
      Give litres as <<<number>>>.
    grade: {kind: number, relative: "0.01", unit: {l: 1, ml: "0.001"}}
    """

  static let tankData = """
    id,shape,question,digits,litres
    cone-1,cone,"A cone of {{truth}} {#a} <b> & {x}: how much, ""roughly""?",2,42
    box-1,box,"Höhe 3 m, naïve: how much?",1,6
    box-2,box,How much is in a box of 2 by 4?,1,8

    """

  /// A project with a task of numbers, recorded beside a shipped one.
  static func tank(
    _ script: @escaping @Sendable (String) -> String = ScriptedServer.plain
  ) async throws -> OwnTaskProject {
    try await OwnTaskProject(
      tasks: "[navigate, ./tank]", methods: "[only-question, all-text]", questions: 3,
      files: ["tank/task.yaml": Data(tankTask.utf8), "tank/q.csv": Data(tankData.utf8)]
    ).recorded(script)
  }
}

@Suite("A task that was declared in a file", .serialized)
struct DeclaredTaskTests {
  @Test("is planned, recorded, replayed and held against its baseline, without a line of Swift")
  func wholeWay() async throws {
    let project = try await OwnTaskProject.tank()
    defer { project.workshop.remove() }
    let written = try await project.replay(.write(path: project.baseline))
    #expect(written.ending(allowingUnused: false) == .pass)
    #expect(written.summary.trials == 12)
    let again = try await project.gated()
    #expect(again.ending(allowingUnused: false) == .pass)
    let sheet = try String(contentsOfFile: project.baseline, encoding: .utf8)
    #expect(sheet.split(separator: "\n")[0].contains("tank:"))
    let lines = sheet.split(separator: "\n").filter { $0.contains("\ttank\t") }
    #expect(lines.count { $0.contains("\tcorrect\t") } == 2, "42 litres are right for one question")
    #expect(lines.count { $0.contains("\twrong\t") } == 4)
  }

  @Test("sends a question byte for byte, whatever it holds")
  func bytes() async throws {
    let asked = Mutex<[String]>([])
    let project = try await OwnTaskProject.tank { question in
      asked.withLock { $0.append(question) }
      return "<<<42 l>>>"
    }
    defer { project.workshop.remove() }
    let wanted = [
      "A cone of {{truth}} {#a} <b> & {x}: how much, \"roughly\"?\nGive litres as <<<number>>>.",
      "Höhe 3 m, naïve: how much?\nGive litres as <<<number>>>.",
    ]
    for text in wanted {
      #expect(asked.withLock { $0.contains { Array($0.utf8) == Array(text.utf8) } })
    }
  }

  @Test("is named by the gate where a truth or the grading was edited, though no trial flips")
  func editedTruth() async throws {
    let project = try await OwnTaskProject.tank()
    defer { project.workshop.remove() }
    _ = try await project.replay(.write(path: project.baseline))
    func gate() async throws -> GateVerdict {
      let replay = try await project.gated()
      #expect(replay.ending(allowingUnused: false) == .regression)
      return try #require(replay.gate)
    }
    try project.write("tank/q.csv", OwnTaskProject.tankData.replacing(",1,8", with: ",1,9"))
    let truths = try await gate()
    #expect(truths.flipCount == 0)
    #expect(truths.movedTasks.map(\.text) == ["the truths of tank"])
    try project.write("tank/q.csv", OwnTaskProject.tankData)
    try project.write("tank/task.yaml", OwnTaskProject.tankTask.replacing("0.01", with: "0.02"))
    let rules = try await gate()
    #expect(rules.flipCount == 0)
    #expect(rules.movedTasks.map(\.text) == ["the grading of tank"])
    let retitled = OwnTaskProject.tankTask.replacing("Tank volumes", with: "Tanks")
    try project.write("tank/task.yaml", "# A remark.\n" + retitled)
    let replay = try await project.gated()
    #expect(replay.ending(allowingUnused: false) == .pass, "titles and remarks decide nothing")
  }

  @Test(
    "has a changed template named as one cause for all its questions, and a changed row as its own")
  func editedTemplate() async throws {
    let project = try await OwnTaskProject.tank()
    defer { project.workshop.remove() }
    func causes() async throws -> (sources: [String?], places: [FilePlace]) {
      let replay = try await project.replay()
      let places = CausePlaces(
        of: replay, in: try project.open(), root: project.workshop.folder)
      return (
        replay.misses.map(\.cause.source), replay.misses.compactMap { places.missing[$0.cause] }
      )
    }
    try project.write(
      "tank/task.yaml", OwnTaskProject.tankTask.replacing("Give litres", with: "Say litres"))
    let template = try await causes()
    #expect(template.sources == ["template of tank"])
    #expect(template.places == [FilePlace(path: "cassettes/sweep/tank/task.yaml", line: 6)])
    try project.write("tank/task.yaml", OwnTaskProject.tankTask)
    try project.write("tank/q.csv", OwnTaskProject.tankData.replacing("2 by 4", with: "2 by 5"))
    let row = try await causes()
    #expect(row.sources == ["question box-2"])
    #expect(row.places == [FilePlace(path: "cassettes/sweep/tank/q.csv", line: 4)])
  }

  @Test("is shown by its tags, and changes none of the paper's averages")
  func byTag() async throws {
    let project = try await OwnTaskProject.tank()
    defer { project.workshop.remove() }
    let sweeps = try OpenSweeps([project.folder], workers: 2)
    let table = try #require(try await sweeps.scores(byTag: "shape").first)
    #expect(table.rows.map(\.name) == ["box", "cone"])
    #expect(table.rows.map { $0.cells[1].value } == [.integer(2), .integer(1)])
    #expect(table.rows[0].cells[2].value == .number(0, decimals: 1))
    #expect(table.rows[1].cells[2].value == .number(100, decimals: 1))
    await #expect(throws: WorkbenchError.self) { try await sweeps.scores(byTag: "shap") }
    let axes = try project.open().plan.axes
    #expect(axes.tasks.map(\.name) == ["navigate", "tank"])
    #expect(axes.averagedTasks.map(\.name) == ["navigate"])
    let texts = try await sweeps.scores().flatMap(\.notes)
    #expect(texts.contains { $0.contains("over the paper's tasks: Tank volumes") })
  }

  @Test("is read without following a link, and without reading more than a table may be")
  func hostileFiles() async throws {
    let project = try await OwnTaskProject.tank()
    defer { project.workshop.remove() }
    let data = project.workshop.file("tank/q.csv")
    func refusal() -> String {
      do {
        _ = try project.open()
        return ""
      } catch {
        return "\(error)"
      }
    }
    try FileManager.default.removeItem(at: data)
    try FileManager.default.createSymbolicLink(
      at: data, withDestinationURL: URL(filePath: "/etc/passwd"))
    #expect(refusal().contains("symbolic link"))
    #expect(throws: SweepError.self) { try TaskFolder(project.workshop.file("tank").path) }
    try FileManager.default.removeItem(at: data)
    #expect(FileManager.default.createFile(atPath: data.path, contents: nil))
    let file = try FileHandle(forWritingTo: data)
    try file.truncate(atOffset: 2 << 30)
    try file.close()
    var text = ""
    let time = ThreadTime.measure { text = refusal() }
    #expect(text.contains("larger than"))
    #expect(time < .seconds(1))
    try FileManager.default.removeItem(at: data)
    #expect(refusal().contains("no such file"))
  }

  @Test("is asked in part by the words of its tags and by what it counts")
  func tags() async throws {
    let project = try await OwnTaskProject.tank()
    defer { project.workshop.remove() }
    let yaml = try String(contentsOf: project.workshop.file("sweep.yaml"), encoding: .utf8)
    func questions(_ condition: String) throws -> [String] {
      try project.write(
        "sweep.yaml", yaml.replacing("per-task: 3", with: "where: {\(condition)}"))
      return try project.open().folder.questions["tank"].map(\.loaded.question.id)
    }
    #expect(try questions("shape: [box]") == ["box-1", "box-2"])
    #expect(try questions("shape: cone") == ["cone-1"])
    #expect(try questions("digits: 2") == ["cone-1"])
    #expect(throws: SweepError.self) { try questions("digits: many") }
    #expect(throws: SweepError.self) { try questions("shap: cone") }
  }

  @Test(
    "goes into a bundle with exactly the files that the loader opens, and replays from it alone")
  func bundle() async throws {
    let project = try await OwnTaskProject.tank()
    defer { project.workshop.remove() }
    try project.write("tank/notes.txt", "not opened")
    _ = try await project.replay(.write(path: project.baseline))
    let (files, replay) = try await project.bundled("tank")
    #expect(files == ["q.csv", "task.yaml"])
    #expect(replay.ending(allowingUnused: false) == .pass)
  }
}
