import RecordReplay

/// What a checker of answers could say live, without the truth.
///
/// A plan or an equation is held against its question alone: whoever has the question has the verdict. For
/// other tasks only the truth tells, and there is no verifier. Policies that are told are a class apart: they
/// have what most people who ask a model have not.
public enum Verifier {
  /// The tasks whose answers can be checked so.
  public static let tasks = ["blocksworld", "boxlift", "boxnet", "game24", "path-plan"]

  /// Whether the answer of a trial holds; `nil` where nobody could tell from the question, or no answer was
  /// given.
  static func verdict(on trial: LabTrial) -> Bool? {
    guard tasks.contains(trial.id.task), let score = trial.scoreMillionths else { return nil }
    // An answer that cannot be read is checked too: it does not hold.
    return score == 1_000_000
  }
}
