import ArgumentParser
import Basics
import FoundationEssentials
import Sharing
import Synchronization
import Workbench

/// Sends a sweep with its cassettes to a remote.
struct PushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Send a sweep to a remote, and print the digest by which anybody gets it.",
    discussion: """
      What a replay needs goes there: the sweep, its prompts and questions, the prices, the cassettes, \
      the baseline and the signatures. Everything is named by its SHA-256, so what is there already is \
      not sent again: a recording that was added sends its one new file, and a cassette that was \
      compacted or merged since the last push from this folder sends what is new in it. The digest that is printed \
      names all of it, to the byte. Where the remote takes names of ours, the Merkle roots of the \
      cassettes lead there too.

      \(RemoteArguments.help)

        steerbench push s3://my-bucket/cassettes smollm2-135m
        steerbench push /mnt/share smollm2-135m --json
        steerbench push https://cache.example.org 98362ed0bb13...    # by its root
      """)

  @Argument(help: "The remote.") var remote: String
  @Argument(
    help: ArgumentHelp(
      "A folder with a sweep.yaml or of cassettes alone, its name under cassettes/, or the root of a "
        + "cassette that lies there.", valueName: "sweep-or-digest"),
    completion: CompletionWords.sweeps)
  var what: String
  @OptionGroup var arguments: RemoteArguments
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let target = try arguments.remote(remote)
    let folder = try PushedSweep.folder(what)
    let progress = TransferProgress()
    defer { progress.finish() }
    let pushed = try await PushedSweep(folder, to: target, persistence: arguments.persistence) {
      progress.observe($0)
    }
    progress.finish()
    guard !json else { return Console.output.write(try CanonicalJSON.text(of: pushed.json)) }
    Console.output.write(pushed.text)
    if !pushed.knowsRoots {
      Console.error.write(
        "The remote takes no names but SHA-256: it is pulled by the digest, not by the root.")
    }
    Console.error.write("To get it elsewhere: steerbench pull \(remote) \(pushed.digest.hex)")
  }
}

/// Fetches a sweep with its cassettes.
struct PullCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Fetch a sweep by its digest, verified, ready to replay.",
    discussion: """
      One digest gives the whole: sweep, prompts, questions, prices, cassettes, baseline. Everything is \
      hashed as it arrives, and every cassette verified up to its Merkle root, before anything is put \
      in place; what is wrong is refused and nothing is written. Ctrl-C, or a network that breaks, \
      loses nothing: the same command goes on where it stopped.

      It comes into a new folder, SWEEP-DIGEST, or into the one that --into names. A folder that is \
      there is added to: what lies there already is not fetched, and another file in the same place is \
      refused, never overwritten. --only takes some of the files, by name or path as a shell would \
      match it. (To take some trials out of a cassette: steerbench cassette slice, and push that.)

      Files come to lie below Tasks/ and cassettes/ of that folder and nowhere else: exactly those that \
      a loader of the sweep opens. A manifest that names another one is refused, before anything is \
      written; so is a symbolic link in the way.

      A root instead of the digest names the exchanges only: what is asked, and how it is graded, is \
      then whatever the remote says. Trust the digest, or a signature: with --key it is 6 unless the key \
      has signed everything that decides a score. A signature of a version before that covers the \
      cassettes only, which --cassettes-only takes, and says.

      \(RemoteArguments.help)
        a bundle's file       what `steerbench bundle` made; it needs no digest

      Without REMOTE, the variable \(RemoteArguments.variable) names it.

        steerbench pull https://example.org/cassettes 5e0f...
        steerbench pull s3://my-bucket/cassettes 5e0f... --into . --key lab.pub
        steerbench pull /mnt/share 5e0f... --only baseline.tsv --only '*.cas'
        steerbench pull smollm2-135m.tar
      """)

  @Argument(
    help: ArgumentHelp(
      "The remote and the digest; or the digest alone, or a bundle.", valueName: "remote digest"))
  var words: [String]
  @Option(
    help: ArgumentHelp(
      "The folder that it is put under. Default: a new one, SWEEP-DIGEST.", valueName: "folder"),
    completion: .directory)
  var into: String?
  @Option(
    help: ArgumentHelp("Take these files only; may be given several times.", valueName: "glob"))
  var only: [String] = []
  @OptionGroup var signature: SignatureArguments
  @Flag(help: "Print what there is, and fetch nothing.") var list = false
  @OptionGroup var arguments: RemoteArguments
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...2).contains(words.count) else {
      throw ValidationError("Give a remote and a digest, a digest alone, or a bundle.")
    }
  }

  func run() async throws {
    let demand = try signature.demand()
    let offered = try await offered()
    if list {
      Console.output.write(json ? try offered.json() : offered.text)
      return
    }
    let progress = TransferProgress()
    defer { progress.finish() }
    let pulled = try await offered.pull(into: into, only: only, signedBy: demand) {
      progress.observe($0)
    }
    progress.finish()
    Console.output.write(json ? try CanonicalJSON.text(of: pulled.json) : pulled.text)
    if !json, pulled.isWhole {
      Console.error.write(
        CassetteShelf.holdsCassettesOnly(pulled.sweepFolder)
          ? "Replay it: steerbench proxy replay \(pulled.sweepFolder) -- COMMAND"
          : "Look at it: steerbench replay \(pulled.sweepFolder)")
    }
  }

  /// What there is, where the words say that it is.
  private func offered() async throws -> OfferedSweep {
    if words.count == 1, UnpackedBundle.isBundle(words[0]) {
      return try OfferedSweep(bundle: words[0], persistence: arguments.persistence)
    }
    let digest = try RemoteArguments.digest(words[words.count - 1])
    let address = words.count == 2 ? words[0] : try RemoteArguments.standardAddress()
    return try await OfferedSweep(
      digest, at: try arguments.remote(address), persistence: arguments.persistence)
  }
}

/// Makes one file of a sweep.
struct BundleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract: "Make one file of a sweep, which replays with nothing but this program.",
    discussion: """
      The file holds the sweep, its prompts and questions, the prices, the cassettes, the baseline and \
      the signatures. It is a plain tar archive, the same bytes for the same sweep. The digest that is \
      printed is the one that `steerbench push` prints.

      --redact writes a copy in which texts are replaced, in what is asked and in what came back: they are \
      given one by one, or in a file with one on each line. Digests are new, signatures are left out, and \
      the copy says that it is one. It is replayed before it is written: where the texts decide nothing it \
      scores what the sweep scores, and where they do the trials are named. A text that stands somewhere \
      in another case, encoded or in the name of a trial is refused.

      A folder of cassettes without a sweep, such as a proxy's, is bundled too, with its rename.json. A \
      redacted copy of it answers a program that sends the marks in the place of the texts.

        steerbench bundle smollm2-135m --output smollm2-135m.tar
        steerbench replay smollm2-135m.tar
        steerbench pull smollm2-135m.tar          # unpack it, to record or change it
        steerbench bundle mine --redact "Erika Mustermann" customers.txt -o mine.tar
      """)

  @OptionGroup var argument: SweepArgument
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write. Default: SWEEP.tar in this folder.", valueName: "file"),
    completion: .file())
  var output: String?
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Write a copy in which these texts, or those of these files, are replaced.",
      valueName: "text-or-file"))
  var redact: [String] = []
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let folder = try CassetteShelf.folder(argument.sweep)
    let isShelf = CassetteShelf.holdsCassettesOnly(folder.path)
    guard redact.isEmpty || !isShelf else {
      let copy = try RedactedCassettes(of: folder, redacting: redact, to: output)
      Console.output.write(json ? try CanonicalJSON.text(of: copy.json) : copy.text)
      if !json { Console.error.write(Self.replayOfCassettes(copy.path)) }
      return
    }
    guard redact.isEmpty else {
      let copy = try await RedactedCopy(
        of: folder, redacting: redact, to: output, workers: workers.count)
      Console.output.write(json ? try CanonicalJSON.text(of: copy.json) : copy.text)
      if !json { Console.error.write("Replay it anywhere: steerbench replay \(copy.path)") }
      return
    }
    let bundle = try WrittenBundle(of: folder, to: output)
    Console.output.write(json ? try CanonicalJSON.text(of: bundle.json) : bundle.text)
    guard !json else { return }
    Console.error.write(
      isShelf
        ? Self.replayOfCassettes(bundle.path)
        : "Replay it anywhere: steerbench replay \(bundle.path)")
  }

  /// How cassettes without a sweep are replayed from a bundle.
  private static func replayOfCassettes(_ path: String) -> String {
    "To replay it anywhere: steerbench pull \(path) --into FOLDER, then steerbench proxy replay"
  }
}

/// Gathers the shards of a sweep.
struct MergeShardsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Gather the shards of a sweep into its folder.",
    discussion: """
      What `steerbench record SWEEP --shard I/N` recorded, on whatever machines, becomes one more \
      cassette of the sweep: the one that one machine would have recorded, whatever the order. The \
      shards stay as they are.

      Shards that are missing, or that were cut short, are named with the command that records them, \
      and nothing is written: exit code 3. --partial takes what is there. What two shards recorded of \
      the same run of code is one recording if it differs in times and memory only; otherwise it is a \
      conflict, with exit code 6. To unite cassettes that are no shards: steerbench cassette merge.

        steerbench merge smollm2-135m
        steerbench merge smollm2-135m --shards /mnt/artifacts
      """)

  @OptionGroup var argument: SweepArgument
  @Option(
    help: ArgumentHelp(
      "Where the shards lie, each in a folder such as 3-of-16. Default: shards/ in the sweep's "
        + "folder.", valueName: "folder"), completion: .directory)
  var shards: String?
  @Flag(help: "Take the shards that are there, and leave the others for later.") var partial = false
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let merge = try await ShardMerge(
      of: try OpenSweep(try argument.folder()), in: shards, takingPart: partial,
      workers: workers.count)
    Console.output.write(json ? try CanonicalJSON.text(of: merge.json) : merge.text)
    if !partial { try merge.checkComplete() }
    if !json {
      Console.error.write(
        merge.incomplete.isEmpty
          ? "Complete. Look at it: steerbench replay \(merge.path)"
          : "\(merge.incomplete.count) shards are still to come.")
    }
  }
}
