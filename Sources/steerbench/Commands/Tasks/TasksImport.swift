import ArgumentParser
import Basics
import Foundation
import RecordReplay
import Tasks
import Workbench

extension TasksCommand {
  /// Makes question files from the public data.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make question files from the data of the public CodeSteer-v1.0 repository.",
      discussion: """
        Reads the layout of dataset_gather; with the repository's own folder, the rooms of Path Plan \
        are read from its code as well, otherwise they are drawn. Each question's ground truth is \
        graded before it is written; what could not be graded is left out and listed. A sweep uses \
        the questions by its key task-folder.

        Example: steerbench tasks import --from CodeSteer-v1.0 --subset paper --into imported
        """)

    @Option(help: "The folder with dataset_gather in it, or that folder itself.") var from: String
    @Option(help: "A task; may be given more than once. Default: all that the data has.")
    var task: [String] = []
    @Option(help: "paper: the published samples; all: everything.", transform: Self.subset)
    var subset = ImportSubset.all
    @Option(help: "The folder to make: it must not exist, or be empty.") var into: String
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let target = NewFolder(path: into)
      try target.check()
      let wanted = try task.map { try QuestionFinder.task($0).description.name }
      let source = ImportFolder(from)
      var sets: [ImportedSet] = []
      for name in DatasetImport().tasks where wanted.isEmpty || wanted.contains(name) {
        let set = try DatasetImport().set(of: name, from: source, subset: subset)
        if set.read > 0 { sets.append(set) }
        if !json { show(set) }
      }
      let missing = wanted.filter { name in !sets.contains { $0.task == name } }
      guard !sets.isEmpty, missing.isEmpty else {
        let what = missing.isEmpty ? "any of the tasks" : missing.joined(separator: ", ")
        throw CommandFailure(
          .usage,
          "\(from): there is no data of \(what), and nothing was written. "
            + "--from wants the folder that holds dataset_gather.")
      }
      try target.write(
        sets.filter { !$0.questions.isEmpty }.map { set in
          ("\(set.task)/questions.jsonl", try QuestionFile.bytes(of: set.questions))
        })
      if json {
        Console.output.write(
          try CanonicalJSON.text(
            of: [
              "into": .string(into), "subset": .string(subset.rawValue),
              "tasks": .array(sets.map(\.json)),
            ]))
      } else {
        Console.output.write("Written to \(into). A sweep names that folder as its task-folder.")
      }
    }

    private static func subset(_ name: String) throws -> ImportSubset {
      guard let subset = ImportSubset(rawValue: name) else {
        let names = ImportSubset.allCases.map(\.rawValue).joined(separator: " or ")
        throw ValidationError("--subset is \(names).")
      }
      return subset
    }

    private func show(_ set: ImportedSet) {
      guard set.read > 0 else {
        Console.output.write("\(set.task): no data")
        return
      }
      let note = set.note.map { " (\($0))" } ?? ""
      Console.output.write(
        "\(set.task): \(set.read) read, \(set.questions.count) imported, "
          + "\(set.skipped.count) skipped\(note)")
      for skipped in set.skipped {
        Console.error.write(Redaction.visible("  skipped \(skipped.item): \(skipped.reason)"))
      }
    }
  }
}
