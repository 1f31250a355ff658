import ArgumentParser
import Cassettes

extension CassetteCommand {
  struct Index: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Name a cassette that was put into a folder in its INDEX, after verifying it.")

    @OptionGroup var argument: SweepArgument

    func run() throws {
      let folder = try CassetteFolder.mending(path: try argument.folder().path)
      Console.output.write("INDEX names \(folder.lines.count) cassettes.")
    }
  }
}
