import ArgumentParser
import Basics
import Cassettes
import Workbench

/// Compares cassettes.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what differs between two cassettes or folders, trial by trial.",
    discussion: """
      A line for each trial with exchanges that only the first (-) or only the second (+) holds, \
      whose result changed (~), or that were recorded by another trial or at another time (=). \
      --exchanges lists the exchanges below. It compares content: in how many files it lies, and how \
      it is compressed, makes no difference.

      For `git diff` of cassettes, once a clone:
        git config diff.cassette.textconv "steerbench cassette inspect --textconv"

        steerbench cassette diff old.cas new.cas
        steerbench cassette diff cassettes/smollm2-135m ../main/cassettes/smollm2-135m --exchanges
        steerbench cassette diff a.cas b.cas --exit-code --json
      """)

  @Argument(help: ArgumentHelp("A .cas file, a folder, or a sweep's name.", valueName: "old"))
  var old: String
  @Argument(help: ArgumentHelp("What to compare it with.", valueName: "new"))
  var new: String
  @Flag(help: "List every exchange that differs.") var exchanges = false
  @Flag(help: "Exit with 1 if anything differs.") var exitCode = false
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let catalogs = try [old, new].map { word in
      try ExchangeCatalog(
        try CassetteLocator.set(word), actionDigest: CassetteLocator.actionDigest)
    }
    let difference = CassetteDifference(from: catalogs[0], to: catalogs[1])
    let report = DifferenceReport(difference)
    if json {
      Console.output.write(try CanonicalJSON.text(of: report.json))
    } else {
      Console.output.write(report.text(listsExchanges: exchanges))
    }
    if exitCode, !difference.isEmpty { throw CommandFailure(.regression) }
  }
}
