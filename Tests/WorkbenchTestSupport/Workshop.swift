package import Foundation
import TestSupport

/// A temporary project folder: prompts of its own, the shipped questions, one sweep.
package struct Workshop {
  /// The folder, with `cassettes/sweep/sweep.yaml` and `prompts/` in it.
  package let folder: URL

  /// Makes a project.
  ///
  /// - Parameter edit: Changes the text of the sweep file.
  package init(_ edit: (String) -> String = { $0 }) throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-\(UUID().uuidString)")
    let sweep = folder.appending(path: "cassettes/sweep")
    try FileManager.default.createDirectory(at: sweep, withIntermediateDirectories: true)
    let root = try RepositoryRoot.url()
    try FileManager.default.copyItem(
      at: root.appending(path: "Tasks/prompts"), to: folder.appending(path: "prompts"))
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "Tasks"), withDestinationURL: root.appending(path: "Tasks"))
    try Data(edit(Self.sweepText).utf8).write(to: sweep.appending(path: "sweep.yaml"))
  }

  /// Copies a project, so that what is done to the copy leaves it as it is.
  package init(copying other: Workshop) throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: other.folder, to: folder)
  }

  /// The text of the sweep file: two tasks, three methods, one question each.
  package static let sweepText = """
    version: 1
    models:
      scripted:
        parameters:
          temperature: 0
          max_tokens: 64
        capabilities:
          tools: false
        access:
          base-url: http://127.0.0.1:9/v1
          concurrency: 2
    methods: [only-question, all-text, all-code, code-text-summary, code-interpreter]
    tasks: [number-multiplying, navigate]
    questions:
      per-task: 2
    prompts: ../../prompts
    execution:
      interpreter: \(SystemPython.label)
      wall-ms: 10000

    """

  /// A file of the sweep's folder.
  package func file(_ name: String) -> URL { folder.appending(path: "cassettes/sweep/\(name)") }

  /// The sealed cassettes.
  package var cassettes: [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: file("").path)) ?? []
    return names.filter { $0.hasSuffix(".cas") }.sorted().map(file)
  }

  /// Replaces a word in a prompt.
  package func editPrompt(_ name: String, _ word: String, _ other: String) throws {
    let file = folder.appending(path: "prompts/\(name).txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacingOccurrences(of: word, with: other).utf8).write(to: file)
  }

  /// Takes the project away.
  package func remove() { try? FileManager.default.removeItem(at: folder) }
}

/// The Python that code is run with here.
package enum SystemPython {
  /// Its label, such as `python3.11`.
  package static let label: String = {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-c", "import sys; print('python%d.%d' % sys.version_info[:2])"]
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return "python3" }
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }()
}
