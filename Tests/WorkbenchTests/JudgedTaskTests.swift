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

@Suite("A task that models judge", .serialized)
struct JudgedTaskTests {
  static let task = """
    version: 1
    data: {file: q.csv, id: id, truth: answer}
    prompt: "{{question}}"
    grade: {kind: judge, judge: [strict, kind, odd], prompt: {file: judge.txt}, verdicts: {A: 1, B: 0.5, C: 0}}
    """

  static let judges = """
    judges:
      strict: {model: scripted}
      kind: {model: scripted, prompt: kind.txt}
      odd:
        model: {model: other, access: {base-url: "http://127.0.0.1:9/v1", check-model: false}, parameters: {max_tokens: 9}}

    """

  static func project() throws -> OwnTaskProject {
    try OwnTaskProject(
      task: task,
      files: [
        "asked/q.csv": "id,question,answer\nall,all,x\ntwo,two,x\nnone,none,x\nmute,mute,x\n",
        "asked/judge.txt": "JUDGE {{question}} of {{truth}}:\n{{text}}\nA, B or C?\n",
        "kind.txt": "KIND {{question}}: {{answer}}\n",
      ], judges: judges)
  }

  /// The model under test repeats the question; the judges agree, or do not.
  static let script: @Sendable (String) -> String = { message in
    let isKind = message.hasPrefix("KIND")
    guard isKind || message.hasPrefix("JUDGE") else { return "<<<\(message)>>>" }
    if message.contains("all") { return "Fine.\nVerdict: A" }
    if message.contains("two") { return isKind ? "B" : "C" }
    if message.contains("none") { return isKind ? "A" : "I cannot say." }
    return ""
  }

  @Test(
    "has the score of most of them, and no grade without a majority; their calls are accounted apart"
  )
  func wholeWay() async throws {
    let project = try Self.project()
    defer { project.workshop.remove() }
    let sweep = try project.open()
    let estimate = try await PlanEstimate.of(sweep.plan, sweep.runner)
    #expect(estimate.judgeCalls == 12 && estimate.text(named: "s").contains("judges' calls"))
    let recorded = try await project.record(Self.script)
    #expect(recorded.moment.counts.calls == 4 && recorded.moment.counts.judgements == 12)
    let grades = try await project.grades()
    #expect(grades["all"] == "correct 1.000000" && grades["two"] == "wrong 0.000000")
    #expect(grades["none"] == "grader-error -" && grades["mute"] == "grader-error -")
    let sheet = try String(contentsOfFile: project.baseline, encoding: .utf8)
    #expect(sheet.split(separator: "\n")[0].contains("\tjudges=models\t"))
    let lines = try ScoreSheetFixture.lines(project.baseline)
    #expect(lines.allSatisfy { $0.calls == 1 && $0.judging?.calls == 3 })
    #expect(
      lines.allSatisfy { $0.usage.undividedInput == 10 && $0.judging?.usage.undividedInput == 30 })
    let replay = try await project.gated()
    #expect(replay.gate?.passes == true)
  }

  @Test("is named where what a judge is told was edited")
  func edited() async throws {
    let project = try Self.project()
    defer { project.workshop.remove() }
    _ = try await project.record(Self.script)
    _ = try await project.grades()
    try project.write("kind.txt", "KIND, {{question}}: {{answer}}\n")
    let replay = try await project.gated()
    #expect(replay.ending(allowingUnused: false) == .miss)
    #expect(replay.misses.contains { $0.cause.lane == .judge })
    _ = try await project.record(Self.script)
    let again = try await project.gated()
    #expect(again.gate?.movedTasks.map(\.text) == ["the grading of asked"])
  }

  @Test("is refused where a judge is nobody, is told nothing, or is told of what no column is")
  func refused() throws {
    let project = try Self.project()
    defer { project.workshop.remove() }
    func refusal(_ name: String, _ text: String) throws -> String {
      try project.write(name, text)
      do {
        _ = try project.open()
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(try refusal("kind.txt", "KIND {{level}}").contains("no column \"level\""))
    #expect(try refusal("kind.txt", "KIND {{^answer}}").contains("kind.txt"))
    #expect(try refusal("kind.txt", "KIND {{answer}}").isEmpty)
    let other = Self.task.replacing("[strict, kind, odd]", with: "stric")
    #expect(try refusal("asked/task.yaml", other).contains("Did you mean strict?"))
    let menu = Self.task.replacing("{A: 1, B: 0.5, C: 0}", with: "{A: 1, a: 0}")
    #expect(try refusal("asked/task.yaml", menu).contains("stands twice"))
  }
}
