import Basics

/// The commits between two ends of a history and how they descend from each other.
///
/// Commits are numbers in topological order, parents before children: the first is the good end, the
/// last the bad one, and every one lies on a path from the one to the other.
public struct CommitGraph: Hashable, Sendable {
  /// The commits' ids.
  public let ids: [String]
  /// The parents of each commit inside the graph.
  let parents: [[Int]]
  /// The parents of each commit outside the graph: merged branches that began before the good end.
  public let foreignParents: [[String]]

  /// Creates a graph.
  ///
  /// - Parameter commits: Ids with the ids of their parents, parents before children; the first is the
  ///   good end and the last the bad one.
  public init(_ commits: [(id: String, parents: [String])]) {
    ids = commits.map(\.id)
    let numbers = Dictionary(zip(ids, ids.indices)) { first, _ in first }
    var inside: [[Int]] = []
    var outside: [[String]] = []
    for (number, commit) in commits.enumerated() {
      // What the good end descends from is of no interest.
      let parents = number == 0 ? [] : commit.parents
      inside.append(parents.compactMap { numbers[$0] }.filter { $0 < number })
      outside.append(parents.filter { numbers[$0] == nil })
    }
    parents = inside
    foreignParents = outside
  }

  /// The number of commits, the good end included.
  public var count: Int { ids.count }
  /// The bad end.
  public var bad: Int { count - 1 }

  /// A commit and everything that it descends from.
  func ancestors(of commit: Int) -> CommitSet {
    var set = CommitSet(capacity: count)
    var waiting = [commit]
    while let next = waiting.popLast() {
      guard !set.contains(next) else { continue }
      set.insert(next)
      waiting += parents[next]
    }
    return set
  }

  /// Everything that descends from a commit, the commit left out.
  func descendants(of commit: Int) -> CommitSet {
    var set = CommitSet(capacity: count)
    for next in commit + 1..<max(count, commit + 1)
    where parents[next].contains(where: { $0 == commit || set.contains($0) }) {
      set.insert(next)
    }
    return set
  }

  /// How many of some commits each of them descends from, itself included, in ascending order of
  /// commits.
  func ancestorCounts(within suspects: CommitSet) -> [(commit: Int, count: Int)] {
    let commits = suspects.elements
    let isChain = zip(commits, commits.dropFirst()).allSatisfy { parents[$1] == [$0] }
    if isChain { return commits.enumerated().map { ($1, $0 + 1) } }
    var uses: [Int: Int] = [:]
    for commit in commits { for parent in parents[commit] { uses[parent, default: 0] += 1 } }
    // A set is let go as soon as the last child has used it, so that long histories stay small.
    var sets: [Int: CommitSet] = [:]
    var counts: [(commit: Int, count: Int)] = []
    for commit in commits {
      var set = CommitSet(capacity: count)
      set.insert(commit)
      for parent in parents[commit] {
        if let known = sets[parent] { set.formUnion(known) }
        uses[parent, default: 0] -= 1
        if uses[parent] == 0 { sets[parent] = nil }
      }
      counts.append((commit, set.count))
      if uses[commit, default: 0] > 0 { sets[commit] = set }
    }
    return counts
  }
}

/// A set of commits of one graph, a bit each.
struct CommitSet: Hashable, Sendable {
  private var words: [UInt64]

  /// An empty set that can hold so many commits.
  init(capacity: Int) {
    words = Array(repeating: 0, count: (capacity + 63) / 64)
  }

  /// The number of commits.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether there is none.
  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The commits, ascending.
  var elements: [Int] {
    var elements: [Int] = []
    for (index, word) in words.enumerated() {
      var word = word
      while word != 0 {
        elements.append(index * 64 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
    return elements
  }

  func contains(_ commit: Int) -> Bool {
    words[commit / 64] & (1 << UInt64(commit % 64)) != 0
  }

  mutating func insert(_ commit: Int) { words[commit / 64] |= 1 << UInt64(commit % 64) }

  mutating func remove(_ commit: Int) { words[commit / 64] &= ~(1 << UInt64(commit % 64)) }

  mutating func formUnion(_ other: CommitSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  func intersection(_ other: CommitSet) -> CommitSet {
    var result = self
    for index in words.indices { result.words[index] &= other.words[index] }
    return result
  }

  func subtracting(_ other: CommitSet) -> CommitSet {
    var result = self
    for index in words.indices { result.words[index] &= ~other.words[index] }
    return result
  }
}

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
