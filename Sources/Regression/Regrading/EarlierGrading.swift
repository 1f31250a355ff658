import Analysis
import Basics
public import FoundationEssentials
public import RecordReplay
public import ScoreSheets
import Statistics
import Sweeps
import Trials

/// How another build of this tool, or a sheet, graded the trials of a sweep: the side that a regrading
/// holds this build against.
public struct EarlierGrading: Sendable {
  /// What a trial's answer was read as.
  public struct Reading: Hashable, Sendable {
    /// The answer in the task's normal spelling; `nil` if none was found.
    public let answer: String?
    /// The rule that found it, or why nothing was found.
    public let rule: String
    /// Why it passed or failed, in one sentence.
    public let explanation: String

    /// Creates a reading.
    public init(answer: String?, rule: String, explanation: String) {
      self.answer = answer
      self.rule = rule
      self.explanation = explanation
    }
  }

  /// Who is asked how a trial was read.
  private enum Source: Sendable {
    /// Nobody: a sheet keeps verdicts, and of readings digests.
    case sheet
    case program(CommitProbe, sweep: String)
    case commit(CommitEvaluator, id: String, PinnedCassettes)
  }

  /// The sheet, ready to be read.
  public let sheet: ScoreSheetReader
  /// Whether the readings can be asked for.
  public var tellsReadings: Bool { if case .sheet = source { false } else { true } }
  private var source: Source

  /// Takes a score sheet.
  ///
  /// - Throws: `ScoreSheetError` where it cannot be read.
  public init(sheet path: String) throws {
    sheet = try ScoreSheetReader(path: path)
    source = .sheet
  }

  /// Has another program replay a sweep.
  ///
  /// - Parameters:
  ///   - program: The path of another build of this tool.
  ///   - sweep: The sweep's folder.
  ///   - sheet: Where the program writes its sheet.
  /// - Throws: ``RegressionError`` where it cannot replay the sweep.
  public init(program: String, sweep: String, sheet: URL, workers: Int) async throws {
    let tool = URL(filePath: program).standardizedFileURL.path
    let probe = CommitProbe(
      tree: FileManager.default.currentDirectoryPath, scratch: "",
      plan: ProbePlan(tool: tool, workers: workers))
    do {
      _ = try await probe.replay(sweep, with: tool, to: sheet.path)
    } catch let refusal as CommitProbe.Refusal {
      throw Self.error(refusal, of: program)
    }
    guard FileManager.default.fileExists(atPath: sheet.path) else {
      throw RegressionError(
        .evaluation, "\(program) replays nothing of the sweep",
        next: "See what it says: \(program) replay \(sweep)")
    }
    self.sheet = try ScoreSheetReader(path: sheet.path)
    source = .program(probe, sweep: sweep)
  }

  /// Builds a revision and has it replay its own sweep from today's cassettes.
  ///
  /// - Parameters:
  ///   - revision: The revision, as git understands it.
  ///   - cassettes: The folder of the cassettes.
  ///   - header: What the lines are of.
  ///   - report: Called with a commit's id as its evaluation goes on.
  /// - Throws: ``RegressionError`` where it is unknown, or cannot be built or replayed.
  public init(
    revision: String, of repository: GitRepository, _ request: CommitEvaluator.Request,
    cassettes: String, header: ScoreSheetHeader,
    report: @escaping @Sendable (String, CommitEvaluator.Stage) -> Void
  ) async throws {
    let commit = try await repository.commit(revision)
    let pinned = try PinnedCassettes(
      copying: cassettes, into: try CommitEvaluator.shelf(of: repository, in: request.cache))
    var evaluator = try CommitEvaluator(
      repository, request, newest: try await repository.commit("HEAD"), report: report)
    switch try await evaluator.evaluate(commit, pinned, isIndispensable: true) {
    case .refused(let refusal): throw Self.error(refusal, of: revision)
    case .scores(let scores):
      var encoder = try ScoreSheetEncoder(header)
      for (_, line) in scores.lines.sorted(by: { $0.key < $1.key }) { try encoder.append(line) }
      sheet = try ScoreSheetReader(bytes: encoder.take(), named: revision)
    }
    source = .commit(evaluator, id: commit, pinned)
  }

  /// How some trials were read; those of which nobody can tell are left out.
  public mutating func readings(of trials: [TrialID]) async throws -> [TrialID: Reading] {
    var found: [TrialID: Reading] = [:]
    switch source {
    case .sheet: break
    case .program(let probe, let sweep):
      for trial in trials {
        let transcript = try await probe.transcript(
          of: trial.description, sweep, with: probe.tool)
        found[trial] = transcript.flatMap(Reading.init)
      }
    case .commit(var evaluator, let commit, let cassettes):
      let transcripts = try await evaluator.transcripts(of: trials, at: commit, cassettes)
      source = .commit(evaluator, id: commit, cassettes)
      for (trial, transcript) in transcripts { found[trial] = Reading(transcript) }
    }
    return found
  }

  private static func error(_ refusal: CommitProbe.Refusal, of name: String) -> RegressionError {
    let log = refusal.log.isEmpty ? "" : ":\n\(refusal.log)"
    return RegressionError(
      .evaluation, "\(name) cannot grade the sweep: \(refusal.reason)\(log)",
      next: "Name another program or revision, or hold against a score sheet")
  }
}

extension EarlierGrading.Reading {
  /// Reads what a transcript's JSON says; `nil` for anything else.
  init?(_ transcript: JSONValue) {
    guard let rule = transcript["rule"]?.string,
      let explanation = transcript["explanation"]?.string
    else { return nil }
    self.init(
      answer: transcript["answer"]?.string, rule: rule, explanation: explanation)
  }
}
