import ArgumentParser
import Cassettes
import Evaluation
import Foundation
import RecordReplay
import Wire

/// Looks into cassettes.
struct CassetteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cassette", abstract: "Inspect, verify and seal cassettes.",
    subcommands: [
      Inspect.self, Verify.self, Seal.self, Index.self,
      ExportCommand.self, ImportCommand.self, ScanCommand.self,
    ])

  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what the cassettes of a sweep hold.")

    @OptionGroup var argument: SweepArgument
    @Flag(help: "List every exchange.") var exchanges = false
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let folder = try CassetteFolder(path: try argument.folder().path)
      let entries = try CassetteReader(CassetteUnion(folder)).entries()
      json ? try printJSON(folder, entries) : printText(folder, entries)
    }

    private func printText(_ folder: CassetteFolder, _ entries: [CassetteEntry]) {
      for line in folder.lines {
        let size = (try? FileManager.default.attributesOfItem(atPath: folder.path(of: line)))?[
          .size]
        let bytes = size as? Int ?? 0
        let share = line.rawByteCount > 0 ? bytes * 1000 / line.rawByteCount : 0
        Console.output.write(
          "\(line.fileName)  \(line.entryCount) exchanges, \(bytes) bytes "
            + "(\(share / 10).\(share % 10) % of \(line.rawByteCount))\n  root \(line.root.hex)")
      }
      let calls = entries.count { $0.kind == .completion }
      Console.output.write(
        "\(entries.count) exchanges: \(calls) model calls, \(entries.count - calls) runs of code")
      guard exchanges else { return }
      for entry in entries.sorted(by: { ($0.scope, $0.row) < ($1.scope, $1.row) }) {
        Console.output.write(
          "\(entry.slot.action.short)  \(entry.kind == .completion ? "call" : "run ")  "
            + "\(entry.requestSize) -> \(entry.resultSize) bytes  \(Redaction.shown(entry.scope))")
      }
    }

    private func printJSON(_ folder: CassetteFolder, _ entries: [CassetteEntry]) throws {
      let cassettes = folder.lines.map { line -> JSONValue in
        [
          "file": .string(line.fileName), "root": .string(line.root.hex),
          "fileDigest": .string(line.fileDigest.hex),
          "exchanges": .integer(Int64(line.entryCount)),
          "rawBytes": .integer(Int64(line.rawByteCount)),
        ]
      }
      var report = JSONObject([
        JSONMember(name: "cassettes", value: .array(cassettes)),
        JSONMember(name: "exchanges", value: .integer(Int64(entries.count))),
      ])
      if exchanges {
        report["entries"] = .array(
          entries.map { entry in
            [
              "action": .string(entry.slot.action.hex),
              "sample": .integer(Int64(entry.slot.sample)),
              "ordinal": .integer(Int64(entry.slot.ordinal)),
              "kind": entry.kind == .completion ? "completion" : "execution",
              "trial": .string(entry.scope), "requestBytes": .integer(Int64(entry.requestSize)),
              "resultBytes": .integer(Int64(entry.resultSize)),
              "resultDigest": .string(entry.resultDigest.hex),
            ]
          })
      }
      Console.output.write(try CanonicalJSON.text(of: .object(report)))
    }
  }

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
