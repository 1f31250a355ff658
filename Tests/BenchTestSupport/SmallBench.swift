import Basics
import Cassettes
public import CodeExecution
public import Methods
import ModelAPI
public import RecordReplay
import ScoreSheets
public import Sweeps
import Synchronization
public import Tasks
public import Trials

/// A small sweep with its questions, and what it takes to record and replay it.
public struct SmallBench {
  public let sweep: Sweep
  public let plan: Plan
  public let runner: TrialRunner

  /// Creates a bench.
  ///
  /// - Parameters:
  ///   - yaml: The sweep.
  ///   - prompts: Prompts that differ from the usual test prompts.
  ///   - variants: What the sweep's prompt variants say, by their names.
  ///   - edit: Changes the text of a question.
  public init(
    _ yaml: String, prompts: [PromptName: String] = [:],
    variants: [String: [PromptName: String]] = [:],
    edit: (Question) -> String = { $0.prompt }
  ) throws {
    sweep = try SweepReader.sweep(from: yaml, file: "sweep.yaml", folder: "small")
    plan = Plan(sweep, questions: try Self.library(sweep, edit))
    var library = try TestPrompts.library(prompts)
    for (name, texts) in variants { library = try library.overlaid(by: texts, named: name) }
    runner = try TrialRunner(sweep, prompts: library)
  }

  private static func library(
    _ sweep: Sweep, _ edit: (Question) -> String
  ) throws -> QuestionLibrary {
    var questions: [String: [BenchQuestion]] = [:]
    for name in sweep.taskNames {
      guard let task = TaskRegistry.shipped.task(named: name) else { continue }
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
  public var trials: [PlannedTrial] { (0..<plan.count).map { plan[$0] } }

  // MARK: Recording

  /// What a recording came to.
  public struct Recorded: Sendable {
    public var lines: [TrialID: TrialLine] = [:]
    public var failures: [(trial: TrialID, error: DeckError)] = []
  }

  public static let provenance = RecordingProvenance(
    toolVersion: "test", sandbox: "namespaces", timestamp: { "2026-01-01T00:00:00Z" })

  /// Records what a folder does not hold yet, and seals it.
  public func record(
    into path: String, from world: LiveWorld, trialsAtOnce: Int = 8, shard: Shard? = nil
  ) async throws -> Recorded {
    let folder = try CassetteFolder.mending(path: path)
    let journal = try RecordingJournal(path: folder.journalPath)
    let recorder = Recorder(tape: try CassetteReader(CassetteUnion(folder)), journal: journal)
    let recording = TrialStream(
      asking: plan, runner: runner, trialsAtOnce: trialsAtOnce,
      trials: shard.map { Set(plan.recordingOrder(of: $0)) }
    ) { _ in
      RecordingSource(recorder, world: world, provenance: Self.provenance)
    }
    var recorded = Recorded()
    try await recording.run { end in
      switch end {
      case .record(let record): recorded.lines[record.line.trial] = record.line
      case .failure(let failure): recorded.failures.append((failure.trial, failure.error))
      }
    }
    try await journal.seal(into: folder)
    return recorded
  }

  // MARK: Replaying

  /// What a replay came to.
  public struct Replayed {
    public var order: [String] = []
    public var lines: [TrialLine] = []
    public var misses: [Miss] = []
    public var failures: [DeckError] = []
    public var used = UsedRows(count: 0)
  }

  /// Replays from a folder.
  public func replay(from path: String, workers: Int = 1) async throws -> Replayed {
    let union = try CassetteUnion(try CassetteFolder(path: path))
    let gathered = Mutex(Replayed())
    let stream = TrialStream(
      plan, runner: runner, from: union, workers: workers, failures: .areHandedOver)
    let used = try await stream.replay { event in
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
  public func findings(from path: String) async throws -> [MissGroup] {
    let analyst = MissAnalyst(try CassetteFolder(path: path).reader())
    for miss in try await replay(from: path).misses { try analyst.add(miss) }
    return analyst.findings
  }

  /// Runs one trial live.
  public func run(_ trial: PlannedTrial, in world: LiveWorld) async throws -> TrialRecord {
    try await runner.run(trial, with: LiveSource(world))
  }
}

extension LiveWorld {
  /// A world of one answer for each call and one outcome for each run.
  public static func scripted(
    run: ExecutionOutcome = .printing(""), _ answer: @escaping @Sendable (ModelCall) -> ChatAnswer
  ) -> LiveWorld {
    LiveWorld(
      complete: { (call) throws(DeckError) in answer(call).reply },
      execute: { (_) throws(DeckError) in run })
  }
}

extension ExecutionOutcome {
  /// The outcome of a run that printed something.
  public static func printing(
    _ output: String, errors: String = "", end: ExecutionEnd = .exited(0)
  ) -> ExecutionOutcome {
    ExecutionOutcome(
      end: end, stdout: Array(output.utf8), stderr: Array(errors.utf8), wallMicroseconds: 10)
  }
}
