import ArgumentParser
import Basics
import Cassettes
import CodeExecution
import FoundationEssentials
import Glibc
import HTTP
import Proxy
import RecordReplay
import Workbench

/// Records and replays the calls of other people's programs.
struct ProxyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proxy",
    abstract: "Record and replay the model calls of any program, through a server on this machine.",
    discussion: """
      A program that asks models over HTTP is run with its base URL set to a server on this machine. \
      While recording, what the cassettes do not hold is asked of the provider and kept; in a replay \
      nothing can leave, and a call without a recording fails it.

      Two calls are the same where method, path, query, meaningful headers and the whole body are. Of \
      several same calls the n-th gets the n-th answer, within a lane: /lane/NAME/v1 as base URL, a header \
      x-steerbench-lane: NAME, or the key sk-steerbench-NAME. Lists of models, embeddings, moderations and \
      counts of tokens serve any number.

      Kept are answers with status 2xx, 400, 413 and 422. All others are passed on and not kept: a replay \
      never throttles.
      """,
    subcommands: [Record.self, Replay.self, Refresh.self, Slice.self, Import.self])

  /// What both ways take.
  struct Common: ParsableArguments {
    @Argument(help: "The folder of the cassettes.", completion: .directory) var cassettes: String
    @Option(help: "Listen on this port. Default: any that is free.") var port: UInt16 = 0
    @Option(
      help: ArgumentHelp(
        "Play recorded streams at once (none), as they came (recorded), or so many times as slowly (x2).",
        valueName: "none|recorded|xN"))
    var timing: String = "none"
    @Option(
      name: .customLong("key-header"),
      help: ArgumentHelp(
        "Let this header of a call enter its key too. May be given several times.",
        valueName: "name"))
    var keyHeaders: [String] = []
    @Flag(help: "Leave the rules of rename.json in the folder aside.") var exact = false
    @Flag(help: "Print the summary as JSON.") var json = false
    @Argument(
      parsing: .postTerminator,
      help: "The command, behind --. Without one, serve until Ctrl-C.")
    var command: [String] = []

    func validate() throws {
      guard StreamTiming(timing) != nil else {
        throw ValidationError("--timing takes none, recorded, or a factor such as x2 or x0.5.")
      }
      guard keyHeaders.allSatisfy({ HTTPHeader.isSendable(name: $0, value: "") }) else {
        throw ValidationError("--key-header takes the name of a header.")
      }
    }

    /// A session over the folder.
    func session(_ mode: ProxySession.Mode) throws -> ProxySession {
      var session = ProxySession(
        folder: cassettes, mode: mode, environment: ProcessInfo.processInfo.environment
      ) { Console.error.write($0) }
      session.port = port
      session.timing = StreamTiming(timing) ?? .none
      session.isExact = exact
      session.keyHeaders = keyHeaders.map { $0.lowercased() }
      return session
    }

    /// Runs a session to its end, says what it did, and ends as it ended.
    func run(_ session: ProxySession) async throws {
      try ProcessLimits.prepare()
      let report: ProxyReport
      if command.isEmpty {
        let signals = StopSignals()
        report = try await session.run { [stopped = signals.stopped] port in
          Console.error.write(
            "Serving on http://127.0.0.1:\(port), for OpenAI's clients http://127.0.0.1:\(port)/v1. "
              + "Ctrl-C ends it.")
          for await _ in stopped { break }
          Self.leaveAtOnce(after: 1, stopped)
          return nil
        }
        signals.cancel()
      } else {
        // A terminal sends Ctrl-C to the command too: its end is the end.
        let signals = StopSignals()
        Self.leaveAtOnce(after: 2, signals.stopped)
        report = try await session.run(command: command)
        signals.cancel()
      }
      if json {
        Console.output.write(try CanonicalJSON.text(of: report.json))
      } else {
        Console.error.write(report.text)
      }
      try end(report)
    }

    /// Ends the process where somebody asks so often: what is under way may take minutes to come home.
    private static func leaveAtOnce(after count: Int, _ stopped: AsyncStream<Void>) {
      Task {
        var left = count
        for await _ in stopped {
          left -= 1
          guard left == 0 else { continue }
          Console.error.write(
            "Stopped at once. What was acknowledged is kept; the same command goes on.")
          Glibc.exit(ExitStatus.interrupted.rawValue)
        }
      }
    }

    private func end(_ report: ProxyReport) throws {
      guard report.counts.misses == 0 else { throw CommandFailure(.miss) }
      if let refusal = report.refusals.first {
        throw CommandFailure(
          ExitStatus(Ending(of: DeckError(refusal.code, refusal.message))), refusal.message)
      }
      if let status = report.status, status != 0 { throw ExitCode(status) }
    }
  }

  /// Replays.
  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "replay",
      abstract: "Answer a program's calls from a folder of cassettes, and from nothing else.",
      discussion: """
        Nothing leaves this machine, and the program is given dummy keys. A call without a recording is \
        answered with status 424, which clients do not try again, and a sentence that names the nearest \
        recording and what differs. After any of them the exit code is 3, whatever the program made of it; \
        otherwise it is the program's own.

        Examples:
          steerbench proxy replay cassettes/mine -- pytest
          steerbench proxy replay cassettes/mine --port 4000
        """)

    @OptionGroup var common: Common
    @OptionGroup var prices: PriceArguments

    func run() async throws {
      var session = try common.session(.replay)
      let prices = try Prices(named: prices.prices, beside: URL(filePath: "Tasks"))
      session.price = { prices.price(of: $0) }
      try await common.run(session)
    }
  }
}
