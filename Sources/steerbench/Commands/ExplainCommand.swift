import ArgumentParser
import Basics
import Workbench

/// Says what a digest, an exchange or a trial is.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a digest, an exchange or a trial is, and how to check it.",
    discussion: """
      Of a digest (six digits or more of a key, a request, a result, a cassette or its root): what it \
      is of, where it lies, which trials use it, of which segments its key is made, and how to verify \
      it by hand. Of a trial: its exchanges, one after the other.

      Examples:
        steerbench explain 3f2a9c
        steerbench explain 3f2a9c --sweep stranger.tar
        steerbench explain all-code/game24/game24-1-01 --json
      """)

  @Argument(
    help: "A digest or its beginning, or a trial as transcript names it.",
    completion: CompletionWords.trials)
  var word: String
  @Option(
    help: """
      The sweep, bundle or folder of cassettes to look through. Default: everything under cassettes/.
      """,
    completion: CompletionWords.sweeps)
  var sweep: String?
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let explanation = try await Explanation(of: word, in: sweep, workers: workers.count)
    Console.output.write(json ? try CanonicalJSON.text(of: explanation.json) : explanation.text)
  }
}
