import ArgumentParser
import Basics
import FoundationEssentials
import Glibc
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

        steerbench replay                  replay all sweeps, print the tables
        steerbench transcript TRIAL        read one trial as a conversation
        steerbench plan cassettes/SWEEP    what recording a sweep would ask for
        steerbench record cassettes/SWEEP  record what is missing

      Exit codes: 0 pass; 1 a score changed; 2 usage or configuration; 3 a recording is missing; \
      4 provider or sandbox failure; 5 a budget or limit reached; 6 a cassette is damaged; \
      7 nothing was measured; 130 interrupted.
      """,
    version: ToolVersion.current,
    groupedSubcommands: [
      CommandGroup(
        name: "Reading and checking",
        subcommands: [
          ReplayCommand.self, ReportCommand.self, ViewCommand.self, TrialsCommand.self,
          TranscriptCommand.self, ExplainCommand.self, GradeCommand.self, CompareCommand.self,
          AnalyzeCommand.self, LabCommand.self, SweepExportCommand.self,
        ]),
      CommandGroup(
        name: "Recording",
        subcommands: [
          InitCommand.self, LogImportCommand.self, PlanCommand.self, RecordCommand.self,
          WatchCommand.self,
          LiveCommand.self, RefreshCommand.self, CanaryCommand.self, UpgradeCommand.self,
          ProxyCommand.self,
        ]),
      CommandGroup(
        name: "Searching",
        subcommands: [
          BisectCommand.self, BisectProbeCommand.self, AttributeCommand.self, RegradeCommand.self,
        ]),
      CommandGroup(
        name: "Sharing",
        subcommands: [
          BundleCommand.self, PushCommand.self, PullCommand.self, MergeShardsCommand.self,
          CassetteCommand.self,
        ]),
      CommandGroup(
        name: "Reference",
        subcommands: [
          MethodsCommand.self, ModelsCommand.self, TasksCommand.self, SchemaCommand.self,
          ExecCommand.self, DoctorCommand.self,
        ]),
    ])

  static func main() async {
    await CommandRunner.run(Steerbench.self)
  }
}

/// Runs a command and turns what it throws into a message and an exit code.
enum CommandRunner {
  /// Parses the process's arguments, runs, and exits.
  static func run(_ root: any AsyncParsableCommand.Type) async -> Never {
    guard !CommandLine.arguments.isEmpty else {
      // The words of a command are read from there, and without any it would only print its help.
      Console.error.write("steerbench: /proc is not mounted here, so that no command can be read.")
      exit(ExitStatus.infrastructure.rawValue)
    }
    do {
      try UnknownCommand.check(Array(CommandLine.arguments.dropFirst()), root)
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
    // The code of a command that was run for somebody: it has said itself what was wrong.
    if let exit = error as? ExitCode { return exit.rawValue }
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

/// A word that is no command, answered with those that may have been meant.
enum UnknownCommand {
  /// Commands that the parser brings along.
  private static let builtIn = ["help"]

  /// Throws where a word stands in a command's place and is none.
  static func check(_ words: [String], _ root: any ParsableCommand.Type) throws {
    var subcommands = root.configuration.subcommands
    var path = name(of: root)
    for word in words {
      // What follows a command without subcommands is its arguments; flags may stand anywhere.
      guard !subcommands.isEmpty, !word.hasPrefix("-"), !builtIn.contains(word) else { return }
      guard let next = subcommands.first(where: { name(of: $0) == word }) else {
        throw unknown(word, after: path, among: subcommands.map { name(of: $0) })
      }
      path += " \(word)"
      // A default subcommand takes words of its own.
      let configuration = next.configuration
      subcommands = configuration.defaultSubcommand == nil ? configuration.subcommands : []
    }
  }

  private static func name(of command: any ParsableCommand.Type) -> String { command._commandName }

  private static func unknown(
    _ word: String, after path: String, among names: [String]
  ) -> CommandFailure {
    CommandFailure(
      .usage,
      "\(path) \(VisibleText.escape(word)): there is no such command. "
        + NearMatch.hint(for: word, among: names) + " All of them: steerbench --help")
  }
}
