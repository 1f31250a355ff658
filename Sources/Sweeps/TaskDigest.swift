import Basics
import Tasks

/// What decides the grades of a task's answers and is asked of nobody: its rules, and the truths of the questions
/// that a sweep asks.
///
/// An edited truth changes no answer, and often no score: only such a digest tells it.
public struct TaskDigest: Hashable, Sendable {
  /// The digits of each.
  public static let digits = 16

  /// The task.
  public var task: String
  /// The beginning of the digest of how its answers are read and judged.
  public var rules: String
  /// The beginning of the digest of the truths, each with its question's id.
  public var truths: String

  /// Creates a digest.
  public init(task: String, rules: String, truths: String) {
    self.task = task
    self.rules = rules
    self.truths = truths
  }
}

extension QuestionLibrary {
  /// The digests of the tasks of a sweep, in its order: of all in a sweep of version 2, since the sheets of older
  /// ones stay what they are.
  func digests(of sweep: Sweep) throws(SweepError) -> [TaskDigest] {
    var digests: [TaskDigest] = []
    for task in sweep.tasks {
      guard sweep.version != .one else { continue }
      let name = task.description.name
      do {
        var truths: [UInt8] = []
        for question in self[name].map(\.loaded.question) {
          let images = question.images.map { JSONValue.string($0.digest.hex) }
          // Absent without any, so that tasks of text keep the digest that they have.
          try CanonicalJSON.append(
            .array(
              [.string(question.id), question.problem]
                + (images.isEmpty ? [] : [.array(images)])), to: &truths)
          truths.append(UInt8(ascii: "\n"))
        }
        // How a shipped task is graded changes with the program, which shows as flips.
        let rules = try CanonicalJSON.bytes(
          of: (task as? DeclaredTask)?.declaration.grading.json ?? "shipped")
        digests.append(
          TaskDigest(
            task: name, rules: String(Digest.sha256(rules).hex.prefix(TaskDigest.digits)),
            truths: String(Digest.sha256(truths).hex.prefix(TaskDigest.digits))))
      } catch {
        throw SweepError("The truths of \(name) cannot be written as JSON: \(error).")
      }
    }
    return digests
  }
}
