import Analysis
public import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Why two sets of scores cannot be compared, or a change not be traced.
public struct RegressionError: Error, Hashable, Sendable {
  /// What kind of thing went wrong.
  public enum Code: String, Hashable, Sendable {
    /// A score sheet cannot be read: the baseline, or the new one.
    case sheet
    /// New lines do not come in the order of their trials.
    case order
    /// Two sheets share some recordings and not others, so that no way to compare fits.
    case mixed
    /// There is nothing to compare.
    case nothing
    /// There is no git repository, or git cannot answer.
    case repository
    /// A revision is unknown, or two do not stand to each other as they must.
    case revision
    /// The user's tree has changes that no commit holds.
    case uncommitted
    /// A name fits nothing, or too much.
    case selection
    /// A program cannot be started.
    case program
    /// A file of the cache cannot be written, or is in use.
    case files
    /// A commit that is indispensable cannot be evaluated.
    case evaluation
    /// The pinned cassettes hold nothing that the sweep asks for.
    case unrecorded
  }

  /// What kind of thing went wrong.
  public let code: Code
  /// What happened, and where.
  public let message: String
  /// What to do about it.
  public let next: String
  /// What was wrong with the sheet, where that is the reason.
  public let cause: ScoreSheetError?

  /// Creates an error.
  public init(_ code: Code, _ message: String, next: String, cause: ScoreSheetError? = nil) {
    self.code = code
    self.message = message
    self.next = next
    self.cause = cause
  }

  /// The error for two sheets without a trial in common.
  static func nothingShared(
    _ first: String, _ firstTrials: Int, _ second: String, _ secondTrials: Int
  ) -> RegressionError {
    RegressionError(
      .nothing,
      "The two sheets share no trial: \(first) has \(firstTrials), \(second) has \(secondTrials)",
      next:
        "Compare sheets of the same models, methods, tasks and questions, or name the two models or "
        + "methods that are to be set side by side with --left model=... --right model=...")
  }

  static func sheet(_ cause: ScoreSheetError) -> RegressionError {
    RegressionError(.sheet, cause.message, next: cause.next, cause: cause)
  }
}

extension RegressionError: CustomStringConvertible {
  public var description: String { cause?.description ?? "\(message). \(next)." }
}
