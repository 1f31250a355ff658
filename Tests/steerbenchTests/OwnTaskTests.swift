import Foundation
import Testing
import WorkbenchTestSupport

@Suite("A task of one's own on the command line")
struct OwnTaskTests {
  private func project(_ prompt: String) throws -> Workshop {
    let workshop = try Workshop {
      $0.replacing("version: 1", with: "version: 2")
        .replacing("[number-multiplying, navigate]", with: "[./tank]")
    }
    let folder = workshop.file("tank")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let task = """
      version: 1
      data: {file: q.csv, truth: litres}
      prompt: \(prompt)
      grade: number

      """
    try Data(task.utf8).write(to: folder.appending(path: "task.yaml"))
    try Data("question,litres\na,1\nb,2\n".utf8).write(to: folder.appending(path: "q.csv"))
    return workshop
  }

  @Test(
    "is refused with exit code 2 and the line where its template is wrong",
    arguments: [
      ("\"{{queston}}\"", "task.yaml, line 3: \"prompt\", its line 1, column 1"),
      ("\"{question} {{question}}\"", "{question} would be sent as it is"),
      ("\"How much?\"", "q.csv, line 3: the question is the very same text as that of line 2"),
    ])
  func refused(prompt: String, message: String) async throws {
    let workshop = try project(prompt)
    defer { workshop.remove() }
    for arguments in [["plan", "sweep"], ["tasks", "check", "cassettes/sweep/tank"]] {
      let run = try await Tool.run(arguments, in: workshop.folder)
      #expect(run.status == 2, "\(run.output)")
      #expect(run.errors.contains(message), "\(run.errors)")
    }
  }

  @Test("is planned, shown and graded by its folder")
  func shown() async throws {
    let workshop = try project("\"{{question}}\"")
    defer { workshop.remove() }
    let plan = try await Tool.run(["plan", "sweep"], in: workshop.folder)
    #expect(plan.status == 0, "\(plan.errors)")
    let show = try await Tool.run(["tasks", "show", "cassettes/sweep/tank"], in: workshop.folder)
    #expect(show.output.contains("A correct answer: <<<1>>>") || show.output.contains("<<<2>>>"))
    let answer = workshop.folder.appending(path: "answer.txt")
    try Data("<<<7>>>".utf8).write(to: answer)
    let grade = try await Tool.run(
      ["grade", "--task", "cassettes/sweep/tank", "--answer", "answer.txt"], in: workshop.folder)
    #expect(grade.status == 1, "\(grade.errors)")
  }
}
