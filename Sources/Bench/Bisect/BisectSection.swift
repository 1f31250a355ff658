import Foundation
import Regression

/// How many evaluations it takes to find one commit among a thousand, and what they cost.
///
/// The history is made by `git fast-import`: a recorded sweep of which one commit turns the truths of a
/// task, in the worst of all places. Its commits are replayed by the tool that lies beside this
/// benchmark; the build that comes before each replay is `make`-like work of nothing, so that its
/// seconds are those of starting it.
enum BisectSection: BenchSection {
  static let name = "bisect"
  static let summary =
    "one commit among 1,000: evaluations, build and replay seconds, a second search"

  private static let commits = 1_000
  private static let evaluationMark = 11.0

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let worst = worstPlace()
    let history = try await GeneratedHistory(commits: commits, planted: worst.commit)
    defer { history.remove() }
    let clock = ContinuousClock()
    var start = clock.now
    let first = try await history.search()
    let firstSeconds = Self.seconds(clock.now - start)
    start = clock.now
    let second = try await history.search()
    let secondSeconds = Self.seconds(clock.now - start)
    guard second.findings == first.findings, first.findings.count == 1,
      first.findings.first?.commit?.subject == GeneratedHistory.plantedSubject
    else { throw BenchError("The search did not find the planted commit.") }
    let effort = first.effort
    return BenchReport(
      section: name,
      facts: [
        ("history", "\(commits) commits, one planted in the worst place: \(worst.commit)"),
        ("sweep", GeneratedHistory.sweep),
      ],
      figures: [
        BenchFigure(
          "evaluations, worst of all places", Double(worst.evaluations), "",
          mark: .atMost(evaluationMark)),
        BenchFigure(
          "evaluations", Double(effort.evaluations), "", mark: .atMost(evaluationMark)),
        BenchFigure("build", effort.buildSeconds, "s", decimals: 2),
        BenchFigure("replay", effort.replaySeconds, "s", decimals: 2),
        BenchFigure("whole search", firstSeconds, "s", decimals: 2),
        BenchFigure(
          "second search, evaluated anew", Double(second.effort.evaluations - second.effort.reused),
          "", mark: .atMost(0)),
        BenchFigure("second search", secondSeconds, "s", decimals: 2),
      ])
  }

  /// The place that takes most evaluations, the bad end among them, and the good end where the finding
  /// rests on it.
  private static func worstPlace() -> (commit: Int, evaluations: Int) {
    let graph = CommitGraph(
      (0...commits).map { (id: "\($0)", parents: $0 == 0 ? [] : ["\($0 - 1)"]) })
    var worst = (commit: 0, evaluations: 0)
    for planted in 1...commits {
      var search = CulpritSearch(
        graph, good: [.measured("old")], bad: [.measured("new")])
      var count = planted == 1 ? 2 : 1
      while case .evaluate(let commit) = search.next {
        count += 1
        search.add(commit, [.measured(commit < planted ? "old" : "new")])
      }
      if count > worst.evaluations { worst = (planted, count) }
    }
    return worst
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
