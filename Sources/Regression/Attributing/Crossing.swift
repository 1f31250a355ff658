import Analysis
import Basics
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Fills the square of two commits and two recordings.
public struct Crossing: Sendable {
  /// One side: a commit, and where its recording is.
  public struct Side: Sendable {
    /// The revision, as the user wrote it.
    public var revision: String
    /// The folder of its cassettes; those that lie in the commit itself where it is `nil`.
    public var cassettes: String?

    /// Creates a side.
    public init(revision: String, cassettes: String? = nil) {
      self.revision = revision
      self.cassettes = cassettes
    }
  }

  /// What came out.
  public struct Result: Hashable, Sendable {
    /// The commits.
    public let commits: Sides<CommitNote>
    /// The digests of the recordings.
    public let recordings: Sides<String>
    /// The square.
    public let attribution: Attribution
    /// What it has cost.
    public let effort: EvaluationEffort
  }

  private let repository: GitRepository
  private let request: CommitEvaluator.Request
  private let sides: [Side]
  private let report: @Sendable (String, CommitEvaluator.Stage) -> Void

  /// Creates a crossing.
  public init(
    _ repository: GitRepository, _ request: CommitEvaluator.Request, _ first: Side, _ second: Side,
    report: @escaping @Sendable (String, CommitEvaluator.Stage) -> Void = { _, _ in }
  ) {
    self.repository = repository
    self.request = request
    sides = [first, second]
    self.report = report
  }

  /// Evaluates all four corners.
  public func run() async throws -> Result {
    var commits: [String] = []
    for side in sides { commits.append(try await repository.commit(side.revision)) }
    let shelf = try CommitEvaluator.shelf(of: repository, in: request.cache)
    var evaluator = try CommitEvaluator(
      repository, request, newest: commits[1], report: report)
    var recordings: [PinnedCassettes] = []
    for (side, commit) in zip(sides, commits) {
      if let folder = side.cassettes {
        recordings.append(try PinnedCassettes(copying: folder, into: shelf))
      } else {
        let folder = try await evaluator.place(in: commit).folder
        recordings.append(
          try await PinnedCassettes(of: commit, in: folder, repository, into: shelf))
      }
    }
    guard commits[0] != commits[1] || recordings[0].digest != recordings[1].digest else {
      throw RegressionError(
        .nothing, "Both sides are the same commit with the same recording",
        next: "Name two commits, or the recordings: --cassettes-a FOLDER, --cassettes-b FOLDER")
    }
    var corners: [CommitScores] = []
    for recording in recordings {
      for commit in commits {
        corners.append(try await scores(commit, recording, &evaluator))
      }
    }
    evaluator.tidy()
    return Result(
      commits: Sides(
        first: try await repository.note(of: commits[0]),
        second: try await repository.note(of: commits[1])),
      recordings: Sides(first: recordings[0].digest.hex, second: recordings[1].digest.hex),
      attribution: try Attribution(corners), effort: evaluator.effort)
  }

  private func scores(
    _ commit: String, _ recording: PinnedCassettes, _ evaluator: inout CommitEvaluator
  ) async throws -> CommitScores {
    switch try await evaluator.evaluate(commit, recording, isIndispensable: true) {
    case .scores(let scores): return scores
    case .refused(let refusal):
      let log =
        refusal.log.isEmpty ? "" : ":\n\(VisibleText.escape(refusal.log, keepsLines: true))\n"
      throw RegressionError(
        .evaluation, "\(commit.prefix(10)) cannot be evaluated: \(refusal.reason)\(log)",
        next: "See that it builds by hand, or say how: --build-command; or choose another revision")
    }
  }
}
