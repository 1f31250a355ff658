import ArgumentParser
import Basics
import Cassettes
import Workbench

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

        steerbench cassette compact smollm2-135m
        steerbench cassette compact cassettes/smollm2-135m --json
      """)

  @Argument(
    help: ArgumentHelp(
      "A folder of cassettes, or a sweep's name under cassettes/.", valueName: "folder"))
  var folder: String
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let path = try CassetteLocator.path(folder)
    let result = try CassetteFolder.compacting(
      path: path, actionDigest: CassetteLocator.actionDigest)
    let compacted = try result?.folder ?? CassetteFolder(path: path)
    try compacted.prove()
    let lines = compacted.lines
    guard json else {
      guard let result, let line = lines.first else {
        Console.output.write("The folder holds \(lines.count) cassettes: nothing to unite.")
        return
      }
      Console.output.write(
        "\(result.replaced.count) cassettes are one now: \(line.entryCount) exchanges in "
          + "\(line.fileName).")
      return
    }
    let replaced = result?.replaced ?? []
    Console.output.write(
      try CanonicalJSON.text(of: [
        "folder": .string(path), "cassettes": .array(lines.map(\.json)),
        "replaced": .array(replaced.map { .string($0.fileName) }),
      ]))
  }
}
