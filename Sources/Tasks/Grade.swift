/// The verdict on an answer.
public struct Grade: Hashable, Sendable {
  /// Whether the answer solves the problem.
  public var success: Bool
  /// The part of the goal that was reached, from 0 to 1; 1 only with success.
  public var partial: Double
  /// Why, in one sentence for a person.
  public var explanation: String

  /// The answer solves the problem.
  public static func right(_ explanation: String = "the answer is right") -> Grade {
    Grade(success: true, partial: 1, explanation: explanation)
  }

  /// The answer does not solve the problem.
  public static func wrong(_ explanation: String) -> Grade {
    Grade(success: false, partial: 0, explanation: explanation)
  }

  /// The answer solves `done` parts of `all`, a positive number; all of them is success.
  public static func parts(_ done: Int, of all: Int, _ explanation: String) -> Grade {
    Grade(
      success: done == all, partial: Double(done) / Double(max(all, 1)), explanation: explanation)
  }

  private init(success: Bool, partial: Double, explanation: String) {
    self.success = success
    self.partial = partial
    self.explanation = explanation
  }
}
