/// The name of a trial: one (model, method, task, question, sample).
public struct TrialID: Hashable, Sendable {
  /// The model's name in the sweep.
  public var model: String
  /// The method's name with its turns, such as `all-code` or `all-code@2`.
  public var method: String
  /// The task's name.
  public var task: String
  /// The question's id.
  public var question: String
  /// Which of several samples, from 0.
  public var sample: Int

  /// Creates a name.
  public init(model: String, method: String, task: String, question: String, sample: Int) {
    self.model = model
    self.method = method
    self.task = task
    self.question = question
    self.sample = sample
  }

  /// Reads `model/method/task/question/sample`; `nil` for anything else, another spelling of the
  /// sample's number included: a trial has one name.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, let sample = Int(parts[4]), sample >= 0, "\(sample)" == parts[4],
      !parts.contains(where: \.isEmpty)
    else { return nil }
    self.init(
      model: String(parts[0]), method: String(parts[1]), task: String(parts[2]),
      question: String(parts[3]), sample: sample)
  }
}

extension TrialID: CustomStringConvertible {
  public var description: String { "\(model)/\(method)/\(task)/\(question)/\(sample)" }
}

extension TrialID: Comparable {
  public static func < (left: TrialID, right: TrialID) -> Bool {
    let pairs = [
      (left.model, right.model), (left.method, right.method), (left.task, right.task),
      (left.question, right.question),
    ]
    // By bytes: the standard order of strings is not promised to be the same for ever.
    for (left, right) in pairs where !left.utf8.elementsEqual(right.utf8) {
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    return left.sample < right.sample
  }
}
