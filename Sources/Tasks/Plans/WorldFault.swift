/// A rule of a task's world that an action broke.
struct WorldFault: Hashable, Sendable {
  /// The rule's stable name, such as `lifter once a step`.
  let rule: String
  /// What is wrong, for a person.
  let text: String

  /// Creates a fault.
  init(_ rule: String, _ text: String) {
    self.rule = rule
    self.text = text
  }
}
