import Analysis
import Basics
import Cassettes
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Trials

/// One replay of a recorded folder: what it did and what it used.
struct ReplayRun {
  /// Trials that were replayed.
  var trials: Int
  /// Exchanges that the trials asked for; one that two trials share counts twice.
  var exchanges: Int
  /// Processor time from the first trial to the last, in seconds.
  var cpuSeconds: Double
  /// Processor time for opening: sweep, questions, the check of the cassette's file.
  var openingSeconds: Double
  /// The most memory of the process, in bytes.
  var peakBytes: Int
  /// The SHA-256 of the score sheet's bytes: equal before and after every change to the code.
  var sheet: Digest
}

extension ReplayRun {
  /// What gathers while trials stream by: what `steerbench replay` gathers.
  private struct Gathered {
    var summary: ScoreSummary
    var encoder: ScoreSheetEncoder
    var sheet = DigestBuilder()
    var exchanges = 0

    mutating func add(_ event: ReplayEvent) throws {
      switch event {
      case .line(let line):
        summary.add(line)
        try encoder.append(line)
        exchanges += line.calls + line.executions
        if encoder.pending >= 1 << 16 { sheet.update(encoder.take()) }
      case .miss(let miss): throw BenchError("\(miss.trial): \(miss.summary)")
      case .failure(let trial, let error): throw BenchError("\(trial): \(error)")
      }
    }
  }

  /// Replays so many samples of each question with one worker.
  static func measure(_ path: String, samples: Int) async throws -> ReplayRun {
    let folder = try SweepFolder(URL(filePath: path, directoryHint: .isDirectory))
    var sweep = folder.sweep
    sweep.samples = samples
    let plan = Plan(sweep, questions: folder.questions)
    let runner = try TrialRunner(sweep, prompts: folder.prompts)
    let tape = try CassetteUnion(try CassetteFolder(path: path))
    let header = ScoreSheetHeader(
      sweep: sweep.name, cassettes: tape.folder.lines.map(\.root),
      extractsByModel: sweep.extraction.byModel != nil)
    let gathered = Mutex(
      Gathered(
        summary: ScoreSummary(axes: plan.axes), encoder: try ScoreSheetEncoder(header)))
    let start = ResourceUsage.cpuSeconds
    _ = try await Replay(plan, runner: runner, tape: tape, workers: 1).run { event in
      try gathered.withLock { try $0.add(event) }
    }
    let end = ResourceUsage.cpuSeconds
    return gathered.withLock { gathered in
      gathered.sheet.update(gathered.encoder.take())
      return ReplayRun(
        trials: gathered.summary.trials, exchanges: gathered.exchanges, cpuSeconds: end - start,
        openingSeconds: start, peakBytes: ResourceUsage.peakBytes,
        sheet: gathered.sheet.finalize())
    }
  }
}

extension ReplayRun {
  /// The run as the inner process prints it.
  var json: JSONValue {
    [
      "trials": .integer(Int64(trials)), "exchanges": .integer(Int64(exchanges)),
      "cpuSeconds": .double(cpuSeconds), "openingSeconds": .double(openingSeconds),
      "peakBytes": .integer(Int64(peakBytes)), "sheet": .string(sheet.hex),
    ]
  }

  /// Reads what the inner process printed.
  init?(json: JSONValue) {
    guard let trials = json["trials"]?.integer, let exchanges = json["exchanges"]?.integer,
      let cpuSeconds = json["cpuSeconds"]?.double,
      let openingSeconds = json["openingSeconds"]?.double,
      let peakBytes = json["peakBytes"]?.integer,
      let sheet = json["sheet"]?.string.flatMap({ Digest(hex: $0) })
    else { return nil }
    self.init(
      trials: trials, exchanges: exchanges, cpuSeconds: cpuSeconds,
      openingSeconds: openingSeconds, peakBytes: peakBytes, sheet: sheet)
  }
}
