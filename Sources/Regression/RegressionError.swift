public import Evaluation

/// Why two sets of scores cannot be compared.
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
      next: "Compare sheets of the same models, methods, tasks and questions")
  }

  static func sheet(_ cause: ScoreSheetError) -> RegressionError {
    RegressionError(.sheet, cause.message, next: cause.next, cause: cause)
  }
}

extension RegressionError: CustomStringConvertible {
  public var description: String { cause?.description ?? "\(message). \(next)." }
}
