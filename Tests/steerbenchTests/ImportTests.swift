import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Import, as a user runs it")
struct ImportTests {
  /// Puts data of two tasks, made up here, into a workshop.
  static func addData(to workshop: Workshop) throws {
    let navigate = #"""
      {"examples": [
        {"input": "Do you return? Take 2 steps. Turn around. Take 2 steps.\nOptions:\n- Yes\n- No",
         "target": "Yes"},
        {"input": "Do you return? Take 2 steps.\nOptions:\n- Yes\n- No", "target": "Yes"}]}
      """#
    let sample = "data/dataset_gather/number_multiply/digit_1_2_4/sample_0"
    for (path, text) in [
      ("data/dataset_gather/BIG-Bench-Hard/bbh/navigate.json", navigate),
      ("\(sample)/input_prompt_1.txt", "How much is 3*12*1001?"),
      ("\(sample)/input_value_list.txt", "[3, 12, 1001]"),
      ("\(sample)/target_answer.txt", "36036"),
      ("prompt.py", "text_output_prompt = 'Think in words, as published.'\n"),
    ] {
      let file = workshop.folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  @Test("A sweep plans with imported questions and prompts that it names")
  func sweep() async throws {
    let workshop = try Workshop { text in
      text.replacingOccurrences(
        of: "prompts: ../../prompts",
        with: "prompts: ../../published\ntask-folder: ../../imported"
      ).replacingOccurrences(of: "per-task: 2", with: "per-task: 1")
    }
    defer { workshop.remove() }
    try Self.addData(to: workshop)
    let tasks = try await Tool.run(
      ["tasks", "import", "--from", "data", "--into", "imported", "--json"], in: workshop.folder)
    #expect(tasks.status == 0, "\(tasks.errors)")
    let sets = try #require(try JSONValue(parsing: tasks.output)["tasks"]?.array)
    #expect(sets.contains { $0["task"]?.string == "number-multiplying" })
    let navigate = try #require(sets.first { $0["task"]?.string == "navigate" })
    #expect(navigate["imported"]?.integer == 1)
    #expect(navigate["skipped"]?[0]?["item"]?.string == "navigate.001")

    let prompts = try await Tool.run(
      [
        "methods", "import-prompts", "--from", "prompt.py", "--into", "published", "--prompts",
        "prompts",
      ], in: workshop.folder)
    #expect(prompts.status == 0, "\(prompts.errors)")
    #expect(prompts.output.contains("all-text.txt: text_output_prompt"))

    let recorded = try await ScriptedServer().serving { try await workshop.record($0) }
    #expect(recorded.status == 0, "\(recorded.errors)")
    let replayed = try await workshop.replay(["--json"])
    #expect(replayed.status == 0, "\(replayed.errors)")
    let shown = try await Tool.run(
      [
        "methods", "show", "all-text", "--task", "navigate", "--tasks", "imported", "--prompts",
        "published",
      ], in: workshop.folder)
    #expect(shown.output.contains("Think in words, as published."))
    #expect(shown.output.contains("Turn around."))
  }

  @Test("Nothing is overwritten, and nothing is left behind where there is nothing to import")
  func refusals() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    try Self.addData(to: workshop)
    let names = try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path).sorted()
    for arguments in [
      ["tasks", "import", "--from", "data", "--into", "prompts"],
      ["tasks", "import", "--from", "data", "--into", "prompt.py"],
      ["tasks", "import", "--from", "nowhere", "--into", "new"],
      ["tasks", "import", "--from", "prompts", "--task", "letters", "--into", "new"],
      ["tasks", "import", "--from", "data", "--task", "chess", "--into", "new"],
      ["methods", "import-prompts", "--from", "prompt.py", "--into", "data"],
      ["methods", "import-prompts", "--from", "nowhere.py", "--into", "new"],
      ["methods", "import-prompts", "--from", "data", "--into", "new"],
    ] {
      let run = try await Tool.run(arguments, in: workshop.folder)
      #expect(run.status == 2, "\(arguments): \(run.output)\(run.errors)")
      #expect(!run.errors.isEmpty)
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path).sorted() == names)
  }
}
