/// Subjects that changed somewhere among the same commits.
struct SuspectGroup {
  /// The subjects, by their numbers, ascending.
  var subjects: [Int]
  /// Where the search for them began: a commit that has them as they were.
  let origin: Int
  /// The last commit that is known to have them as they were.
  var before: Int
  /// The first commit that is known to have them otherwise: one of the suspects.
  var after: Int
  /// The commits that may have changed them.
  var suspects: CommitSet
  /// Suspects that say nothing about these subjects.
  var untestable: CommitSet

  /// How many untestable suspects are tried one by one; from then on those that lie between two of
  /// them are taken to be untestable too.
  private static let patience = 16

  /// Whether one suspect is left.
  var isSolved: Bool { suspects.count == 1 }

  /// The commit that halves the suspects best; `nil` where none can be asked any more.
  ///
  /// Around commits that cannot be tested it goes elsewhere, by ever other fractions: in the middle of
  /// a stretch that does not build the neighbours do not build either.
  func choice(in graph: CommitGraph) -> Int? {
    let failed = untestable.intersection(suspects)
    let failures = failed.count
    let spared = failures >= Self.patience ? between(failed, in: graph) : failed
    let total = suspects.count
    let target = Self.fraction(failures + 1) * Double(total)
    var best: (distance: Double, commit: Int)?
    for (commit, count) in graph.ancestorCounts(within: suspects)
    where commit != after && !failed.contains(commit) && !spared.contains(commit) {
      let distance = abs(Double(count) - target)
      if best.map({ distance < $0.distance }) ?? true { best = (distance, commit) }
    }
    return best?.commit
  }

  /// The commits that descend from one failed commit and that another descends from.
  private func between(_ failed: CommitSet, in graph: CommitGraph) -> CommitSet {
    var above = CommitSet(capacity: graph.count)
    var below = CommitSet(capacity: graph.count)
    for commit in failed.elements {
      above.formUnion(graph.descendants(of: commit))
      below.formUnion(graph.ancestors(of: commit))
    }
    return above.intersection(below)
  }

  /// A half, a quarter, three quarters, an eighth, five eighths, ...
  private static func fraction(_ number: Int) -> Double {
    var (number, fraction, unit) = (number, 0.0, 0.5)
    while number > 0 {
      if number.isMultiple(of: 2) == false { fraction += unit }
      number /= 2
      unit /= 2
    }
    return fraction
  }
}
