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
    let common = ["--allow-unused", "--json", "--workers", "\(plan.workers)"]
    let first = try await ask(tool, ["replay", sweep, "--sheet", sheet] + common)
    if let findings = Self.findings(of: first) { return findings }
    guard first.status == 2, first.errors.contains("--sheet") else { throw Self.refusal(first) }
    // Before there was --sheet, only a sheet without a gap could be had.
    let second = try await ask(
      tool, ["replay", sweep, "--baseline", sheet, "--update-baseline"] + common)
    guard let findings = Self.findings(of: second) else { throw Self.refusal(second) }
    return findings
  }

  /// A trial's transcript; `nil` where it cannot be replayed.
  func transcript(of trial: String, _ sweep: String, with tool: String) async throws -> JSONValue? {
    let ending = try await ask(tool, ["transcript", trial, "--sweep", sweep, "--json"])
    guard ending.status == 0 else { return nil }
    return try? JSONValue(parsing: ending.output)
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
  private static func findings(of ending: ChildProcess.Ending) -> JSONValue? {
    guard let status = ending.status, [0, 1, 3].contains(status) else { return nil }
    return (try? JSONValue(parsing: ending.output))?["sweeps"]?[0]
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
