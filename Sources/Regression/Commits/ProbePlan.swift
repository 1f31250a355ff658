import Basics
import Foundation

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
