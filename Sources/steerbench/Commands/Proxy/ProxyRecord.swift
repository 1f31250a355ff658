import ArgumentParser
import Basics
import Cassettes
import CodeExecution
import FoundationEssentials
import HTTP
import Proxy
import RecordReplay
import Workbench

extension ProxyCommand {
  /// Records.
  struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record",
      abstract: "Keep the answers to a program's calls in a folder of cassettes.",
      discussion: """
        What the folder holds is answered from it; the rest is asked of the provider, with the program's \
        own key, and is on disk before the program has the end of it. Keys are never stored: headers that \
        carry one are not recorded, and a call or an answer that holds a credential is refused.

        Examples:
          steerbench proxy record cassettes/mine -- pytest
          steerbench proxy record cassettes/mine \\
            --upstream http://127.0.0.1:8080/v1 -- python agent.py
          steerbench proxy record cassettes/mine \\
            --upstream vllm=http://10.0.0.7:8000 --port 4000
        """)

    @OptionGroup var common: Common
    @OptionGroup var live: LiveArguments

    func run() async throws {
      try await common.run(try common.session(.record(try live.recording())))
    }
  }

  /// What asking a provider takes.
  struct LiveArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Where calls go: a base URL for all, or NAME=URL. May be given several times.",
        discussion: """
          Without it OpenAI's calls go to api.openai.com and Anthropic's to api.anthropic.com; a call to \
          /to/NAME goes to the upstream of that name, which enters its key.
          """, valueName: "url"))
    var upstream: [String] = []
    @Option(help: "Seconds that one call may take.") var timeout = 600
    @OptionGroup var secrets: SecretArguments
    @OptionGroup var spending: SpendingArguments
    @OptionGroup var tier: TierArguments
    @OptionGroup var network: NetworkArguments
    @Flag(help: "Let keys go over plain http to other machines.") var plainHttp = false

    func validate() throws {
      guard (1...86_400).contains(timeout) else {
        throw ValidationError("--timeout must be from 1 to 86400 seconds.")
      }
    }

    /// What a session is given of the outside world.
    func recording() throws -> ProxySession.Recording {
      let environment = ProcessInfo.processInfo.environment
      let transport = CurlTransport(
        NetworkRoute(in: environment, usesProxies: network.useProxy))
      var recording = ProxySession.Recording(
        upstreams: try upstreams(environment), transport: transport, timeout: .seconds(timeout),
        secrets: SecretGuard(known: secrets.rules.known(), allowed: secrets.allowSecret),
        toolVersion: ToolVersion.current, timestamp: WallClock.timestamp)
      recording.spending = try purse()
      recording.sandbox = SandboxCalls { [wish = tier.wish] in
        try await Sandbox.launcher(
          wish, interpreter: try await Interpreter.find(), environment: environment)
      }
      return recording
    }

    private func purse() throws -> ProxySpending {
      let prices = try Prices(
        named: spending.prices.prices, beside: URL(filePath: "Tasks"), on: try WallClock.today())
      return ProxySpending(try spending.budget(), answerTokens: spending.answerTokens) {
        prices.price(of: $0)
      }
    }

    private func upstreams(_ environment: [String: String]) throws -> Upstreams {
      var every: String?
      var named: [String: String] = [:]
      for word in upstream {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2, !parts[0].contains("/") {
          named[parts[0]] = parts[1]
        } else {
          every = word
        }
      }
      return try Upstreams(
        every: every, named: named, environment: environment, allowsPlainHTTP: plainHttp)
    }
  }
}
