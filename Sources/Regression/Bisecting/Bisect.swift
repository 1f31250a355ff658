import Analysis
import Basics
import FoundationEssentials
public import RecordReplay
public import ScoreSheets
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
  public func run() async throws -> SearchedHistory {
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

/// Which trials are followed through a history.
public struct BisectFilter: Hashable, Sendable {
  /// Trials by name; parts may be left out from the left, and the sample from the right.
  public var trials: [String]
  /// Cells.
  public var cells: [CellKey]

  /// Creates a filter; without any name every trial is followed.
  public init(trials: [String] = [], cells: [CellKey] = []) {
    self.trials = trials
    self.cells = cells
  }

  /// Whether every trial is followed.
  public var isOpen: Bool { trials.isEmpty && cells.isEmpty }

  /// Whether a trial is followed.
  public func contains(_ trial: TrialID) -> Bool {
    isOpen || cells.contains(CellKey(of: trial)) || trials.contains { Self.fits($0, trial) }
  }

  /// Throws unless every name means something among the trials of both ends.
  func check(against known: [TrialID]) throws(RegressionError) {
    for name in trials where !known.contains(where: { Self.fits(name, $0) }) {
      throw Self.unknown("trial", name, among: known.map(\.description))
    }
    let cells = Set(known.map(CellKey.init(of:)))
    for cell in self.cells where !cells.contains(cell) {
      throw Self.unknown("cell", Self.name(cell), among: cells.sorted().map(Self.name))
    }
  }

  private static func name(_ cell: CellKey) -> String {
    "\(cell.model)/\(cell.method)/\(cell.task)"
  }

  private static func unknown(
    _ kind: String, _ name: String, among known: [String]
  ) -> RegressionError {
    let near = NearMatch.names(like: name, among: known)
    return RegressionError(
      .selection, "Neither end has the \(kind) \(VisibleText.escape(name))",
      next: near.isEmpty
        ? "A trial is named MODEL/METHOD/TASK/QUESTION/SAMPLE, a cell MODEL/METHOD/TASK"
        : "Did you mean \(near.joined(separator: ", "))?")
  }

  private static func fits(_ name: String, _ trial: TrialID) -> Bool {
    let wanted = name.split(separator: "/").map(String.init)
    let parts = [trial.model, trial.method, trial.task, trial.question, "\(trial.sample)"]
    return !wanted.isEmpty
      && (parts.suffix(wanted.count) == wanted[...]
        || (trial.sample == 0 && parts.dropLast().suffix(wanted.count) == wanted[...]))
  }
}

/// What of a trial is followed through a history; without one, everything that a score sheet says.
public enum BisectMetric: String, Hashable, Sendable, CaseIterable {
  /// Outcome and score.
  case score
  /// Tokens: the provider's counters and the paper's measure.
  case tokens
  /// The recorded runtime: service time and runs of code, waits beside them.
  case runtime
  /// The answer that was read, from where and by which rule.
  case answer
  /// Whether an answer could be read.
  case unparsed

  /// Whether tables, which are made of all trials together, are followed too.
  static func followsAggregates(_ metric: BisectMetric?) -> Bool {
    metric == nil || metric == .score
  }

  /// What a metric sees of a line.
  static func text(of line: TrialLine, in metric: BisectMetric?) -> String {
    columns(of: metric).map { column in
      let text = column.value(in: line).text
      return metric == .unparsed ? "\(text == Outcome.unparsed.rawValue)" : text
    }
    .joined(separator: " ")
  }

  private static func columns(of metric: BisectMetric?) -> [ScoreColumn] {
    switch metric {
    case nil: ScoreColumn.allCases
    case .score: [.outcome, .score]
    case .tokens:
      [
        .freshInput, .cacheRead, .cacheWrite, .visibleOutput, .reasoningOutput, .undividedInput,
        .undividedOutput, .textTokens,
      ]
    case .runtime: [.service, .execution, .wait]
    case .answer: [.extractionDigest]
    case .unparsed: [.outcome]
    }
  }
}
