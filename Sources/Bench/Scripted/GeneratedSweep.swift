import Analysis
import Cassettes
import CodeExecution
import Foundation
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// A sweep of any size: generated questions of all tasks, all ten methods, one scripted model.
struct GeneratedSweep {
  /// The file that makes a folder a recorded sweep.
  static let fileName = SweepFolder.sweepFileName
  /// Samples of each question.
  static let samples = 10

  /// Questions a task.
  let perTask: Int
  /// Samples of each question of this sweep.
  let samples: Int
  /// The variants of methods, as a sweep lists them; `nil` for the ten methods.
  let methods: [String]?
  /// What the scripted model speaks.
  let language: any AnswerLanguage

  /// Creates a sweep of about so many trials.
  init(trials: Int) {
    let trialsPerQuestion = 10 * TaskRegistry.shipped.all.count * Self.samples
    self.init(perTask: max((trials + trialsPerQuestion / 2) / trialsPerQuestion, 1))
  }

  /// Creates a sweep of so many questions a task.
  init(
    perTask: Int, samples: Int = Self.samples, methods: [String]? = nil,
    language: any AnswerLanguage = ScriptedText()
  ) {
    self.perTask = perTask
    self.samples = samples
    self.methods = methods
    self.language = language
  }

  /// Writes the sweep into a folder, runs every trial against the scripted model, and seals.
  ///
  /// The exchanges are kept in memory and not in a journal, which would sync the disk a hundred
  /// thousand times and is not what is measured. They hold the bytes that a recording holds: the
  /// same trials, actions, slots and encodings, sealed by the same code.
  func record(into folder: URL, prompts: URL) async throws {
    let exchanges = try await exchanges(in: folder, prompts: prompts)
    _ = try CassetteFolder.mending(path: folder.path).sealing(exchanges)
  }

  /// Writes the sweep into a folder, runs every trial, and gives what a recording would hold.
  func exchanges(in folder: URL, prompts: URL) async throws -> [Exchange] {
    try write(into: folder, prompts: prompts)
    let sweep = try SweepFolder(folder)
    let plan = Plan(sweep.sweep, questions: sweep.questions)
    let runner = try TrialRunner(sweep.sweep, prompts: sweep.prompts)
    let questions = sweep.sweep.taskNames.flatMap { sweep.questions[$0].map(\.loaded.question) }
    let source = MemoryRecorder(ScriptedWorld(questions, language: language).live)
    for index in plan.recordingOrder { _ = try await runner.run(plan[index], with: source) }
    return source.exchanges
  }

  private func write(into folder: URL, prompts: URL) throws {
    let manager = FileManager.default
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    try manager.copyItem(at: prompts, to: folder.appending(path: "prompts"))
    for task in TaskRegistry.shipped.all {
      let rungs = task.description.rungs
      let questions = try task.questions(perRung: (perTask + rungs - 1) / rungs, seed: "bench")
      let taskFolder = folder.appending(path: "tasks/\(task.description.name)")
      try manager.createDirectory(at: taskFolder, withIntermediateDirectories: true)
      try Data(try QuestionFile.bytes(of: questions))
        .write(to: taskFolder.appending(path: "questions.jsonl"))
    }
    try Data(yaml.utf8).write(to: folder.appending(path: Self.fileName))
  }

  private var yaml: String {
    """
    version: 1
    name: bench
    prompts: prompts
    task-folder: tasks
    samples: \(samples)
    questions: {per-task: \(perTask)}
    models:
      scripted:
        parameters: {max_tokens: 2048, temperature: 0.7, top_p: 1}
        access: {base-url: "http://127.0.0.1:9/v1"}
    execution: {interpreter: python3.11}
    \(methods.map { "methods: [\($0.joined(separator: ", "))]" } ?? "")
    """
  }
}

/// Keeps what a world answers in memory, each slot once, as the recorder would keep it on disk.
final class MemoryRecorder: ExchangeSource {
  private let world: LiveWorld
  private var known: Set<Slot> = []
  /// What was kept.
  private(set) var exchanges: [Exchange] = []

  /// Creates a recorder.
  init(_ world: LiveWorld) {
    self.world = world
  }

  // The world answers the same call the same way, so that asking again gives what is kept.

  func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    let reply = try await world.complete(call)
    keep(call.action, at: call.slot, of: call.trial) { reply.encoded() }
    return RecordedCompletion(
      outcome: reply.outcome(by: call.encoder.endpoint.family),
      serviceMicroseconds: reply.serviceMicroseconds,
      waitMicroseconds: reply.waitMicroseconds + reply.failedMicroseconds)
  }

  func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    let outcome = try await world.execute(run.request)
    keep(run.action, at: run.slot, of: run.trial) { outcome.encoded() }
    return outcome
  }

  private func keep(
    _ action: Action, at slot: Slot, of trial: TrialID, result: () -> [UInt8]
  ) {
    guard known.insert(slot).inserted else { return }
    exchanges.append(
      Exchange(
        slot: slot, kind: action.kind, request: action.request, result: result(),
        scope: trial.description, provenance: Array(#"{"tool":"bench"}"#.utf8)))
  }
}
