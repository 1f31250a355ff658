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
    guard second.culprits == first.culprits, first.culprits.count == 1,
      first.culprits.first?.commit?.subject == GeneratedHistory.plantedSubject
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

/// A repository of many commits around a shipped sweep, one of which turns the truths of a task.
struct GeneratedHistory {
  /// The shipped sweep that is replayed.
  static let sweep = "smollm2-135m"
  /// What the planted commit is called.
  static let plantedSubject = "The truths are turned"
  private static let questions = "Tasks/navigate/questions.jsonl"
  private static let trial = "only-question/navigate/navigate-1-01"

  private let home: URL
  private var folder: URL { home.appending(path: "project") }

  /// Makes the repository from the files of the folder that the benchmark runs in.
  ///
  /// - Parameters:
  ///   - commits: The commits after the first.
  ///   - planted: Which of them turns the truths.
  init(commits: Int, planted: Int) async throws {
    home = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-bench-\(UUID().uuidString)")
    let files = FileManager.default
    try files.createDirectory(
      at: folder.appending(path: "cassettes"), withIntermediateDirectories: true)
    do {
      try files.copyItem(at: URL(filePath: "Tasks"), to: folder.appending(path: "Tasks"))
      try files.copyItem(
        at: URL(filePath: "cassettes/\(Self.sweep)"),
        to: folder.appending(path: "cassettes/\(Self.sweep)"))
      try git(["init", "--quiet", "--initial-branch=main"])
      try git(["add", "--all"])
      try git(["commit", "--quiet", "--message", "A recorded sweep"])
      try git(["fast-import", "--quiet"], input: try stream(commits, planted))
      try git(["reset", "--quiet", "--hard"])
    } catch {
      remove()
      throw error
    }
  }

  /// Searches the history with the cache that it has.
  func search() async throws -> SearchedHistory {
    let tool = URL(filePath: CommandLine.arguments[0]).standardizedFileURL
      .deletingLastPathComponent().appending(path: "steerbench").path
    guard FileManager.default.isExecutableFile(atPath: tool) else {
      throw BenchError("\(tool): build the product steerbench too, as ci/bench does.")
    }
    let request = Bisect.Request(
      good: "main~1000", bad: "main", filter: BisectFilter(trials: [Self.trial]),
      cassettes: folder.appending(path: "cassettes/\(Self.sweep)").path,
      evaluation: .init(
        place: SweepPlace(folder: "cassettes/\(Self.sweep)"),
        plan: ProbePlan(buildCommand: "true", tool: tool, workers: 1),
        cache: home.appending(path: "cache")))
    return try await Bisect(try await GitRepository(around: folder.path), request).run()
  }

  /// Takes everything away.
  func remove() { try? FileManager.default.removeItem(at: home) }

  /// The commits as `git fast-import` reads them.
  private func stream(_ commits: Int, _ planted: Int) throws -> String {
    let before = try String(contentsOf: folder.appending(path: Self.questions), encoding: .utf8)
    let after = before.replacingOccurrences(of: "\"answer\":true", with: "\"answer\":\"turned\"")
      .replacingOccurrences(of: "\"answer\":false", with: "\"answer\":true")
      .replacingOccurrences(of: "\"answer\":\"turned\"", with: "\"answer\":false")
    var text = ""
    for number in 1...commits {
      let subject = number == planted ? Self.plantedSubject : "Notes \(number)"
      text +=
        "commit refs/heads/main\ncommitter A <a@example.org> \(1_700_000_000 + number) +0000\n"
      text += Self.data(subject)
      if number == 1 { text += "from refs/heads/main^0\n" }
      text += "M 644 inline notes.txt\n" + Self.data("\(number)\n")
      if number == planted { text += "M 644 inline \(Self.questions)\n" + Self.data(after) }
      text += "\n"
    }
    return text
  }

  private static func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }

  private func git(_ arguments: [String], input: String? = nil) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0"] + arguments
    process.currentDirectoryURL = folder
    let file = home.appending(path: "input")
    try Data((input ?? "").utf8).write(to: file)
    process.standardInput = try FileHandle(forReadingFrom: file)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchError("git \(arguments[0]) failed with \(process.terminationStatus).")
    }
  }
}
