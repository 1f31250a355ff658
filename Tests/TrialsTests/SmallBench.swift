import Analysis
import Basics
import BenchTestSupport
import Cassettes
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Tasks
import Trials

/// A small sweep with its questions, and what it takes to record and replay it.
struct SmallBench {
  let sweep: Sweep
  let plan: Plan
  let runner: TrialRunner

  /// Creates a bench.
  ///
  /// - Parameters:
  ///   - yaml: The sweep.
  ///   - prompts: Prompts that differ from the usual test prompts.
  ///   - edit: Changes the text of a question.
  init(
    _ yaml: String, prompts: [PromptName: String] = [:],
    edit: (Question) -> String = { $0.prompt }
  ) throws {
    sweep = try SweepReader.sweep(from: yaml, file: "sweep.yaml", folder: "small")
    plan = Plan(sweep, questions: try Self.library(sweep, edit))
    runner = try TrialRunner(sweep, prompts: TestPrompts.library(prompts))
  }

  private static func library(
    _ sweep: Sweep, _ edit: (Question) -> String
  ) throws -> QuestionLibrary {
    var questions: [String: [BenchQuestion]] = [:]
    for name in sweep.tasks {
      guard let task = TaskRegistry.task(named: name) else { continue }
      let all = try madeQuestions(of: task)
      questions[name] = try sweep.selection.indices(rungs: all.map(\.rung)).map { index in
        var question = all[index]
        question.prompt = edit(question)
        return try BenchQuestion(question, of: task)
      }
    }
    return QuestionLibrary(questions)
  }

  /// Questions by task: making some takes a while, and many tests want the same.
  private static let made = Mutex<[String: [Question]]>([:])

  private static func madeQuestions(of task: some BenchTask) throws -> [Question] {
    let name = task.description.name
    if let known = made.withLock({ $0[name] }) { return known }
    let questions = try task.questions(perRung: 1, seed: "test")
    made.withLock { $0[name] = questions }
    return questions
  }

  /// All trials, in the plan's order.
  var trials: [PlannedTrial] { (0..<plan.count).map { plan[$0] } }

  // MARK: Recording

  /// What a recording came to.
  struct Recorded {
    var lines: [TrialID: TrialLine] = [:]
    var failures: [(trial: TrialID, error: DeckError)] = []
  }

  static let provenance = RecordingProvenance(
    toolVersion: "test", sandbox: "namespaces", timestamp: { "2026-01-01T00:00:00Z" })

  /// Records what a folder does not hold yet, and seals it.
  func record(
    into path: String, from world: LiveWorld, trialsAtOnce: Int = 8, shard: Shard? = nil
  ) async throws -> Recorded {
    let folder = try CassetteFolder.mending(path: path)
    let journal = try RecordingJournal(path: folder.journalPath)
    let recorder = Recorder(tape: try CassetteReader(CassetteUnion(folder)), journal: journal)
    let recording = Recording(
      plan, runner: runner, trialsAtOnce: trialsAtOnce,
      trials: shard.map { Set(plan.recordingOrder(of: $0)) }
    ) { _ in
      RecordingSource(recorder, world: world, provenance: Self.provenance)
    }
    var recorded = Recorded()
    await recording.run { event in
      switch event {
      case .done(let record): recorded.lines[record.line.trial] = record.line
      case .failure(let trial, let error): recorded.failures.append((trial, error))
      }
    }
    try await journal.seal(into: folder)
    return recorded
  }

  // MARK: Replaying

  /// What a replay came to.
  struct Replayed {
    var order: [String] = []
    var lines: [TrialLine] = []
    var misses: [Miss] = []
    var failures: [DeckError] = []
    var used = UsedRows(count: 0)
  }

  /// Replays from a folder.
  func replay(from path: String, workers: Int = 1) async throws -> Replayed {
    let union = try CassetteUnion(try CassetteFolder(path: path))
    let gathered = Mutex(Replayed())
    let used = try await Replay(plan, runner: runner, tape: union, workers: workers).run { event in
      gathered.withLock { gathered in
        switch event {
        case .line(let line):
          gathered.order.append("line \(line.trial)")
          gathered.lines.append(line)
        case .miss(let miss):
          gathered.order.append("miss \(miss.trial) \(miss.reason) \(miss.action.digest)")
          gathered.misses.append(miss)
        case .failure(let trial, let error):
          gathered.order.append("failure \(trial) \(error)")
          gathered.failures.append(error)
        }
      }
    }
    var replayed = gathered.withLock { $0 }
    replayed.used = used
    return replayed
  }

  /// The causes of all misses of a replay.
  func findings(from path: String) async throws -> [MissGroup] {
    let analyst = MissAnalyst(try CassetteFolder(path: path).reader())
    for miss in try await replay(from: path).misses { try analyst.add(miss) }
    return analyst.findings
  }

  /// Runs one trial live.
  func run(_ trial: PlannedTrial, in world: LiveWorld) async throws -> TrialRecord {
    try await runner.run(trial, with: LiveSource(world))
  }
}

extension LiveWorld {
  /// A world of one answer for each call and one outcome for each run.
  static func scripted(
    run: ExecutionOutcome = .printing(""), _ answer: @escaping @Sendable (ModelCall) -> ChatAnswer
  ) -> LiveWorld {
    LiveWorld(
      complete: { (call) throws(DeckError) in answer(call).reply },
      execute: { (_) throws(DeckError) in run })
  }
}

extension ExecutionOutcome {
  static func printing(
    _ output: String, end: ExecutionEnd = .exited(0), errors: String = ""
  ) -> ExecutionOutcome {
    ExecutionOutcome(
      end: end, stdout: Array(output.utf8), stderr: Array(errors.utf8), wallMicroseconds: 10)
  }
}
