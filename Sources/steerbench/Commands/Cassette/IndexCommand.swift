import ArgumentParser
import Basics
import Cassettes
import Workbench

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
      "A folder of cassettes, or a sweep's name under cassettes/.", valueName: "folder"))
  var folder: String
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let mended = try CassetteFolder.mending(path: try CassetteLocator.path(folder))
    try mended.prove()
    let lines = mended.lines
    let cassettes = lines.count == 1 ? "1 cassette" : "\(lines.count) cassettes"
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: ["cassettes": .array(lines.map(\.json))])
        : "INDEX names \(cassettes).")
  }
}
