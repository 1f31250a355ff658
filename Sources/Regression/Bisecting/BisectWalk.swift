import Analysis
import Basics
import FoundationEssentials
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Trials

/// One search on its way: drives the pure search through evaluated commits.
struct BisectWalk {
  private let repository: GitRepository
  private let request: Bisect.Request
  private let graph: CommitGraph
  private let cassettes: PinnedCassettes
  private let progress: @Sendable (Bisect.Progress) -> Void
  private let status: Status
  private var evaluator: CommitEvaluator
  private var refused: [Int: String] = [:]
  private var asked: Set<Int> = []

  /// What progress is told of beside the commit.
  private final class Status: Sendable {
    struct Value {
      var number = 0
      var left = 0
      var note: CommitNote?
    }

    let value = Mutex(Value())
  }

  /// The ends, and what is followed between them.
  private struct Ends {
    var good: CommitScores
    var bad: CommitScores
    var isGoodAssumed: Bool
    var subjects: [BisectSubject] = []
    var unrecorded = 0
    var silent = 0
    var lacksTables = false
  }

  init(
    _ repository: GitRepository, _ request: Bisect.Request, graph: CommitGraph,
    cassettes: PinnedCassettes, progress: @escaping @Sendable (Bisect.Progress) -> Void
  ) throws {
    let status = Status()
    self.repository = repository
    self.request = request
    self.graph = graph
    self.cassettes = cassettes
    self.progress = progress
    self.status = status
    evaluator = try CommitEvaluator(repository, request.evaluation, newest: graph.ids[graph.bad]) {
      _, stage in
      let value = status.value.withLock(\.self)
      guard let note = value.note else { return }
      progress(.evaluating(note, stage, number: value.number, left: value.left))
    }
  }

  mutating func run() async throws -> SearchedHistory {
    var ends = try await ends()
    var search = try await search(&ends)
    // A baseline is what people accepted, and not what the commit computes: where a finding rests on
    // it, the commit itself is asked.
    if ends.isGoodAssumed, search.culprits.contains(where: { $0.before == 0 }) {
      ends.good = try await end(0)
      ends.isGoodAssumed = false
      search = try await self.search(&ends)
    }
    progress(.explaining)
    let explainer = CulpritExplainer(
      repository: repository, graph: graph, cassettes: cassettes, subjects: ends.subjects)
    var culprits: [ExplainedCulprit] = []
    for culprit in search.culprits {
      if let explained = try await explainer.explain(culprit, &evaluator) {
        culprits.append(explained)
      }
    }
    evaluator.tidy()
    var notes: [RefusedCommit] = []
    for (number, reason) in refused.sorted(by: { $0.key < $1.key }) {
      notes.append(
        RefusedCommit(
          commit: try await repository.note(of: graph.ids[number]), reason: reason))
    }
    return SearchedHistory(
      good: try await repository.note(of: graph.ids[0]),
      bad: try await repository.note(of: graph.ids[graph.bad]), commits: graph.count - 1,
      cassettes: cassettes.digest.hex, culprits: culprits, refused: notes,
      isGoodFromBaseline: ends.isGoodAssumed, unrecorded: ends.unrecorded, silent: ends.silent,
      lacksTables: ends.lacksTables, effort: evaluator.effort)
  }
}

// MARK: - The ends

extension BisectWalk {
  private mutating func ends() async throws -> Ends {
    let bad = try await end(graph.bad)
    // Tables are in no baseline.
    let followsTables = request.filter.isOpen && BisectMetric.followsAggregates(request.metric)
    if !followsTables, let good = try await baseline() {
      return Ends(good: good, bad: bad, isGoodAssumed: true)
    }
    return Ends(good: try await end(0), bad: bad, isGoodAssumed: false)
  }

  /// Evaluates an end: without it there is no search.
  private mutating func end(_ number: Int) async throws -> CommitScores {
    switch try await evaluate(number, left: 0, isIndispensable: true) {
    case .scores(let scores): return scores
    case .refused(let refusal):
      let name = number == 0 ? "good" : "bad"
      let log =
        refusal.log.isEmpty ? "" : ":\n\(VisibleText.escape(refusal.log, keepsLines: true))\n"
      throw RegressionError(
        .evaluation,
        "The \(name) end \(graph.ids[number].prefix(10)) cannot be evaluated: \(refusal.reason)\(log)",
        next: refusal.isBuild
          ? "See that it builds by hand, or say how: --build-command; or choose another --\(name)"
          : "Choose another --\(name)")
    }
  }

  /// The scores that were committed beside the sweep at the good end, if they are of the same
  /// recordings.
  private func baseline() async throws -> CommitScores? {
    let path = request.evaluation.place.baseline
    guard let bytes = try await repository.file(path, of: graph.ids[0]),
      let reader = try? ScoreSheetReader(bytes: bytes, named: path),
      reader.header.cassettes == cassettes.roots
    else { return nil }
    return try? CommitScores(reader, ReplayAnswer())
  }

  /// What is followed: what differs is looked for, and what does not is not.
  private func follow(_ ends: inout Ends) throws -> [BisectSubject] {
    let trials = Set(ends.good.lines.keys).union(ends.bad.lines.keys)
      .union(ends.good.gaps.keys).union(ends.bad.gaps.keys)
    let sorted = trials.sorted()
    try request.filter.check(against: sorted)
    let followed = sorted.filter(request.filter.contains)
    let isOpenEnded = followed.allSatisfy { ends.good.gaps[$0] != nil && ends.bad.gaps[$0] != nil }
    guard !isOpenEnded else {
      throw RegressionError(
        .unrecorded,
        followed.isEmpty
          ? "Neither end has a trial"
          : "No trial that is followed has a recording at either end: \(followed.count) ask for what "
            + "the cassettes do not hold, so that they are older than the sweep, or of another",
        next: "Record the sweep, or name the folder of its cassettes: --cassettes FOLDER")
    }
    var subjects = followed.map(BisectSubject.trial)
    if request.filter.isOpen, BisectMetric.followsAggregates(request.metric) {
      let cells = Set(ends.good.aggregates.keys).intersection(ends.bad.aggregates.keys)
      subjects += cells.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        .map(BisectSubject.aggregate)
      ends.lacksTables = cells.isEmpty
    }
    ends.unrecorded = followed.count {
      ends.good.gaps[$0] != nil && ends.bad.gaps[$0] != nil
    }
    var changed: [BisectSubject] = []
    ends.silent = 0
    for subject in subjects {
      let good = ends.good.state(of: subject, in: request.metric)
      let bad = ends.bad.state(of: subject, in: request.metric)
      guard let good, let bad else {
        ends.silent += 1
        continue
      }
      if !good.isSame(as: bad) { changed.append(subject) }
    }
    return changed
  }
}

// MARK: - The search

extension BisectWalk {
  private mutating func search(_ ends: inout Ends) async throws -> CulpritSearch {
    ends.subjects = try follow(&ends)
    if ends.subjects.isEmpty, ends.isGoodAssumed {
      ends.good = try await end(0)
      ends.isGoodAssumed = false
      ends.subjects = try follow(&ends)
    }
    guard !ends.subjects.isEmpty else { throw Self.noDifference(request, ends) }
    var search = CulpritSearch(
      graph, good: states(of: ends.subjects, in: ends.good).map { $0 ?? .absent },
      bad: states(of: ends.subjects, in: ends.bad).map { $0 ?? .absent })
    while case .evaluate(let number) = search.next {
      try Task.checkCancellation()
      switch try await evaluate(number, left: search.stepsLeft, isIndispensable: false) {
      case .scores(let scores): search.add(number, states(of: ends.subjects, in: scores))
      case .refused(let refusal):
        refused[number] = refusal.reason
        progress(
          .refused(try await repository.note(of: graph.ids[number]), reason: refusal.reason))
        search.addUntestable(number)
      }
    }
    return search
  }

  private func states(
    of subjects: [BisectSubject], in scores: CommitScores
  ) -> [SubjectState?] {
    subjects.map { scores.state(of: $0, in: request.metric) }
  }

  private mutating func evaluate(
    _ number: Int, left: Int, isIndispensable: Bool
  ) async throws -> CommitEvaluator.Evaluation {
    let note = try await repository.note(of: graph.ids[number])
    status.value.withLock { value in
      value.number = asked.count + 1
      value.left = left
      value.note = note
    }
    // A search that starts anew with the true good end asks again for what it knows.
    let isNew = asked.insert(number).inserted
    return try await evaluator.evaluate(
      graph.ids[number], cassettes, isIndispensable: isIndispensable, counts: isNew)
  }

  private static func noDifference(_ request: Bisect.Request, _ ends: Ends) -> RegressionError {
    let metric = request.metric.map { " in \($0.rawValue)" } ?? ""
    var gaps = ""
    if ends.unrecorded > 0 {
      gaps += "; \(ends.unrecorded) trials have no recording at either end"
    }
    if ends.silent > 0 {
      gaps +=
        "; of \(ends.silent) trials an end says nothing: its tool is too old for sheets with gaps"
    }
    return RegressionError(
      .nothing,
      "There is no difference\(metric) between \(VisibleText.escape(request.good)) and "
        + "\(VisibleText.escape(request.bad)) with these cassettes\(gaps)",
      next: "Name an older --good, or leave --metric, --trial and --cell out")
  }
}
