import ArgumentParser
import Cassettes
import RecordReplay

extension CassetteCommand {
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check every byte of a sweep's cassettes: files, structure, every digest, the root."
    )

    @OptionGroup var argument: SweepArgument

    func run() throws {
      let folder = try CassetteFolder(path: try argument.folder().path)
      for line in folder.lines {
        let cassette = try SealedCassette(path: folder.path(of: line))
        try cassette.verify(.full, expecting: line.fileDigest) { kind, request in
          (try? Action(kind: kind, request: request))?.digest
        }
        Console.output.write("\(line.fileName): \(line.entryCount) exchanges hold.")
      }
      if folder.lines.isEmpty { Console.output.write("There is no cassette in the folder.") }
    }
  }
}
