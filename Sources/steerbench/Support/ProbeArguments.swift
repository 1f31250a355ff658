import ArgumentParser
import Foundation
import Regression

/// How a commit is built and asked.
struct ProbeArguments: ParsableArguments {
  @OptionGroup var workers: WorkerOption
  @Option(
    help: ArgumentHelp(
      "Builds a commit, run by the shell in its folder.",
      discussion: "Default: swift build of the product steerbench, incrementally. "
        + "STEERBENCH_SCRATCH names a folder that stays from commit to commit.",
      valueName: "command"))
  var buildCommand: String?
  @Option(
    help: ArgumentHelp(
      "The tool that the build makes, from the commit's folder.",
      discussion:
        "It is asked to replay and for transcripts, as steerbench is. With an absolute path "
        + "and no --build-command nothing is built: one tool replays every commit's sweep, prompts "
        + "and questions.",
      valueName: "path"))
  var tool: String?

  func validate() throws {
    guard buildCommand == nil || tool != nil else {
      throw ValidationError("--build-command goes with --tool: say what the build makes.")
    }
  }

  /// The plan.
  var plan: ProbePlan {
    ProbePlan(buildCommand: buildCommand, tool: tool, workers: workers.count)
  }
}

/// In which version of the probe another build asks; people do not.
struct ProbeOption: ParsableArguments {
  @Option(help: .hidden) var probe: Int?

  func validate() throws {
    if let refusal = probe.flatMap(ToolProbe.refusal) { throw ValidationError(refusal) }
  }
}
