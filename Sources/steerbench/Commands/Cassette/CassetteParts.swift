import ArgumentParser
import Basics
import Cassettes
import FoundationEssentials
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
        steerbench cassette merge cassettes/mine cassettes/theirs \\
          --output cassettes/ours
        steerbench cassette merge old.cas new.cas --prefer new.cas \\
          --output current.cas
      """)

  @Argument(
    help: ArgumentHelp(
      ".cas files, folders of cassettes, or sweeps' names under cassettes/.",
      valueName: "cassettes"), completion: CompletionWords.sweeps)
  var cassettes: [String]
  @OptionGroup var destination: OutputArgument
  @Option(
    help: ArgumentHelp("The input whose recording is kept where two differ.", valueName: "input"))
  var prefer: String?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    try WrittenCassettes.merge(cassettes, preferring: prefer, to: destination.output)
      .report(asJSON: json)
  }
}

/// Cuts cassettes into parts.
struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Cut cassettes into several that together hold the same.",
    discussion: """
      --parts deals exchanges out by their actions' digests: the same exchange always goes to the \
      same part, whatever else there is. --max-bytes fills parts trial by trial, which compresses \
      best; the limit is on requests and results before compression, of which a sealed file is about \
      a tenth. The parts play as one folder, and merging them gives the input again, byte for byte.

        steerbench cassette split big.cas --parts 4 --output parts
        steerbench cassette split smollm2-135m --max-bytes 300M --output parts
      """)

  @OptionGroup var input: CassetteArgument
  @Option(help: "The number of parts, from 1 to 1000.") var parts: Int?
  @Option(
    help: ArgumentHelp(
      "The largest part, in bytes, or with K, M or G at the end.", valueName: "size"))
  var maxBytes: ByteCount?
  @OptionGroup var destination: OutputArgument
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (parts == nil) != (maxBytes == nil) else {
      throw ValidationError("Give either --parts or --max-bytes.")
    }
    guard (1...1_000).contains(parts ?? 1) else {
      throw ValidationError("--parts must be from 1 to 1000.")
    }
    if destination.output.hasSuffix(".cas") {
      throw ValidationError("--output must be a folder for the parts, not a .cas file.")
    }
  }

  func run() throws {
    let split = maxBytes.map { CassetteSplit.rawBytes($0.count) } ?? parts.map(CassetteSplit.count)
    guard let split else {
      preconditionFailure("The arguments were checked: one of the two is there.")
    }
    try WrittenCassettes.split(input.cassettes, split, to: destination.output).report(asJSON: json)
  }
}

/// A number of bytes as people write it: `300000`, `300K`, `32M`, `2G`, in powers of 1024.
struct ByteCount: ExpressibleByArgument {
  let count: Int

  init?(argument: String) {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let unit = argument.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? argument : String(argument.dropLast())), number > 0 else {
      return nil
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
    guard !overflow else { return nil }
    count = bytes
  }
}

/// Takes a part of a sweep's cassettes.
struct SliceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slice",
    abstract: "Take what some trials need into a cassette of its own.",
    discussion: """
      The selected trials are replayed, and every exchange that they use is taken: the slice replays \
      them without the rest. A cassette alone does not know that much. Trials that ask the very same \
      share one recording, which is kept under the first of their names; so the calls of \
      code-text-summary, say, are mostly found under all-code and all-text.

      Where there is no sweep, --by-scope takes what is recorded under the names of the selected \
      trials. Such slices do not overlap, but one may not be enough to replay.

      Options of one kind widen the selection, options of different kinds narrow it. All slices of a \
      partition merged give the whole again.

        steerbench cassette slice smollm2-135m --method all-code --output one.cas
        steerbench cassette slice smollm2-135m --task game24 --task navigate \\
          --output two.cas
        steerbench cassette slice theirs.cas --by-scope --model gpt-4o \\
          --output gpt-4o.cas
      """)

  @OptionGroup var input: CassetteArgument
  @OptionGroup var selection: SelectionArguments
  @Flag(help: "Take what the selected trials recorded, without asking a sweep what they use.")
  var byScope = false
  @OptionGroup var destination: OutputArgument
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let (word, trials) = (input.cassettes, selection.selection)
    let written =
      byScope
      ? try WrittenCassettes.sliceByScope(word, of: trials, to: destination.output)
      : try await WrittenCassettes.slice(
        word, of: trials, to: destination.output, workers: workers.count)
    try written.report(asJSON: json)
  }
}

/// Writes cassettes as text.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a cassette as text: lines of JSON, or an HTTP archive.",
    discussion: """
      jsonl: a header line, then one exchange a line, sorted by trial and slot. Bytes are written as \
      JSON where they are JSON, as text where they are text, as base64 otherwise. `cassette import` \
      seals it to the very same file: same root, same digest. The lines are for reading and \
      searching; a program that writes them anew changes bytes, and import then refuses.

      har: an HTTP archive (HAR 1.2) with one entry for each attempt of each model call, for the \
      viewers that browsers and proxies have. Runs of code are no HTTP and stand in a list of their \
      own, _exchanges. The host is not recorded; `.invalid` stands in its place. It imports too.

      The cassette is verified as a whole before the first line is written. A folder is exported as \
      one: importing it gives what `cassette compact` makes.

        steerbench cassette export cassettes/smollm2-135m --output all.jsonl
        steerbench cassette export cassettes/smollm2-135m/4879bc0706f85f10.cas | \\
          head -3
        steerbench cassette export smollm2-135m --format har --output calls.har
        steerbench cassette export smollm2-135m \\
          | jq -r 'select(.kind=="completion") | .result[2].json.choices[0].message.content'
      """)

  @Argument(
    help: ArgumentHelp(
      "A cassette folder, its name under cassettes/, or a .cas file.", valueName: "path"),
    completion: CompletionWords.sweeps)
  var path: String
  @Option(help: "The form to write: jsonl or har.") var format = CassetteText.Form.jsonl
  @Option(
    help: ArgumentHelp("The file to write, put in place as a whole. Default: standard output."),
    completion: .file())
  var output: String?
  @Flag(help: "Say what was written as JSON, on standard output if --output is given.")
  var json = false

  func run() throws {
    let written = try CassetteText(of: path, as: format, to: output)
    // What was exported has standard output to itself.
    let console = output == nil ? Console.error : Console.output
    console.write(json ? try CanonicalJSON.text(of: written.json) : written.text)
  }
}

/// Seals an export into a cassette folder.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Seal an export into a cassette folder.",
    discussion: """
      Reads what `cassette export` wrote, jsonl or har. Every line is checked: its form, its sizes, \
      that its request gives its action; then the whole against the number of exchanges and the \
      root that the first line promises. Only then is anything written: one more cassette with what \
      the folder does not have yet. The folder is created where there is none.

      Lines that were cut out or edited on purpose import too, once `entries` and `root` are taken \
      out of the first line.

      A new folder gets the very file that was exported, in its format; --format takes another.

        steerbench cassette import all.jsonl --into cassettes/copy
        steerbench cassette import calls.har --into cassettes/copy --json
      """)

  @Argument(
    help: ArgumentHelp("The file that `cassette export` wrote.", valueName: "file"),
    completion: .file())
  var file: String
  @Option(
    help: ArgumentHelp("The cassette folder to seal into.", valueName: "folder"),
    completion: .directory)
  var into: String
  @Option(
    help: "The version of the format, 1 or 2; without it the folder's, or that of the export.")
  var format: CassetteFormatArgument?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let sealed = try SealedText(of: file, into: into, as: format?.version)
    Console.output.write(json ? try CanonicalJSON.text(of: sealed.json) : sealed.text)
  }
}

extension CassetteText.Form: ExpressibleByArgument {}

extension WrittenCassettes {
  /// Prints what was written.
  func report(asJSON: Bool) throws {
    Console.output.write(asJSON ? try CanonicalJSON.text(of: json) : text)
  }
}
