import Basics
import BenchTestSupport
import Foundation
import Methods
import RecordReplay
import Sweeps
import Tasks
import Testing

/// A sweep of one task as it lies on disk, with all prompts.
enum SweepOnDisk {
  /// The sweep's folder, from the folder that holds everything.
  static let folder = "cassettes/small"
  /// The prompts' folder.
  static let prompts = "Tasks/prompts"

  /// Calls `body` with a sweep's folder.
  ///
  /// - Parameters:
  ///   - yaml: The sweep.
  ///   - change: Changes the files first, given the folder that holds everything.
  static func with(
    _ yaml: String = PlannedSweep.yaml(methods: "all-text", tasks: "game24"),
    questions catalogue: SweepCatalogue = .shipped,
    _ change: (URL) throws -> Void = { _ in }, _ body: (URL) throws -> Void
  ) async throws {
    try await withTemporaryFolder { path in
      let root = URL(fileURLWithPath: path)
      let sweep = root.appending(path: folder)
      try FileManager.default.createDirectory(at: sweep, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(
        at: root.appending(path: prompts), withIntermediateDirectories: true)
      for (name, text) in TestPrompts.texts {
        try Data(text.utf8).write(to: root.appending(path: "\(prompts)/\(name.fileName)"))
      }
      try Data(yaml.utf8).write(to: sweep.appending(path: "sweep.yaml"))
      try writeQuestions(of: catalogue, into: root.appending(path: "Tasks"))
      try change(root)
      try body(sweep)
    }
  }

  /// Two questions a rung of Game 24, and one of every other task.
  private static func writeQuestions(of catalogue: SweepCatalogue, into tasks: URL) throws {
    for task in catalogue.tasks.all {
      let name = task.description.name
      let questions =
        name == "game24"
        ? try task.questions(perRung: 2, seed: "test") : try PlannedSweep.madeQuestions(of: task)
      let folder = tasks.appending(path: name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      // The order of the file is not that of the ids.
      try Data(QuestionFile.bytes(of: questions.reversed()))
        .write(to: folder.appending(path: "questions.jsonl"))
    }
  }

  /// The message with which a sweep's folder is refused; empty where it is opened.
  static func refusal(
    _ yaml: String = PlannedSweep.yaml(methods: "all-text", tasks: "game24"),
    catalogue: SweepCatalogue = .shipped, _ change: (URL) throws -> Void
  ) async throws -> String {
    var message = ""
    try await with(yaml, change) { url in
      do throws(SweepError) {
        _ = try SweepFolder(url, catalogue: catalogue)
      } catch {
        message = error.message
      }
    }
    return message
  }
}

/// A program with one task and one method more than today's.
enum Grown {
  static let catalogue = SweepCatalogue(
    tasks: TaskRegistry(TaskRegistry.shipped.all + [FifteenthTask()]),
    methods: MethodRegistry(MethodRegistry.shipped.all + [EleventhMethod()]))
}

/// A task that no sweep of before knows.
struct FifteenthTask: BenchTask {
  struct Problem: Codable, Hashable, Sendable {
    var word: String
  }

  var description: TaskDescription {
    TaskDescription(
      name: "echo", title: "Echo", shortTitle: "Echo", group: .symbolic,
      summary: "Say a word again.", rungs: 1)
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    Problem(word: "ho")
  }
  func prompt(for problem: Problem) -> String { "Say \(problem.word)." }
  func complexity(of problem: Problem) -> [ComplexityParameter] { [] }
  func reference(for problem: Problem) -> String { problem.word }
  func corruptions(of problem: Problem) -> [Corruption] { [] }
  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<String> { .nothing("nothing is read") }
  func grade(_ answer: String, for problem: Problem, trace: inout GradingTrace) -> Grade {
    .wrong("nothing is right")
  }
}

/// A method that no sweep of before knows, with a prompt of its own.
struct EleventhMethod: SteeringMethod {
  let description = MethodDescription(
    name: "whisper", title: "Whisper", number: 11, summary: "A prompt asks for quiet.",
    prompts: [PromptName(rawValue: "whisper")])

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    MethodAnswer(turns: [])
  }
}
