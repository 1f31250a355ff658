import ArgumentParser
import Basics
import Regression
import Reporting
import Workbench

/// Splits a change of scores into code and recording.
struct AttributeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute",
    abstract: "Split a change of scores between two commits into code, recording and interaction.",
    discussion: """
      Where both the code and the cassettes changed between two commits, four replays fill a square: \
      each commit's code with each commit's recording. Code is what B's code does to A's recording; \
      recording is what B's recording does under A's code; interaction is what neither does alone. \
      The four are over the same trials: those that all four can replay. No model is called.

      Builds and evaluations are kept, and shared with steerbench bisect.

      Examples:
        steerbench attribute v1.2 HEAD --sweep smollm2-135m
        steerbench attribute main branch --sweep smollm2-135m --cassettes-b recordings/october --json
      """)

  @Argument(help: ArgumentHelp("The revision before.", valueName: "a")) var first: String
  @Argument(help: ArgumentHelp("The revision after.", valueName: "b")) var second: String
  @Option(help: "A folder with a sweep.yaml, or its name under cassettes/.") var sweep: String
  @Option(
    help: ArgumentHelp(
      "The recording of A. Default: the cassettes in that commit.", valueName: "folder"))
  var cassettesA: String?
  @Option(
    help: ArgumentHelp(
      "The recording of B. Default: the cassettes in that commit.", valueName: "folder"))
  var cassettesB: String?
  @OptionGroup var probe: ProbeArguments
  @OptionGroup var cache: CacheArgument
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let attribution = ChangeAttribution(
      of: sweep, before: .init(revision: first, cassettes: cassettesA),
      after: .init(revision: second, cassettes: cassettesB),
      building: CommitBuilding(plan: probe.plan, cache: cache.folder))
    let report = try await Interruption.ending(advice: "The same command goes on from here.") {
      try await attribution.run { commit, stage in
        Console.error.write("\(stage.rawValue) \(commit.prefix(10))")
      }
    }
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: report.json)
        : report.text(colour: Console.output.allowsColour))
  }
}
