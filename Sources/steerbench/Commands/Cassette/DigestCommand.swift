import ArgumentParser
import Basics
import Cassettes
import Workbench

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
      valueName: "cassettes"))
  var cassettes: [String]
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let set = CassetteSet(joining: try cassettes.map(CassetteLocator.set))
    let catalog = try ExchangeCatalog(set, actionDigest: CassetteLocator.actionDigest)
    let files = try set.members.map { member in
      let cassette = try SealedCassette(path: member.path)
      return (path: member.path, root: cassette.root, digest: try cassette.fileDigest())
    }
    guard json else {
      for file in files {
        Console.output.write("\(file.root.hex)  \(file.digest.hex)  \(file.path)")
      }
      if files.count > 1 { Console.output.write("\(catalog.root.hex)  union of \(files.count)") }
      return
    }
    Console.output.write(
      try CanonicalJSON.text(of: [
        "cassettes": .array(
          files.map {
            [
              "path": .string($0.path), "root": .string($0.root.hex),
              "fileDigest": .string($0.digest.hex),
            ]
          }),
        "root": .string(catalog.root.hex), "exchanges": .integer(Int64(catalog.entries.count)),
        "rawBytes": .integer(Int64(catalog.rawByteCount)),
      ]))
  }
}
