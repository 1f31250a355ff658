import Basics
import Foundation
import TestSupport
import Testing
import WorkbenchTestSupport

/// A small repository whose commits are made at test time: a recorded sweep with its prompts, question
/// files and a tool of each commit's own.
///
/// The tool is a script in the tree: it starts the built command line, and what a commit's extractor,
/// aggregation or build does is a line of it.
final class History {
  /// The repository.
  let folder: URL
  /// The folder of everything, the repository and the cache.
  private let home: URL
  /// The ids of the commits, in the order in which they were made.
  private(set) var commits: [String] = []
  private(set) var sweep = "cassettes/sweep"

  private static let tool = """
    #!/bin/sh
    # The command line as of this commit.
    sheet= next=
    for word in "$@"; do
      if [ "$next" = 1 ]; then sheet=$word; fi
      if [ "$word" = --sheet ]; then next=1; else next=; fi
    done
    "$STEERBENCH" "$@" > "$STEERBENCH_SCRATCH.out"
    status=$?
    if [ -n "$sheet" ] && [ -f "$sheet" ]; then
      awk -F '\\t' -v OFS='\\t' -f extraction.awk "$sheet" > "$sheet.new" && mv "$sheet.new" "$sheet"
    fi
    case $1 in
    replay) sed -f aggregation.sed "$STEERBENCH_SCRATCH.out" ;;
    transcript) sed -f extraction.sed "$STEERBENCH_SCRATCH.out" ;;
    *) cat "$STEERBENCH_SCRATCH.out" ;;
    esac
    exit $status

    """

  /// Answers Yes to what wants a Yes or No, and 42 to the rest.
  static let script: @Sendable (String) -> String = { question in
    question.contains("```python") || !question.contains("Yes or No")
      ? ScriptedServer.plain(question) : "It is <<<Yes>>>."
  }

  /// Makes a repository with one commit: a recorded sweep that equals its baseline.
  ///
  /// - Parameters:
  ///   - edit: Changes the sweep's file.
  ///   - more: Puts more into the tree before the sweep is recorded.
  init(
    _ edit: (String) -> String = { $0 }, beside more: (URL) throws -> Void = { _ in }
  ) async throws {
    home = FileManager.default.temporaryDirectory.appending(path: "steerbench-\(UUID().uuidString)")
    folder = home.appending(path: "project")
    let root = try RepositoryRoot.url()
    for path in ["cassettes/sweep", "Tasks/navigate", "Tasks/number-multiplying"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: path), withIntermediateDirectories: true)
    }
    for path in [
      "Tasks/prompts", "Tasks/navigate/questions.jsonl", "Tasks/number-multiplying/questions.jsonl",
      "Tasks/prices.yaml",
    ] {
      try FileManager.default.copyItem(
        at: root.appending(path: path), to: folder.appending(path: path))
    }
    let text = Workshop.sweepText.replacingOccurrences(
      of: "../../prompts", with: "../../Tasks/prompts")
    try write(edit(text), to: "cassettes/sweep/sweep.yaml")
    try write(Self.tool, to: "tool.sh")
    chmod(folder.appending(path: "tool.sh").path, 0o755)
    for (name, text) in [
      ("extraction.awk", "{ print }\n"), ("extraction.sed", "\n"), ("aggregation.sed", "\n"),
      ("build.sh", "true\n"), (".gitignore", "*.journal*\n"),
    ] {
      try write(text, to: name)
    }
    try more(folder)
    try await record()
    try git("init", "--quiet", "--initial-branch=main")
    try commit("A recorded sweep")
  }

  /// Records what is missing, and writes the baseline.
  func record(_ script: @escaping @Sendable (String) -> String = History.script) async throws {
    let (sweep, folder) = (sweep, folder)
    try await ScriptedServer(script: script).serving { url in
      let run = try await Tool.run(["record", sweep, "--base-url", url], in: folder)
      #expect(run.status == 0, "\(run.errors)")
    }
    let run = try await Tool.run(
      ["replay", sweep, "--update-baseline", "--allow-unused"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
  }

  /// Writes a file.
  func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: path))
  }

  /// Replaces a text in a file, which must be there.
  func replace(_ old: String, by new: String, in path: String) throws {
    let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    try #require(text.contains(old), "\(path) does not hold \(old)")
    try write(text.replacingOccurrences(of: old, with: new), to: path)
  }

  /// Turns the truth of a yes-or-no question, which is all that its grade changes by.
  func turnTruth(of question: String) throws {
    let path = "Tasks/navigate/questions.jsonl"
    let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    let lines = text.split(separator: "\n").map { line in
      guard line.contains("\"id\":\"\(question)\"") else { return String(line) }
      let isTrue = line.contains("\"answer\":true")
      return line.replacingOccurrences(of: "\"answer\":\(isTrue)", with: "\"answer\":\(!isTrue)")
    }
    try write(lines.joined(separator: "\n") + "\n", to: path)
  }

  /// Commits everything and gives the commit's id.
  @discardableResult
  func commit(_ subject: String) throws -> String {
    try git("add", "--all")
    try git("commit", "--quiet", "--allow-empty", "--message", subject)
    let id = try git("rev-parse", "HEAD")
    commits.append(id)
    return id
  }

  /// Commits that change nothing that matters to a score.
  func idle(_ count: Int) throws {
    for _ in 0..<count {
      try write("\(commits.count)\n", to: "notes.txt")
      try commit("Notes \(commits.count)")
    }
  }

  /// Gives the sweep's folder another name.
  func renameSweep(to name: String) throws {
    try git("mv", sweep, "cassettes/\(name)")
    sweep = "cassettes/\(name)"
  }

  /// Runs git and gives what it prints.
  @discardableResult
  func git(_ arguments: String...) throws -> String {
    try Self.git(arguments, in: folder)
  }

  static func git(_ arguments: [String], in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging([
      "GIT_AUTHOR_NAME": "Ada Example", "GIT_AUTHOR_EMAIL": "ada@example.org",
      "GIT_COMMITTER_NAME": "Ada Example", "GIT_COMMITTER_EMAIL": "ada@example.org",
      "GIT_AUTHOR_DATE": "2025-01-02T03:04:05Z", "GIT_COMMITTER_DATE": "2025-01-02T03:04:05Z",
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    ]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "git \(arguments.joined(separator: " "))")
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What every search of this repository is given.
  var searchArguments: [String] {
    [
      "--cache", home.appending(path: "cache").path, "--build-command", "sh build.sh", "--tool",
      "./tool.sh", "--workers", "1",
    ]
  }

  /// What the tool of each commit needs to know.
  var environment: [String: String] {
    [
      "STEERBENCH": Tool.program.path,
      "STEERBENCH_SCRATCH": home.appending(path: "scratch").path,
      "GIT_CONFIG_GLOBAL": "/dev/null",
    ]
  }

  /// Runs a command in the repository.
  func run(_ arguments: [String]) async throws -> Tool.Run {
    try await Tool.run(arguments, in: folder, environment: environment)
  }

  /// Searches, and gives the JSON.
  func bisect(good: String, bad: String = "HEAD", _ more: String...) async throws -> JSONValue {
    let run = try await run(
      ["bisect", sweep, "--good", good, "--bad", bad, "--json"] + searchArguments + more)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONValue(parsing: run.output)
  }

  /// Takes everything away.
  func remove() { try? FileManager.default.removeItem(at: home) }
}

/// One finding of a search, as its JSON says it.
struct Finding: Hashable, CustomStringConvertible {
  var suspects: [String]
  var layers: [String]

  var description: String { "\(suspects.map { $0.prefix(8) }) \(layers)" }

  static func all(in report: JSONValue) -> [Finding] {
    (report["findings"]?.array ?? []).map { finding in
      Finding(
        suspects: (finding["suspects"]?.array ?? []).compactMap(\.string),
        layers: (finding["groups"]?.array ?? []).compactMap { $0["layer"]?.string })
    }
  }
}
