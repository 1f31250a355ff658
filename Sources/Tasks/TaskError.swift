/// Why a task or a question cannot be used.
public struct TaskError: Error, Hashable, Sendable {
  /// The kind of fault.
  public enum Code: String, Hashable, Sendable {
    /// No task has this name.
    case unknownTask
    /// A line of a question file is not a question of its task.
    case badQuestion
    /// A value has no JSON form.
    case notRepresentable
    /// A folder of foreign data cannot be read, or holds none of what was asked for.
    case unreadableData
    /// The file of a declared task, or its data, cannot be used as it is.
    case badDeclaration
  }

  /// The kind of fault.
  public let code: Code
  /// What happened, where, and what to do.
  public let message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension TaskError {
  /// What to do next, in one sentence.
  public var nextStep: String {
    switch code {
    case .unknownTask: "See the tasks: steerbench tasks list."
    case .badQuestion:
      "Mend the question, or make the file anew: steerbench tasks generate, or tasks import."
    case .notRepresentable: "Leave the question out: its numbers have no form in JSON."
    case .unreadableData: "Check --from, and that the data lies there as it was published."
    case .badDeclaration: "Mend it, and look at the task: steerbench tasks check FOLDER."
    }
  }
}

extension TaskError: CustomStringConvertible {
  /// The message and the next step.
  public var description: String {
    "\(message)\(message.hasSuffix(".") || message.hasSuffix("?") ? "" : ".") \(nextStep)"
  }
}
