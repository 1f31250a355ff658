import Analysis
import ArgumentParser
import Basics
import Cassettes
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Records what a sweep's cassettes do not hold yet.
struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Ask the models and run the code of a sweep, and keep every answer.",
    discussion: """
      What a cassette or the journal of an earlier, interrupted recording holds is not asked again: \
      the same command resumes. Each answer is on disk before it is used. Ctrl-C once waits for what \
      is in flight and seals; twice stops at once. Both resume.

      Calls go as fast as the provider lets them, up to the sweep's concurrency and limits: throttled \
      calls halve the number in flight, a failing server keeps it from growing, answers let it grow \
      again. Each change is told with its reason. A call that fails in all its tries is told, and the \
      rest goes on; ten in a row, or a failure that would strike every call, end the recording.

      Keys are read from the environment variable that the sweep names, never from the command line. \
      What holds a key's value, or a text of the shape of a credential, is not kept: the recording of \
      that trial fails and says where it is. A text that only looks like one is allowed by \
      --allow-secret and the digits that the message shows.

      --shard 3/16 records one of 16 parts into a folder of its own, below shards/ in the sweep's \
      folder; the others may be recorded at the same time, here or on other machines. Concurrency, \
      rate limits and budget are divided by 16. `steerbench merge` gathers them.

      Examples:
        steerbench record cassettes/smollm2-135m --base-url http://127.0.0.1:8080/v1
        steerbench record gpt-4o --budget usd=20 calls=5000
        steerbench record smollm2-135m --shard 3/16
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var world: WorldArguments
  @OptionGroup var spending: SpendingArguments
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
    transform: Self.shard)
  var shard: Shard?
  @Flag(help: "Print what was done, spent and failed as JSON.") var json = false

  private static func shard(_ text: String) throws -> Shard {
    guard let shard = Shard(text) else {
      throw ValidationError(
        "A shard is written as 3/16: its number, from 1, and how many there are.")
    }
    return shard
  }

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let (world, rules) = (try world.world(spending), secrets.rules)
    OpenFileLimit.raise()
    let result = try await Interruption.listening { stop in
      try await SweepRecording(
        of: sweep, world: world, secrets: rules, stop: stop, observer: Progress()
      ).record(shard: shard, classifies: classify, seals: !noSeal)
    }
    if noSeal {
      Console.error.write("The journal stays as it is; the next recording goes on with it.")
    } else if let sealed = result.sealed {
      Console.error.write("Sealed \(sealed.entryCount) exchanges as \(sealed.fileName).")
    }
    if json { Console.output.write(try CanonicalJSON.text(of: result.json)) }
    let name = sweep.folder.url.relativePath
    let part = shard.map { " --shard \($0)" } ?? ""
    try result.checkComplete(toGoOn: "steerbench record \(name)\(part)")
    guard let shard else {
      Console.error.write("Complete. Look at it: steerbench replay \(name)")
      return
    }
    Console.error.write("Shard \(shard) is complete. When all are: steerbench merge \(name)")
  }
}

extension RecordingOutcome {
  /// Throws what keeps the recording from being complete; reasons that were not told yet are printed.
  ///
  /// - Parameter again: The command that goes on.
  func checkComplete(toGoOn again: String) throws {
    for failure in shownFailures { Console.error.write("steerbench: \(failure.error.message)") }
    guard let shortcoming = shortcoming(toGoOn: again) else { return }
    throw CommandFailure(ExitStatus(ending), shortcoming)
  }
}
