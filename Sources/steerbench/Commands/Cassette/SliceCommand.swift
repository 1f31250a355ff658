import Analysis
import ArgumentParser
import Cassettes
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Takes a part of a sweep's cassettes.
struct SliceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slice",
    abstract: "Take what some trials need into a cassette of its own.",
    discussion: """
      The selected trials are replayed, and every exchange that they use is taken: the slice replays \
      them without the rest. A cassette alone does not know that much. Trials that ask the very same \
      share one recording, which is kept under the first of their names; so the calls of \
      code-text-summary, say, are mostly found under all-code and all-text.

      Where there is no sweep, --by-scope takes what is recorded under the names of the selected \
      trials. Such slices do not overlap, but one may not be enough to replay.

      Options of one kind widen the selection, options of different kinds narrow it. All slices of a \
      partition merged give the whole again.

        steerbench cassette slice smollm2-135m --method all-code --output all-code.cas
        steerbench cassette slice smollm2-135m --task game24 --task navigate --output two.cas
        steerbench cassette slice theirs.cas --by-scope --model gpt-4o --output gpt-4o.cas
      """)

  @OptionGroup var input: CassetteArgument
  @OptionGroup var selection: SelectionArguments
  @Flag(help: "Take what the selected trials recorded, without asking a sweep what they use.")
  var byScope = false
  @OptionGroup var destination: OutputArgument
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let slots = byScope ? nil : try await slotsOfTrials()
    let written = try WrittenCassettes(to: destination.output) { add in
      let catalog = try ExchangeCatalog(
        try CassetteLocator.set(input.cassettes), actionDigest: CassetteLocator.actionDigest)
      if byScope {
        try selection.selection.check(against: catalog.entries.compactMap { TrialID($0.scope) })
      }
      let slice = catalog.entries.filter { entry in
        slots?.contains(entry.slot) ?? TrialID(entry.scope).map(selection.selection.contains)
          ?? false
      }
      guard !slice.isEmpty else {
        throw CommandFailure(.nothing, "The selection holds no exchange; nothing was written.")
      }
      try add(try catalog.seal(slice))
    }
    try written.report(asJSON: json)
  }

  private func slotsOfTrials() async throws -> Set<Slot> {
    let folder = try CassetteLocator.folder(input.cassettes)
    guard SweepLocator.isSweep(folder.path) else {
      throw CommandFailure(
        .usage,
        "\(folder.path): there is no sweep here that would say what trials use. Add --by-scope to go "
          + "by what each trial recorded.")
    }
    let sweep = try OpenSweep(try SweepLocator.folder(folder.path))
    try selection.selection.check(against: (0..<sweep.plan.count).lazy.map { sweep.plan[$0].id })
    let trials = (0..<sweep.plan.count).filter { selection.selection.contains(sweep.plan[$0].id) }
    guard !trials.isEmpty else {
      throw CommandFailure(
        .nothing, "No trial of the sweep is all of that; nothing was written.")
    }
    let survey = UsageSurvey(
      sweep: sweep, tape: try CassetteUnion(folder), workers: workers.count)
    return try await survey.slots(of: trials)
  }
}
