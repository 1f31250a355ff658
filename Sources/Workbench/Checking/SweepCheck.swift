import Analysis
package import Basics
import Files
package import FoundationEssentials
import RecordReplay
import Regression
package import Reporting
import ScoreSheets
import Sweeps
import Trials

/// Replays sweeps, holds each against its baseline, and finds out what else was asked for.
package struct SweepCheck: Sendable {
  /// The sweeps as the user named them: folders, names under `cassettes/`, bundles; without any, every
  /// sweep under `cassettes/`.
  package var sweeps: [String]
  /// How many trials run at the same time; no output depends on it.
  package var workers: Int
  /// The baseline; `nil` for each sweep's own, which may be missing.
  package var baseline: String?
  /// Whether the baseline is written, and not compared with.
  package var updatesBaseline = false
  /// Where a sheet of every trial that can be replayed is written; `nil` for nowhere.
  package var sheet: String?
  /// Whether recorded exchanges that no trial asks for are accepted.
  package var allowsUnused = false
  /// This tool, where each sweep is replayed under other circumstances too: it is started anew for what
  /// a process cannot change in itself.
  package var selfCheck: String?
  /// How the recorded code is run again, where it is.
  package var reExecution: CodeRunning?
  /// Which flips fail; all others are reported.
  package var failsOn = FailOn.any
  /// The root of the repository, for the places of causes.
  package var root = CausePlaces.root(environment: [:])
  /// Told what a new baseline would bless before it is written, and says whether it is.
  package var blessing: @Sendable (BaselineBlessing) throws -> Bool = { _ in true }

  /// Creates a check of some sweeps against their own baselines.
  package init(_ sweeps: [String], workers: Int) {
    self.sweeps = sweeps
    self.workers = workers
  }

  /// Checks one sweep after the other.
  ///
  /// - Throws: What keeps a sweep from being opened or replayed at all. What a replay finds is no error.
  package func run() async throws -> CheckedSweeps {
    var checked: [ReplayedSweep] = []
    for place in try await ReplayPlace.all(sweeps) { checked.append(try await check(place)) }
    return CheckedSweeps(
      sweeps: checked, allowsUnused: allowsUnused, updatesBaseline: updatesBaseline)
  }

  private func check(_ place: ReplayPlace) async throws -> ReplayedSweep {
    if updatesBaseline { try place.refuseToChange() }
    // A baseline is made of what is sealed, and of nothing that may still change.
    let sweep = updatesBaseline ? try OpenSweep(place.url) : try await place.open()
    let path = baseline ?? sweep.folder.baseline.relativePath
    var replayed =
      updatesBaseline
      ? try await blessed(sweep, writing: path)
      : try await SweepReplay(
        sweep: sweep, workers: workers,
        sheet: .compare(path: path, isRequired: baseline != nil), copyPath: sheet
      ).run()
    replayed.failsOn = failsOn
    if !updatesBaseline { replayed.examples = try await sweep.examples(of: replayed.gate) }
    replayed.places = CausePlaces(of: replayed, in: sweep, root: root)
    if let selfCheck {
      replayed.selfCheck = try await SelfCheck(
        sweep.plan, runner: sweep.runner, tape: try sweep.tape(), header: replayed.header
      ).run(program: selfCheck, sweep: sweep.folder.url.standardizedFileURL.path)
    }
    if let reExecution {
      replayed.reExecution = try await ReExecutedCode(of: sweep, by: reExecution)
    }
    replayed.path = place.path
    return replayed
  }

  /// Replays a sweep, says what its new baseline would bless, and writes it where that is agreed to.
  private func blessed(_ sweep: OpenSweep, writing path: String) async throws -> ReplayedSweep {
    let scratch = try ScratchFolder(for: "the score sheet")
    defer { withExtendedLifetime(scratch) {} }
    let new = sheet ?? scratch.path(of: "baseline.tsv")
    let old = OldBaseline(at: path)
    let comparison: SweepReplay.Sheet =
      if case .readable(let path) = old { .compare(path: path, isRequired: true) } else { .none }
    var replayed = try await SweepReplay(
      sweep: sweep, workers: workers, sheet: comparison, copyPath: new
    ).run()
    guard replayed.isWhole else { return replayed }
    replayed.examples = try await sweep.examples(of: replayed.gate)
    let blessing = try BaselineBlessing(of: replayed, over: old)
    replayed.blessing = blessing
    guard try self.blessing(blessing) else { return replayed }
    try SheetFileWriter.copy(new, to: path)
    replayed.isBlessed = true
    // What was different is what is held from now on.
    replayed.gate = nil
    replayed.examples = [:]
    return replayed
  }
}

extension OpenSweep {
  /// How the first differing layer of each cause's example is now, by trial and fit to be shown; empty
  /// where nothing differs.
  fileprivate func examples(of gate: GateVerdict?) async throws -> [TrialID: String] {
    guard let gate else { return [:] }
    var layers: [TrialID: Layer] = [:]
    for group in gate.groups where group.example.after != nil {
      layers[group.example.trial] = group.cause.layer
    }
    guard !layers.isEmpty else { return [:] }
    let places = (0..<plan.count).filter { layers[plan[$0].id] != nil }
    var texts: [TrialID: String] = [:]
    try await TrialStream(plan, runner: runner, from: try tape(), places: places).run { end in
      let record = try end.get()
      guard let layer = layers[record.line.trial] else {
        preconditionFailure("a stream runs the trials of its places, and no other")
      }
      texts[record.line.trial] = LayerText.of(layer, in: TranscriptReport(record).json)
        .map(Redaction.shown)
    }
    return texts
  }
}

/// Sweeps that were replayed and held against their baselines.
package struct CheckedSweeps {
  /// What became of each, in the order in which they were named.
  package let sweeps: [ReplayedSweep]
  /// Whether exchanges that no trial asks for are accepted.
  package let allowsUnused: Bool
  /// Whether the baselines were written, and not compared with.
  package let updatesBaseline: Bool

  /// How all of it ended: the gravest ending of a sweep.
  package var ending: Ending {
    Ending.gravest(of: sweeps.map { $0.ending(allowingUnused: allowsUnused) }) ?? .pass
  }

  /// The tables of what was replayed, together where their numbers compare.
  package var tables: [TextTable] {
    GroupedTables.tables(
      of: sweeps.filter { $0.summary.trials > 0 }.map { ($0.name, $0.summary) }, SweepTables.short)
  }

  /// The exports for tools of continuous integration.
  package var exports: GateExports { GateExports(sweeps, allowsUnused: allowsUnused) }

  /// Everything that there is to say about one of the sweeps beyond its tables.
  package func text(of sweep: ReplayedSweep, colour: Bool, width: Int? = nil) -> String {
    ReplayText(result: sweep, allowsUnused: allowsUnused).text(colour: colour, width: width)
  }

  /// What became of a sweep's baseline, where it was not compared with.
  package func baselineNote(of sweep: ReplayedSweep) -> BaselineNote? {
    guard sweep.isWhole else { return nil }
    if sweep.isBlessed { return .written("\(sweep.name): baseline written.") }
    if updatesBaseline { return .missing("\(sweep.name): the baseline stays as it was.") }
    guard sweep.gate == nil else { return nil }
    return .missing(
      "\(sweep.name): there is no baseline to compare with. "
        + "To make this one: steerbench replay \(sweep.path) --update-baseline")
  }

  /// What became of a baseline that was not compared with, in words.
  package enum BaselineNote: Hashable, Sendable {
    /// It was written.
    case written(String)
    /// There is none.
    case missing(String)
  }

  /// All of it for programs.
  ///
  /// - Parameters:
  ///   - isProbe: Whether another build asks, and is told the version of the answer.
  ///   - exitCode: The exit code of an ending.
  package func json(forProbe isProbe: Bool, exitCode: (Ending) -> Int32) -> JSONValue {
    let answer: JSONValue = [
      "sweeps": .array(
        sweeps.map {
          ReplayJSON(result: $0).value(
            exit: exitCode($0.ending(allowingUnused: allowsUnused)))
        })
    ]
    return isProbe ? ToolProbe.stamped(answer) : answer
  }
}
