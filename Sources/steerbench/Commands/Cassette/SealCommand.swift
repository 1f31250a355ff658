import ArgumentParser
import Cassettes
import Foundation

extension CassetteCommand {
  struct Seal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Seal the journal that an interrupted recording left.")

    @OptionGroup var argument: SweepArgument

    func run() async throws {
      let folder = try CassetteFolder.mending(path: try argument.folder().path)
      guard FileManager.default.fileExists(atPath: folder.journalPath) else {
        Console.output.write("There is no journal to seal.")
        return
      }
      let journal = try RecordingJournal(path: folder.journalPath)
      guard let sealed = try await journal.seal(into: folder) else {
        Console.output.write("The journal held nothing that is not sealed already.")
        return
      }
      Console.output.write("Sealed \(sealed.entryCount) exchanges as \(sealed.fileName).")
    }
  }
}
