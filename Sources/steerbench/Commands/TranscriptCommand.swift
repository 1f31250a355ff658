import ArgumentParser
import Basics
import Workbench

/// Shows one trial as a conversation.
struct TranscriptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transcript",
    abstract: "Show one trial: its conversation, code, output, extraction and grade.",
    discussion: """
      A trial is named MODEL/METHOD/TASK/QUESTION/SAMPLE; parts may be left out from the left, and \
      the sample from the right, as long as one trial fits.

      Example: steerbench transcript smollm2-135m/all-code/game24/game24-1-01/0
      """)

  @Argument(help: "The trial.") var trial: String
  @Option(help: "The sweep. Default: the first that has the trial.") var sweep: String?
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup var probe: ProbeOption

  func run() async throws {
    let transcript = try await TrialTranscript(of: trial, in: sweep)
    guard json else { return Console.output.write(transcript.text, terminator: "") }
    Console.output.write(
      try CanonicalJSON.text(of: transcript.json(forProbe: probe.probe != nil)))
  }
}
