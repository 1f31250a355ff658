import Analysis
import Basics
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
  static let diceTask = """
    version: 1
    data: {file: q.csv, id: id, truth: dots, image: picture}
    prompt: "{{question}} Give <<<number>>>."
    grade: integer
    """
  static let diceData = """
    id,question,picture,dots
    die-1,How many dots?,dice/one.png,42
    die-2,How many dots?,dice/two.png,2
    sum-1,What is 1 + 1?,,2

    """
  static let dieOne = DrawnPicture.png(width: 12, height: 9, grey: 10)
  static let dieTwo = DrawnPicture.png(width: 12, height: 9, grey: 20)

  /// A project with a task whose questions show images, beside a shipped one.
  ///
  /// - Parameter edit: Changes the sweep's file beyond that.
  static func dice(_ edit: (String) -> String = { $0 }) throws -> OwnTaskProject {
    try OwnTaskProject(
      tasks: "[navigate, ./dice]", methods: "[only-question, code-text-summary]", questions: 3,
      files: [
        "dice/task.yaml": Data(diceTask.utf8), "dice/q.csv": Data(diceData.utf8),
        "dice/dice/one.png": Data(dieOne), "dice/dice/two.png": Data(dieTwo),
      ]
    ) { edit($0.replacing("tools: false", with: "tools: false\n      images: true")) }
  }
}

@Suite("A question that shows an image", .serialized)
struct ImageQuestionTests {
  @Test("is recorded and replayed, and its bytes lie in the recording once")
  func wholeWay() async throws {
    let project = try await OwnTaskProject.dice().recorded()
    defer { project.workshop.remove() }
    let written = try await project.replay(.write(path: project.baseline))
    #expect(written.ending(allowingUnused: false) == .pass)
    #expect(written.summary.trials == 12)
    let again = try await project.gated()
    #expect(again.ending(allowingUnused: false) == .pass)
    let requests = try Self.requests(of: project.folder)
    let name = "sha256:\(Digest.sha256(OwnTaskProject.dieOne).hex)"
    #expect(requests.count { $0.contains(name) } >= 4, "two methods, one of them in three calls")
    #expect(requests.allSatisfy { $0.utf8.count < 4_000 })
    let file = try #require(project.workshop.cassettes.first)
    let sealed = try Data(contentsOf: file)
    #expect(sealed.count < 60_000)
    let lines = try Self.export(of: project)
    #expect(lines.count { $0.hasPrefix(#"{"base64""#) } == 2, "each image once")
    #expect(
      lines.contains { $0.contains(Data(OwnTaskProject.dieOne).base64EncodedString()) })
  }

  @Test("is sent with its bytes in base64, wherever a method repeats it")
  func sent() async throws {
    let project = try OwnTaskProject.dice()
    defer { project.workshop.remove() }
    let sweep = try project.open()
    let server = try ScriptedServer()
    let result = try await server.serving { url in
      try await RecordedProject.recording(of: sweep, at: url).record()
    }
    #expect(result.ending == .pass)
    let uri = "data:image/png;base64,\(Data(OwnTaskProject.dieOne).base64EncodedString())"
    let message: JSONValue = [
      "role": "user",
      "content": [
        ["type": "image_url", "image_url": ["url": .string(uri)]],
        ["type": "text", "text": "How many dots? Give <<<number>>>."],
      ],
    ]
    let wanted = try CanonicalJSON.bytes(of: message)
    #expect(server.bodies.contains { $0.firstRange(of: wanted) != nil })
  }

  @Test("is shown by name in the transcript and as a picture on the page")
  func shown() async throws {
    let project = try await OwnTaskProject.dice().recorded()
    defer { project.workshop.remove() }
    let transcript = try await TrialTranscript(
      of: "scripted/only-question/dice/die-1/0", in: project.folder.path)
    let image = try ImageFile(OwnTaskProject.dieOne, named: "one.png")
    #expect(transcript.text.contains("\(image.title)\nHow many dots?"))
    var library = TranscriptLibrary(.all)
    let isAdded = library.add(transcript.record, at: 0)
    #expect(isAdded)
    #expect(library.count == 1)
  }

  @Test("is NA for a model that takes none, and all else of the sweep is asked")
  func notForText() async throws {
    let project = try await OwnTaskProject.dice {
      $0.replacing("images: true", with: "images: false")
    }.recorded()
    defer { project.workshop.remove() }
    let sweep = try project.open()
    #expect(sweep.plan.count == 6 && sweep.plan.notApplicableCount == 6)
    let axes = sweep.plan.axes
    #expect(axes.applies(method: "only-question", to: "scripted"))
    #expect(!axes.applies(method: "only-question", to: "scripted", on: "dice"))
    let replay = try await project.replay()
    #expect(replay.ending(allowingUnused: false) == .pass)
    #expect(replay.summary.trials == 6)
    let table = ModelTable.table(of: axes.models[0], in: replay.summary)
    let row = try #require(table.rows.first { $0.name == "dice" })
    #expect(row.cells.dropFirst().allSatisfy { $0.value == .notApplicable })
  }

  @Test("is named where its image was edited")
  func edited() async throws {
    let project = try await OwnTaskProject.dice().recorded()
    defer { project.workshop.remove() }
    _ = try await project.replay(.write(path: project.baseline))
    try project.write(
      "dice/dice/one.png", Data(DrawnPicture.png(width: 12, height: 9, grey: 11)))
    let replay = try await project.gated()
    #expect(replay.ending(allowingUnused: false) == .miss)
    let sources = replay.misses.map(\.cause.source)
    #expect(
      !sources.isEmpty && sources.allSatisfy { $0 == "image of question die-1" }, "\(sources)")
    let before = try #require(try project.open().folder.sweep.taskDigests.last)
    try project.write("dice/dice/one.png", Data(OwnTaskProject.dieOne))
    let after = try #require(try project.open().folder.sweep.taskDigests.last)
    #expect(before.truths != after.truths && before.rules == after.rules)
  }

  @Test("travels in a bundle with its image, and replays from it alone")
  func bundle() async throws {
    let project = try await OwnTaskProject.dice().recorded()
    defer { project.workshop.remove() }
    try project.write("dice/dice/unused.png", Data(OwnTaskProject.dieTwo))
    _ = try await project.replay(.write(path: project.baseline))
    let (files, replay) = try await project.bundled("dice")
    #expect(files == ["dice", "dice/one.png", "dice/two.png", "q.csv", "task.yaml"])
    #expect(replay.ending(allowingUnused: false) == .pass)
    await #expect(throws: WorkbenchError.self) {
      try await RedactedCopy(
        of: project.folder, redacting: ["How many"],
        to: project.workshop.folder.appending(path: "redacted.tar").path, workers: 1)
    }
  }

  @Test(
    "is refused in a sentence with file and question where its image is none that may be shown",
    arguments: [
      ("https://example.com/a.png", "is a URL"), ("../task.png", "cannot be an image's name"),
      ("/etc/passwd", "cannot be an image's name"), ("dice/none.png", "no such file"),
      ("dice/link.png", "symbolic link"), ("linked/one.png", "symbolic link"),
      ("dice/a.svg", "is SVG"), ("dice/jpeg.png", "is no PNG, JPEG, WebP or GIF"),
      ("dice/cut.png", "cut off"), ("dice/bomb.png", "60000×60000 pixels"),
      ("dice/large.png", "larger than"),
    ])
  func refused(name: String, words: String) throws {
    let project = try OwnTaskProject.dice()
    defer { project.workshop.remove() }
    let folder = project.folder.appending(path: "dice/dice")
    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
      try Data(bytes).write(to: folder.appending(path: name))
    }
    try write("a.svg", "<svg/>".utf8)
    try write("jpeg.png", "JFIF".utf8)
    try write("cut.png", OwnTaskProject.dieOne.prefix(30))
    try write(
      "bomb.png",
      Array(OwnTaskProject.dieOne[..<8]) + DrawnPicture.header(60_000, 60_000)
        + DrawnPicture.chunk("IDAT", [0]) + DrawnPicture.chunk("IEND", []))
    try write("large.png", Data(count: ImageFile.byteLimit + 1))
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "link.png"),
      withDestinationURL: folder.appending(path: "one.png"))
    try FileManager.default.createSymbolicLink(
      at: project.folder.appending(path: "dice/linked"), withDestinationURL: folder)
    try project.write(
      "dice/q.csv",
      Data(OwnTaskProject.diceData.replacing("dice/two.png", with: name).utf8))
    func check(_ open: () throws -> Void) {
      var message = ""
      let time = ThreadTime.measure {
        do { try open() } catch { message = "\(error)" }
      }
      #expect(message.contains(words), "\(message)")
      #expect(message.contains("q.csv, line 3, column \"picture\", question die-2"), "\(message)")
      #expect(time < .seconds(1))
    }
    check { _ = try project.open() }
    check { _ = try TaskFolder(project.workshop.file("dice").path) }
  }

  @Test("is asked by the drawings that are shipped, whose grader holds")
  func drawings() async throws {
    let folder = try RepositoryRoot.url().appending(path: "Tasks/drawings")
    let made = try TaskFolder(folder.path).made
    #expect(made.questions.count == 21 && made.imageFiles.count == 21)
    #expect(Set(made.questions.map(\.rung)) == [1, 2, 3])
    let wrong = try await GraderCheck.all(of: [folder.path], in: "Tasks") { check in
      #expect(check.remarks.isEmpty && check.faults.isEmpty, "\(check.remarks) \(check.faults)")
    }
    #expect(wrong == 0)
    let names = made.imageFiles + ["draw.py", "questions.csv", "task.yaml"]
    let sizes = try names.map { try Data(contentsOf: folder.appending(path: $0)).count }
    #expect(sizes.reduce(0, +) < 200_000)
  }

  private static func requests(of sweep: URL) throws -> [String] {
    var requests: [String] = []
    try ExchangeListing(path: sweep.path).forEachExchange {
      requests.append(String(decoding: $0.request, as: UTF8.self))
    }
    return requests
  }

  private static func export(of project: OwnTaskProject) throws -> [String] {
    let path = project.workshop.folder.appending(path: "export.jsonl").path
    let output = try ExportOutput(path: path)
    try ExchangeLines.write(
      ExchangeListing(path: project.folder.path), to: output, cuts: ResultParts.cuts)
    try output.finish()
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }
}
