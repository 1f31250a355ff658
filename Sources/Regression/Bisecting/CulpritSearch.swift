/// Finds the commits that changed some subjects, all of them in one pass: a pure state machine.
///
/// Every subject has suspects of its own. An evaluated commit narrows the suspects of all subjects at
/// once, and subjects with the same suspects are kept as one group. Where the bad end is neither as the
/// good end nor as the commit that was found, the search goes on from there: a subject that changed
/// twice has two culprits.
public struct CulpritSearch: Sendable {
  /// What to do next.
  public enum Step: Hashable, Sendable {
    /// Evaluate a commit and tell what came out.
    case evaluate(Int)
    /// Everything is found.
    case done
  }

  private let graph: CommitGraph
  /// The states of all subjects at the commits that were evaluated.
  private var states: [Int: [SubjectState?]] = [:]
  private var untestable: CommitSet
  private var open: [SuspectGroup] = []
  private var found: [Culprit] = []
  private var isFound: Set<Pair> = []
  private var unconfirmed: [(parent: Int, group: SuspectGroup)] = []

  private struct Pair: Hashable {
    var commit: Int
    var subject: Int
  }

  /// Starts a search.
  ///
  /// - Parameters:
  ///   - graph: The commits.
  ///   - good: The states of all subjects at the good end.
  ///   - bad: Their states at the bad end, in the same order.
  public init(_ graph: CommitGraph, good: [SubjectState], bad: [SubjectState]) {
    self.graph = graph
    untestable = CommitSet(capacity: graph.count)
    states = [0: good, graph.bad: bad]
    let changed = zip(good, bad).enumerated().filter { !$0.element.0.isSame(as: $0.element.1) }
    add(changed.map(\.offset), from: 0, to: graph.bad)
  }

  /// What to do next.
  public var next: Step {
    if let parent = unconfirmed.first?.parent { return .evaluate(parent) }
    let widest = open.max { left, right in left.suspects.count < right.suspects.count }
    return widest?.choice(in: graph).map(Step.evaluate) ?? .done
  }

  /// About how many evaluations are left, for a person who waits.
  public var stepsLeft: Int {
    let suspects = open.reduce(0) { max($0, $1.suspects.count) }
    guard suspects > 1 else { return unconfirmed.count }
    return Int.bitWidth - (suspects - 1).leadingZeroBitCount + unconfirmed.count
  }

  /// What was found so far, in the order of the history; subjects that one commit changed are together.
  public var culprits: [Culprit] {
    var merged: [[Int]: Culprit] = [:]
    for culprit in found {
      if merged[culprit.suspects] == nil {
        merged[culprit.suspects] = culprit
      } else {
        merged[culprit.suspects]?.subjects += culprit.subjects
      }
    }
    return merged.values.map { culprit in
      var culprit = culprit
      culprit.subjects = Array(Set(culprit.subjects)).sorted()
      return culprit
    }
    .sorted { $0.suspects.lexicographicallyPrecedes($1.suspects) }
  }

  /// Takes the states of all subjects at a commit; `nil` for a subject of which the commit says
  /// nothing.
  public mutating func add(_ commit: Int, _ new: [SubjectState?]) {
    states[commit] = new
    open = open.flatMap { split($0, by: commit) }
    conclude(waitingFor: commit)
  }

  /// Takes a commit of which nothing can be learnt.
  public mutating func addUntestable(_ commit: Int) {
    untestable.insert(commit)
    for index in open.indices where open[index].suspects.contains(commit) {
      open[index].untestable.insert(commit)
    }
    conclude(waitingFor: commit)
  }

  private mutating func conclude(waitingFor commit: Int) {
    let waiting = unconfirmed.filter { $0.parent == commit }
    unconfirmed.removeAll { $0.parent == commit }
    for (_, group) in waiting { confirm(group) }
    settle()
  }
}

// MARK: - Narrowing

extension CulpritSearch {
  /// Opens a group of subjects that differ between two evaluated commits.
  private mutating func add(_ subjects: [Int], from before: Int, to after: Int) {
    guard !subjects.isEmpty else { return }
    let suspects = graph.descendants(of: before).intersection(graph.ancestors(of: after))
    guard suspects.contains(after) else { return }
    let group = SuspectGroup(
      subjects: subjects, origin: before, before: before, after: after, suspects: suspects,
      untestable: untestable.intersection(suspects))
    // What is known already counts for the new group too, and for it alone.
    open += states.keys.sorted().reduce([group]) { groups, commit in
      groups.flatMap { split($0, by: commit) }
    }
    settle()
  }

  /// Splits a group by what a commit says of its subjects.
  private func split(_ group: SuspectGroup, by commit: Int) -> [SuspectGroup] {
    guard group.suspects.contains(commit), group.after != commit,
      !group.untestable.contains(commit)
    else { return [group] }
    var (same, other, silent) = (group, group, group)
    (same.subjects, other.subjects, silent.subjects) = ([], [], [])
    for subject in group.subjects {
      switch isSame(subject, commit, group.before) {
      case true?: same.subjects.append(subject)
      case false?: other.subjects.append(subject)
      case nil: silent.subjects.append(subject)
      }
    }
    let ancestors = graph.ancestors(of: commit)
    same.suspects = group.suspects.subtracting(ancestors)
    same.before = commit
    other.suspects = group.suspects.intersection(ancestors)
    other.after = commit
    silent.untestable.insert(commit)
    return [same, other, silent].filter { !$0.subjects.isEmpty }
  }

  /// Whether two commits have a subject alike; `nil` where one says nothing of it.
  private func isSame(_ subject: Int, _ left: Int, _ right: Int) -> Bool? {
    guard let left = states[left]?[subject], let right = states[right]?[subject] else {
      return nil
    }
    return left.isSame(as: right)
  }
}

// MARK: - Concluding

extension CulpritSearch {
  /// Concludes every group in which nothing is left to ask.
  private mutating func settle() {
    while let index = open.firstIndex(where: { $0.isSolved || $0.choice(in: graph) == nil }) {
      confirm(open.remove(at: index))
    }
  }

  /// Asks for parents that nobody looked at: one test on another branch cleared them, but a subject
  /// may have changed there and back again.
  private mutating func confirm(_ group: SuspectGroup) {
    let parents = group.isSolved ? parents(of: group) : []
    guard let unknown = parents.first(where: { states[$0] == nil && !untestable.contains($0) })
    else { return conclude(group) }
    unconfirmed.append((unknown, group))
  }

  /// The parents of the one suspect that descend from where the group began.
  private func parents(of group: SuspectGroup) -> [Int] {
    let known = graph.descendants(of: group.origin)
    return graph.parents[group.after].filter { $0 == group.origin || known.contains($0) }
  }

  private mutating func conclude(_ group: SuspectGroup) {
    var group = group
    let parents = group.isSolved ? parents(of: group) : []
    for parent in parents {
      let earlier = Set(group.subjects.filter { isSame($0, parent, group.after) == true })
      group.subjects.removeAll { earlier.contains($0) }
      add(earlier.sorted(), from: group.origin, to: parent)
    }
    group.subjects = group.subjects.filter {
      isFound.insert(Pair(commit: group.after, subject: $0)).inserted
    }
    guard let example = group.subjects.first else { return }
    let before = parents.first { states[$0]?[example] != nil } ?? group.before
    found.append(
      Culprit(
        suspects: group.suspects.elements, before: before, after: group.after,
        subjects: group.subjects))
    let changedAgain = group.subjects.filter { isSame($0, group.after, graph.bad) == false }
    add(changedAgain, from: group.after, to: graph.bad)
  }
}
