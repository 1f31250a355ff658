import Analysis
import Basics
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Finds the commits behind a change of scores.
public struct Bisect: Sendable {
  /// What is searched for, and where.
  public struct Request: Sendable {
    /// The good end, as the user wrote it.
    public var good: String
    /// The bad end, as the user wrote it.
    public var bad: String
    /// The trials that are followed.
    public var filter: BisectFilter
    /// What of them is followed; everything where it is `nil`.
    public var metric: BisectMetric?
    /// The folder of the cassettes that every commit is replayed from.
    public var cassettes: String
    /// How commits are evaluated.
    public var evaluation: CommitEvaluator.Request
    /// Whether changes that no commit holds are passed over.
    public var allowsUncommitted: Bool

    /// Creates a request.
    public init(
      good: String, bad: String, filter: BisectFilter = BisectFilter(), metric: BisectMetric? = nil,
      cassettes: String, evaluation: CommitEvaluator.Request, allowsUncommitted: Bool = false
    ) {
      self.good = good
      self.bad = bad
      self.filter = filter
      self.metric = metric
      self.cassettes = cassettes
      self.evaluation = evaluation
      self.allowsUncommitted = allowsUncommitted
    }
  }

  /// What happens, for a person who waits.
  public enum Progress: Sendable {
    /// The search begins.
    case began(commits: Int)
    /// A commit is being evaluated; about so many more follow it.
    case evaluating(CommitNote, CommitEvaluator.Stage, number: Int, left: Int)
    /// A commit says nothing.
    case refused(CommitNote, reason: String)
    /// The commits are found; their differences are being read.
    case explaining
  }

  private let repository: GitRepository
  private let request: Request
  private let progress: @Sendable (Progress) -> Void

  /// Creates a search.
  public init(
    _ repository: GitRepository, _ request: Request,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.repository = repository
    self.request = request
    self.progress = progress
  }

  /// Searches.
  ///
  /// What was learnt is kept as it comes: a search that is stopped goes on from there.
  ///
  /// - Throws: ``RegressionError`` with the reason and the next step, `CassetteError` for cassettes that
  ///   cannot be pinned, `CancellationError`.
  public func run() async throws -> BisectResult {
    let uncommitted = try await repository.changedFiles()
    guard uncommitted.isEmpty || request.allowsUncommitted else {
      throw Self.uncommitted(uncommitted)
    }
    let graph = try await HistoryCheck(
      repository: repository, good: request.good, bad: request.bad
    ).graph()
    let cache = request.evaluation.cache
    let cassettes = try PinnedCassettes(
      copying: request.cassettes, into: try CommitEvaluator.shelf(of: repository, in: cache))
    progress(.began(commits: graph.count - 1))
    var walk = try BisectWalk(
      repository, request, graph: graph, cassettes: cassettes, progress: progress)
    return try await walk.run()
  }

  private static func uncommitted(_ files: [String]) -> RegressionError {
    let shown = files.prefix(3).map { VisibleText.escape($0) }.joined(separator: ", ")
    let more = files.count > 3 ? " and \(files.count - 3) more" : ""
    return RegressionError(
      .uncommitted, "The tree has changes that no commit holds: \(shown)\(more)",
      next: "Commit or stash them, or search the commits as they are: --allow-uncommitted")
  }
}
