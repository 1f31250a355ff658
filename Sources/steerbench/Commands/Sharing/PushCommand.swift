import ArgumentParser
import Basics
import Cassettes
import Foundation
import Sharing
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
        steerbench push https://cache.example.org 98362ed0bb13...    # the sweep with that root
      """)

  @Argument(help: "The remote.") var remote: String
  @Argument(
    help: ArgumentHelp(
      "A folder with a sweep.yaml, its name under cassettes/, or the root of a cassette that lies "
        + "there.", valueName: "sweep-or-digest"))
  var what: String
  @OptionGroup var arguments: RemoteArguments
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let remote = try arguments.remote(remote)
    let folder = try folder()
    let source = try SweepBundle.source(of: folder)
    let memory = PushMemory(of: folder)
    let progress = TransferProgress()
    defer { progress.finish() }
    let result = try await Push(
      to: remote, persistence: arguments.persistence, observe: { progress.observe($0) }
    ).run(source, since: memory.digest(for: remote.title))
    memory.remember(result.digest, for: remote.title)
    progress.finish()
    json ? try printJSON(result, source) : printText(result, source)
  }

  /// The sweep that was meant.
  private func folder() throws -> URL {
    guard let digest = Digest(hex: what) else { return try SweepLocator.folder(what) }
    for url in SweepLocator.all() {
      let lines = try CassetteFolder(path: url.path).lines
      if lines.contains(where: { $0.root == digest }) { return url }
      guard lines.count > 1 else { continue }
      let catalog = try ExchangeCatalog(CassetteSet(path: url.path))
      if catalog.root == digest { return url }
    }
    throw CommandFailure(
      .miss,
      "No sweep under cassettes/ holds a cassette with this root. `steerbench cassette digest` prints "
        + "the roots of those that are there.")
  }

  private func printText(_ result: Push.Result, _ source: BundleSource) {
    let counts = result.counts
    Console.output.write(
      """
      Sent \(counts.moved) files, \(ShownBytes.text(counts.movedBytes)); \(counts.present) were there \
      already.
        digest \(result.digest.hex)
        root   \(source.manifest.root.hex)
      """)
    if !result.knowsRoots {
      Console.error.write(
        "The remote takes no names but SHA-256: it is pulled by the digest, not by the root.")
    }
    Console.error.write("To get it elsewhere: steerbench pull \(remote) \(result.digest.hex)")
  }

  private func printJSON(_ result: Push.Result, _ source: BundleSource) throws {
    Console.output.write(
      try CanonicalJSON.text(of: [
        "digest": .string(result.digest.hex), "root": .string(source.manifest.root.hex),
        "sweep": .string(source.manifest.sweep), "sent": result.counts.json,
        "knowsRoots": .bool(result.knowsRoots),
      ]))
  }
}

extension TransferCounts {
  /// The counts for programs.
  var json: JSONValue {
    [
      "files": .integer(Int64(moved)), "bytes": .integer(Int64(movedBytes)),
      "present": .integer(Int64(present)),
    ]
  }
}
