import ArgumentParser
import Basics
import FoundationEssentials
import Workbench

/// Looks into cassettes, and works on them as sets of exchanges; the verbs stand by what one wants of them.
struct CassetteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cassette",
    abstract: "Look into cassettes, compare, merge and cut them.",
    discussion: """
      A cassette is one sealed file of exchanges, named by its root; a folder plays as the union of \
      its cassettes, which its INDEX lists. No command changes a sealed file or writes over one; \
      `compact` alone removes files, once another one holds the same.

        steerbench cassette inspect smollm2-135m
        steerbench cassette verify cassettes/smollm2-135m --level canonical
        steerbench cassette diff old.cas new.cas
        steerbench cassette merge theirs.cas ours.cas --output both.cas

      Readable diffs in git, once a clone (.gitattributes says diff=cassette already):
        git config diff.cassette.textconv "steerbench cassette inspect --textconv"
      """,
    subcommands: [
      InspectCommand.self,
      VerifyCommand.self,
      DigestCommand.self,
      SignCommand.self,
      KeyCommand.self, KeysCommand.self,
      DiffCommand.self,
      MergeCommand.self,
      SplitCommand.self,
      SliceCommand.self,
      GCCommand.self,
      CompactCommand.self,
      ExportCommand.self,
      ImportCommand.self,
      ScanCommand.self,
      SealCommand.self,
      IndexCommand.self,
    ])
}

/// Says what cassettes hold.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what cassettes hold.",
    discussion: """
      --textconv prints one cassette as sorted lines, one an exchange: trial, kind, slot, sizes, \
      result. Git compares these lines instead of the files, so that a diff reads as the trials that \
      were added and removed. Tell git once a clone (.gitattributes has *.cas diff=cassette):
        git config diff.cassette.textconv "steerbench cassette inspect --textconv"
        git config diff.cassette.cachetextconv true

        steerbench cassette inspect smollm2-135m
        steerbench cassette inspect theirs.cas --exchanges
        steerbench cassette inspect cassettes/smollm2-135m --exchanges --json
      """)

  @OptionGroup var input: CassetteArgument
  @Flag(help: "List every exchange.") var exchanges = false
  @Flag(help: "Print sorted lines for git, and nothing else.") var textconv = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if textconv && (json || exchanges) {
      throw ValidationError("--textconv goes with nothing else.")
    }
  }

  func run() throws {
    guard !textconv else { return printLines() }
    let contents = try CassetteContents(input.cassettes)
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: contents.json(listsExchanges: exchanges))
        : contents.text(listsExchanges: exchanges))
  }

  /// The cassette as lines.
  ///
  /// A file that cannot be read is a line too: git gives up the whole diff, other files included, if
  /// this fails.
  private func printLines() {
    do {
      for line in try CassetteContents.lines(of: input.cassettes) { Console.output.write(line) }
    } catch {
      Console.output.write("cannot be read: \(CommandFailure(error).message)")
    }
  }
}

/// Says what names cassettes.
struct DigestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest",
    abstract: "Print the digests that name cassettes and what they hold.",
    discussion: """
      A line for each cassette: its Merkle root, the SHA-256 of its file, its path. The root names \
      the exchanges, however they are compressed; the SHA-256 is what INDEX, Git LFS and sha256sum \
      say of the file. For several cassettes a last line gives the root of their union: two folders \
      hold the same exactly if these agree, in however many files.

      Every cassette is verified first, so that a root printed here is a root that holds.

        steerbench cassette digest smollm2-135m
        steerbench cassette digest a.cas b.cas --json
      """)

  @Argument(
    help: ArgumentHelp(
      ".cas files, folders of cassettes, or sweeps' names under cassettes/.",
      valueName: "cassettes"), completion: CompletionWords.sweeps)
  var cassettes: [String]
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let names = try CassetteNames(cassettes)
    Console.output.write(
      json ? try CanonicalJSON.text(of: names.json) : names.lines.joined(separator: "\n"))
  }
}

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
        steerbench cassette diff cassettes/smollm2-135m \\
          ../main/cassettes/smollm2-135m --exchanges
        steerbench cassette diff a.cas b.cas --exit-code --json
      """)

  @Argument(
    help: ArgumentHelp("A .cas file, a folder, or a sweep's name.", valueName: "old"),
    completion: CompletionWords.sweeps)
  var old: String
  @Argument(
    help: ArgumentHelp("What to compare it with.", valueName: "new"),
    completion: CompletionWords.sweeps)
  var new: String
  @Flag(help: "List every exchange that differs.") var exchanges = false
  @Flag(help: "Exit with 1 if anything differs.") var exitCode = false
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let difference = try DifferenceByTrial(from: old, to: new)
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: difference.json) : difference.text(listsExchanges: exchanges))
    if exitCode, !difference.isEmpty { throw CommandFailure(.regression) }
  }
}
