import Analysis
import CodeExecution
import Foundation
import ModelAPI
import RecordReplay
import ScoreSheets
import Sweeps
import Tasks
import Testing
import Trials
import WorkbenchTestSupport

@testable import Workbench

extension OwnTaskProject {
  static let programTask = """
    version: 1
    data: {file: q.csv, id: id, truth: answer}
    prompt: "{{question}}"
    grade: {kind: program, file: grader.py}
    """

  /// What a question asks for is what its grader does.
  static let programData = """
    id,question,answer
    right,right,1
    half,half,1
    wrong,wrong,1
    junk,junk,1
    nan,nan,1
    outside,outside,1
    silent,silent,1
    status,status,1
    loop,loop,1

    """

  static let grader = """
    import json, sys
    given = json.load(sys.stdin)
    word = given["question"]
    assert given["v"] == 1 and given["truth"] == "1" and given["answer"] == word
    if word == "loop":
        while True:
            pass
    said = {
        "right": '{"score": 1, "reason": "as it should be"}', "half": '{"score": 0.5}',
        "wrong": '{"score": 0}', "junk": "PASSED", "nan": '{"score": NaN}',
        "outside": '{"score": 2}', "silent": "", "status": '{"score": 1}',
    }[word]
    print(said)
    sys.exit(3 if word == "status" else 0)

    """

  static func program(batch: Bool = false, grader: String = grader) throws -> OwnTaskProject {
    try OwnTaskProject(
      task: batch
        ? programTask.replacing("grader.py", with: "grader.py, batch: true") : programTask,
      files: ["asked/q.csv": programData, "asked/grader.py": grader])
  }

  /// A server's model that says the question's word.
  static let echo: @Sendable (String) -> String = { "<<<\($0)>>>" }
}

@Suite("A task that a program grades", .serialized)
struct ProgramTaskTests {
  @Test(
    "gives scores, and no grade where the program prints junk or no number, is silent, fails or loops"
  )
  func wholeWay() async throws {
    let project = try OwnTaskProject.program()
    defer { project.workshop.remove() }
    let recorded = try await project.record(OwnTaskProject.echo)
    #expect(recorded.ending == .infrastructure, "some trials have no grade")
    #expect(recorded.ungraded.count == 6 && recorded.unanswered.isEmpty)
    #expect(recorded.summary.contains("9 runs of graders"))
    let grades = try await project.grades()
    #expect(grades["right"] == "correct 1.000000" && grades["half"] == "partial 0.500000")
    #expect(grades["wrong"] == "wrong 0.000000")
    for question in ["junk", "nan", "outside", "silent", "status", "loop"] {
      #expect(grades[question] == "grader-error -", "\(question)")
    }
    let replay = try await project.gated()
    #expect(replay.gate?.passes == true)
    let cell = try #require(replay.summary.cells.values.first)
    #expect(cell.counted == 3 && cell.unanswered == 6 && cell.count(of: .graderError) == 6)
    #expect(cell.meanScore == 50, "neither a pass nor a zero")
    var paper = CellSums(over: .paper)
    for line in try ScoreSheetFixture.lines(project.baseline) { paper.add(line) }
    #expect(paper.counted == 3, "by the paper's denominators neither")
  }

  @Test("is named where its program was edited: the replay misses its runs, and the gate names it")
  func edited() async throws {
    let grader = OwnTaskProject.grader
    let project = try OwnTaskProject.program()
    defer { project.workshop.remove() }
    _ = try await project.record(OwnTaskProject.echo)
    _ = try await project.grades()
    try project.write("asked/grader.py", grader + "# the same again\n")
    let missing = try await project.gated()
    #expect(missing.ending(allowingUnused: false) == .miss)
    #expect(
      missing.misses.first?.cause.title == "the program that grades differs from what was recorded")
    #expect(missing.misses.first?.cause.lane == .program)
    // The model is not asked again.
    let again = try await project.record { _ in "another answer" }
    #expect(again.moment.counts.calls == 0 && again.moment.counts.gradings == 9)
    let replay = try await project.gated()
    let gate = try #require(replay.gate)
    #expect(gate.movedTasks.map(\.text) == ["the grading of asked"])
    #expect(gate.flipCount > 0, "the layer of the grade says so too")
  }

  @Test("has an edited truth named by what its program is given")
  func editedTruth() async throws {
    let project = try OwnTaskProject.program()
    defer { project.workshop.remove() }
    _ = try await project.record(OwnTaskProject.echo)
    _ = try await project.grades()
    try project.write(
      "asked/q.csv", OwnTaskProject.programData.replacing("half,half,1", with: "half,half,2"))
    let replay = try await project.gated()
    #expect(replay.ending(allowingUnused: false) == .miss)
    let miss = try #require(replay.misses.first)
    #expect(replay.misses.count == 1 && miss.trials.map(\.question) == ["half"])
    #expect(
      miss.cause.title == "the program that grades is given another \"truth\" than was recorded")
    #expect(miss.example?.diff == ["- 1", "+ 2"])
  }

  @Test("is graded as well where its program takes several answers at one start")
  func batch() async throws {
    let grader = """
      import json, sys
      for line in sys.stdin:
          word = json.loads(line)["question"]
          if word == "loop":
              while True:
                  pass
          print({"right": '{"score": 1}', "half": '{"score": 0.5}', "wrong": '{"score": 0}',
                 "nan": '{"score": NaN}', "status": '{"score": 1}'}.get(word, "junk"), flush=True)

      """
    let project = try OwnTaskProject.program(batch: true, grader: grader)
    defer { project.workshop.remove() }
    _ = try await project.record(OwnTaskProject.echo)
    let grades = try await project.grades()
    #expect(grades["right"] == "correct 1.000000" && grades["half"] == "partial 0.500000")
    #expect(grades["status"] == "correct 1.000000" && grades["wrong"] == "wrong 0.000000")
    for question in ["junk", "nan", "silent", "loop"] {
      #expect(
        grades[question] == "grader-error -", "one that loops takes nobody along: \(question)")
    }
  }

  @Test("goes into a bundle with its program and replays from it alone")
  func bundle() async throws {
    let project = try OwnTaskProject.program()
    defer { project.workshop.remove() }
    _ = try await project.record(OwnTaskProject.echo)
    _ = try await project.grades()
    let (files, replay) = try await project.bundled("asked")
    #expect(files == ["grader.py", "q.csv", "task.yaml"])
    #expect(replay.ending(allowingUnused: false) == .pass)
  }

  @Test("has the examples of its file graded by its program, and one without a grade is a fault")
  func examples() async throws {
    let grader = """
      import json, sys
      given = json.load(sys.stdin)
      good = {"score": int(given["answer"] == given["truth"])}
      print(json.dumps(good if given["answer"] != "broken" else {}))

      """
    let check = "\ncheck: {right: [\"<<<{{truth}}>>>\"], wrong: [\"<<<no>>>\"]}"
    let project = try OwnTaskProject(
      task: OwnTaskProject.programTask + check,
      files: ["asked/q.csv": "id,question,answer\na,a,1\nb,b,2\n", "asked/grader.py": grader])
    defer { project.workshop.remove() }
    let folder = project.workshop.file("asked").path
    let environment = ProcessInfo.processInfo.environment
    func wrong() async throws -> [String] {
      var faults: [String] = []
      _ = try await GraderCheck.all(of: [folder], in: "Tasks", environment: environment) {
        faults += $0.faults
      }
      return faults
    }
    #expect(try await wrong().isEmpty)
    try project.write(
      "asked/task.yaml",
      OwnTaskProject.programTask + check.replacing("<<<no>>>", with: "<<<broken>>>"))
    let faults = try await wrong()
    #expect(faults.count == 2 && faults.allSatisfy { $0.contains("has no grade") }, "\(faults)")
    let grading = try AnswerGrading(task: folder, question: "b", in: "Tasks")
    func ending(_ answer: String) async throws -> Ending {
      try await grading.grade(
        .init(answer: Array(answer.utf8)), by: .strict, environment: environment
      ).ending
    }
    #expect(try await ending("<<<2>>>") == .pass)
    #expect(try await ending("<<<3>>>") == .regression)
    #expect(try await ending("<<<broken>>>") == .infrastructure)
  }
}
