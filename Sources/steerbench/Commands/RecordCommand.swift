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

      Keys are read from the environment variable that the sweep names, never from the command line.

      Example: steerbench record cassettes/smollm2-135m --base-url http://127.0.0.1:8080/v1
      """)

  @OptionGroup var argument: SweepArgument
  @Option(help: "Use this base URL for all models of the sweep.") var baseURL: String?
  @Option(
    help: "Trials in flight at once. Default: what the models' concurrency adds up to, plus 2.")
  var trialsAtOnce: Int?
  @Option(help: "Tries of one call before it is given up; waits between them grow to 8 seconds.")
  var attempts = RetryPolicy.standard.maximumAttempts
  @Flag(help: "Record into the journal, but do not seal it into a cassette.") var noSeal = false

  func validate() throws {
    if let trialsAtOnce, !(1...100_000).contains(trialsAtOnce) {
      throw ValidationError("--trials-at-once must be from 1 to 100000.")
    }
    guard (1...100).contains(attempts) else {
      throw ValidationError("--attempts must be from 1 to 100.")
    }
  }

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let folder = try CassetteFolder.mending(path: sweep.folder.path)
    let journal = try RecordingJournal(path: folder.journalPath)
    let recorder = Recorder(tape: try CassetteReader(CassetteUnion(folder)), journal: journal)
    let live = try LiveModels(
      sweep.folder.sweep, baseURL: baseURL, attempts: attempts,
      environment: ProcessInfo.processInfo.environment)
    let launcher = try await launcher(for: sweep.folder.sweep)
    let provenance = RecordingProvenance(
      toolVersion: ToolVersion.current, sandboxTier: launcher.tier.rawValue,
      timestamp: Timestamp.now)
    let concurrency = sweep.folder.sweep.models.reduce(0) { $0 + $1.concurrency }
    let recording = Recording(
      sweep.plan, runner: sweep.runner, trialsAtOnce: trialsAtOnce ?? concurrency + 2
    ) { model in
      RecordingSource(
        recorder, world: live.world(of: model, launcher: launcher), provenance: provenance)
    }
    let interruption = Interruption { Task { await recorder.stop() } }
    let failures = await record(recording, total: sweep.plan.count, recorder)
    try await seal(journal, into: folder)
    try report(failures, isInterrupted: interruption.isRequested, sweep)
  }

  /// The sandbox with the interpreter that the sweep names, proved before anything is paid for.
  private func launcher(for sweep: Sweep) async throws -> any Launcher {
    let check = await SandboxCheck.run()
    if let problem = check.problems.first { throw CommandFailure(problem) }
    guard let interpreter = check.interpreter else {
      throw CommandFailure(.infrastructure, "There is no Python here. See: steerbench doctor")
    }
    guard interpreter.label == sweep.interpreter else {
      throw CommandFailure(
        .usage,
        "The sweep asks for \(sweep.interpreter), but this machine has \(interpreter.label). Install "
          + "\(sweep.interpreter), or write \"interpreter: \(interpreter.label)\" under \"execution\" "
          + "in the sweep, which makes recordings of their own.")
    }
    return try BubblewrapLauncher(interpreter: interpreter)
  }

  private func record(
    _ recording: Recording, total: Int, _ recorder: Recorder
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
    for (_, error) in failures.prefix(5) { Console.error.write("steerbench: \(error.message)") }
    if let (_, error) = failures.first {
      throw CommandFailure(
        CommandFailure(error).status,
        "\(failures.count) trials could not be recorded. What was recorded is kept; mend the cause "
          + "and run the same command again.")
    }
    if isInterrupted {
      throw CommandFailure(
        .interrupted, "Stopped. To go on: steerbench record \(name)")
    }
    Console.error.write("Complete. Look at it: steerbench replay \(name)")
  }
}
