public import RecordReplay
public import ScoreSheets
import Statistics
public import Sweeps
public import Trials

/// A trial that two grading policies score differently.
public struct GradingFlip: Hashable, Sendable {
  /// The trial.
  public var trial: TrialID
  /// The first policy's outcome.
  public var before: Outcome
  /// The second policy's outcome.
  public var after: Outcome
  /// The first policy's score in millionths.
  public var beforeMillionths: Int
  /// The second policy's score in millionths.
  public var afterMillionths: Int
}

/// How much of the scores is the grader: the same trials under two policies.
///
/// The trials of the first policy are added one by one, then those of the second in the same order.
/// Memory grows by a few bytes a trial, and with the number of cells and of flips that are kept.
public struct GradingDifference: Sendable {
  /// The trials of one cell under both policies.
  public struct Counts: Hashable, Sendable {
    /// Trials that were answered.
    public var trials = 0
    /// Trials that a provider's error ended: they have no score, by no policy.
    public var unanswered = 0
    /// Sum of the first policy's scores in millionths.
    public var before = 0
    /// Sum of the second policy's scores in millionths.
    public var after = 0
    /// Trials whose score is higher under the second policy.
    public var risen = 0
    /// Trials whose score is lower under the second policy.
    public var fallen = 0

    /// Creates counts of no trials.
    public init() {}
  }

  /// The most flips that are kept.
  public static let flipLimit = 1_000

  /// Models, methods and tasks in order.
  public let axes: ScoreAxes
  /// The cells.
  public private(set) var cells: [CellKey: Counts] = [:]
  /// Trials whose scores differ, in order, up to the limit.
  public private(set) var flips: [GradingFlip] = []
  /// All trials whose scores differ.
  public private(set) var flipCount = 0
  private var scores: [Int32?] = []
  private var outcomes: [Outcome] = []
  private var next = 0

  /// Creates a difference without trials.
  public init(axes: ScoreAxes) {
    self.axes = axes
  }

  /// Adds a trial of the first policy.
  public mutating func addFirst(_ line: TrialLine) {
    scores.append(line.scoreMillionths.map { Int32($0) })
    outcomes.append(line.outcome)
  }

  /// Adds a trial of the second policy: the next in the order of the first one's.
  ///
  /// Trials beyond the first policy's are ignored.
  public mutating func addSecond(_ line: TrialLine) {
    guard next < scores.count else { return }
    let (first, outcome) = (scores[next], outcomes[next])
    next += 1
    let key = CellKey(
      model: line.trial.model, method: line.trial.method, task: line.trial.task)
    var cell = cells[key] ?? Counts()
    guard let before = first.map({ Int($0) }), let after = line.scoreMillionths else {
      cell.unanswered += 1
      cells[key] = cell
      return
    }
    cell.trials += 1
    cell.before += before
    cell.after += after
    cell.risen += after > before ? 1 : 0
    cell.fallen += after < before ? 1 : 0
    cells[key] = cell
    guard after != before else { return }
    flipCount += 1
    guard flips.count < Self.flipLimit else { return }
    flips.append(
      GradingFlip(
        trial: line.trial, before: outcome, after: line.outcome, beforeMillionths: before,
        afterMillionths: after))
  }
}
