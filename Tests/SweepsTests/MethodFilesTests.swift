import BenchTestSupport
import Foundation
import Methods
import Sweeps
import Testing

/// Sweeps whose methods are files.
@Suite("A method of one's own")
struct MethodFilesTests {
  private static let head = """
    version: 2
    models: {tiny: {access: {base-url: "http://localhost:1/v1"}}}
    tasks: [game24]

    """

  private func write(_ files: [String: String], at root: URL) throws {
    for (name, text) in files {
      let file = root.appending(path: "\(SweepOnDisk.folder)/\(name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  private func sweep(
    methods: String, _ files: [String: String], _ body: (SweepFolder) throws -> Void
  ) async throws {
    try await SweepOnDisk.with(Self.head + "methods: [\(methods)]\n") {
      try write(files, at: $0)
    } _: {
      try body(try SweepFolder($0))
    }
  }

  private func refusal(
    methods: String = "methods/mine.yaml", _ files: [String: String]
  ) async throws -> String {
    try await SweepOnDisk.refusal(Self.head + "methods: [\(methods)]\n") {
      try write(files, at: $0)
    }
  }

  @Test("is named by its file, has defaults, and uses prompts of the sweep or beside its file")
  func reads() async throws {
    let files = [
      "methods/mine.yaml": """
      version: 1
      user: "{{all-code.txt}} {{own.txt}}\\n\\n{{question}}"
      """, "methods/own.txt": "Mine.\n",
    ]
    try await sweep(methods: "all-text, methods/mine.yaml", files) { folder in
      let method = try #require(folder.sweep.methods.last?.method.description)
      #expect(method.name == "mine" && method.title == "mine" && method.calls == 1)
      #expect(method.prompts.map(\.rawValue) == ["all-code", "own"])
      #expect(!method.needsTools && !method.needsSystemMessage && !method.allowsTurns)
      #expect(folder.sweep.methodFiles == ["methods/mine.yaml"])
      let opened = SweepFolder.opened(by: folder.sweep, presets: nil)
      #expect(opened.contains("methods/mine.yaml") && opened.contains("methods/own.txt"))
    }
  }

  @Test("may stand in the sweep itself, and a vote needs no name")
  func inline() async throws {
    let methods = "{vote: all-text, times: 5}, {name: whisper, user: \"{{question}}\", run: none}"
    try await sweep(methods: methods, [:]) { folder in
      #expect(folder.sweep.methods.map(\.name) == ["all-text-vote-5", "whisper"])
      #expect(folder.sweep.methods[0].method.description.calls == 5)
      #expect(folder.sweep.methodFiles == [])
    }
  }

  @Test("takes further turns where its file says what the model is told")
  func turns() async throws {
    let files = [
      "methods/mine.yaml": """
      version: 1
      turns: {most: 3, after-code: "{{output}}", after-text: "Again.", stop-word: DONE}
      """
    ]
    try await sweep(methods: "methods/mine.yaml, methods/mine.yaml@2", files) { folder in
      #expect(folder.sweep.methods.map(\.name) == ["mine", "mine@2"])
      #expect(folder.sweep.methods[0].method.description.calls == 3)
    }
  }

  @Test("has prompt variants as any method has")
  func variants() async throws {
    let yaml =
      "methods: [methods/mine.yaml]\nprompts: {base: ../../Tasks/prompts, terse: prompts/terse}\n"
    try await SweepOnDisk.with(Self.head + yaml) {
      try write(
        [
          "methods/mine.yaml": "version: 1\nuser: \"{{own.txt}} {{question}}\"\n",
          "methods/own.txt": "Mine.", "prompts/terse/own.txt": "M.",
        ], at: $0)
    } _: { url in
      let folder = try SweepFolder(url)
      #expect(folder.sweep.methods.map(\.name) == ["mine", "mine+terse"])
    }
  }

  @Test(
    "that is wrong is refused with file and line, what was expected, and what may have been meant",
    arguments: [
      ("user: \"{{qestion}}\"", 2, "nothing here is called {{qestion}}. Did you mean question"),
      ("user: \"{{answers}}\"", 2, "{{answers}} is several: write {{#answers}}"),
      ("user: \"{{text}}\"", 2, "{{#answers}} … {{text}} … {{/answers}}"),
      ("user: \"{question}\"", 2, "{question} would be sent as it stands: write {{question}}"),
      ("user: \"{{#answers}}\"", 2, "never closed"),
      ("user: \"{{{question}}}\"", 2, "write {{name}}"),
      ("usr: x", 2, "unknown key \"usr\" in the file. Did you mean user"),
      ("run: first-blok", 2, "Did you mean first-block?"),
      ("vote: all-text", 2, "one vote decides nothing"),
      ("best-of: all-text\ntimes: 3", 2, "\"check\" is missing"),
      ("best-of: all-text\ntimes: 3\ncheck: rann", 4, "Write ran, or"),
      ("vote: all-text\ntimes: 3\nuser: x", 4, "\"user\" belongs to a method that asks the model"),
      ("vote: all-txt\ntimes: 3", 2, "Did you mean all-text"),
      ("times: 3", 2, "this belongs to \"vote\" or \"best-of\""),
      ("ask: [mine.yaml]", 2, "methods/mine.yaml asks itself"),
      ("ask: [other.yaml]", 2, "methods/other.yaml: there is no such file"),
      ("turns: {after-code: x}", 2, "needs \"after-code\" and \"after-text\""),
      ("tool: {rounds: 3}", 2, "needs \"description\""),
      ("tool: {description: x}\nrun: none", 3, "a method with a tool has rounds"),
      ("system: {file: ../x.txt}", 2, "{file: NAME.txt}"),
      ("user: \"{{gone.txt}}\"", 0, "gone.txt: there is no such file"),
      ("user: \"{{braces.txt}}\"", 0, "braces.txt: {{question}} would be sent as it stands"),
      ("vote: all-text\ntimes: 65", 3, "must be a whole number from 1 to 64"),
      ("name: \"a+b\"", 2, "the name of a method has letters, digits"),
    ])
  func refused(text: String, line: Int, message: String) async throws {
    let found = try await refusal([
      "methods/mine.yaml": "version: 1\n\(text)\n", "methods/braces.txt": "Answer {{question}}",
    ])
    #expect(found.contains(message), "\(found)")
    if line > 0, !message.hasSuffix("no such file") {
      #expect(found.contains("methods/mine.yaml, line \(line)"), "\(found)")
    }
  }

  @Test("of another version, without one, or behind a link is refused by its file")
  func versions() async throws {
    let newer = try await refusal(["methods/mine.yaml": "version: 2\n"])
    #expect(
      newer.contains("methods/mine.yaml, line 1") && newer.contains("A newer one"), "\(newer)")
    let none = try await refusal(["methods/mine.yaml": "user: x\n"])
    #expect(none.contains("Write \"version: 1\""), "\(none)")
    let twice = try await refusal(
      methods: "all-code, methods/all-code.yaml", ["methods/all-code.yaml": "version: 1\n"])
    #expect(twice.contains("\"all-code\" stands twice"), "\(twice)")
    let linked = try await SweepOnDisk.refusal(Self.head + "methods: [methods/mine.yaml]\n") {
      try write(["methods/other.yaml": "version: 1\n"], at: $0)
      let folder = $0.appending(path: "\(SweepOnDisk.folder)/methods")
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "mine.yaml"),
        withDestinationURL: folder.appending(path: "other.yaml"))
    }
    #expect(linked.contains("symbolic link"), "\(linked)")
  }
}
