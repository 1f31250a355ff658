import Basics
import Foundation
import TestSupport
import Testing

/// One command with `--json` whose output is held against its schema.
struct PrintedJSON: Sendable {
  /// The schema's name in `ci/schemas`.
  var schema: String
  /// The words of the command line; `{name}` stands for what only the running test knows.
  var words: [String]
  /// Whether each line is a value.
  var isLines = false
  /// How it ends; `nil` where that depends on the machine.
  var status: Int32? = 0

  init(_ schema: String, _ words: String...) {
    self.schema = schema
    self.words = words
  }

  /// The same with another end.
  func ending(_ status: Int32?) -> PrintedJSON {
    var run = self
    run.status = status
    return run
  }

  /// The same with a value a line.
  var inLines: PrintedJSON {
    var run = self
    run.isLines = true
    return run
  }

  /// The words with what stands for something put in.
  func words(_ known: [String: String]) -> [String] {
    words.map { word in
      known.reduce(word) { $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value) }
    }
  }

  /// Runs the command and holds what it prints against the schema.
  func check(
    in folder: URL, _ known: [String: String] = [:], environment: [String: String] = [:]
  ) async throws {
    let words = words(known)
    let run = try await Tool.run(words, in: folder, environment: environment)
    if let status { #expect(run.status == status, "\(words): \(run.errors)") }
    try Self.check(run.output, schema, isLines: isLines, of: words)
  }

  /// Holds an output against a schema.
  static func check(
    _ output: String, _ name: String, isLines: Bool = false, of words: [String] = []
  ) throws {
    let schema = try JSONSchema(printed: name)
    #expect(schema.root["$id"]?.string?.hasPrefix("steerbench/\(name)/") == true)
    let texts = isLines ? output.split(separator: "\n").map(String.init) : [output]
    #expect(!texts.isEmpty, "\(words)")
    for text in texts {
      let value = try JSONValue(parsing: text)
      #expect(schema.faults(in: value) == [], "\(name): \(words)")
    }
  }
}

/// The commands as the parser itself knows them.
struct CommandTree {
  /// Commands that do something and say so in a sentence: they print nothing to read.
  static let silent: Set = [
    "init", "refresh discard", "proxy refresh discard", "bisect-probe", "cassette key",
    "tasks generate",
  ]
  /// Commands that print JSON without being asked.
  static let always: Set = ["cassette keys", "schema"]

  /// The commands that have no commands of their own, as they are written.
  private(set) var leaves: [String] = []
  /// Those of them that have `--json`.
  private(set) var withJSON: [String] = []

  init() async throws {
    let run = try await Tool.run(["--experimental-dump-help"], in: try RepositoryRoot.url())
    let root = try #require(try JSONValue(parsing: run.output)["command"])
    add(root, after: [])
  }

  private mutating func add(_ command: JSONValue, after path: [String]) {
    let below = (command["subcommands"]?.array ?? []).filter {
      $0["commandName"]?.string != "help"
    }
    for part in below { add(part, after: path + [part["commandName"]?.string ?? ""]) }
    guard below.isEmpty else { return }
    leaves.append(path.joined(separator: " "))
    let names = (command["arguments"]?.array ?? []).flatMap { $0["names"]?.array ?? [] }
    if names.contains(where: { $0["name"]?.string == "json" }) {
      withJSON.append(leaves.last ?? "")
    }
  }

  /// The command that words begin with; a command's default is meant where only its name stands.
  func command(of words: [String]) -> String? {
    for count in (1...words.count).reversed() {
      let begin = words.prefix(count).joined(separator: " ")
      let names = [begin, "\(begin) list", "\(begin) record"]
      if let leaf = names.first(where: leaves.contains) { return leaf }
    }
    return nil
  }
}
