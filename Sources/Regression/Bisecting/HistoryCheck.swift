import Basics

/// Checks that two revisions are the ends of a history that can be searched.
struct HistoryCheck {
  let repository: GitRepository
  let good: String
  let bad: String

  /// The commits between the ends.
  ///
  /// - Throws: ``RegressionError`` with code `revision`, which says what is wrong and what to do.
  func graph() async throws -> CommitGraph {
    let (first, last) = (try await repository.commit(good), try await repository.commit(bad))
    guard first != last else {
      throw error(
        "\(good) and \(bad) are the same commit \(first.prefix(10))",
        next: "Name an older commit whose scores are right: --good REV")
    }
    if try await repository.isAncestor(first, of: last) {
      return try await repository.graph(from: first, to: last)
    }
    if try await repository.isAncestor(last, of: first) {
      throw error(
        "\(good) is newer than \(bad): good and bad are swapped",
        next: "Try --good \(bad) --bad \(good)")
    }
    let isShallow = try await repository.isShallow
    guard !isShallow else {
      throw error(
        "This clone is shallow, and what lies between \(good) and \(bad) is not in it",
        next: "git fetch --unshallow, then the same command")
    }
    guard let base = try await repository.mergeBase(first, last) else {
      throw error(
        "\(good) and \(bad) have no history in common", next: "Name two commits of one branch")
    }
    throw error(
      "\(bad) does not descend from \(good): they parted at \(base.prefix(10))",
      next:
        "Try --good \(base.prefix(10)), and check with steerbench bisect whether that one is good")
  }

  private func error(_ message: String, next: String) -> RegressionError {
    RegressionError(.revision, VisibleText.escape(message), next: VisibleText.escape(next))
  }
}
