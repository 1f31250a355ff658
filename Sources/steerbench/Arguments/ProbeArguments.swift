public import ArgumentParser
import FoundationEssentials
public import Regression
import Workbench

/// How a commit is built and asked.
struct ProbeArguments: ParsableArguments {
  @OptionGroup var workers: WorkerOption
  @Option(
    help: ArgumentHelp(
      "Builds a commit, run by the shell in its folder.",
      discussion: "Default: swift build of the product steerbench, incrementally. "
        + "STEERBENCH_SCRATCH names a folder that stays from commit to commit.",
      valueName: "command"))
  var buildCommand: String?
  @Option(
    help: ArgumentHelp(
      "The tool that the build makes, from the commit's folder.",
      discussion:
        "It is asked to replay and for transcripts, as steerbench is. With an absolute path "
        + "and no --build-command nothing is built: one tool replays every commit's sweep, prompts "
        + "and questions. In a repository that does not hold Steerbench itself that is this program.",
      valueName: "path"))
  var tool: String?

  func validate() throws {
    guard buildCommand == nil || tool != nil else {
      throw ValidationError("--build-command goes with --tool: say what the build makes.")
    }
  }

  /// The plan.
  ///
  /// A project of somebody's own holds nothing to build: this very program replays each of its commits.
  var plan: ProbePlan {
    let isOwn = buildCommand == nil && tool == nil && !Self.holdsSteerbench
    return ProbePlan(
      buildCommand: buildCommand, tool: isOwn ? Self.program ?? tool : tool,
      workers: workers.count)
  }

  /// The path of this program; `nil` where the system does not tell it.
  private static var program: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  /// Whether the repository of the working folder has Steerbench's own package at its root, or no root is found.
  private static var holdsSteerbench: Bool {
    var folder = URL(
      filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory
    ).standardizedFileURL
    while !FileManager.default.fileExists(atPath: folder.appending(path: ".git").path) {
      guard folder.path != "/" else { return true }
      folder.deleteLastPathComponent()
    }
    let package = try? String(contentsOf: folder.appending(path: "Package.swift"), encoding: .utf8)
    return package?.contains("\"steerbench\"") ?? false
  }
}

/// In which version of the probe another build asks; people do not.
struct ProbeOption: ParsableArguments {
  @Option(help: .hidden) var probe: Int?

  func validate() throws {
    if let refusal = probe.flatMap(ToolProbe.refusal) { throw ValidationError(refusal) }
  }
}

/// The folder in which evaluated commits are kept.
struct CacheArgument: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where evaluated commits, builds and a working tree are kept.",
      discussion:
        "Default: steerbench/bisect in XDG_CACHE_HOME or ~/.cache. It can be removed at any time.",
      valueName: "folder"), completion: .directory)
  var cache: String?

  /// The folder.
  var folder: URL {
    if let cache { return URL(filePath: cache, directoryHint: .isDirectory) }
    let environment = ProcessInfo.processInfo.environment
    let base =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? (environment["HOME"] ?? FileManager.default.temporaryDirectory.path) + "/.cache"
    return URL(filePath: base, directoryHint: .isDirectory).appending(path: "steerbench/bisect")
  }
}

/// What of a sweep is followed through a history.
struct BisectSelection: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Follow this trial only. May be given several times.",
      discussion: "MODEL/METHOD/TASK/QUESTION/SAMPLE; parts may be left out from the left.",
      valueName: "trial"))
  var trial: [String] = []
  @Option(
    help: ArgumentHelp(
      "Follow the trials of this cell only. May be given several times.",
      valueName: "model/method/task"))
  var cell: [String] = []
  @Option(
    help: """
      Follow this only: score (and outcome), tokens, runtime, answer (as it was read), unparsed. \
      Default: everything that a score sheet says.
      """)
  var metric: BisectMetric?

  /// What is followed.
  var followed: FollowedScores { FollowedScores(trials: trial, cells: cell, metric: metric) }
}

extension BisectMetric: ExpressibleByArgument {}
