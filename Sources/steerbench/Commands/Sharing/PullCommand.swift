import ArgumentParser
import Basics
import Foundation
import Sharing
import Workbench

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

      A root instead of the digest names the exchanges only: what is asked, and how it is graded, is \
      then whatever the remote says. Trust the digest, or a signature (--key).

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
      "The folder that it is put under. Default: a new one, SWEEP-DIGEST.", valueName: "folder"))
  var into: String?
  @Option(
    help: ArgumentHelp("Take these files only; may be given several times.", valueName: "glob"))
  var only: [String] = []
  @Option(
    help: ArgumentHelp("Refuse it unless this public key has signed it.", valueName: "file"))
  var key: String?
  @Flag(help: "Print what there is, and fetch nothing.") var list = false
  @OptionGroup var arguments: RemoteArguments
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...2).contains(words.count) else {
      throw ValidationError("Give a remote and a digest, a digest alone, or a bundle.")
    }
  }

  func run() async throws {
    let key = try key.map { try VerifyingKey(path: $0) }
    let (remote, manifest, digest) = try await origin()
    if list {
      Console.output.write(json ? try manifest.text() : ManifestListing(manifest).text)
      return
    }
    let folder = into ?? "\(manifest.sweep)-\(digest.short)"
    let progress = TransferProgress()
    defer { progress.finish() }
    let result = try await Pull(
      from: remote, persistence: arguments.persistence, observe: { progress.observe($0) }
    ).run(
      manifest, into: folder, only: only, signedBy: key, actionDigest: CassetteLocator.actionDigest)
    progress.finish()
    try report(result, manifest, digest, folder)
  }

  /// Where it comes from, what there is, and the digest of that.
  private func origin() async throws -> (any Remote, BundleManifest, Digest) {
    if words.count == 1, UnpackedBundle.isBundle(words[0]) {
      let archive = try BundleArchive(path: words[0])
      return (archive, archive.manifest, archive.digest)
    }
    let digest = try RemoteArguments.digest(words[words.count - 1])
    let address = words.count == 2 ? words[0] : try RemoteArguments.standardAddress()
    let remote = try arguments.remote(address)
    let manifest = try await Pull(from: remote, persistence: arguments.persistence)
      .manifest(digest)
    return (remote, manifest, Digest.sha256(try manifest.encoded()))
  }

  private func report(
    _ result: Pull.Result, _ manifest: BundleManifest, _ digest: Digest, _ folder: String
  ) throws {
    let counts = result.counts
    guard !json else {
      Console.output.write(
        try CanonicalJSON.text(of: [
          "digest": .string(digest.hex), "root": .string(manifest.root.hex),
          "sweep": .string(manifest.sweep), "folder": .string(folder),
          "sweepFolder": .string(result.sweepFolder), "fetched": counts.json,
          "whole": .bool(result.isWhole),
        ]))
      return
    }
    let signed = key == nil ? "" : ", signed"
    Console.output.write(
      """
      Fetched \(counts.moved) files, \(ShownBytes.text(counts.movedBytes)), into \(folder); \
      \(counts.present) were there already. Verified\(signed).
        digest \(digest.hex)
        root   \(manifest.root.hex)
      """)
    if result.isWhole {
      Console.error.write("Look at it: steerbench replay \(result.sweepFolder)")
    }
  }
}

extension BundleManifest {
  /// The manifest as text.
  fileprivate func text() throws -> String { String(decoding: try encoded(), as: UTF8.self) }
}

/// What a manifest names, for people.
private struct ManifestListing {
  let manifest: BundleManifest

  init(_ manifest: BundleManifest) {
    self.manifest = manifest
  }

  var text: String {
    let entries = manifest.entries.sorted { $0.path < $1.path }
    let sizes = entries.map { ShownBytes.text($0.size) }
    let width = sizes.map(\.utf8.count).max() ?? 0
    let lines = zip(entries, sizes).map { entry, size in
      String(repeating: " ", count: width - size.utf8.count) + size + "  " + entry.path.text
    }
    return
      (["\(manifest.sweep): \(entries.count) files, \(ShownBytes.text(manifest.byteCount))"]
      + lines).joined(separator: "\n")
  }
}
