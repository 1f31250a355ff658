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
    let pairs = [
      (left.model, right.model), (left.method, right.method), (left.task, right.task),
    ]
    for (left, right) in pairs where !left.utf8.elementsEqual(right.utf8) {
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    return false
  }
}
