import ArgumentParser
import Basics
import Cassettes
import Foundation
import RecordReplay
import Workbench

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

        steerbench cassette import all.jsonl --into cassettes/copy
        steerbench cassette import calls.har --into cassettes/copy --json
      """)

  @Argument(help: ArgumentHelp("The file that `cassette export` wrote.", valueName: "file"))
  var file: String
  @Option(help: ArgumentHelp("The cassette folder to seal into.", valueName: "folder"))
  var into: String
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let exchanges = try ExportFile.read(file)
    let count = exchanges.count
    let sealed = try exchanges.seal(into: into)
    guard json else {
      let name = sealed.map { "sealed \($0.entryCount) as \($0.fileName)" }
      return Console.output.write(
        "\(count) exchanges read; \(name ?? "the folder has them all already").")
    }
    Console.output.write(
      try CanonicalJSON.text(of: [
        "exchanges": .integer(Int64(count)),
        "sealed": sealed.map(\.json) ?? .null,
      ]))
  }
}
