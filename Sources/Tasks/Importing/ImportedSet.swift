public import Basics

/// What became of a task's foreign data.
public struct ImportedSet: Hashable, Sendable {
  /// An item that became no question.
  public struct Skipped: Hashable, Sendable {
    /// The id that it would have had, or its place in the data.
    public var item: String
    /// Why it cannot be asked or graded.
    public var reason: String

    /// Creates a note.
    public init(_ item: String, _ reason: String) {
      self.item = item
      self.reason = reason
    }
  }

  /// The task's name.
  public var task: String
  /// The questions, in the order of their ids.
  public var questions: [Question]
  /// The items that became none, in the order of the data.
  public var skipped: [Skipped]
  /// What a user should know of where the questions come from.
  public var note: String?

  /// The number of items of the chosen subset that the data holds.
  public var read: Int { questions.count + skipped.count }

  /// The counts and the skipped items as a JSON value.
  public var json: JSONValue {
    [
      "task": .string(task),
      "read": .integer(Int64(read)),
      "imported": .integer(Int64(questions.count)),
      "skipped": .array(
        skipped.map { ["item": .string($0.item), "reason": .string($0.reason)] }),
      "note": note.map { .string($0) } ?? .null,
    ]
  }
}
