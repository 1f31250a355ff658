public import RecordReplay

/// The place of a cell: one model, method and task.
public struct CellKey: Hashable, Sendable {
  /// The model's name in the sweep.
  public var model: String
  /// The method's name with its turns.
  public var method: String
  /// The task's name.
  public var task: String

  /// Creates a key.
  public init(model: String, method: String, task: String) {
    self.model = model
    self.method = method
    self.task = task
  }

  /// The cell that a trial belongs to.
  public init(of trial: TrialID) {
    self.init(model: trial.model, method: trial.method, task: trial.task)
  }
}

extension CellKey: Comparable {
  public static func < (left: CellKey, right: CellKey) -> Bool {
    namesPrecede([left.model, left.method, left.task], [right.model, right.method, right.task])
  }
}

/// What trials of one question have in common, whoever was asked and how: the cluster that statistics
/// draw as a whole.
public struct QuestionKey: Hashable, Sendable {
  /// The task's name.
  public let task: String
  /// The question's id.
  public let question: String

  /// The question that a trial asks.
  public init(of trial: TrialID) {
    task = trial.task
    question = trial.question
  }
}

extension QuestionKey: Comparable {
  public static func < (left: QuestionKey, right: QuestionKey) -> Bool {
    namesPrecede([left.task, left.question], [right.task, right.question])
  }
}

/// What two trials share that answer the same question for the same time: what is paired.
public struct SampleKey: Hashable, Sendable {
  /// The question.
  public let question: QuestionKey
  /// The number of the sample, from 0.
  public let sample: Int

  /// The place of a trial.
  public init(of trial: TrialID) {
    question = QuestionKey(of: trial)
    sample = trial.sample
  }
}

extension SampleKey: Comparable {
  public static func < (left: SampleKey, right: SampleKey) -> Bool {
    left.question == right.question ? left.sample < right.sample : left.question < right.question
  }
}

/// Whether some names come before others: in the order of bytes, the first that differs decides.
private func namesPrecede(_ left: [String], _ right: [String]) -> Bool {
  for (left, right) in zip(left, right) where !left.utf8.elementsEqual(right.utf8) {
    return left.utf8.lexicographicallyPrecedes(right.utf8)
  }
  return false
}
