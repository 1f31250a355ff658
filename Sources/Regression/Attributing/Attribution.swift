import Analysis
import Basics
import FoundationEssentials
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A change of scores between two commits and two recordings, split into what the code did, what the
/// recording did, and what only both together did.
///
/// Four replays fill the square: each commit with each recording. Where A is what was before and B what
/// is now, code is B's code on A's recording less A's; recording is A's code on B's recording less A's
/// own; interaction is the rest. Only trials that all four can replay count, so that the four sums are
/// over the same trials.
public struct Attribution: Hashable, Sendable {
  /// One corner of the square.
  public enum Corner: Int, Hashable, Sendable, CaseIterable {
    case codeARecordingA
    case codeBRecordingA
    case codeARecordingB
    case codeBRecordingB

    /// The corner in words.
    public var title: String {
      switch self {
      case .codeARecordingA: "code A, recording A"
      case .codeBRecordingA: "code B, recording A"
      case .codeARecordingB: "code A, recording B"
      case .codeBRecordingB: "code B, recording B"
      }
    }
  }

  /// The square of some trials.
  public struct Row: Hashable, Sendable {
    /// Which trials.
    public let group: PairedGroup
    /// How many.
    public internal(set) var trials = 0
    /// The sum of their scores in millionths, by corner.
    var sums = [0, 0, 0, 0]

    /// The mean score of a corner, from 0 to 1.
    public func mean(_ corner: Corner) -> Double {
      Double(sums[corner.rawValue]) / 1_000_000 / Double(max(trials, 1))
    }

    /// What B's code alone changed, a trial.
    public var code: Double { part(sums[1] - sums[0]) }
    /// What B's recording alone changed, a trial.
    public var recording: Double { part(sums[2] - sums[0]) }
    /// What neither alone changed, a trial.
    public var interaction: Double { part(sums[3] - sums[1] - sums[2] + sums[0]) }
    /// The whole change, a trial.
    public var total: Double { part(sums[3] - sums[0]) }

    private func part(_ millionths: Int) -> Double {
      Double(millionths) / 1_000_000 / Double(max(trials, 1))
    }
  }

  /// The rows: each model as a whole, then each of its methods.
  public let rows: [Row]
  /// Trials that count.
  public let trials: Int
  /// Trials of the plan that a corner cannot replay, by corner: what its code asks is not in the
  /// recording.
  public let unanswered: [Int]
  /// Trials without a score in some corner, since a provider's error ended them there.
  public let failed: Int

  /// Fills the square.
  ///
  /// - Parameter corners: The scores in the order of ``Corner``.
  /// - Throws: ``RegressionError`` with code `unrecorded` where no trial can be replayed in all four.
  init(_ corners: [CommitScores]) throws(RegressionError) {
    var rows: [PairedGroup: Row] = [:]
    var (count, failed) = (0, 0)
    for trial in corners[0].lines.keys.sorted() {
      let lines = corners.compactMap { $0.lines[trial] }
      guard lines.count == corners.count else { continue }
      let scores = lines.compactMap(\.scoreMillionths)
      guard scores.count == lines.count else {
        failed += 1
        continue
      }
      count += 1
      for group in [
        PairedGroup(model: trial.model), PairedGroup(model: trial.model, method: trial.method),
      ] {
        var row = rows[group] ?? Row(group: group)
        row.trials += 1
        for (index, score) in scores.enumerated() { row.sums[index] += score }
        rows[group] = row
      }
    }
    unanswered = corners.map(\.gaps.count)
    self.failed = failed
    guard count > 0 else {
      throw RegressionError(
        .unrecorded,
        "No trial can be replayed by both commits from both recordings and has a score in each: what "
          + "one asks, the other's recording does not hold, or the provider did not answer it",
        next:
          "Name the commit that changed what is asked with steerbench bisect, and record the other "
          + "side")
    }
    trials = count
    self.rows = rows.values.sorted { $0.group < $1.group }
  }
}

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
  public struct Square: Hashable, Sendable {
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
  public func run() async throws -> Square {
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
    return Square(
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
