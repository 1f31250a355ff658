import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("What a replay finds")
struct FindingsTests {
  /// A recorded project with a baseline.
  @Test(
    "An edited prompt gives exit 3, its name and every trial that it touches; restored, it passes")
  func editedPrompt() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    try workshop.editPrompt("all-code", "exactly", "precisely")
    let run = try await workshop.replay()
    #expect(run.status == 3)
    #expect(run.output.contains("prompt all-code differs"))
    #expect(run.output.contains("message 1 user"))
    let json = try JSONValue(parsing: try await workshop.replay(["--json"]).output)
    let misses = try #require(json["sweeps"]?[0]?["misses"]?.array)
    let trials = misses.flatMap { $0["trials"]?.array ?? [] }.compactMap(\.string)
    #expect(trials.count == 8)
    #expect(trials.allSatisfy { $0.contains("/all-code/") || $0.contains("/code-text-summary/") })
    #expect(misses.allSatisfy { $0["source"]?.string == "prompt all-code" })
    try workshop.editPrompt("all-code", "precisely", "exactly")
    #expect(try await workshop.replay().status == 0)
  }

  @Test("A baseline that says otherwise gives exit 1 and the trial with its layer")
  func flippedScore() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let file = workshop.file("baseline.tsv")
    var lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    let index = try #require(lines.firstIndex { $0.contains("\twrong\t") })
    lines[index] = lines[index].replacingOccurrences(of: "\twrong\t0.", with: "\tcorrect\t1.")
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    let run = try await workshop.replay()
    #expect(run.status == 1, "\(run.output)")
    #expect(run.output.contains("differ"))
  }

  @Test("A truncated, a foreign and a missing cassette each give exit 6 or 2, and never a crash")
  func damagedCassettes() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let cassette = try #require(workshop.cassettes.first)
    let bytes = try Data(contentsOf: cassette)
    for damaged in [bytes.prefix(bytes.count / 2), Data("not a cassette".utf8), Data()] {
      try damaged.write(to: cassette)
      let run = try await workshop.replay()
      #expect(run.status == 6, "\(run.errors)")
      #expect(run.errors.contains(cassette.lastPathComponent))
    }
    try FileManager.default.removeItem(at: cassette)
    let missing = try await workshop.replay()
    #expect([2, 6].contains(missing.status))
    #expect(missing.errors.contains(cassette.lastPathComponent))
  }

  @Test("Recordings that no trial asks for fail a full replay unless they are allowed")
  func unusedRecordings() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let sweep = workshop.file("sweep.yaml")
    let text = try String(contentsOf: sweep, encoding: .utf8)
    let smaller = text.replacingOccurrences(of: "only-question, ", with: "")
    try Data(smaller.utf8).write(to: sweep)
    try FileManager.default.removeItem(at: workshop.file("baseline.tsv"))
    let run = try await workshop.replay()
    #expect(run.status == 3)
    #expect(run.output.contains("UNUSED"))
    #expect(try await workshop.replay(["--allow-unused"]).status == 0)
  }

  @Test("A sweep without a trial gives exit 7")
  func nothingToScore() async throws {
    let workshop = try Workshop { $0.replacingOccurrences(of: "per-task: 2", with: "rungs: [99]") }
    defer { workshop.remove() }
    #expect(try await workshop.replay().status == 7)
  }

  @Test("With --json, standard output is one JSON value, findings or not")
  func onlyJSON() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    for arguments in [
      ["replay", "sweep", "--json"], ["report", "sweep", "--json"], ["plan", "sweep", "--json"],
      ["cassette", "inspect", "sweep", "--json", "--exchanges"],
      ["transcript", "scripted/all-code/navigate/navigate-1-01/0", "--json"],
    ] {
      let run = try await Tool.run(arguments, in: workshop.folder)
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      #expect(throws: Never.self, "\(arguments)") { try JSONValue(parsing: run.output) }
    }
    try workshop.editPrompt("all-code", "exactly", "precisely")
    let missing = try await workshop.replay(["--json"])
    #expect(missing.status == 3)
    #expect(throws: Never.self) { try JSONValue(parsing: missing.output) }
  }

  @Test("A transcript shows the code, what it printed, the answer and the verdict")
  func transcript() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let run = try await Tool.run(
      ["transcript", "all-code/number-multiplying/number-multiplying-1-01"], in: workshop.folder)
    #expect(run.status == 0, "\(run.errors)")
    for part in ["[code]", "print('<<<' + str(6 * 7) + '>>>')", "[printed]", "42", "wrong"] {
      #expect(run.output.contains(part), "\(part)")
    }
  }

  @Test("What a model writes is no command to a build server, wherever it is shown")
  func logCommands() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let commands = """
      ::error::a
        ::set-output name=a::b
      ##[error]c ##vso[task.complete result=Failed]d
      ##teamcity[buildStop]
      """
    let script: @Sendable (String) -> String = { question in
      let code = commands.split(separator: "\n").map { "print('\($0)')" }.joined(separator: "\n")
      return question.contains("```python")
        ? "\(commands)\n```python\n\(code)\n```" : "\(commands)\n<<<\(commands)>>>"
    }
    try await ScriptedServer(script: script).serving { url in
      let run = try await workshop.record(url)
      #expect(run.status == 0, "\(run.errors)")
    }
    let trial = "scripted/all-code/navigate/navigate-1-01"
    try Data("\(commands)\n<<<\(commands)>>>".utf8).write(to: workshop.folder.appending(path: "a"))
    for arguments in [
      ["transcript", trial], ["transcript", trial, "--json"], ["replay", "sweep"],
      ["grade", "navigate-1-01", "--answer", "a"],
      ["grade", "navigate-1-01", "--answer", "a", "--json"],
      ["report", "sweep", "--flips"],
    ] {
      let run = try await Tool.run(arguments, in: workshop.folder)
      let text = run.output + run.errors
      let starts = text.split(separator: "\n").map { $0.drop(while: \.isWhitespace) }
      #expect(!starts.contains { $0.hasPrefix("::") }, "\(arguments): \(text)")
      for mark in ["##[", "##vso[", "##teamcity["] {
        #expect(!text.contains(mark), "\(arguments): \(text)")
      }
    }
    let shown = try await Tool.run(["transcript", trial], in: workshop.folder).output
    #expect(shown.contains("\n\\u{3A}:error::a"), "\(shown)")
  }
}
