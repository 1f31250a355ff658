import ArgumentParser
import Basics
import ForeignLogs
import Workbench

/// Makes a project of another tool's log.
struct LogImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a task of a log of Inspect or lm-evaluation-harness, its replies recorded.",
    discussion: """
      The log's questions become a task of your own, graded by a kind that is guessed from the truths; the \
      replies that it holds whole become a recording, which replays at once. Whatever is no recording is named, \
      sample by sample, with the field that is missing. The log's own verdicts become the tag "verdict".

      Logs of Inspect are .eval or .json. Of lm-evaluation-harness it is samples_*.jsonl, which holds texts and \
      not how they ended: --assume-ended takes them for ended, and --model names who was asked.

      Examples:
        steerbench import logs/2026-03-01T09-30-00+00-00_arithmetic_abc.eval mine
        steerbench import samples_gsm8k_2026-03-01T09-30-00.jsonl mine \\
          --assume-ended --model gpt-4o-mini
      """)

  @Argument(help: "The log: .eval, .json, or samples_*.jsonl.", completion: .file()) var log: String
  @Argument(help: "The folder to make: it must not exist, or be empty.", completion: .directory)
  var folder: String
  @Option(help: "The model's name, where the log does not say it.") var model: String?
  @Flag(help: "Take replies whose end the log does not tell for ended.") var assumeEnded = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let project = try await LogProject(
      of: log, in: folder, model: model, assumesEnds: assumeEnded)
    Console.output.write(json ? try CanonicalJSON.text(of: project.json) : project.text)
  }
}
