import Analysis
import Cassettes
import Foundation
import Reporting
import ScoreSheets
import Sweeps
import Synchronization
import Tasks
import Testing
import WorkbenchTestSupport

@testable import Workbench

/// A project with a task of its own, recorded against a scripted server.
struct DeclaredProject {
  let workshop: Workshop

  static let task = """
    version: 1
    title: Tank volumes
    data: {file: q.csv, id: id, truth: litres, tags: [shape], counts: [digits]}
    prompt: |-
      {{question}}
      Give litres as <<<number>>>.
    grade: {kind: number, relative: "0.01", unit: {l: 1, ml: "0.001"}}
    """

  static let data = """
    id,shape,question,digits,litres
    cone-1,cone,"A cone of {{truth}} {#a} <b> & {x}: how much, ""roughly""?",2,42
    box-1,box,"Höhe 3 m, naïve: how much?",1,6
    box-2,box,How much is in a box of 2 by 4?,1,8

    """

  /// Records a sweep of the task.
  init(
    task: String = task, data: String = data,
    _ script: @escaping @Sendable (String) -> String = ScriptedServer.plain
  ) async throws {
    workshop = try Workshop {
      $0.replacing("version: 1", with: "version: 2")
        .replacing("[number-multiplying, navigate]", with: "[navigate, ./tank]")
        .replacing("per-task: 2", with: "per-task: 3")
        .replacing(
          "[only-question, all-text, all-code, code-text-summary, code-interpreter]",
          with: "[only-question, all-text]")
    }
    try write("tank/task.yaml", task)
    try write("tank/q.csv", data)
    let sweep = try open()
    let result = try await ScriptedServer(script: script).serving { url in
      try await RecordedProject.recording(of: sweep, at: url).record()
    }
    guard result.ending == .pass else { throw RecordedProject.Unrecorded(result: result) }
  }

  var folder: URL {
    workshop.folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)
  }

  func open() throws -> OpenSweep { try OpenSweep(folder) }

  func write(_ name: String, _ text: String) throws {
    let file = workshop.file(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func replay(_ sheet: SweepReplay.Sheet = .none) async throws -> ReplayedSweep {
    try await SweepReplay(sweep: try open(), workers: 2, sheet: sheet).run()
  }

  var baseline: String { workshop.file("baseline.tsv").path }
}

@Suite("A task that was declared in a file", .serialized)
struct DeclaredTaskTests {
  @Test("is planned, recorded, replayed and held against its baseline, without a line of Swift")
  func wholeWay() async throws {
    let project = try await DeclaredProject()
    defer { project.workshop.remove() }
    let written = try await project.replay(.write(path: project.baseline))
    #expect(written.ending(allowingUnused: false) == .pass)
    #expect(written.summary.trials == 12)
    let again = try await project.replay(.compare(path: project.baseline, isRequired: true))
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
    let project = try await DeclaredProject { question in
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
    let project = try await DeclaredProject()
    defer { project.workshop.remove() }
    _ = try await project.replay(.write(path: project.baseline))
    func gate() async throws -> GateVerdict {
      let replay = try await project.replay(.compare(path: project.baseline, isRequired: true))
      #expect(replay.ending(allowingUnused: false) == .regression)
      return try #require(replay.gate)
    }
    try project.write("tank/q.csv", DeclaredProject.data.replacing(",1,8", with: ",1,9"))
    let truths = try await gate()
    #expect(truths.flipCount == 0)
    #expect(truths.movedTasks.map(\.text) == ["the truths of tank"])
    try project.write("tank/q.csv", DeclaredProject.data)
    try project.write("tank/task.yaml", DeclaredProject.task.replacing("0.01", with: "0.02"))
    let rules = try await gate()
    #expect(rules.flipCount == 0)
    #expect(rules.movedTasks.map(\.text) == ["the grading of tank"])
    let retitled = DeclaredProject.task.replacing("Tank volumes", with: "Tanks")
    try project.write("tank/task.yaml", "# A remark.\n" + retitled)
    let replay = try await project.replay(.compare(path: project.baseline, isRequired: true))
    #expect(replay.ending(allowingUnused: false) == .pass, "titles and remarks decide nothing")
  }

  @Test("is shown by its tags, and changes none of the paper's averages")
  func byTag() async throws {
    let project = try await DeclaredProject()
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
    let project = try await DeclaredProject()
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
    let time = ContinuousClock().measure { text = refusal() }
    #expect(text.contains("larger than"))
    #expect(time < .seconds(1))
    try FileManager.default.removeItem(at: data)
    #expect(refusal().contains("no such file"))
  }

  @Test("is asked in part by the words of its tags and by what it counts")
  func tags() async throws {
    let project = try await DeclaredProject()
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
    let project = try await DeclaredProject()
    defer { project.workshop.remove() }
    try project.write("tank/notes.txt", "not opened")
    _ = try await project.replay(.write(path: project.baseline))
    let path = project.workshop.folder.appending(path: "sweep.tar").path
    // Prompts lie in a folder of the workshop that no bundle may take them from.
    let yaml = try String(contentsOf: project.workshop.file("sweep.yaml"), encoding: .utf8)
    try FileManager.default.copyItem(
      at: project.workshop.folder.appending(path: "prompts"),
      to: project.workshop.file("prompts"))
    try project.write("sweep.yaml", yaml.replacing("../../prompts", with: "./prompts"))
    _ = try WrittenBundle(of: project.folder, to: path)
    let bundle = try await UnpackedBundle(path: path)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: bundle.sweep.appending(path: "tank").path)
    #expect(names.sorted() == ["q.csv", "task.yaml"])
    let replay = try await SweepReplay(
      sweep: try OpenSweep(bundle.sweep), workers: 1,
      sheet: .compare(path: bundle.sweep.appending(path: "baseline.tsv").path, isRequired: true)
    ).run()
    #expect(replay.ending(allowingUnused: false) == .pass)
  }
}
