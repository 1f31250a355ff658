package import Analysis
import Cassettes
import Files
import FoundationEssentials
import RecordReplay
package import Regression
package import ScoreSheets
package import Sweeps
package import Trials

/// Replays one sweep and gathers everything that a report is made of, in memory that does not grow
/// with the number of trials.
package struct SweepReplay {
  /// What happens to the score sheet.
  package enum Sheet {
    /// It is compared with a file, if there is one.
    case compare(path: String, isRequired: Bool)
    /// It is written to a file.
    case write(path: String)
    /// It is neither compared nor written.
    case none
  }

  /// What gathers while the trials stream by.
  fileprivate struct Gathered {
    var summary: ScoreSummary
    var analyst: MissAnalyst
    var failures: [(trial: TrialID, error: DeckError)] = []
    var gate: BaselineGate?
    var writer: SheetFileWriter?
    /// What can be replayed, whatever else is missing.
    var copy: SheetFileWriter?
    var notes: [MissNote] = []
    var otherModels = OtherModels()
    var recording = RecordingWarnings()
  }

  /// Failures that are kept in full; one damaged cassette can fail every trial.
  fileprivate static let failureLimit = 100

  let sweep: OpenSweep
  let workers: Int
  let sheet: Sheet
  /// Where a sheet of every trial that can be replayed is written, whatever the baseline says.
  var copyPath: String?
  /// The places of the trials in the plan; `nil` for all of them.
  var trials: [Int]?
  /// What the summary shows; the plan's own where it is `nil`.
  var axes: ScoreAxes?
  /// Which trials the summary's means are over.
  var denominator: Denominator

  /// Creates it of its parts.
  package init(
    sweep: OpenSweep, workers: Int, sheet: Sheet, copyPath: String? = nil, trials: [Int]? = nil,
    axes: ScoreAxes? = nil, denominator: Denominator = .answered
  ) {
    self.sweep = sweep
    self.workers = workers
    self.sheet = sheet
    self.copyPath = copyPath
    self.trials = trials
    self.axes = axes
    self.denominator = denominator
  }

  /// Replays.
  package func run() async throws -> ReplayedSweep {
    try await run { _ in
    } observe: { _, _ in
    }
  }

  /// Replays, for somebody who looks at the trials on the way.
  ///
  /// - Parameters:
  ///   - read: Makes of a trial what is wanted of it beside its line, in the worker that ran it.
  ///   - observe: Given the line and what was made of the trial, in order, one call at a time.
  package func run<Value: Sendable>(
    reading read: @escaping @Sendable (TrialRecord) -> Value,
    observe: (TrialLine, Value) -> Void
  ) async throws -> ReplayedSweep {
    let tape = try sweep.tape()
    let header = ScoreSheetHeader(
      of: sweep.folder.sweep, grading: sweep.grading,
      cassettes: tape.folder.lines.map(\.root))
    var gathered = Gathered(
      summary: ScoreSummary(axes: axes ?? sweep.plan.axes, over: denominator),
      analyst: MissAnalyst(try CassetteReader(tape)),
      gate: try gate(header), writer: try writer(header),
      copy: try copyPath.map { try SheetFileWriter(path: $0, header: header) })
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: tape, places: trials, workers: workers,
      failures: .areHandedOver)
    let used = try await stream.replay {
      _, end -> (event: ReplayEvent, value: Value?, seen: SeenReplies) in
      switch end {
      case .record(let record): (.line(record.line), read(record), SeenReplies(of: record))
      case .failure: (ReplayEvent(end), nil, SeenReplies())
      }
    } emit: { event, value, seen in
      if case .line(let line) = event, let value { observe(line, value) }
      if case .line(let line) = event {
        gathered.otherModels.add(seen.others, of: line)
        gathered.recording.add(line, isCut: seen.isCut)
      }
      try gathered.add(event)
    }
    let unanswered = try await sweep.runner.unanswered(gathered.notes, in: sweep.plan)
    try gathered.finish(\.copy, header)
    let isComplete = gathered.analyst.count == 0 && gathered.failures.isEmpty
    if isComplete { try gathered.finish(\.writer, header) }
    return ReplayedSweep(
      name: sweep.folder.sweep.name, path: sweep.folder.url.relativePath,
      planned: trials?.count ?? sweep.plan.count, summary: gathered.summary, header: header,
      misses: gathered.analyst.findings, failures: gathered.failures,
      // What a part of the trials leaves unused says nothing.
      unused: isComplete && trials == nil
        ? try CassetteReader(tape).entries()
          .filter { $0.kind != .proxied && !used.contains($0.row) } : [],
      // Trials that could not be replayed would all look removed.
      gate: isComplete ? try gathered.gate?.finish() : nil, unanswered: unanswered,
      otherModels: gathered.otherModels, recording: gathered.recording,
      sharedIdentities: try sweep.folder.sweep.sharedIdentities(),
      unsealed: sweep.journal.flatMap { $0.unsealed > 0 ? $0.unsealed : nil })
  }

  private func gate(_ header: ScoreSheetHeader) throws -> BaselineGate? {
    guard case .compare(let path, let isRequired) = sheet,
      isRequired || FileManager.default.fileExists(atPath: path)
    else { return nil }
    return try BaselineGate(baseline: try ScoreSheetReader(path: path), of: header)
  }

  private func writer(_ header: ScoreSheetHeader) throws -> SheetFileWriter? {
    guard case .write(let path) = sheet else { return nil }
    return try SheetFileWriter(path: path, header: header)
  }
}

/// What the replies of a trial were like, beyond its line.
private struct SeenReplies: Sendable {
  /// The names of other models than were asked for.
  var others: [String] = []
  /// Whether one was cut off at the token limit.
  var isCut = false

  init() {}

  init(of record: TrialRecord) {
    others = record.transcript.otherModels
    isCut = RecordingWarnings.isCut(record)
  }
}

extension SweepReplay.Gathered {
  /// Puts a sheet in place; who answered is known only now, and stands in its first line.
  fileprivate func finish(
    _ sheet: KeyPath<Self, SheetFileWriter?>, _ header: ScoreSheetHeader
  ) throws {
    guard let sheet = self[keyPath: sheet] else { return }
    try sheet.finish()
    if !otherModels.isEmpty {
      try sheet.rewrite(as: header.noting(otherModels: otherModels.names))
    }
  }

  fileprivate mutating func add(_ event: ReplayEvent) throws {
    switch event {
    case .line(let line):
      summary.add(line)
      try gate?.add(line)
      try writer?.append(line)
      try copy?.append(line)
    case .miss(let miss):
      notes.append(MissNote(miss))
      try analyst.add(miss)
    case .failure(let trial, let error):
      if failures.count < SweepReplay.failureLimit { failures.append((trial, error)) }
    }
  }
}

/// A score sheet's writer that can be kept beside other things.
final class SheetFileWriter {
  private let path: String
  private var writer: ScoreSheetWriter

  init(path: String, header: ScoreSheetHeader) throws {
    self.path = path
    writer = try ScoreSheetWriter(path: path, header: header)
  }

  func append(_ line: TrialLine) throws { try writer.append(line) }

  func finish() throws { try writer.finish() }

  /// Writes a finished sheet once more, to another file.
  static func copy(_ source: String, to path: String) throws {
    var lines = try ScoreSheetReader(path: source)
    let writer = try SheetFileWriter(path: path, header: lines.header)
    while let line = try lines.next() { try writer.append(line) }
    try writer.finish()
  }

  /// Writes the finished sheet once more, under another header.
  func rewrite(as header: ScoreSheetHeader) throws {
    var lines = try ScoreSheetReader(path: path)
    var writer = try ScoreSheetWriter(path: path, header: header)
    while let line = try lines.next() { try writer.append(line) }
    try writer.finish()
  }
}

/// A score sheet that a user named: a file, or a sweep that is replayed.
package struct SheetSource {
  let word: String
  let workers: Int

  /// Creates it of its parts.
  package init(word: String, workers: Int) {
    self.word = word
    self.workers = workers
  }

  /// The sheet, ready to be read.
  package func reader() async throws -> ScoreSheetReader {
    // A sheet that is not there is a missing file, and no sweep of a strange name.
    let isFile = Path.exists(word) ? !Path.isFolder(word) : word.hasSuffix(".tsv")
    if isFile, !TarMagic.opens(word) { return try ScoreSheetReader(path: word) }
    let place = try await ReplayPlace(of: word)
    defer { withExtendedLifetime(place) {} }
    return try await replayed(try OpenSweep(place.url))
  }

  /// Compares two sheets that a user named.
  ///
  /// - Parameters:
  ///   - first: What is compared with.
  ///   - second: What is compared.
  ///   - limit: How many flips are kept in full; all are counted.
  ///   - workers: How many trials run at the same time; no output depends on it.
  package static func comparison(
    of first: String, with second: String, keeping limit: Int = BaselineGate.usualLimit,
    workers: Int
  ) async throws -> Comparison {
    try Comparison(
      try await SheetSource(word: first, workers: workers).reader(),
      try await SheetSource(word: second, workers: workers).reader(), keeping: limit)
  }

  private func replayed(_ sweep: OpenSweep) async throws -> ScoreSheetReader {
    // An open reader outlives its file's name.
    let scratch = try ScratchFolder(for: "the score sheet")
    defer { withExtendedLifetime(scratch) {} }
    let path = scratch.path(of: "\(sweep.folder.sweep.name).tsv")
    let result = try await SweepReplay(
      sweep: sweep, workers: workers, sheet: .write(path: path)
    ).run()
    try result.checkPassed()
    // A temporary path says nothing to anybody.
    return try ScoreSheetReader(path: path, named: word)
  }
}
