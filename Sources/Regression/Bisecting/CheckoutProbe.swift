import Analysis
import Basics
import FoundationEssentials
import RecordReplay
public import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Holds what is checked out now against a sheet of scores that are right: one step of a
/// `git bisect run`.
public struct CheckoutProbe: Sendable {
  /// What came out.
  public enum Verdict: Hashable, Sendable {
    /// Nothing that is followed differs.
    case same(trials: Int)
    /// So many trials differ; the causes with their counts, the gravest first.
    case differs(trials: Int, causes: [String])
    /// The commit says nothing.
    case refused(reason: String, log: String)
  }

  private let tree: String
  private let place: SweepPlace
  private let plan: ProbePlan
  private let filter: BisectFilter
  private let metric: BisectMetric?

  /// Creates a probe of the tree that a repository has checked out.
  public init(
    _ repository: GitRepository, _ place: SweepPlace, plan: ProbePlan, filter: BisectFilter,
    metric: BisectMetric?
  ) {
    tree = repository.root
    self.place = place
    self.plan = plan
    self.filter = filter
    self.metric = metric
  }

  /// Builds, replays and compares.
  ///
  /// - Parameters:
  ///   - reference: The scores that are right.
  ///   - source: The folder of the cassettes that are replayed.
  ///   - shelf: Where a copy of them is kept meanwhile.
  /// - Throws: ``RegressionError`` where the reference or the cassettes are at fault, and not the commit.
  public func verdict(
    against reference: ScoreSheetReader, cassettes source: String, shelf: String
  ) async throws -> Verdict {
    let cassettes = try PinnedCassettes(copying: source, into: shelf)
    guard reference.header.cassettes == cassettes.roots else {
      throw RegressionError(
        .mixed, "\(reference.file) was made from other cassettes than those in \(source)",
        next: "Copy the cassettes that it was made from out of the tree, and name the copy: "
          + "--cassettes FOLDER")
    }
    let good: CommitScores
    do {
      good = try CommitScores(reference, ReplayAnswer())
    } catch { throw RegressionError.sheet(error) }
    let now: CommitScores
    do {
      now = try await scores(cassettes)
    } catch let refusal as CommitProbe.Refusal {
      return .refused(reason: refusal.reason, log: refusal.log)
    }
    return try compare(good, now)
  }

  private func scores(_ cassettes: PinnedCassettes) async throws -> CommitScores {
    let probe = CommitProbe(tree: tree, scratch: "\(tree)/.build", plan: plan)
    guard let sweep = try PinnedSweep(of: place, in: tree, cassettes) else {
      throw CommitProbe.Refusal(reason: "it has no sweep \(place.folder)")
    }
    defer { sweep.remove() }
    try await probe.build()
    let sheet = sweep.url.appending(path: "sheet.tsv")
    let findings = try await probe.replay(sweep.url.path, with: probe.tool, to: sheet.path)
    do {
      let isThere = FileManager.default.fileExists(atPath: sheet.path)
      return try CommitScores(
        isThere ? ScoreSheetReader(path: sheet.path) : nil, ReplayAnswer(findings))
    } catch {
      throw CommitProbe.Refusal(reason: "its score sheet cannot be read", log: error.description)
    }
  }

  private func compare(_ good: CommitScores, _ now: CommitScores) throws -> Verdict {
    let known = Set(good.lines.keys).union(now.lines.keys).union(now.gaps.keys).sorted()
    try filter.check(against: known)
    let followed = known.filter(filter.contains)
    var differing: [TrialID] = []
    for trial in followed {
      let subject = BisectSubject.trial(trial)
      guard let old = good.state(of: subject, in: metric) else { continue }
      guard let new = now.state(of: subject, in: metric) else {
        return .refused(
          reason: "its tool is too old to say what it makes of trials without a recording", log: "")
      }
      if !old.isSame(as: new) { differing.append(trial) }
    }
    guard !differing.isEmpty else { return .same(trials: followed.count) }
    var counts: [String: Int] = [:]
    for trial in differing {
      if let cause = ChangeCause.of(trial, from: good, to: now) {
        counts["layer \(cause.layer): \(cause.title)", default: 0] += 1
      }
    }
    let causes = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return .differs(trials: differing.count, causes: causes.map { "\($0.key) (\($0.value))" })
  }
}
