import Analysis
import Basics
package import FoundationEssentials
import Glibc
import ModelAPI
package import Regression
package import Reporting
import ScoreSheets
import Sweeps
import Trials

/// What of a sweep is followed through a history.
package struct FollowedScores: Hashable, Sendable {
  /// Trials by name; parts may be left out from the left, and the sample from the right.
  package var trials: [String]
  /// Cells by name: MODEL/METHOD/TASK.
  package var cells: [String]
  /// What of them is followed; everything that a score sheet says where it is `nil`.
  package var metric: BisectMetric?

  /// Creates a wish; without any name every trial is followed.
  package init(trials: [String] = [], cells: [String] = [], metric: BisectMetric? = nil) {
    self.trials = trials
    self.cells = cells
    self.metric = metric
  }

  /// The trials that are followed.
  fileprivate func filter() throws -> BisectFilter {
    BisectFilter(
      trials: trials,
      cells: try cells.map { word in
        let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, !parts.contains("") else {
          throw WorkbenchError(
            .usage, "--cell \(VisibleText.escape(word)): a cell is named MODEL/METHOD/TASK.")
        }
        return CellKey(model: parts[0], method: parts[1], task: parts[2])
      })
  }
}

/// How the commits of a history are evaluated.
package struct CommitBuilding: Sendable {
  /// How a commit is built and asked.
  package var plan: ProbePlan
  /// Where evaluated commits, builds and a working tree are kept.
  package var cache: URL
  /// Whether commits are tried again that could not be evaluated before.
  package var retriesRefused: Bool

  /// Creates a way.
  package init(plan: ProbePlan, cache: URL, retriesRefused: Bool = false) {
    self.plan = plan
    self.cache = cache
    self.retriesRefused = retriesRefused
  }

  func request(of sweep: SweepRepository) -> CommitEvaluator.Request {
    .init(place: sweep.place, plan: plan, cache: cache, retriesRefused: retriesRefused)
  }
}

/// Searches a sweep's history for the commits that changed its scores.
package struct HistorySearch: Sendable {
  /// The sweep, as the user named it.
  package var sweep: String
  /// A revision whose scores are right.
  package var good: String
  /// A revision whose scores are not.
  package var bad: String
  /// What is followed.
  package var followed: FollowedScores
  /// The folder of the cassettes that every commit is replayed from; the sweep's where it is `nil`.
  package var cassettes: String?
  /// How commits are evaluated.
  package var building: CommitBuilding
  /// Whether changes that no commit holds are passed over.
  package var allowsUncommitted: Bool

  /// Creates a search.
  package init(
    of sweep: String, good: String, bad: String, followed: FollowedScores = FollowedScores(),
    cassettes: String? = nil, building: CommitBuilding, allowsUncommitted: Bool = false
  ) {
    self.sweep = sweep
    self.good = good
    self.bad = bad
    self.followed = followed
    self.cassettes = cassettes
    self.building = building
    self.allowsUncommitted = allowsUncommitted
  }

  /// Searches; a search that is stopped goes on from what it learnt.
  ///
  /// - Parameter progress: Told what happens.
  package func run(
    progress: @escaping @Sendable (Bisect.Progress) -> Void = { _ in }
  ) async throws -> BisectReport {
    let place = try await SweepRepository(sweep)
    let request = Bisect.Request(
      good: good, bad: bad, filter: try followed.filter(), metric: followed.metric,
      cassettes: cassettes ?? place.folder.path, evaluation: building.request(of: place),
      allowsUncommitted: allowsUncommitted)
    let history = try await Bisect(place.repository, request, progress: progress).run()
    return BisectReport(history, prices: try place.prices())
  }
}

/// Judges what is checked out now against a score sheet that is right.
package struct CheckoutCheck: Sendable {
  /// The sweep, as the user named it.
  package var sweep: String
  /// The score sheet.
  package var good: String
  /// What is followed.
  package var followed: FollowedScores
  /// The folder of the cassettes that are replayed; the sweep's where it is `nil`.
  package var cassettes: String?
  /// How it is built and asked.
  package var plan: ProbePlan

  /// Creates a check.
  package init(
    of sweep: String, good: String, followed: FollowedScores = FollowedScores(),
    cassettes: String? = nil, plan: ProbePlan
  ) {
    self.sweep = sweep
    self.good = good
    self.followed = followed
    self.cassettes = cassettes
    self.plan = plan
  }

  /// Builds, replays and compares.
  ///
  /// - Throws: What is wrong with the sheet, the cassettes or the words, and not with the commit.
  package func verdict() async throws -> CheckoutProbe.Verdict {
    // A commit may lack the sweep, and git does not stop for it.
    guard let place = try await foundSweep() else {
      return .refused(reason: "there is no sweep \(sweep)", log: "")
    }
    let shelf = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: shelf, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: shelf) }
    return try await CheckoutProbe(
      place.repository, place.place, plan: plan, filter: try followed.filter(),
      metric: followed.metric
    ).verdict(
      against: try ScoreSheetReader(path: good), cassettes: cassettes ?? place.folder.path,
      shelf: shelf.path)
  }

  private func foundSweep() async throws -> SweepRepository? {
    do {
      return try await SweepRepository(sweep)
    } catch let failure as WorkbenchError {
      // Where nothing of the word is there, it is the commit that has no such sweep.
      guard FileManager.default.fileExists(atPath: ".git") else { throw failure }
      return nil
    }
  }
}

/// Splits a change of a sweep's scores between two commits into code, recording and interaction.
package struct ChangeAttribution: Sendable {
  /// The sweep, as the user named it.
  package var sweep: String
  /// The commit and the recording before.
  package var before: Crossing.Side
  /// The commit and the recording after.
  package var after: Crossing.Side
  /// How commits are evaluated.
  package var building: CommitBuilding

  /// Creates an attribution.
  package init(
    of sweep: String, before: Crossing.Side, after: Crossing.Side, building: CommitBuilding
  ) {
    self.sweep = sweep
    self.before = before
    self.after = after
    self.building = building
  }

  /// Evaluates each commit's code with each commit's recording.
  ///
  /// - Parameter progress: Told which commit is built or replayed.
  package func run(
    progress: @escaping @Sendable (String, CommitEvaluator.Stage) -> Void = { _, _ in }
  ) async throws -> AttributionReport {
    let place = try await SweepRepository(sweep)
    return AttributionReport(
      try await Crossing(
        place.repository, building.request(of: place), before, after, report: progress
      ).run())
  }
}

/// A sweep and the repository that it lies in.
struct SweepRepository {
  let repository: GitRepository
  /// The sweep's folder.
  let folder: URL
  /// The sweep's folder from the root of the repository.
  let place: SweepPlace

  /// Finds both.
  init(_ word: String) async throws {
    folder = try SweepLocator.folder(word)
    let path = try Self.resolved(folder.path)
    repository = try await GitRepository(around: path)
    let root = try Self.resolved(repository.root)
    guard path.hasPrefix(root + "/") else {
      throw WorkbenchError(.usage, "\(word) is the root of its repository, and no sweep below it.")
    }
    place = SweepPlace(folder: String(path.dropFirst(root.utf8.count + 1)))
  }

  /// The path without links: git speaks of no other.
  private static func resolved(_ path: String) throws -> String {
    guard let resolved = realpath(path, nil) else {
      throw WorkbenchError(.usage, "\(path): there is no such folder.")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The prices that lie beside the sweep's tasks; `nil` where there are none.
  func prices() throws -> PriceTable? {
    let prices = try Prices(named: nil, beside: try SweepFolder(folder).tasks)
    return prices.isThere ? prices.table : nil
  }
}
