import Analysis
import ArgumentParser
import Basics
import Foundation
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

extension MethodsCommand {
  /// Makes a folder of prompts from a published file.
  struct ImportPrompts: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import-prompts",
      abstract: "Make a folder of prompts from prompt.py of the public CodeSteer-v1.0 repository.",
      discussion: """
        The file is read as text and never run; only assignments of plain strings are taken. Prompts \
        that it does not hold are copied from another folder, and listed. A sweep uses the folder by \
        its key prompts.

        Example: steerbench methods import-prompts --from CodeSteer-v1.0/prompt.py --into published
        """)

    @Option(help: "The file.") var from: String
    @Option(help: "The folder to make: it must not exist, or be empty.") var into: String
    @Option(help: "The folder of the prompts that the file does not hold.")
    var prompts = "Tasks/prompts"
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let target = NewFolder(path: into)
      try target.check()
      let rest = try SweepFolder.prompts(
        in: URL(filePath: prompts), needing: MethodRegistry.shipped.prompts, orElse: [.extraction])
      let imported = try PromptImport.prompts(in: try bytes(), fillingFrom: rest)
      try target.write(
        imported.texts.sorted { $0.key.rawValue < $1.key.rawValue }
          .map { ($0.key.fileName, Array(($0.value + "\n").utf8)) })
      if json { try printJSON(imported) } else { printText(imported) }
    }

    /// The file's bytes; no more of them than are ever read.
    private func bytes() throws -> [UInt8] {
      do {
        let handle = try FileHandle(forReadingFrom: URL(filePath: from))
        defer { try? handle.close() }
        return Array(try handle.read(upToCount: PromptImport.byteLimit + 1) ?? Data())
      } catch {
        throw CommandFailure(
          .usage, "\(from): the file cannot be read (\(error.localizedDescription)). Check --from.")
      }
    }

    private func printText(_ imported: ImportedPrompts) {
      for source in imported.taken {
        Console.output.write("\(source.prompt.rawValue).txt: \(source.variable)")
      }
      for source in imported.missing {
        Console.output.write(
          Redaction.visible(
            "\(source.prompt.rawValue).txt: copied from \(prompts), because of \(source.variable): "
              + (source.reason ?? "")))
      }
      for name in imported.own {
        Console.output.write("\(name.rawValue).txt: copied from \(prompts); no such file holds it")
      }
      if !imported.unknown.isEmpty {
        let names = imported.unknown.map { Redaction.visible($0) }.joined(separator: ", ")
        Console.output.write("Not used: \(names)")
      }
      Console.output.write("Written to \(into). A sweep names that folder as its prompts.")
    }

    private func printJSON(_ imported: ImportedPrompts) throws {
      Console.output.write(
        try CanonicalJSON.text(
          of: [
            "into": .string(into),
            "taken": .array(imported.taken.map(Self.json)),
            "missing": .array(imported.missing.map(Self.json)),
            "copied": .array(imported.own.map { .string($0.rawValue) }),
            "unused": .array(imported.unknown.map { .string($0) }),
          ]))
    }

    private static func json(_ source: ImportedPrompts.Source) -> JSONValue {
      [
        "variable": .string(source.variable), "prompt": .string(source.prompt.rawValue),
        "reason": source.reason.map { .string($0) } ?? .null,
      ]
    }
  }
}
