import Analysis
import Basics
public import FoundationEssentials
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Evaluates commits one after the other: checks out, builds, replays, keeps.
///
/// Only one may work in a cache at a time; a lock sees to it.
public struct CommitEvaluator: Sendable {
  /// What is asked of commits.
  public struct Request: Sendable {
    /// Where the sweep lies in the newest commit.
    public var place: SweepPlace
    /// How commits are built and asked.
    public var plan: ProbePlan
    /// The folder of the cache.
    public var cache: URL
    /// Whether commits that could not be evaluated before are tried again.
    public var retriesRefused: Bool

    /// Creates a request.
    public init(place: SweepPlace, plan: ProbePlan, cache: URL, retriesRefused: Bool = false) {
      self.place = place
      self.plan = plan
      self.cache = cache
      self.retriesRefused = retriesRefused
    }
  }

  /// What happens, for a person who waits.
  public enum Stage: String, Hashable, Sendable {
    case building
    case replaying
    case reused
  }

  /// What became of a commit.
  enum Evaluation: Sendable {
    case scores(CommitScores)
    case refused(CommitProbe.Refusal)
  }

  let repository: GitRepository
  let request: Request
  /// What was spent.
  private(set) var effort = EvaluationEffort()
  private let home: URL
  private let cache: EvaluationCache
  private let lock: CacheLock
  private let planKey: ProbePlanKey
  private var worktree: CommitWorktree?
  /// The newest commit: its name for the sweep's folder is the one that was asked for.
  private let newest: String
  private let clock = ContinuousClock()
  private var report: @Sendable (String, Stage) -> Void

  /// Prepares the cache.
  ///
  /// - Parameters:
  ///   - newest: The commit whose tree has the sweep under the name that was asked for.
  ///   - report: Called with a commit's id as its evaluation goes on.
  init(
    _ repository: GitRepository, _ request: Request, newest: String,
    report: @escaping @Sendable (String, Stage) -> Void
  ) throws {
    self.repository = repository
    self.request = request
    self.newest = newest
    self.report = report
    planKey = ProbePlanKey(request.plan)
    home = Self.home(of: repository, in: request.cache)
    lock = try CacheLock(home)
    cache = try EvaluationCache(home)
  }

  /// The folder in a cache that belongs to a repository.
  static func home(of repository: GitRepository, in cache: URL) -> URL {
    cache.appending(path: Digest.sha256(repository.commonFolder).short)
  }

  /// Where copies of cassettes are kept.
  static func shelf(of repository: GitRepository, in cache: URL) throws -> String {
    let shelf = home(of: repository, in: cache).appending(path: "cassettes")
    try CacheFiles.makeFolder(shelf)
    return shelf.path
  }

  /// Evaluates a commit.
  ///
  /// - Parameters:
  ///   - isIndispensable: Whether a refusal from an earlier search is not taken for granted.
  ///   - counts: Whether it is a step of the search, and not what it knows already.
  mutating func evaluate(
    _ commit: String, _ cassettes: PinnedCassettes, isIndispensable: Bool = false,
    counts: Bool = true
  ) async throws -> Evaluation {
    let place = try await place(in: commit)
    let key = try await key(of: commit, place, cassettes)
    effort.evaluations += counts ? 1 : 0
    if let known = cache.entry(key) {
      let isRefused = if case .failure = known.result { true } else { false }
      if !isRefused || !(isIndispensable || request.retriesRefused) {
        effort.reused += counts ? 1 : 0
        if counts { report(commit, .reused) }
        return try Self.evaluation(known, commit)
      }
    }
    let entry = try await measure(commit, place, cassettes, key)
    try cache.keep(entry, key)
    effort.buildSeconds += entry.buildSeconds
    effort.replaySeconds += entry.replaySeconds
    return try Self.evaluation(entry, commit)
  }

  /// The transcripts of some trials at a commit; those that cannot be replayed are left out.
  mutating func transcripts(
    of trials: [TrialID], at commit: String, _ cassettes: PinnedCassettes
  ) async throws -> [TrialID: JSONValue] {
    let place = try await place(in: commit)
    let key = try await key(of: commit, place, cassettes)
    var found: [TrialID: JSONValue] = [:]
    for trial in trials { found[trial] = cache.transcript(of: trial.description, key) }
    let missing = trials.filter { found[$0] == nil }
    guard !missing.isEmpty else { return found }
    let probe = try await checkOut(commit)
    guard let sweep = try PinnedSweep(of: place, in: probe.tree, cassettes) else { return found }
    defer { sweep.remove() }
    var tool = toolCopy(key).path
    if !FileManager.default.isExecutableFile(atPath: tool) {
      report(commit, .building)
      let start = clock.now
      try await probe.build()
      effort.buildSeconds += Self.seconds(clock.now - start)
      tool = probe.tool
    }
    for trial in missing {
      let transcript = try await probe.transcript(
        of: trial.description, sweep.url.path, with: tool)
      guard let transcript else { continue }
      try cache.keep(transcript, of: trial.description, key)
      found[trial] = transcript
    }
    return found
  }

  /// Takes away what only a search that is not over needs: the tools that were built.
  func tidy() { try? FileManager.default.removeItem(at: home.appending(path: "tools")) }

  private func key(
    of commit: String, _ place: SweepPlace, _ cassettes: PinnedCassettes
  ) async throws -> EvaluationKey {
    try await EvaluationKey(
      of: commit, place, cassettes: cassettes.digest, planKey, in: repository)
  }

  /// Where a commit has the sweep: it may have had another name.
  func place(in commit: String) async throws -> SweepPlace {
    let place = request.place
    let names = try await repository.entries(of: commit, in: place.folder).map(\.name)
    guard !names.contains(SweepPlace.fileName),
      let former = try await repository.formerName(of: place.file, at: newest, in: commit),
      former.hasSuffix("/\(SweepPlace.fileName)")
    else { return place }
    return SweepPlace(folder: String(former.dropLast(SweepPlace.fileName.utf8.count + 1)))
  }

  private mutating func checkOut(_ commit: String) async throws -> CommitProbe {
    let tree: CommitWorktree
    if let worktree {
      tree = worktree
    } else {
      tree = try await CommitWorktree(repository, in: home)
    }
    worktree = tree
    try await tree.checkOut(commit)
    return CommitProbe(tree: tree.path, scratch: tree.scratch, plan: request.plan)
  }

  private mutating func measure(
    _ commit: String, _ place: SweepPlace, _ cassettes: PinnedCassettes, _ key: EvaluationKey
  ) async throws -> EvaluationCache.Entry {
    let probe = try await checkOut(commit)
    var entry = EvaluationCache.Entry(
      result: .failure(.init(reason: "it has no sweep \(place.folder)")))
    guard let sweep = try PinnedSweep(of: place, in: probe.tree, cassettes) else { return entry }
    defer { sweep.remove() }
    do {
      report(commit, .building)
      let start = clock.now
      defer { if entry.buildSeconds == 0 { entry.buildSeconds = Self.seconds(clock.now - start) } }
      try await probe.build()
      entry.buildSeconds = Self.seconds(clock.now - start)
      effort.builds += 1
      let tool = try keepTool(probe.tool, key)
      report(commit, .replaying)
      let sheet = home.appending(path: "sheet.tsv")
      try? FileManager.default.removeItem(at: sheet)
      let replayStart = clock.now
      entry.result = .success(try await probe.replay(sweep.url.path, with: tool, to: sheet.path))
      entry.replaySeconds = Self.seconds(clock.now - replayStart)
      entry.sheet = CacheFiles.read(sheet, limit: 1 << 30)
    } catch let refusal as CommitProbe.Refusal {
      entry.result = .failure(refusal)
    }
    return entry
  }

  private func toolCopy(_ key: EvaluationKey) -> URL {
    home.appending(path: "tools/\(key.name)")
  }

  /// Keeps the tool of the package's own build, which the next commit's build replaces.
  private func keepTool(_ tool: String, _ key: EvaluationKey) throws -> String {
    guard request.plan.tool == nil, FileManager.default.isExecutableFile(atPath: tool) else {
      return tool
    }
    let copy = toolCopy(key)
    try CacheFiles.makeFolder(copy.deletingLastPathComponent())
    try? FileManager.default.removeItem(at: copy)
    try CacheFiles.copy(URL(filePath: tool), to: copy)
    return copy.path
  }

  private static func evaluation(
    _ entry: EvaluationCache.Entry, _ commit: String
  ) throws -> Evaluation {
    switch entry.result {
    case .failure(let refusal): return .refused(refusal)
    case .success(let findings):
      do {
        let sheet = try entry.sheet.map { (bytes) throws(ScoreSheetError) in
          try ScoreSheetReader(bytes: bytes, named: "sheet of \(commit.prefix(10))")
        }
        return .scores(try CommitScores(sheet, ReplayAnswer(findings)))
      } catch {
        return .refused(.init(reason: "its score sheet cannot be read", log: error.description))
      }
    }
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}

/// What a search has cost.
public struct EvaluationEffort: Hashable, Sendable {
  /// Commits that were asked for.
  public internal(set) var evaluations = 0
  /// Those of them that were known from before.
  public internal(set) var reused = 0
  /// Builds that succeeded.
  public internal(set) var builds = 0
  /// The time that builds took.
  public internal(set) var buildSeconds = 0.0
  /// The time that replays took.
  public internal(set) var replaySeconds = 0.0
}
