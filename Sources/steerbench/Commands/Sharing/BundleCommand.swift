import ArgumentParser
import Basics
import Foundation
import Sharing
import Workbench

/// Makes one file of a sweep.
struct BundleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract: "Make one file of a sweep, which replays with nothing but this program.",
    discussion: """
      The file holds the sweep, its prompts and questions, the prices, the cassettes, the baseline and \
      the signatures. It is a plain tar archive, the same bytes for the same sweep. The digest that is \
      printed is the one that `steerbench push` prints.

        steerbench bundle smollm2-135m --output smollm2-135m.tar
        steerbench replay smollm2-135m.tar
        steerbench pull smollm2-135m.tar          # unpack it, to record or change it
      """)

  @OptionGroup var argument: SweepArgument
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write. Default: SWEEP.tar in this folder.", valueName: "file"))
  var output: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let source = try SweepBundle.source(of: try argument.folder())
    let path = output ?? "\(source.manifest.sweep).tar"
    try BundleArchive.write(source, to: path)
    let count = source.manifest.entries.count
    guard !json else {
      Console.output.write(
        try CanonicalJSON.text(of: [
          "output": .string(path), "digest": .string(source.digest.hex),
          "root": .string(source.manifest.root.hex), "sweep": .string(source.manifest.sweep),
          "files": .integer(Int64(count)), "bytes": .integer(Int64(source.manifest.byteCount)),
        ]))
      return
    }
    Console.output.write(
      """
      Wrote \(count) files, \(ShownBytes.text(source.manifest.byteCount)), to \(path).
        digest \(source.digest.hex)
        root   \(source.manifest.root.hex)
      """)
    Console.error.write("Replay it anywhere: steerbench replay \(path)")
  }
}
