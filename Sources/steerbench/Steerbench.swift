import ArgumentParser
import Foundation
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
      LabCommand.self,
      LiveCommand.self,
      CompareCommand.self,
      RegradeCommand.self,
      BisectCommand.self,
      BisectProbeCommand.self,
      AttributeCommand.self,
      TranscriptCommand.self,
      GradeCommand.self,
      RefreshCommand.self,
      CanaryCommand.self,
      UpgradeCommand.self,
      MethodsCommand.self,
      ModelsCommand.self,
      TasksCommand.self,
      CassetteCommand.self,
      MergeShardsCommand.self,
      PushCommand.self,
      PullCommand.self,
      BundleCommand.self,
      ProxyCommand.self,
      ExecCommand.self,
      DoctorCommand.self,
    ])

  static func main() async {
    await CommandRunner.run(Steerbench.self)
  }
}

/// Runs a command and turns what it throws into a message and an exit code.
enum CommandRunner {
  /// Parses the process's arguments, runs, and exits.
  static func run(_ root: any AsyncParsableCommand.Type) async -> Never {
    do {
      var command = try root.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      exit(ExitStatus.pass.rawValue)
    } catch {
      exit(status(of: error, root))
    }
  }

  private static func status(of error: any Error, _ root: any AsyncParsableCommand.Type) -> Int32 {
    // The parser's own ends (help, version, a wrong flag) carry their own text.
    let code = root.exitCode(for: error)
    if code == .success {
      print(root.fullMessage(for: error))
      return ExitStatus.pass.rawValue
    }
    if code == .validationFailure {
      Console.error.write(root.fullMessage(for: error))
      return ExitStatus.usage.rawValue
    }
    let failure = CommandFailure(error)
    failure.report()
    return failure.status.rawValue
  }
}
