import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Wrong input")
struct BadInputTests {
  @Test(
    "A mistake in a sweep gives exit 2, its line, its name and the near match",
    arguments: [
      ("methods:", "metods:", "metods", "methods", 12),
      ("all-code,", "al-code,", "al-code", "all-code", 12),
      ("navigate]", "navigat]", "navigat", "navigate", 13),
      ("temperature: 0", "temperature: 0\n      temperature: 1", "temperature", "twice", 5),
      ("max_tokens: 64\n    cap", "max_tokens: 64\n    famly: x\n    cap", "famly", "family", 7),
      ("per-task: 2", "per-task: none", "per-task", "whole number", 15),
      ("version: 1", "version: 9", "version", "9", 1),
    ])
  func mistakes(text: String, mistake: String, name: String, hint: String, line: Int) async throws {
    let workshop = try Workshop { $0.replacingOccurrences(of: text, with: mistake) }
    defer { workshop.remove() }
    let run = try await workshop.replay()
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(name), "\(run.errors)")
    #expect(run.errors.contains(hint), "\(run.errors)")
    #expect(run.errors.contains("line \(line)"), "\(run.errors)")
  }

  @Test(
    "A wrong word on the command line gives exit 2 and names what may have been meant",
    arguments: [
      (["replay", "swep"], "sweep"),
      (["methods", "show", "all-cod", "--task", "game24"], "all-code"),
      (["methods", "show", "all-code", "--task", "game42"], "game24"),
      (["methods", "show", "self-estimate@2", "--task", "game24"], "one turn"),
      (["tasks", "show", "game24", "game24-9-99"], "game24-"),
      (["transcript", "nothing"], "nothing"),
      (["grade", "--task", "game24", "--answer", "It is 24"], "on standard input"),
      (["replay", "--workers", "0"], "--workers"),
      (["rerun"], "rerun"),
    ])
  func commandLine(arguments: [String], hint: String) async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let run = try await Tool.run(arguments, in: workshop.folder)
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(hint), "\(run.errors)")
  }

  @Test("Every command explains itself")
  func help() async throws {
    let folder = FileManager.default.temporaryDirectory
    for command in [
      [], ["plan"], ["record"], ["live"], ["replay"], ["report"], ["models"], ["methods"],
      ["methods", "show"], ["tasks"], ["grade"], ["compare"], ["export"], ["analyze"],
      ["tasks", "generate"], ["cassette"], ["cassette", "inspect"], ["transcript"], ["doctor"],
      ["refresh"], ["refresh", "diff"], ["refresh", "accept"], ["canary"],
    ] {
      let run = try await Tool.run(command + ["--help"], in: folder)
      #expect(run.status == 0)
      #expect(run.output.contains("USAGE"))
    }
  }
}
