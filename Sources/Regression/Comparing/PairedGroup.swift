/// What is compared as one: all trials of a model, of a method with a model, or of one cell.
public struct PairedGroup: Hashable, Sendable {
  /// The model.
  public let model: String
  /// The method; `nil` for all methods of the model.
  public let method: String?
  /// The task; `nil` for all tasks.
  public let task: String?

  /// Creates a group.
  public init(model: String, method: String? = nil, task: String? = nil) {
    self.model = model
    self.method = method
    self.task = task
  }

  /// The name, such as `gpt-4o/all-code/game24`.
  public var name: String {
    [model, method, task].compactMap(\.self).joined(separator: "/")
  }
}

extension PairedGroup: Comparable {
  public static func < (left: PairedGroup, right: PairedGroup) -> Bool {
    left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }
}
