import Basics
import Foundation

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
