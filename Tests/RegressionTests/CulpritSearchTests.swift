import TestSupport
import Testing

@testable import Regression

@Suite("The search for culprits")
struct CulpritSearchTests {
  /// What a search over made-up commits found.
  private struct Found {
    var culprits: [Culprit]
    var asked: [Int]
  }

  /// Searches a history in which every commit's states are known.
  private func search(
    _ graph: CommitGraph, untestable: Set<Int> = [],
    _ states: (Int) -> [SubjectState?]
  ) throws -> Found {
    let ends = [0, graph.bad].map { states($0).map { $0 ?? .absent } }
    var search = CulpritSearch(graph, good: ends[0], bad: ends[1])
    var asked: [Int] = []
    while case .evaluate(let commit) = search.next {
      try #require(!asked.contains(commit), "commit \(commit) is asked for twice")
      try #require(commit != 0 && commit != graph.bad)
      asked.append(commit)
      if untestable.contains(commit) {
        search.addUntestable(commit)
      } else {
        search.add(commit, states(commit))
      }
    }
    return Found(culprits: search.culprits, asked: asked)
  }

  /// A history without branches.
  private func line(_ count: Int) -> CommitGraph {
    CommitGraph((0..<count).map { ("\($0)", $0 == 0 ? [] : ["\($0 - 1)"]) })
  }

  /// A subject that is "old" before a commit of a line, and "new" from it on.
  private func step(at commit: Int, _ number: Int) -> SubjectState {
    .measured(number < commit ? "old" : "new")
  }

  @Test("finds any one of a thousand commits in at most ten steps, eleven with the bad end")
  func isLogarithmic() throws {
    let graph = line(1001)
    var most = 0
    // Every place is tried by `ci/bench --section bisect`.
    for planted in Set(stride(from: 1, through: 1000, by: 9)).union([2, 500, 501, 999]) {
      let found = try search(graph) { [step(at: planted, $0)] }
      #expect(found.culprits.map(\.suspects) == [[planted]])
      #expect(found.culprits.map(\.before) == [planted - 1])
      // Whoever stands right after the good end rests on it: then it is evaluated too.
      most = max(most, found.asked.count + 1 + (planted == 1 ? 1 : 0))
    }
    #expect(most <= 11)
  }

  @Test("gives every subject its own commit, though their sum stays what it was")
  func groupsSubjects() throws {
    let planted = [7, 20, 7, 33, 20]
    let found = try search(line(41)) { number in planted.map { step(at: $0, number) } }
    #expect(found.culprits.map(\.suspects) == [[7], [20], [33]])
    #expect(found.culprits.map(\.subjects) == [[0, 2], [1, 4], [3]])
    // One pass: less than three searches would take.
    #expect(found.asked.count <= 15)
  }

  @Test("finds both commits of a subject that changed twice")
  func findsSecondChange() throws {
    for (first, second) in [(3, 30), (15, 16), (1, 40), (20, 39)] {
      let found = try search(line(41)) { number in
        [.measured(number < first ? "a" : number < second ? "b" : "c")]
      }
      #expect(found.culprits.map(\.suspects) == [[first], [second]], "\(first), \(second)")
    }
  }

  @Test("names the range where the culprit hides in a stretch that says nothing, and no more")
  func reportsRange() throws {
    let stretch = Set(12...17)
    let hidden = try search(line(41), untestable: stretch) { [step(at: 14, $0)] }
    #expect(hidden.culprits.map(\.suspects) == [[12, 13, 14, 15, 16, 17, 18]])
    #expect(hidden.culprits.first?.commit == nil && hidden.culprits.first?.after == 18)
    for planted in [5, 11, 12, 19, 30] where planted != 12 {
      let found = try search(line(41), untestable: stretch) { [step(at: planted, $0)] }
      #expect(found.culprits.map(\.suspects) == [[planted]], "\(planted)")
    }
  }

  @Test("does not try hundreds of commits in a stretch that does not build")
  func leavesStretches() throws {
    let stretch = Set(200...700)
    let found = try search(line(1001), untestable: stretch) { [step(at: 450, $0)] }
    #expect(found.culprits.map(\.suspects) == [Array(200...701)])
    #expect(found.asked.count < 60)
    let outside = try search(line(1001), untestable: stretch) { [step(at: 900, $0)] }
    #expect(outside.culprits.map(\.suspects) == [[900]])
  }

  @Test("takes a commit that is silent on one subject for what it says of the others")
  func partlySilent() throws {
    let found = try search(line(21)) { number in
      [number == 10 ? nil : step(at: 8, number), step(at: 14, number)]
    }
    #expect(found.culprits.map(\.suspects) == [[8], [14]])
  }

  @Test("finds a commit on a merged branch, and a merge that is itself to blame")
  func followsMerges() throws {
    // 0 - 1 - 2 ------- 6 - 7
    //      \- 3 - 4 - 5 /
    let graph = CommitGraph([
      ("0", []), ("1", ["0"]), ("2", ["1"]), ("3", ["1"]), ("4", ["3"]), ("5", ["4"]),
      ("6", ["2", "5"]), ("7", ["6"]),
    ])
    for planted in 1...7 {
      let with = graph.descendants(of: planted)
      let found = try search(graph) { number in
        [.measured(number == planted || with.contains(number) ? "new" : "old")]
      }
      #expect(found.culprits.map(\.suspects) == [[planted]], "\(planted)")
    }
  }

  @Test("is right in random histories with branches, many changes and commits that say nothing")
  func randomHistories() throws {
    var generator = SeededNumbers(7)
    for round in 0..<150 {
      let count = Int.random(in: 3...60, using: &generator)
      let graph = randomGraph(count, &generator)
      let planted = (0..<6).map { _ in Int.random(in: 1..<graph.count, using: &generator) }
      let silent = Set(
        (1..<max(graph.bad, 2)).filter { _ in Int.random(in: 0..<6, using: &generator) == 0 }
          .filter { $0 < graph.bad })
      let descendants = planted.map { graph.descendants(of: $0) }
      let found = try search(graph, untestable: silent) { number in
        zip(planted, descendants).map { commit, later in
          .measured(number == commit || later.contains(number) ? "new" : "old")
        }
      }
      for (subject, commit) in planted.enumerated() {
        let named = found.culprits.filter { $0.subjects.contains(subject) }
        #expect(named.count == 1, "round \(round)")
        #expect(named.first?.suspects.contains(commit) == true, "round \(round)")
        // Whoever is named alone is the one; others are named with it only if they say nothing.
        let others = (named.first?.suspects ?? []).filter { $0 != named.first?.after }
        #expect(others.allSatisfy(silent.contains), "round \(round)")
      }
    }
  }

  /// A history in which every commit descends from the first and leads to the last.
  private func randomGraph(_ count: Int, _ generator: inout SeededNumbers) -> CommitGraph {
    var parents: [[Int]] = [[]]
    var tips: Set<Int> = [0]
    for number in 1..<count {
      let last = number == count - 1
      var chosen: Set<Int> =
        last ? tips : [Int.random(in: max(0, number - 4)..<number, using: &generator)]
      if !last, Int.random(in: 0..<4, using: &generator) == 0 {
        chosen.insert(Int.random(in: max(0, number - 6)..<number, using: &generator))
      }
      tips.subtract(chosen)
      tips.insert(number)
      parents.append(chosen.sorted())
    }
    return CommitGraph(parents.enumerated().map { ("\($0)", $1.map(String.init)) })
  }
}
