public import RecordReplay
import Trials

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

/// What changed some subjects: one commit, or several that cannot be told apart.
public struct Culprit: Hashable, Sendable {
  /// The commits that may have done it, by their numbers, ascending; one where it is known.
  public let suspects: [Int]
  /// A commit that has the subjects as they were: the parent, where it was evaluated.
  public let before: Int
  /// The first commit that is known to have them otherwise.
  public let after: Int
  /// The subjects, by their numbers, ascending.
  public internal(set) var subjects: [Int]

  /// The one commit; `nil` where several cannot be told apart.
  public var commit: Int? { suspects.count == 1 ? suspects.first : nil }
}

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

/// Something whose value is followed through a history.
public enum BisectSubject: Hashable, Sendable {
  /// A trial.
  case trial(TrialID)
  /// A cell of a table, as `TABLE/ROW/COLUMN`: what is made of all trials together.
  case aggregate(String)
}

extension BisectSubject: Comparable {
  public static func < (left: BisectSubject, right: BisectSubject) -> Bool {
    switch (left, right) {
    case (.trial(let left), .trial(let right)): left < right
    case (.trial, .aggregate): true
    case (.aggregate, .trial): false
    case (.aggregate(let left), .aggregate(let right)):
      left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }
}

extension BisectSubject: CustomStringConvertible {
  public var description: String {
    switch self {
    case .trial(let trial): trial.description
    case .aggregate(let name): "table \(name)"
    }
  }
}

/// What one commit makes of one subject, as far as it is compared.
public enum SubjectState: Hashable, Sendable {
  /// The commit does not have it.
  case absent
  /// It is measured; states are the same if the texts are.
  case measured(String)
  /// It asks for something that the pinned cassettes do not hold; what it asks for, `nil` where an old
  /// tool does not say.
  case unanswered(String?)

  /// Whether two states are the same, as far as it is known.
  func isSame(as other: SubjectState) -> Bool {
    switch (self, other) {
    case (.unanswered(let left?), .unanswered(let right?)): left == right
    case (.unanswered, .unanswered): true
    default: self == other
    }
  }
}

extension CommitScores {
  /// What is known of a subject, as far as a metric looks at it; `nil` where the commit does not say.
  public func state(of subject: BisectSubject, in metric: BisectMetric?) -> SubjectState? {
    switch subject {
    case .trial(let trial):
      if let line = lines[trial] { return .measured(BisectMetric.text(of: line, in: metric)) }
      if let gap = gaps[trial] {
        // Nobody knows the score of a trial without an answer, whatever it asks for.
        guard metric == nil, let details = gap.details else { return .unanswered(nil) }
        return .unanswered("\(details.prompt) \(details.parameters) \(details.action)")
      }
      return isComplete ? .absent : nil
    case .aggregate(let name): return aggregates[name].map(SubjectState.measured)
    }
  }
}
