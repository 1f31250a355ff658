import ArgumentParser
import Cassettes
import CodeExecution
import Evaluation
import Foundation
import ModelAPI
import RecordReplay

/// Records what a sweep's cassettes do not hold yet.
struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Ask the models and run the code of a sweep, and keep every answer.",
    discussion: """
      What a cassette or the journal of an earlier, interrupted recording holds is not asked again: \
      the same command resumes. Each answer is on disk before it is used. Ctrl-C once waits for what \
      is in flight and seals; twice stops at once. Both resume.

      Keys are read from the environment variable that the sweep names, never from the command line. \
      What holds a key's value, or a text of the shape of a credential, is not kept: the recording of \
      that trial fails and says where it is. A text that only looks like one is allowed by \
      --allow-secret and the digits that the message shows.

      --shard 3/16 records one of 16 parts into a folder of its own, below shards/ in the sweep's \
      folder; the others may be recorded at the same time, here or on other machines. Concurrency is \
      divided by 16. `steerbench merge` gathers them.

        steerbench record cassettes/smollm2-135m --base-url http://127.0.0.1:8080/v1
        steerbench record smollm2-135m --shard 3/16
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var world: WorldArguments
  @OptionGroup var secrets: SecretArguments
  @Flag(
    help: """
      Find out how far each run of code depends on chance, by running it up to three times, and note \
      it beside the recording: insensitive, pinned, unstable, limit-dependent.
      """)
  var classify = false
  @Flag(help: "Record into the journal, but do not seal it into a cassette.") var noSeal = false
  @Option(
    help: ArgumentHelp(
      "Record one part of the sweep, such as 3/16, into a folder of its own.", valueName: "i/n"),
    transform: Shard.argument)
  var shard: Shard?

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let place = try RecordingPlace(sweep.folder, shard: shard)
    let folder = place.folder
    let journal = try RecordingJournal(path: folder.journalPath)
    let known = secrets.known(names: sweep.folder.sweep.models.compactMap(\.access.keyVariable))
    for ignored in known.ignored {
      Console.error.write("\(ignored.name) is not looked for in recordings: \(ignored.reason).")
    }
    let recorder = Recorder(
      tapes: try place.tapes(), journal: journal,
      secrets: SecretGuard(known: known, allowed: secrets.allowSecret))
    let live = try world.models(of: place.sweep)
    let launcher = try await world.launcher(for: sweep.folder.sweep)
    let runs = try world.runs(in: launcher, of: sweep.folder.sweep, classifies: classify)
    let provenance = RecordingProvenance(
      toolVersion: ToolVersion.current, sandbox: try await launcher.provenance().value,
      timestamp: Timestamp.now)
    let recording = Recording(
      sweep.plan, runner: sweep.runner, trialsAtOnce: world.trialsAtOnce(for: place.sweep),
      shard: shard
    ) { model in
      RecordingSource(
        recorder, world: live.world(of: model, runs: runs), provenance: provenance)
    }
    let interruption = Interruption { Task { await recorder.stop() } }
    let failures = await record(recording, total: recording.count, recorder)
    try await seal(journal, into: folder)
    try report(failures, isInterrupted: interruption.isRequested, sweep)
  }

  private func record(
    _ recording: Recording<RecordingSource>, total: Int, _ recorder: Recorder
  ) async -> [(TrialID, DeckError)] {
    let progress = Progress(total: total)
    var failures: [(TrialID, DeckError)] = []
    await recording.run { event in
      let counts = await recorder.counts
      switch event {
      case .done: progress.trialEnded(failed: false, counts: counts)
      case .failure(let trial, let error):
        progress.trialEnded(failed: true, counts: counts)
        if error.code != .interrupted { failures.append((trial, error)) }
      }
    }
    progress.finish()
    let counts = await recorder.counts
    Console.error.write(
      "\(counts.calls) model calls and \(counts.executions) runs of code recorded; "
        + "\(counts.hits + counts.shared) answers were there already.")
    return failures
  }

  private func seal(_ journal: RecordingJournal, into folder: CassetteFolder) async throws {
    guard !noSeal else {
      Console.error.write("The journal stays as it is; the next recording goes on with it.")
      return
    }
    guard let sealed = try await journal.seal(into: folder) else { return }
    Console.error.write("Sealed \(sealed.entryCount) exchanges as \(sealed.fileName).")
  }

  private func report(
    _ failures: [(TrialID, DeckError)], isInterrupted: Bool, _ sweep: OpenSweep
  ) throws {
    let name = sweep.folder.url.relativePath
    let again = shard.map { "\(name) --shard \($0)" } ?? name
    for (_, error) in failures.prefix(5) { Console.error.write("steerbench: \(error.message)") }
    if let (_, error) = failures.first {
      throw CommandFailure(
        CommandFailure(error).status,
        "\(failures.count) trials could not be recorded. What was recorded is kept; mend the cause "
          + "and run the same command again.")
    }
    if isInterrupted {
      throw CommandFailure(
        .interrupted, "Stopped. To go on: steerbench record \(again)")
    }
    guard let shard else {
      Console.error.write("Complete. Look at it: steerbench replay \(name)")
      return
    }
    Console.error.write(
      "Shard \(shard) is complete. When all are: steerbench merge \(name)")
  }
}
