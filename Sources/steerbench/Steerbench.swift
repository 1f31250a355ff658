import ArgumentParser
import Workbench

/// The command line.
@main
struct Steerbench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "steerbench",
    abstract: "Record and replay an evaluation of LLM steering, to the last byte.",
    discussion: """
      Ten methods steer a language model between code execution and textual reasoning on fourteen \
      tasks (arXiv 2410.03524). A sweep is recorded once against live models; from then on it \
      replays offline, without keys and without Python, and any change of a score fails.

        steerbench replay                  replay every sweep under cassettes/ and print the tables
        steerbench transcript TRIAL        read one trial as a conversation
        steerbench plan cassettes/SWEEP    what recording a sweep would ask for
        steerbench record cassettes/SWEEP  record what is missing

      Exit codes: 0 pass; 1 a score changed; 2 usage or configuration; 3 a recording is missing; \
      4 provider or sandbox failure; 5 a budget or limit reached; 6 a cassette is damaged; \
      7 nothing was measured; 130 interrupted.
      """,
    version: ToolVersion.current,
    subcommands: [
      PlanCommand.self,
      RecordCommand.self,
      ReplayCommand.self,
      ReportCommand.self,
      ViewCommand.self,
      SweepExportCommand.self,
      AnalyzeCommand.self,
      LiveCommand.self,
      CompareCommand.self,
      BisectCommand.self,
      BisectProbeCommand.self,
      AttributeCommand.self,
      TranscriptCommand.self,
      GradeCommand.self,
      RefreshCommand.self,
      CanaryCommand.self,
      MethodsCommand.self,
      ModelsCommand.self,
      TasksCommand.self,
      CassetteCommand.self,
      MergeShardsCommand.self,
      PushCommand.self,
      PullCommand.self,
      BundleCommand.self,
      ExecCommand.self,
      DoctorCommand.self,
    ])

  static func main() async {
    await CommandRunner.run(Steerbench.self)
  }
}
