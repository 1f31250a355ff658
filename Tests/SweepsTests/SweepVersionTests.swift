import Basics
import CodeExecution
import Foundation
import Methods
import Tasks
import Testing

@testable import Sweeps

@Suite("The versions of a sweep")
struct SweepVersionTests {
  private static let two = "version: 2\n" + SweepText.model

  @Test("have rules of their own, and those of version 1 are what they always were")
  func rules() throws {
    let (one, two) = (AskingRules(.one), AskingRules(.two))
    #expect(one.choice == .spread && !one.takesAnyPython && !one.isUnbuffered)
    #expect(one.extraction == .form)
    #expect(two.choice == .nested && two.takesAnyPython && two.isUnbuffered)
    #expect(two.extraction == .standing)
    #expect(one.fences == .ownLine && one.sendsThoughts)
    #expect(two.fences == .behindCode && !two.sendsThoughts)
    #expect(Sweep.formatVersion == 2)
    #expect(try SweepText.read(Self.two).rules == two)
    #expect(try SweepText.read("version: 1\n" + SweepText.model).rules == one)
  }

  @Test("let a model's entry say what of its replies is thought")
  func thoughts() throws {
    func read(_ version: Int, _ thoughts: String) throws -> (SweepModel, ReplyRules) {
      let sweep = try SweepText.read(
        "version: \(version)\nmodels: {tiny: {\(thoughts)access: {base-url: \"http://localhost:1\"}}}"
      )
      return (sweep.models[0], sweep.rules.replies(of: sweep.models[0]))
    }
    for (text, rule) in [
      ("", ThoughtRule.standard), ("thoughts: strip, ", .standard), ("thoughts: keep, ", .keep),
      ("thoughts: [musing, Aside], ", .strip(ThoughtTags(["musing", "aside"]))),
    ] {
      let (one, two) = (try read(1, text), try read(2, text))
      #expect(one.0.thoughts == rule && two.0.thoughts == rule)
      #expect(one.1 == .first)
      #expect(two.1 == ReplyRules(thoughts: rule, fences: .behindCode))
    }
    for (text, words) in [
      ("thoughts: maybe", "Did you mean"), ("thoughts: [<think>]", "without its brackets"),
      ("thoughts: []", "names 1 to"), ("thoughts: {a: b}", "must be a list"),
    ] {
      let message = SweepText.message(
        "version: 2\nmodels: {tiny: {\(text), access: {base-url: \"http://localhost:1\"}}}")
      #expect(message?.contains(words) == true || words == "Did you mean", "\(message ?? "")")
      #expect(message?.contains("line 2") == true)
    }
  }

  @Test("1 knows no seed, no ids and no conditions, and says where they belong")
  func newKeys() {
    for key in ["seed: 1", "ids: [game24-1-01]", "where: {terms: 2}"] {
      let message = SweepText.message("version: 1\nquestions: {\(key)}\n" + SweepText.model)
      #expect(message?.contains("sweep.yaml, line 2") == true, "\(message ?? "")")
      #expect(message?.contains("version: 2") == true && message?.contains("upgrade") == true)
    }
  }

  @Test("2 reads which questions are meant")
  func selection() throws {
    let yaml = """
      questions:
        per-task: 3
        rungs: [2, 1]
        seed: 7
        ids: [game24-1-01, game24-2-01]
        where: {terms: [3, 2], digits: 4}

      """
    let selection = try SweepText.read("version: 2\n" + yaml + SweepText.model).selection
    #expect(selection.perTask == 3 && selection.rungs == [2, 1] && selection.seed == 7)
    #expect(selection.ids == ["game24-1-01", "game24-2-01"])
    #expect(selection.conditions == [.init("digits", in: [4]), .init("terms", in: [2, 3])])
    #expect(
      selection.text == "per-task: 3, seed: 7, rungs: [1, 2], where: {digits: [4], terms: [2, 3]}")
  }

  @Test(
    "2 refuses what it cannot mean, with the line",
    arguments: [
      ("{seed: -1}", "from 0 to"), ("{seed: x}", "whole number"),
      ("{ids: []}", "names no question"),
      ("{ids: [a b]}", "cannot be the id"), ("{ids: [a, a]}", "stands twice"),
      ("{ids: a}", "must be a list"), ("{where: {}}", "names no parameter"),
      ("{where: {digits: []}}", "names no value"), ("{where: {digits: many}}", "whole number"),
      ("{where: {\"a &b\": 1}}", "anchor"), ("{where: {a b: 1}}", "a parameter's name"),
      ("{wher: {a: 1}}", "Did you mean where?"),
    ])
  func refusals(questions: String, words: String) {
    let message = SweepText.message("version: 2\nquestions: \(questions)\n" + SweepText.model)
    #expect(message?.contains("line 2") == true, "\(message ?? "none")")
    #expect(message?.contains(words) == true, "\(message ?? "none")")
  }

  @Test("differ in the Python that runs the code: any in 2, unless it is named or written down")
  func interpreter() throws {
    func read(_ version: Int, _ execution: String = "", pinned: String? = nil) throws -> Sweep {
      try SweepReader.sweep(
        from: "version: \(version)\n\(execution)\n" + SweepText.model, file: "sweep.yaml",
        folder: "small", pinned: PinnedMeaning(interpreter: pinned))
    }
    #expect(try read(1).interpreter == "python3" && !read(1).isInterpreterOpen)
    #expect(try read(2).isInterpreterOpen)
    #expect(try read(2, "execution: {interpreter: python3}").isInterpreterOpen)
    let named = try read(2, "execution: {interpreter: python3.12}", pinned: "python3.11")
    #expect(named.interpreter == "python3.12" && !named.isInterpreterOpen)
    let pinned = try read(2, pinned: "python3.11")
    #expect(pinned.interpreter == "python3.11" && !pinned.isInterpreterOpen)
    #expect(try read(1, pinned: "python3.11").interpreter == "python3")
  }
}

@Suite("A sweep of version 2 on disk")
struct PinnedSweepTests {
  private static func yaml(_ questions: String, tasks: String = "game24") -> String {
    PlannedSweep.yaml(methods: "all-text", tasks: tasks, more: "questions: \(questions)")
      .replacing("version: 1", with: "version: 2")
  }

  private func ids(_ url: URL) throws -> [String] {
    try SweepFolder(url).questions["game24"].map(\.loaded.question.id)
  }

  /// Adds questions of every rung to the file.
  private func grow(_ url: URL) throws {
    let file = url.appending(path: "../../Tasks/game24/questions.jsonl")
    let task = try #require(TaskRegistry.shipped.all.first { $0.description.name == "game24" })
    var more = try task.questions(perRung: 9, seed: "more")
    for place in more.indices { more[place].id = "game24-\(more[place].rung)-new\(place)" }
    let old = try Data(contentsOf: file)
    try (old + Data(QuestionFile.bytes(of: more))).write(to: file)
  }

  @Test(
    "is recorded with its questions and its Python, and keeps them while files grow",
    arguments: ["{per-task: 3}", "{per-task: 7, seed: 5}", "{rungs: [1, 2]}"])
  func pins(questions: String) async throws {
    try await SweepOnDisk.with(Self.yaml(questions)) { url in
      let before = try ids(url)
      let folder = try SweepFolder(url)
      #expect(folder.sweep.isInterpreterOpen)
      try folder.pinMeaning(interpreter: "python3.11")
      let text = try String(contentsOf: url.appending(path: "pinned.yaml"), encoding: .utf8)
      #expect(text.contains("version: 2\n") && text.contains("interpreter: python3.11\n"))
      try grow(url)
      #expect(try ids(url) == before)
      let later = try SweepFolder(url)
      #expect(later.sweep.interpreter == "python3.11" && !later.sweep.isInterpreterOpen)
      // What is written down says the same again, and nothing is written.
      try later.pinMeaning(interpreter: later.sweep.interpreter)
      #expect(try String(contentsOf: url.appending(path: "pinned.yaml"), encoding: .utf8) == text)
      let newcomers = later.questions.newcomers["game24"] ?? 0
      #expect((newcomers > 0) == !questions.contains("per-task"))
    }
  }

  @Test("keeps what it was recorded with where it comes to ask for more, and pins that too")
  func raised() async throws {
    try await SweepOnDisk.with(Self.yaml("{per-task: 3}")) { url in
      let three = try ids(url)
      try SweepFolder(url).pinMeaning(interpreter: "python3.11")
      try grow(url)
      try Data(Self.yaml("{per-task: 4}").utf8).write(to: url.appending(path: "sweep.yaml"))
      let four = try ids(url)
      #expect(four.count == 4 && Set(three).isSubset(of: four))
      try SweepFolder(url).pinMeaning(interpreter: "python3.11")
      let pinned = try #require(try PinnedMeaning(of: url))
      #expect(pinned.choice?.selection == "per-task: 4, seed: 0")
      #expect(pinned.choice?.questions["game24"]?.prefix(3).sorted() == three)
      #expect(pinned.interpreter == "python3.11")
    }
  }

  @Test("that names its questions and its Python has nothing pinned")
  func named() async throws {
    let yaml = Self.yaml("{ids: [game24-1-01]}") + "\nexecution: {interpreter: python3.12}"
    try await SweepOnDisk.with(yaml) { url in
      #expect(try ids(url) == ["game24-1-01"])
      try SweepFolder(url).pinMeaning(interpreter: "python3.12")
      #expect(try PinnedMeaning(of: url) == nil)
    }
  }

  @Test("refuses ids and parameters that no task has, and a pinned question that is gone")
  func unknown() async throws {
    for (questions, words) in [
      ("{ids: [game24-1-01, game24-1-99]}", "Did you mean game24-1-01"),
      ("{where: {term: 2}}", "Did you mean terms?"),
    ] {
      let message = try await SweepOnDisk.refusal(Self.yaml(questions)) { _ in }
      #expect(message.contains(words), "\(message)")
    }
    let message = try await SweepOnDisk.refusal(Self.yaml("{per-task: 1}")) { root in
      let choice = PinnedChoice(
        selection: "per-task: 1, seed: 0", seed: 0, questions: ["game24": ["game24-9-01"]])
      try PinnedMeaning(choice: choice).write(to: root.appending(path: SweepOnDisk.folder))
    }
    #expect(message.contains("game24-9-01") && message.contains("pinned.yaml"), "\(message)")
  }

  @Test("does not begin with a Python when another shard has pinned another meanwhile")
  func race() async throws {
    try await SweepOnDisk.with(Self.yaml("{per-task: 3}")) { url in
      let (one, two) = (try SweepFolder(url), try SweepFolder(url))
      try one.pinMeaning(interpreter: "python3.11")
      try two.pinMeaning(interpreter: "python3.11")
      let error = #expect(throws: SweepError.self) {
        try two.pinMeaning(interpreter: "python3.12")
      }
      #expect(error?.message.contains("python3.11") == true)
    }
  }

  @Test("is pinned in a form that is read back, whatever the ids look like")
  func roundTrip() throws {
    let choice = PinnedChoice(
      selection: "per-task: all, seed: 3, where: {digits: [1, -2]}", seed: 3,
      questions: ["letters": ["-", "---", "a.b", "1e5", "null", "_x"], "game24": []])
    for meaning in [
      PinnedMeaning(interpreter: "python3.11"), PinnedMeaning(choice: choice),
      PinnedMeaning(tasks: ["letters"], interpreter: "pypy3.10", choice: choice),
    ] {
      #expect(try PinnedMeaning(yaml: meaning.yaml, file: "pinned.yaml") == meaning)
    }
  }
}
