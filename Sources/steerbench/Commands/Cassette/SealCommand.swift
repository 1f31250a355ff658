import ArgumentParser
import Basics
import Cassettes
import Foundation
import Workbench

/// Seals a journal.
struct SealCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal",
    abstract: "Seal the journal that an interrupted recording left.",
    discussion: """
      A recording that was stopped leaves recording.journal with everything that was acknowledged. \
      `steerbench record` goes on with it; this makes a cassette of it as it is. The journal goes \
      only once the cassette is safe on disk.

        steerbench cassette seal smollm2-135m
      """)

  @OptionGroup var argument: SweepArgument
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let folder = try CassetteFolder.mending(path: try argument.folder().path)
    guard FileManager.default.fileExists(atPath: folder.journalPath) else {
      return try report(nil, "There is no journal to seal.")
    }
    let journal = try RecordingJournal(path: folder.journalPath)
    guard let sealed = try await journal.seal(into: folder) else {
      return try report(nil, "The journal held nothing that is not sealed already.")
    }
    try report(sealed, "Sealed \(sealed.entryCount) exchanges as \(sealed.fileName).")
  }

  private func report(_ line: CassetteIndexLine?, _ text: String) throws {
    Console.output.write(
      json ? try CanonicalJSON.text(of: ["sealed": line?.json ?? .null]) : text)
  }
}
