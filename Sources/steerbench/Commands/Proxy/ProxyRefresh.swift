import ArgumentParser
import Basics
import Cassettes
import CodeExecution
import FoundationEssentials
import HTTP
import Proxy
import RecordReplay
import Workbench

/// Calls that are picked by name.
struct CallArguments: ParsableArguments {
  @Option(
    name: .customLong("only"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Which calls: all, or lane=, model=, path=, upstream=, action= with a value each.",
      valueName: "kind=value"))
  var words: [String] = []

  func validate() throws { _ = try selection() }

  /// The selection.
  func selection() throws -> CallSelection {
    do throws(ProxyError) {
      return try CallSelection(words)
    } catch {
      throw ValidationError(error.description)
    }
  }
}

extension ProxyCommand {
  /// Records some calls anew.
  struct Refresh: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "refresh",
      abstract: "Record some of the calls anew, look at what changed, and accept or discard it.",
      discussion: """
        The program runs as in a recording; the selected calls are asked though they are recorded, into a \
        folder `pending` beside the cassettes that no replay plays, and what was never recorded goes there \
        too. `diff` shows what accepting would change; `accept` puts the new answers into the place of all \
        old ones of the same calls, in one step; `discard` takes the pending ones away. The cassettes stay \
        as they are until then.

        Examples:
          steerbench proxy refresh cassettes/mine --only model=gpt-4o -- pytest
          steerbench proxy refresh diff cassettes/mine
          steerbench proxy refresh accept cassettes/mine
        """,
      subcommands: [RefreshRecord.self, RefreshDiff.self, RefreshAccept.self, RefreshDiscard.self],
      defaultSubcommand: RefreshRecord.self)
  }

  /// Records the selected calls into the pending folder.
  struct RefreshRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record",
      abstract: "Record the selected calls into the pending folder; resumes.",
      discussion: """
        This is what `steerbench proxy refresh CASSETTES --only … -- COMMAND` does. The same selection again \
        goes on with a refresh that was stopped, and asks nothing twice.

        Examples:
          steerbench proxy refresh cassettes/mine --only lane=a --budget usd=2 -- pytest
        """)

    @OptionGroup var common: Common
    @OptionGroup var only: CallArguments
    @OptionGroup var live: LiveArguments

    func run() async throws {
      var recording = try live.recording()
      recording.refreshed = try only.selection()
      try await common.run(try common.session(.record(recording)))
      Console.error.write(
        "Look at what changed: steerbench proxy refresh diff \(common.cassettes)")
    }
  }

  /// Shows what accepting would change.
  struct RefreshDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff",
      abstract: "Show what accepting the pending calls would change.",
      discussion: """
        Answers call by call: those that are the same, those whose text differs with the lines that do, \
        those that are new, and those that would go. Writes nothing.

        Examples:
          steerbench proxy refresh diff cassettes/mine
        """)

    @Argument(help: "The folder of the cassettes.", completion: .directory) var cassettes: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let refresh = try CallRefresh(in: cassettes)
      Console.output.write(
        json ? try CanonicalJSON.text(of: try refresh.json()) : try refresh.text())
    }
  }

  /// Puts the pending answers in the place of the old ones.
  struct RefreshAccept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "accept",
      abstract: "Replace the recordings of the refreshed calls by the pending ones.",
      discussion: """
        The cassettes become one that holds the pending answers and everything else as it was. At every \
        instant, whatever happens to the process, the folder plays: the old recordings or the new ones.

        Examples:
          steerbench proxy refresh accept cassettes/mine
        """)

    @Argument(help: "The folder of the cassettes.", completion: .directory) var cassettes: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let (added, dropped) = try CallRefresh(in: cassettes).accept()
      guard !json else {
        let counts: JSONValue = [
          "added": .integer(Int64(added)), "dropped": .integer(Int64(dropped)),
        ]
        return Console.output.write(try CanonicalJSON.text(of: counts))
      }
      Console.output.write("Accepted \(added) answers in the place of \(dropped).")
    }
  }

  /// Takes the pending calls away.
  struct RefreshDiscard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "discard",
      abstract: "Take the pending calls away; the cassettes stay as they are.",
      discussion: """
        Examples:
          steerbench proxy refresh discard cassettes/mine
        """)

    @Argument(help: "The folder of the cassettes.", completion: .directory) var cassettes: String

    func run() async throws {
      let words = try CallRefresh.discard(in: cassettes)
      Console.output.write("Discarded what was recorded anew of \(words.joined(separator: " ")).")
    }
  }
}
