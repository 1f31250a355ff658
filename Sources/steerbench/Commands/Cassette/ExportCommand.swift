import ArgumentParser
import Basics
import Cassettes
import Foundation
import RecordReplay
import Workbench

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
        steerbench cassette export cassettes/smollm2-135m/4879bc0706f85f10.cas | head -3
        steerbench cassette export smollm2-135m --format har --output calls.har
        steerbench cassette export smollm2-135m \\
          | jq -r 'select(.kind=="completion") | .result[2].json.choices[0].message.content'
      """)

  /// The forms of an export.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case jsonl, har
  }

  @Argument(
    help: ArgumentHelp(
      "A cassette folder, its name under cassettes/, or a .cas file.", valueName: "path"))
  var path: String
  @Option(help: "The form to write: jsonl or har.") var format = Format.jsonl
  @Option(
    help: ArgumentHelp("The file to write, put in place as a whole. Default: standard output."))
  var output: String?
  @Flag(help: "Say what was written as JSON, on standard output if --output is given.")
  var json = false

  func run() throws {
    let listing = try ExchangeListing(
      path: try CassetteLocator.path(path), actionDigest: ExportFile.actionDigest)
    let destination =
      try output.map { (path) throws(CassetteError) in try ExportOutput(path: path) }
      ?? ExportOutput(descriptor: 1, name: "standard output")
    switch format {
    case .jsonl: try ExchangeLines.write(listing, to: destination, cuts: ResultParts.cuts)
    case .har: try HARFile.write(listing, to: destination, version: ToolVersion.current)
    }
    try destination.finish()
    try report(listing)
  }

  private func report(_ listing: ExchangeListing) throws {
    let root = try listing.root()
    // What was exported has standard output to itself.
    let console = output == nil ? Console.error : Console.output
    guard json else {
      return console.write("\(listing.count) exchanges written, root \(root.hex).")
    }
    console.write(
      try CanonicalJSON.text(of: [
        "exchanges": .integer(Int64(listing.count)), "format": .string(format.rawValue),
        "output": output.map { .string($0) } ?? .null, "root": .string(root.hex),
      ]))
  }
}
