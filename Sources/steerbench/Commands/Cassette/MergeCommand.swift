import ArgumentParser
import Cassettes
import Workbench

/// Unites cassettes.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make one cassette of several: the union of their exchanges.",
    discussion: """
      The order and grouping of the inputs do not matter: the same exchanges give the same file, \
      byte for byte. An exchange that several trials recorded is kept once, under the first of their \
      names. The inputs stay as they are.

      Two different results for one slot are a conflict: both sides are listed, nothing is written, \
      and the exit code is 6. Nobody but you can say which is right; --prefer says so. (A second \
      result cannot be kept under the next ordinal: that place belongs to a trial that asks twice, \
      which would then play an answer that nobody gave it.)

        steerbench cassette merge a.cas b.cas --output both.cas
        steerbench cassette merge cassettes/mine cassettes/theirs --output cassettes/ours
        steerbench cassette merge old.cas new.cas --prefer new.cas --output current.cas
      """)

  @Argument(
    help: ArgumentHelp(
      ".cas files, folders of cassettes, or sweeps' names under cassettes/.",
      valueName: "cassettes"))
  var cassettes: [String]
  @OptionGroup var destination: OutputArgument
  @Option(
    help: ArgumentHelp("The input whose recording is kept where two differ.", valueName: "input"))
  var prefer: String?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let preferred = try prefer.map(CassetteLocator.set)
    let inputs = try cassettes.map(CassetteLocator.set) + [preferred].compactMap { $0 }
    let written = try WrittenCassettes(to: destination.output) { add in
      let catalog = try ExchangeCatalog(
        CassetteSet(joining: inputs), preferring: preferred,
        actionDigest: CassetteLocator.actionDigest)
      try add(try catalog.seal())
    }
    try written.report(asJSON: json)
  }
}
