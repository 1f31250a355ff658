/// What part of a task's published grader was a model, GPT-4o, and no code.
///
/// The policy `paper` reproduces code. What a model did it puts rules in the place of, and says so.
public enum PublishedGrader: Hashable, Sendable {
  /// Code judges; GPT-4o rewrites an answer that stands in no marker (paper, 3.1 to 3.7).
  case modelExtracts
  /// GPT-4o extracts and judges (paper, 3.8 to 3.14).
  case modelJudges

  private static let judged: Set = [
    "date-understanding", "web-of-lies", "logical-deduction", "navigate", "gsm-hard",
    "math-geometry", "math-counting",
  ]

  /// The published grader of a task by its name; `nil` for a task that the paper does not have.
  public static func of(_ task: String) -> PublishedGrader? {
    guard TaskRegistry.shipped.task(named: task) != nil else { return nil }
    return judged.contains(task) ? .modelJudges : .modelExtracts
  }

  /// The titles of the shipped tasks with such a grader, in the order of the paper.
  private var titles: String {
    TaskRegistry.shipped.all.map(\.description).filter { Self.of($0.name) == self }.map(\.title)
      .joined(separator: ", ")
  }

  /// What the policy `paper` is and is not, in a few sentences for people.
  public static var disclosure: String {
    "By rules: the policy paper reproduces the published code and no model. GPT-4o extracted and "
      + "judged the answers of \(PublishedGrader.modelJudges.titles); strict reading and judging stand "
      + "in its place. GPT-4o rewrote answers without a <<<...>>> of "
      + "\(PublishedGrader.modelExtracts.titles), which code then judged; strict reading stands in its "
      + "place. A sweep with extraction: model can ask a model to extract, as they did."
  }
}
