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
  /// Takes over the recordings of other tools.
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Take over cassettes of vcrpy and HTTP archives.",
      discussion: """
        Reads cassettes of vcrpy (YAML or JSON, version 1) and HTTP archives (HAR), and seals what they \
        hold into one more cassette, all or nothing. What cannot be known is refused and named: a body \
        that was not kept, a header that the key needs, a stream without its end, a host that nobody named.

        Examples:
          steerbench proxy import tests/cassettes tests/vcr/*.yaml
          steerbench proxy import tests/cassettes session.har \\
            --upstream vllm=10.0.0.7:8000
        """)

    @Argument(help: "The folder of the cassettes.", completion: .directory) var cassettes: String
    @Argument(help: "The files.", completion: .file()) var files: [String]
    @Option(
      help: ArgumentHelp(
        "The name of the upstream at a host. May be given several times.", valueName: "name=host"))
    var upstream: [String] = []
    @Option(
      name: .customLong("key-header"),
      help: ArgumentHelp("Let this header of a call enter its key too.", valueName: "name"))
    var keyHeaders: [String] = []
    @OptionGroup var secrets: SecretArguments
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      var hosts: [String: String] = [:]
      for word in upstream {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
          throw ValidationError("--upstream takes a name and a host, such as vllm=10.0.0.7:8000.")
        }
        hosts[parts[1]] = parts[0]
      }
      let outcome = try await ForeignImport(
        into: cassettes, upstreams: hosts, keyHeaders: keyHeaders.map { $0.lowercased() },
        secrets: SecretGuard(known: secrets.rules.known(), allowed: secrets.allowSecret),
        toolVersion: ToolVersion.current
      ).run(files)
      guard !json else {
        let counts: JSONValue = [
          "exchanges": .integer(Int64(outcome.exchanges)),
          "leftOut": .integer(Int64(outcome.leftOut)), "sealed": outcome.sealed?.json ?? .null,
        ]
        return Console.output.write(try CanonicalJSON.text(of: counts))
      }
      let left =
        outcome.leftOut > 0 ? "; \(outcome.leftOut) errors of the moment are left out" : ""
      let sealed = outcome.sealed.map { ", sealed in \($0.fileName)" } ?? ", nothing new"
      Console.output.write("\(outcome.exchanges) calls\(sealed)\(left).")
    }
  }

  /// Takes a part of the calls.
  struct Slice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "slice",
      abstract: "Take some of the recorded calls into cassettes of their own.",
      discussion: """
        Calls are named by lane, model, path, upstream, or the beginning of an action's digest. Words of \
        one kind widen the selection, words of different kinds narrow it.

        Examples:
          steerbench proxy slice cassettes/mine --only lane=test-login \\
            --output cassettes/login
          steerbench proxy slice cassettes/mine --only model=gpt-4o \\
            path=/v1/responses --output part.cas
        """)

    @Argument(help: "The folder of the cassettes.", completion: .directory) var cassettes: String
    @OptionGroup var only: CallArguments
    @OptionGroup var destination: OutputArgument
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let folder = try CassetteLocator.folder(cassettes)
      let slots = try only.selection().slots(in: folder)
      try WrittenCassettes.slice(cassettes, keeping: slots, to: destination.output)
        .report(asJSON: json)
    }
  }
}
