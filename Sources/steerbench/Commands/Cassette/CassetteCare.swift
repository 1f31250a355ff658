import ArgumentParser
import Basics
import Cassettes
import FoundationEssentials
import Sharing
import Workbench

/// Proves that cassettes are what was sealed.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that cassettes are what was sealed, and name what is damaged.",
    discussion: """
      Levels, each with those before it:
        file       the SHA-256 of each file against INDEX
        structure  header, schema, SQLite's own check, and in format 2 the digest of itself that a file \
      holds
        full       every request, result and label decoded and hashed, up to the Merkle root; every \
      request against its slot; a file of format 1 is sealed again, the same bytes
        canonical  sealed again, the same bytes, in format 2 too

      What was not looked at is said at the end.

      Of a damaged cassette, every exchange that it touches is listed with the trial that recorded \
      it. Other trials may share it; `steerbench replay` names all that fail. All cassettes are \
      looked at before the exit code, which is 6 if any is damaged.

      --key also asks for a signature: 6 unless the key has signed exactly what the folder holds and \
      everything else that decides a score: sweep.yaml, pinned.yaml, the baseline, prompts, questions \
      with their truths, prices, ready models. --cassettes-only takes a signature for the cassettes \
      alone, as versions before made it, and says what it does not cover. With --keys it may be any key \
      of a list that --key has signed, and none that was revoked.

        steerbench cassette verify smollm2-135m
        steerbench cassette verify theirs.cas --level canonical
        steerbench cassette verify cassettes/smollm2-135m --json
        steerbench cassette verify smollm2-135m --key lab.pub
        steerbench cassette verify smollm2-135m --key lab-root.pub --keys lab.keys
      """)

  /// The levels by name.
  enum Level: String, ExpressibleByArgument, CaseIterable {
    case file, structure, full, canonical

    var verification: VerificationLevel {
      switch self {
      case .file: .file
      case .structure: .structure
      case .full: .full
      case .canonical: .canonical
      }
    }
  }

  @OptionGroup var input: CassetteArgument
  @Option(help: "How much: file, structure, full or canonical.") var level = Level.full
  @OptionGroup var signature: SignatureArguments
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let demand = try signature.demand()
    let checks = try CassetteChecks(
      input.cassettes, level: level.verification, asksForSignature: demand != nil
    ) { note in
      if Console.error.isTerminal { Console.error.write(note) }
    }
    Console.output.write(
      json ? try CanonicalJSON.text(of: checks.json(level: level.rawValue)) : checks.text)
    if checks.ending != .pass { throw CommandFailure(ExitStatus(checks.ending)) }
    guard let demand else { return }
    let covered = try SignedSweep.check(input.cassettes, by: demand)
    if !json {
      Console.output.write(covered.words.prefix(1).uppercased() + covered.words.dropFirst() + ".")
    }
  }
}

/// Seals a journal.
struct SealCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal",
    abstract: "Seal the journal that an interrupted recording left.",
    discussion: """
      A recording that was stopped leaves recording.journal with everything that was acknowledged. \
      `steerbench record` goes on with it; this makes a cassette of it as it is. The journal goes \
      only once the cassette is safe on disk.

        steerbench cassette seal smollm2-135m
      """)

  @Argument(
    help: ArgumentHelp(
      "A sweep's folder or its name under cassettes/, or a folder that a proxy records into.",
      valueName: "folder"), completion: CompletionWords.sweeps)
  var folder: String
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let sealed = try await SealedJournal(of: try CassetteShelf.folder(folder))
    Console.output.write(json ? try CanonicalJSON.text(of: sealed.json) : sealed.text)
  }
}

/// A version of the format of cassettes, by its number.
enum CassetteFormatArgument: String, ExpressibleByArgument, CaseIterable {
  case one = "1"
  case two = "2"

  var version: CassetteVersion {
    switch self {
    case .one: .one
    case .two: .two
    }
  }
}

/// Makes one cassette of a folder's.
struct CompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Make one cassette of all cassettes of a folder.",
    discussion: """
      Each recording adds a cassette; this unites them, and removes the old ones once the new one is \
      safe on disk and INDEX names it. Whatever happens meanwhile, Ctrl-C and power cuts included, \
      the folder plays; the next command that writes into it completes or undoes what was begun.

      A folder that somebody records into is left alone (exit 2). For git it is a new file: compact \
      rarely, and not before a release that is stored by other means.

      --format 2 makes it a cassette of format 2, which is smaller and quickly held against its root; \
      steerbench 0.1.0 does not read it.

        steerbench cassette compact smollm2-135m
        steerbench cassette compact cassettes/smollm2-135m --json
      """)

  @Argument(
    help: ArgumentHelp(
      "A folder of cassettes, or a sweep's name under cassettes/.", valueName: "folder"),
    completion: CompletionWords.sweeps)
  var folder: String
  @Option(help: "The version of the format, 1 or 2; without it the folder's highest.")
  var format: CassetteFormatArgument?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let compacted = try CompactedFolder(folder, as: format?.version)
    Console.output.write(json ? try CanonicalJSON.text(of: compacted.json) : compacted.text)
  }
}

/// Leaves out what no trial uses.
struct GCCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Leave out what no trial of the given sweeps uses.",
    discussion: """
      The sweeps are replayed from the folder's cassettes; an exchange that no trial asks for is \
      unused. Without --output it is only counted, and --list names it. With --output the used ones \
      are sealed into a new place; the folder stays as it is, so that you decide what to keep.

      A trial that cannot be replayed stops it: what that trial uses is unknown.

        steerbench cassette gc smollm2-135m
        steerbench cassette gc smollm2-135m --list --json
        steerbench cassette gc shared --sweep one --sweep two \\
          --output cassettes/shared-lean
      """)

  @Argument(
    help: ArgumentHelp(
      "A folder of cassettes, or a sweep's name under cassettes/.", valueName: "folder"),
    completion: CompletionWords.sweeps)
  var folder: String
  @Option(
    help: ArgumentHelp(
      "A sweep whose trials count. May be given several times. Default: the folder's own.",
      valueName: "sweep"), completion: CompletionWords.sweeps)
  var sweep: [String] = []
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write what is used: a new .cas file, or a new folder.", valueName: "path"),
    completion: .file())
  var output: String?
  @Flag(help: "Name every unused exchange.") var list = false
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let unused = try await UnusedExchanges(
      in: folder, notUsedBy: sweep, writingRestTo: output, workers: workers.count)
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: unused.json(listsExchanges: list))
        : unused.text(listsExchanges: list))
  }
}

/// Mends an INDEX.
struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Name a cassette that was put into a folder in its INDEX, after verifying it.",
    discussion: """
      INDEX lists a folder's cassettes with their digests, and replay refuses a file that it does \
      not name. This verifies such files as a whole and names them; it also completes or undoes what \
      a power cut left half done.

        cp ../theirs/0123456789abcdef.cas cassettes/smollm2-135m/
        steerbench cassette index smollm2-135m
      """)

  @Argument(
    help: ArgumentHelp(
      "A folder of cassettes, or a sweep's name under cassettes/.", valueName: "folder"),
    completion: CompletionWords.sweeps)
  var folder: String
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let mended = try MendedFolder(folder)
    Console.output.write(json ? try CanonicalJSON.text(of: mended.json) : mended.text)
  }
}
