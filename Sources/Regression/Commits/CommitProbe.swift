import Analysis
import Basics
import Cassettes
import FoundationEssentials
public import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
public import Trials

/// Builds what lies in a folder, and asks the tool that comes out for scores and transcripts.
struct CommitProbe: Sendable {
  /// Why a commit says nothing.
  struct Refusal: Error, Hashable {
    /// What happened, in one line.
    var reason: String
    /// The end of what the program said.
    var log: String = ""
    /// Whether it is the build that failed.
    var isBuild = false
  }

  /// The folder with the commit's files.
  let tree: String
  /// Where its builds are kept.
  let scratch: String
  let plan: ProbePlan

  /// Builds; fails with a ``Refusal`` where the commit does not build.
  func build() async throws {
    let command =
      plan.buildCommand.map { ("/bin/sh", ["-c", $0]) }
      ?? ("swift", ["build", "--product", "steerbench", "--scratch-path", scratch])
    if plan.buildCommand == nil, plan.tool != nil { return }
    let ending = try await ChildProcess(
      program: command.0, arguments: command.1, folder: tree,
      environment: ["STEERBENCH_SCRATCH": scratch], timeLimit: plan.buildLimit
    ).run()
    guard ending.status != 0 else { return }
    // The compiler prints what is wrong on standard output.
    let log = Self.tail(String(decoding: ending.output.suffix(32 << 10), as: UTF8.self))
    throw Refusal(
      reason: ending.isLate ? "its build takes too long" : "it does not build",
      log: log.isEmpty ? Self.tail(ending.errors) : log, isBuild: true)
  }

  /// The tool that the build made.
  var tool: String {
    let path = plan.tool ?? "\(scratch)/debug/steerbench"
    return path.hasPrefix("/") ? path : "\(tree)/\(path)"
  }

  /// Replays a sweep with some tool.
  ///
  /// - Parameter sheet: Where the score sheet is written.
  /// - Returns: What the replay says of the sweep.
  func replay(_ sweep: String, with tool: String, to sheet: String) async throws -> JSONValue {
    var dialect = ToolProbe.Dialect.versioned
    while true {
      let ending = try await ask(
        tool, ToolProbe.replay(sweep, to: sheet, workers: plan.workers, in: dialect))
      if let findings = try Self.findings(of: ending) { return findings }
      guard let next = ToolProbe.next(after: dialect, ending) else { throw Self.refusal(ending) }
      dialect = next
    }
  }

  /// A trial's transcript; `nil` where it cannot be replayed.
  func transcript(of trial: String, _ sweep: String, with tool: String) async throws -> JSONValue? {
    var ending = try await ask(tool, ToolProbe.transcript(of: trial, sweep, in: .versioned))
    if let next = ToolProbe.next(after: .versioned, ending) {
      ending = try await ask(tool, ToolProbe.transcript(of: trial, sweep, in: next))
    }
    guard ending.status == 0, let answer = try? JSONValue(parsing: ending.output) else {
      return nil
    }
    return try ToolProbe.checked(answer)
  }

  private func ask(_ tool: String, _ arguments: [String]) async throws -> ChildProcess.Ending {
    do {
      return try await ChildProcess(
        program: tool, arguments: arguments, folder: tree, timeLimit: plan.replayLimit
      ).run()
    } catch let error as RegressionError where error.code == .program {
      throw Refusal(reason: "there is no tool at \(tool) after its build", isBuild: true)
    }
  }

  /// A replay's report of its one sweep, if it came that far.
  private static func findings(
    of ending: ChildProcess.Ending
  ) throws(CommitProbe.Refusal) -> JSONValue? {
    guard let status = ending.status, [0, 1, 3].contains(status),
      let answer = try? JSONValue(parsing: ending.output)
    else { return nil }
    return try ToolProbe.checked(answer)["sweeps"]?[0]
  }

  private static func refusal(_ ending: ChildProcess.Ending) -> Refusal {
    // A build shows the line of INDEX that it does not read, and so the name of the format.
    if let format = CassetteVersion.allCases.last(where: {
      $0 > .one && ending.errors.contains($0.name)
    }) {
      return Refusal(
        reason:
          "its build does not read cassettes of format \(format.rawValue); bisect a copy of the "
          + "sweep that `steerbench cassette compact --format 1` went over",
        log: tail(ending.errors))
    }
    let how =
      ending.isLate ? "takes too long" : "ends with \(ending.status.map(String.init) ?? "a signal")"
    return Refusal(reason: "its replay \(how)", log: tail(ending.errors))
  }

  private static func tail(_ text: String) -> String {
    text.split(separator: "\n").suffix(20).joined(separator: "\n")
  }
}

/// How a commit is built and asked for its scores.
public struct ProbePlan: Hashable, Sendable {
  /// A shell command that builds a commit in its folder; `nil` for the package's own build.
  public var buildCommand: String?
  /// The tool after the build: a path from the commit's folder, or an absolute one; `nil` for what the
  /// package's own build makes.
  public var tool: String?
  /// How many trials a replay runs at once.
  public var workers: Int
  /// How long a build may take.
  public var buildLimit: Duration
  /// How long a replay may take.
  public var replayLimit: Duration

  /// Creates a plan.
  public init(
    buildCommand: String? = nil, tool: String? = nil, workers: Int,
    buildLimit: Duration = .seconds(7200), replayLimit: Duration = .seconds(3600)
  ) {
    self.buildCommand = buildCommand
    self.tool = tool
    self.workers = workers
    self.buildLimit = buildLimit
    self.replayLimit = replayLimit
  }
}

/// What of a plan an evaluation depends on, read once: a tool may be large.
struct ProbePlanKey: Hashable, Sendable {
  /// The command, the tool, and the digest of a tool from elsewhere: it is part of no commit.
  let parts: [String]
  /// Whether commits are built in the package's own way, so that it is known what a build reads.
  let isOwnLayout: Bool

  init(_ plan: ProbePlan) {
    let foreign = plan.tool.flatMap { path in
      path.hasPrefix("/")
        ? CacheFiles.read(URL(filePath: path), limit: 1 << 30).map { Digest.sha256($0).hex } : nil
    }
    parts = [plan.buildCommand ?? "", plan.tool ?? "", foreign ?? ""]
    isOwnLayout = plan.buildCommand == nil && plan.tool == nil
  }
}

/// What one commit makes of the pinned cassettes.
public struct CommitScores: Sendable {
  /// Why a trial has no line, as far as the commit's tool says it.
  public struct Gap: Hashable, Sendable {
    /// What is known of the trial; `nil` where the tool is too old to say it.
    public let details: UnansweredTrial?
    /// What moved, in words.
    public let title: String
    /// The layer that moved; `nil` where it cannot be told.
    public let layer: Layer?
    /// What the exchange that is missing was asked for.
    public let lane: Lane
    /// The lines that differ from the nearest recording, for one of the trials with this cause.
    public let diff: [String]
    /// The first byte that differs, in the text that moved.
    public let firstByte: Int?
  }

  /// The trials that were replayed.
  public let lines: [TrialID: TrialLine]
  /// The trials that ask for what is not recorded.
  public let gaps: [TrialID: Gap]
  /// The cells of all tables, by `TABLE/ROW/COLUMN`, as JSON.
  public let aggregates: [String: String]
  /// Whether every trial of the plan is in ``lines`` or ``gaps``.
  public let isComplete: Bool

  /// Creates scores.
  init(
    lines: [TrialID: TrialLine], gaps: [TrialID: Gap] = [:], aggregates: [String: String] = [:],
    isComplete: Bool = true
  ) {
    self.lines = lines
    self.gaps = gaps
    self.aggregates = aggregates
    self.isComplete = isComplete
  }

  /// Reads a sheet and what the replay said; the sheet is `nil` where none could be written.
  init(_ sheet: ScoreSheetReader?, _ answer: ReplayAnswer) throws(ScoreSheetError) {
    var lines: [TrialID: TrialLine] = [:]
    if var sheet {
      while let line = try sheet.next() { lines[line.trial] = line }
    }
    let gaps = Self.gaps(in: answer)
    self.init(
      lines: lines, gaps: gaps,
      // A table of a part of the trials is another table.
      aggregates: gaps.isEmpty ? answer.cells : [:],
      isComplete: sheet != nil && lines.count + gaps.count == answer.planned ?? lines.count)
  }
}

extension CommitScores {
  private static func gaps(in answer: ReplayAnswer) -> [TrialID: Gap] {
    let details = Dictionary(answer.unanswered.map { ($0.trial, $0) }) { _, last in last }
    var gaps: [TrialID: Gap] = [:]
    for cause in answer.causes {
      for trial in cause.trials {
        gaps[trial] = Gap(
          details: details[trial], title: cause.title, layer: layer(of: cause), lane: cause.lane,
          diff: cause.diff, firstByte: cause.firstByte)
      }
    }
    return gaps
  }

  /// The layer that a missing exchange belongs to: by what it was asked for, and in the trial's own lane by the
  /// segment that moved.
  private static func layer(of cause: ReplayAnswer.Cause) -> Layer? {
    if let layer = cause.lane.layer { return layer }
    guard let segment = cause.segment else { return nil }
    if segment.hasPrefix("message") || segment.hasPrefix("system") { return .prompt }
    return segment == "code" || segment == "input" ? .execution : .parameters
  }
}

extension Lane {
  /// The layer that whatever is asked in it decides; `nil` for the trial's own, which has several.
  var layer: Layer? {
    switch self {
    case .trial: nil
    case .extraction: .extraction
    case .program, .tests, .judge: .grade
    }
  }
}
