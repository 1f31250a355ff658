import Basics
import Foundation
import TestSupport
import Testing
import WorkbenchTestSupport

@Suite("What commands print as JSON")
struct JSONSchemaTests {
  /// Of a recorded sweep.
  private static let recorded = [
    PrintedJSON("replay", "replay", "sweep", "--json"),
    PrintedJSON("report", "report", "sweep", "--json"),
    PrintedJSON("figures", "report", "sweep", "--figures", "figures", "--json"),
    PrintedJSON("page", "report", "sweep", "--html", "page.html", "--json"),
    PrintedJSON("sections", "report", "sweep", "--experiment", "code-usage", "--json"),
    PrintedJSON("sections", "analyze", "sweep", "--json"),
    PrintedJSON("trials", "trials", "sweep", "--json").inLines,
    PrintedJSON("export-jsonl", "export", "sweep", "--format", "jsonl").inLines,
    PrintedJSON(
      "export", "export", "sweep", "--format", "csv", "--output", "trials.csv", "--json"),
    PrintedJSON("compare", "compare", "sweep", "sweep", "--json"),
    PrintedJSON(
      "compare", "compare", "sweep", "--left", "method=all-code", "--right", "method=all-text",
      "--json"),
    PrintedJSON("methods", "methods", "--json"), PrintedJSON("tasks", "tasks", "--json"),
    PrintedJSON(
      "methods-show", "methods", "show", "all-code", "--task", "navigate", "--json"),
    PrintedJSON("tasks-show", "tasks", "show", "navigate", "--json"),
    PrintedJSON("tasks-check", "tasks", "check", "game24", "navigate", "--json"),
    PrintedJSON("models", "models", "--json"),
    PrintedJSON("explain", "explain", "all-code/navigate/navigate-1-01", "--json"),
    PrintedJSON("plan", "plan", "sweep", "--json"),
    PrintedJSON("transcript", "transcript", "scripted/all-code/navigate/navigate-1-01/0", "--json"),
    PrintedJSON("lab", "lab", "sweep", "--resamples", "100", "--json"),
    // What cannot be proved on this machine is a finding of the doctor, and no fault of its form.
    PrintedJSON("doctor", "doctor", "--json").ending(nil),
    PrintedJSON(
      "grade", "grade", "--task", "navigate", "--question", "navigate-1-01", "--answer",
      "answer.txt", "--json"
    ).ending(nil),
    PrintedJSON("regrade", "regrade", "sweep", "--against", "{baseline}", "--json"),
    PrintedJSON("upgrade", "upgrade", "sweep", "--json"),
    PrintedJSON("record", "record", "sweep", "--json"),
    PrintedJSON("exec", "exec", "program.py", "--json").ending(nil),
    PrintedJSON("exec", "exec", "program.py", "--python", "/nowhere/python3", "--json").ending(4),
    PrintedJSON("import", "import", "log.json", "imported", "--json"),
    PrintedJSON("cassette-inspect", "cassette", "inspect", "{cassette}", "--json"),
    PrintedJSON("cassette-verify", "cassette", "verify", "cassettes/sweep", "--json"),
    PrintedJSON("cassette-digest", "cassette", "digest", "cassettes/sweep", "--json"),
    PrintedJSON("cassette-diff", "cassette", "diff", "cassettes/sweep", "{cassette}", "--json"),
    PrintedJSON("cassette-scan", "cassette", "scan", "cassettes/sweep", "--json"),
    PrintedJSON("cassette-index", "cassette", "index", "cassettes/sweep", "--json"),
    PrintedJSON("cassette-seal", "cassette", "seal", "cassettes/sweep", "--json"),
    PrintedJSON(
      "cassette-merge", "cassette", "merge", "cassettes/sweep", "--output", "all.cas", "--json"),
    PrintedJSON(
      "cassette-split", "cassette", "split", "all.cas", "--output", "parts", "--parts", "2",
      "--json"),
    PrintedJSON(
      "cassette-slice", "cassette", "slice", "sweep", "--task", "navigate", "--output", "part.cas",
      "--json"),
    PrintedJSON("cassette-gc", "cassette", "gc", "sweep", "--json"),
    PrintedJSON(
      "cassette-export", "cassette", "export", "sweep", "--format", "jsonl", "--output",
      "all.jsonl", "--json"),
    PrintedJSON("cassette-import", "cassette", "import", "all.jsonl", "--into", "copy", "--json"),
    // Once more: there is nothing to seal, which is null.
    PrintedJSON("cassette-import", "cassette", "import", "all.jsonl", "--into", "copy", "--json"),
    PrintedJSON("cassette-compact", "cassette", "compact", "cassettes/sweep", "--json"),
  ]

  @Test("Of a recorded sweep it is what the schemas under ci/schemas say")
  func schemas() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let known = [
      "cassette": try #require(workshop.cassettes.first).path,
      "baseline": workshop.file("baseline.tsv").path,
    ]
    for (name, text) in [
      ("answer.txt", "<<<Yes>>>"), ("program.py", "print(6 * 7)\n"), ("log.json", Self.log),
    ] {
      try Data(text.utf8).write(to: workshop.folder.appending(path: name))
    }
    for run in Self.recorded { try await run.check(in: workshop.folder, known) }

    // Failures have the shape too.
    let file = workshop.file("baseline.tsv")
    let flipped = try String(contentsOf: file, encoding: .utf8)
      .replacingOccurrences(of: "\twrong\t0.", with: "\tcorrect\t1.")
    try Data(flipped.utf8).write(to: file)
    try PrintedJSON.check(try await workshop.replay(["--json"]).output, "replay")
    try workshop.editPrompt("all-code", "exactly", "precisely")
    try PrintedJSON.check(try await workshop.replay(["--json"]).output, "replay")
  }

  /// A log of Inspect with one sample.
  private static let log = #"""
    {"status": "success",
     "eval": {"task": "sums", "model": "m/m", "created": "2026-03-01T09:30:00.5+00:00"},
     "plan": {"config": {"temperature": 0}},
     "samples": [{"id": "1", "epoch": 1, "target": "42",
       "messages": [{"role": "user", "content": "What is 6 * 7?"}],
       "output": {"choices": [{"message": {"role": "assistant", "content": "ANSWER: 42"},
         "stop_reason": "stop"}], "usage": {"input_tokens": 7, "output_tokens": 3}, "time": 0.5},
       "scores": {"match": {"value": "C"}}}]}
    """#

  /// Of what is shared: it lies below Tasks/ and cassettes/, as in the project itself.
  private static let shared = [
    PrintedJSON("bundle", "bundle", Shelf.sweep, "--output", "sweep.tar", "--json"),
    PrintedJSON("push", "push", "remote", Shelf.sweep, "--json"),
    PrintedJSON("pull-list", "pull", "sweep.tar", "--list", "--json"),
    PrintedJSON("pull", "pull", "sweep.tar", "--into", "pulled", "--json"),
    PrintedJSON("cassette-sign", "cassette", "sign", Shelf.sweep, "--key", "lab", "--json"),
    PrintedJSON("bundle", "bundle", Shelf.sweep, "--output", "signed.tar", "--json"),
    PrintedJSON("pull", "pull", "signed.tar", "--into", "signed", "--key", "lab.pub", "--json"),
    PrintedJSON(
      "cassette-keys", "cassette", "keys", "lab.keys", "--sign", "root", "--add", "lab.pub"),
    PrintedJSON(
      "cassette-keys", "cassette", "keys", "lab.keys", "--sign", "root", "--revoke", "lab.pub",
      "--reason", "lost"),
    PrintedJSON(
      "bundle-redact", "bundle", Shelf.sweep, "--redact", "nobody says this", "-o", "r.tar",
      "--json"),
  ]

  @Test("Of sweeps that go between people it is what the schemas say")
  func sharing() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    for name in ["lab", "root"] {
      let key = try await shelf.cassette("key", name)
      #expect(key.status == 0, "\(key.errors)")
    }
    for run in Self.shared { try await run.check(in: shelf.url) }
  }

  /// Of what asks a server, in order.
  private static let asking = [
    PrintedJSON("report", "live", "sweep", "--base-url", "{url}", "--json"),
    PrintedJSON(
      "record", "refresh", "sweep", "--base-url", "{url}", "--only", "method=all-text", "--json"),
    PrintedJSON("refresh-diff", "refresh", "diff", "sweep", "--json"),
    PrintedJSON("refresh-accept", "refresh", "accept", "sweep", "--json"),
    PrintedJSON("canary", "canary", "sweep", "--base-url", "{url}", "--json").ending(1),
    PrintedJSON(
      "record", "record", "sweep", "--base-url", "{url}", "--shard", "1/2", "--json"),
    PrintedJSON("merge", "merge", "sweep", "--partial", "--json"),
  ]

  @Test("Of what asks a model it is what the schemas say")
  func asking() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let server = try ScriptedServer { $0.contains("```python") ? "print(48)" : "It is <<<48>>>." }
    try await server.serving { url in
      for run in Self.asking { try await run.check(in: workshop.folder, ["url": url]) }
    }
    // Nobody answers: the failures have the shape too.
    let fresh = try Workshop()
    defer { fresh.remove() }
    let failed = try await fresh.record("http://127.0.0.1:9/v1", ["--attempts", "1", "--json"])
    #expect(failed.status == 4, "\(failed.errors)")
    try PrintedJSON.check(failed.output, "record")
  }

  /// Of searches in a history.
  private static let searches = [
    PrintedJSON("bisect", "bisect", "{sweep}", "--good", "{good}", "--bad", "HEAD", "--json"),
    PrintedJSON("attribute", "attribute", "{good}", "HEAD", "--sweep", "{sweep}", "--json"),
  ]

  @Test("Of searches in a history it is what the schemas say")
  func searching() async throws {
    let history = try await History()
    defer { history.remove() }
    try history.turnTruth(of: "navigate-3-06")
    try history.commit("Another truth")
    let known = ["sweep": history.sweep, "good": history.commits[0]]
    for run in Self.searches {
      var run = run
      run.words += history.searchArguments
      try await run.check(in: history.folder, known, environment: history.environment)
    }
  }

  /// Of other people's programs, in order.
  private static let proxied = [
    PrintedJSON("proxy-import", "proxy", "import", "calls", "vcr.json", "--json"),
    PrintedJSON("proxy", "proxy", "replay", "calls", "--json", "--", "true"),
    PrintedJSON(
      "proxy", "proxy", "record", "calls", "--upstream", "{url}", "--json", "--", "sh", "-c", ":"),
    PrintedJSON(
      "cassette-slice", "proxy", "slice", "calls", "--only", "model=m", "--output", "part", "--json"
    ),
    PrintedJSON(
      "proxy", "proxy", "refresh", "calls", "--only", "model=m", "--upstream", "{url}", "--json",
      "--", "bash", "-c", "{ask} >/dev/null"),
    PrintedJSON("proxy-refresh-diff", "proxy", "refresh", "diff", "calls", "--json"),
    PrintedJSON("proxy-refresh-accept", "proxy", "refresh", "accept", "calls", "--json"),
  ]

  @Test("Of other people's programs it is what the schemas say")
  func proxied() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "proxy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(ProxyCommandTests.cassette.utf8).write(to: folder.appending(path: "vcr.json"))
    let ask = ProxyCommandTests.client(#"{"model":"m"}"#)[2]
    let answer =
      #"{"model":"m","choices":[{"message":{"role":"assistant","content":"otherwise"}}]}"#
    try await AnsweringServer().serving { _ in
      Answered(body: answer)
    } _: { url in
      for run in Self.proxied {
        try await run.check(in: folder, ["url": url, "ask": "(\(ask))"])
      }
    }
  }

  /// Of data that is made the project's own.
  private static let taken = [
    PrintedJSON("tasks-import", "tasks", "import", "--from", "data", "--into", "taken", "--json"),
    PrintedJSON(
      "methods-import-prompts", "methods", "import-prompts", "--from", "prompt.py", "--into",
      "published", "--prompts", "prompts", "--json"),
  ]

  @Test("Of data that is imported it is what the schemas say")
  func importing() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    try ImportTests.addData(to: workshop)
    for run in Self.taken { try await run.check(in: workshop.folder) }
  }

  /// Of pages that are served.
  private static let served = [
    PrintedJSON("address", "view", "sweep", "--no-open", "--json"),
    PrintedJSON("address", "watch", "sweep", "--no-open", "--json"),
  ]

  @Test("Of a served page it is what the schema says, as soon as the page is there")
  func serving() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    for run in Self.served {
      let tool = try Tool.start(run.words, in: workshop.folder)
      let line = try await tool.firstLine()
      tool.send(SIGINT)
      let end = await tool.finish()
      #expect(end.status == 0 && end.output == line + "\n", "\(run.words): \(end.errors)")
      try PrintedJSON.check(line, run.schema)
    }
  }

  @Test(
    "Every command that prints something to read has --json, and each output a schema that is held and listed"
  )
  func whole() async throws {
    let tree = try await CommandTree()
    let silent = CommandTree.silent.union(CommandTree.always)
    #expect(Set(tree.leaves).subtracting(tree.withJSON) == silent)

    let runs =
      Self.recorded + Self.shared + Self.asking + Self.searches + Self.proxied + Self.taken
      + Self.served
    let held = Set(runs.compactMap { tree.command(of: $0.words) })
    #expect(
      Set(tree.withJSON).subtracting(held) == [], "each command with --json is run by a test")

    let folder = try RepositoryRoot.url().appending(path: "ci/schemas")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".schema.json") }
    #expect(Set(files) == Set(runs.map { "\($0.schema).schema.json" }), "each is held by a command")

    // The list for readers names each schema with the commands that print it.
    let list = try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8)
    let rows = list.split(separator: "\n").filter { $0.hasPrefix("| [") }
    for run in runs {
      let row = rows.first { $0.contains("](\(run.schema).schema.json)") }
      let command = try #require(tree.command(of: run.words))
      let spelled = row.map(String.init) ?? ""
      #expect(spelled.contains("`steerbench \(command)"), "\(run.schema): \(command)")
    }
    #expect(rows.count == files.count)
  }

  @Test("A digest is explained: what it is, where it lies, who uses it, how its key is made")
  func explain() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    func json(_ words: String...) async throws -> JSONValue {
      let run = try await Tool.run(["explain"] + words + ["--json"], in: workshop.folder)
      #expect(run.status == 0, "\(run.errors)")
      return try JSONValue(parsing: run.output)
    }
    let trial = try await json("all-code/number-multiplying/number-multiplying-1-01")
    let exchanges = try #require(trial.array)
    #expect(exchanges.count == 2, "a call and a run")
    let digest = try #require(exchanges[0]["digest"]?.string)
    let found = try await json(String(digest.prefix(12)))
    let exchange = try #require(found.array?.first)
    #expect(
      exchange["digest"]?.string == digest && exchange["file"]?.string?.hasSuffix(".cas") == true)
    // Code + Text + Sum. asks what All Code asks.
    let users = exchange["trials"]?.array?.compactMap(\.string) ?? []
    #expect(users.contains { $0.contains("/all-code/") })
    #expect(users.contains { $0.contains("/code-text-summary/") })
    // The key by hand, from the digests of the segments.
    var bytes = Array("steerbench-action-1\0".utf8) + [1]
    for segment in exchange["segments"]?.array ?? [] {
      bytes += Array((segment["name"]?.string ?? "").utf8) + [0]
      bytes += try #require(Digest(hex: segment["sha256"]?.string ?? "")).bytes
    }
    #expect(Digest.sha256(bytes).hex == digest)
    let text = try await Tool.run(["explain", digest], in: workshop.folder).output
    #expect(text.contains("is used by") && text.contains("ci/read_cassette.py"))
    let cassette = try #require(workshop.cassettes.first)
    let file = Digest.sha256([UInt8](try Data(contentsOf: cassette)))
    #expect(
      try await json(file.hex).array?.first?["kind"]?.string == "the SHA-256 of a cassette's file")
    let none = try await Tool.run(["explain", "0000000000"], in: workshop.folder)
    #expect(none.status == 2 && none.errors.contains("no cassette here holds"))
  }
}
