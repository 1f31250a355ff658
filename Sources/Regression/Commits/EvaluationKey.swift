import Basics

/// What an evaluation depends on: the part of a commit's tree that matters, the pinned cassettes, and
/// how the commit is built and asked.
///
/// Commits with one key are evaluated once: a change of the documentation alone costs nothing.
struct EvaluationKey: Hashable, Sendable {
  /// The version of what is asked of a commit and kept of its answer.
  private static let version = "steerbench evaluation 1"
  /// Names at the top of the tree that no build and no replay reads.
  private static let without: Set = [
    "README.md", "LICENSE", ".gitignore", ".ci", ".github", "ci", "cassettes",
  ]

  let digest: Digest

  var name: String { digest.hex }

  /// The key with a digest.
  init(digest: Digest) {
    self.digest = digest
  }

  /// The key of a commit.
  init(
    of commit: String, _ place: SweepPlace, cassettes: Digest, _ plan: ProbePlanKey,
    in repository: GitRepository
  ) async throws {
    // Whoever builds with a command of their own may read anything.
    let top = try await repository.entries(of: commit)
      .filter { !plan.isOwnLayout || !Self.without.contains($0.name) }
    let sweep = try await repository.entries(of: commit, in: place.folder)
      .first { $0.name == SweepPlace.fileName }
    let parts =
      [Self.version, cassettes.hex, place.folder, sweep?.id ?? ""] + plan.parts
      + top.flatMap { [$0.name, $0.id] }
    digest = Digest.sha256(parts.map { "\($0.utf8.count):\($0)" }.joined(separator: "\n"))
  }
}
