import Basics
import Foundation
import Testing
import WorkbenchTestSupport

/// A repository with nothing of the bench's own in what it asks: a task with a program that grades, a method, and
/// a variant of the prompts, all of them files.
extension History {
  static let ownTask = """
    version: 1
    title: Sums
    data: {file: questions.csv, id: id, truth: answer, tags: [shape]}
    prompt: |-
      {{question}}
      Give the final answer in the format <<<number>>>.
    grade: {kind: program, file: grader.py, batch: true}
    check: {right: ["<<<{{truth}}>>>"], wrong: ["<<<1000>>>"]}

    """
  static let ownData = """
    id,question,answer,shape
    s1,What is 3 + 4?,7,small
    s2,What is 20 + 22?,42,small
    s3,What is 6 times 7?,42,product

    """
  static let ownGrader = """
    import json, sys

    for line in sys.stdin:
        given = json.loads(line)
        print(json.dumps({"score": 1 if given["answer"] == given["truth"] else 0.25}), flush=True)

    """
  static let ownMethod = """
    version: 1
    title: Second Look
    ask: [all-text, all-code]
    user: |
      {{question}}
      {{#answers}}
      The {{method}} agent wrote: {{text}}
      {{/answers}}

    """

  /// The repository, its sweep recorded and equal to its baseline.
  static func own() async throws -> History {
    try await History {
      $0.replacing("version: 1", with: "version: 2")
        .replacing("[number-multiplying, navigate]", with: "[../../Tasks/sums]")
        .replacing("per-task: 2", with: "per-task: 3")
        .replacing(
          "prompts: ../../Tasks/prompts",
          with: "prompts: {base: ../../Tasks/prompts, terse: prompts/terse}"
        )
        .replacing(
          "[only-question, all-text, all-code, code-text-summary, code-interpreter]",
          with: "[all-text, methods/second-look.yaml]")
    } beside: { folder in
      for (path, text) in [
        ("Tasks/sums/task.yaml", ownTask), ("Tasks/sums/questions.csv", ownData),
        ("Tasks/sums/grader.py", ownGrader),
        ("cassettes/sweep/methods/second-look.yaml", ownMethod),
        ("cassettes/sweep/prompts/terse/all-text.txt", "Be short.\n"),
      ] {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
    }
  }

  /// Searches as a user does whose repository holds nothing to build.
  fileprivate func search(from good: String) async throws -> Tool.Run {
    try await run(
      [
        "bisect", sweep, "--good", good, "--workers", "1", "--cache", folder.path + ".cache",
      ])
  }
}

@Suite("A project of one's own files", .serialized)
struct OwnProjectTests {
  @Test("is recorded, killed, resumed and replayed, and its sheet says task, method and variant")
  func killed() async throws {
    let history = try await History.own()
    defer { history.remove() }
    let folder = history.folder.appending(path: history.sweep)
    let sheet = folder.appending(path: "baseline.tsv")
    let whole = try Sheet.withoutTimes(sheet)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where name.hasSuffix(".cas") || name == "INDEX" || name == "baseline.tsv" {
      try FileManager.default.removeItem(at: folder.appending(path: name))
    }
    let server = try ScriptedServer(delay: .milliseconds(80), script: History.script)
    let (home, sweep) = (history.folder, history.sweep)
    try await server.serving { url in
      let arguments = ["record", sweep, "--base-url", url]
      let victim = try Tool.start(arguments, in: home)
      while server.answered.count < 5 { try await Task.sleep(for: .milliseconds(5)) }
      victim.send(SIGKILL)
      _ = await victim.finish()
      let partial = try await Tool.run(["replay", sweep, "--no-tables"], in: home)
      let said = partial.output + partial.errors
      #expect(partial.status == 3 && said.contains("PARTIAL"), "\(said)")
      let before = server.answered.dropLast(2)
      let resumed = try await Tool.run(arguments, in: home)
      #expect(resumed.status == 0, "\(resumed.errors)")
      let after = server.answered.dropFirst(before.count + 2)
      #expect(Set(after).isDisjoint(with: before), "nothing that was kept is asked again")
    }
    let replay = try await history.run(["replay", history.sweep, "--update-baseline", "--yes"])
    #expect(replay.status == 0, "\(replay.errors)")
    #expect(replay.output.contains("Second Look+terse"), "\(replay.output)")
    #expect(try Sheet.withoutTimes(sheet) == whole)
    let tags = try await history.run(["report", history.sweep, "--by", "shape"])
    #expect(tags.status == 0 && tags.output.contains("product"), "\(tags.errors)")
    let checked = try await history.run(["tasks", "check", "Tasks/sums"])
    #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
  }

  @Test("has a changed truth, a changed grader and a changed template named by a search, each")
  func searched() async throws {
    let history = try await History.own()
    defer { history.remove() }
    for (path, old, new, named, layer) in [
      (
        "Tasks/sums/questions.csv", "42,product", "43,product",
        "In the program that grades is given another \"truth\" than was recorded", "LAYER grade"
      ),
      (
        "Tasks/sums/grader.py", "0.25", "0.5",
        "In the program that grades differs from what was recorded", "LAYER grade"
      ),
      (
        "Tasks/sums/task.yaml", "Give the final", "Say the final",
        "In the template of sums differs from what was recorded", "LAYER prompt"
      ),
    ] {
      try history.idle(1)
      let good = try #require(history.commits.last)
      let text = try String(contentsOf: history.folder.appending(path: path), encoding: .utf8)
      try history.replace(old, by: new, in: path)
      let culprit = try history.commit("Change \(path)")
      let found = try await history.search(from: good)
      #expect(found.status == 0, "\(found.errors)")
      #expect(found.output.contains("CHANGED BY  \(culprit)"), "\(found.output)")
      #expect(found.output.contains(layer) && found.output.contains(named), "\(found.output)")
      #expect(found.output.contains("    + "), "\(found.output)")
      if layer.hasSuffix("grade") {
        #expect(found.output.contains("0 calls"), "\(found.output)")
        #expect(found.output.contains("from the answers at most 0 calls"), "\(found.output)")
      }
      try history.write(text, to: path)
      try history.commit("Change it back")
    }
  }

  @Test("is signed, sent, fetched and verified with all that decides its scores")
  func shared() async throws {
    let history = try await History.own()
    defer { history.remove() }
    func run(_ arguments: String..., in place: String = "") async throws -> Tool.Run {
      let run = try await Tool.run(arguments, in: history.folder.appending(path: place))
      #expect(run.status == 0, "\(arguments): \(run.output)\(run.errors)")
      return run
    }
    _ = try await run("cassette", "key", "lab")
    _ = try await run("cassette", "sign", history.sweep, "--key", "lab")
    _ = try await run("cassette", "verify", history.sweep, "--key", "lab.pub")
    let pushed = try await run("push", "remote", history.sweep, "--json")
    let digest = try #require(try JSONValue(parsing: pushed.output)["digest"]?.string)
    let pulled = try await run(
      "pull", "remote", digest, "--into", "pulled", "--key", "lab.pub", "--json")
    let theirs = try #require(try JSONValue(parsing: pulled.output)["sweepFolder"]?.string)
    let replay = try await run("replay", theirs, "--no-tables")
    #expect(replay.output.contains("equal the baseline"), "\(replay.output)")
    let own = [
      "Tasks/sums/questions.csv", "Tasks/sums/grader.py", "Tasks/sums/task.yaml",
      "cassettes/sweep/methods/second-look.yaml", "cassettes/sweep/prompts/terse/all-text.txt",
    ]
    for path in own {
      let file = history.folder.appending(path: path)
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data((text + "\n").utf8).write(to: file)
      let verified = try await Tool.run(
        ["cassette", "verify", history.sweep, "--key", "lab.pub"], in: history.folder)
      #expect(verified.status == 6, "\(path): \(verified.output)")
      #expect(verified.errors.contains(String(path.split(separator: "/").last ?? "")), "\(path)")
      try Data(text.utf8).write(to: file)
    }
  }

  @Test(
    "replays as one file in a root with nothing but the program and its libraries",
    .enabled(if: BareRoot.works, "needs bubblewrap and namespaces"))
  func bareRoot() async throws {
    let history = try await History.own()
    defer { history.remove() }
    let bundle = history.folder.path + ".tar"
    let made = try await history.run(["bundle", history.sweep, "--output", bundle])
    #expect(made.status == 0, "\(made.errors)")
    let here = try await history.run(["replay", bundle])
    let there = try await BareRoot.run(["replay", "/bundle.tar"], bundle: bundle)
    #expect(there.status == 0, "\(there.errors)")
    #expect(there.output == here.output && there.output.contains("equal the baseline"))
    // Arguments come from /proc: without it no command can be known, and none is pretended.
    let blind = try await BareRoot.run(["replay", "/bundle.tar"], bundle: bundle, hasProc: false)
    #expect(blind.status == 4 && blind.errors.contains("/proc"), "\(blind.errors)")
  }
}

/// A root of a file system in which lie the program, the libraries that it loads, and one bundle.
private enum BareRoot {
  private static let bubblewrap = URL(filePath: "/usr/bin/bwrap")

  /// Whether such a root can be entered here.
  static let works: Bool = {
    guard FileManager.default.isExecutableFile(atPath: bubblewrap.path) else { return false }
    return (try? output(of: bubblewrap.path, ["--unshare-all", "--ro-bind", "/", "/", "true"]))
      != nil
  }()

  static func run(
    _ arguments: [String], bundle: String, hasProc: Bool = true
  ) async throws -> Tool.Run {
    let program = Tool.program.path
    let libraries = try output(of: "/usr/bin/ldd", [program]).split(separator: "\n")
      .compactMap { line in line.split { " \t".contains($0) }.first { $0.hasPrefix("/") } }.map(
        String.init)
    let tool = try Tool.start(
      ["--unshare-all", "--die-with-parent", "--clearenv", "--tmpfs", "/tmp"]
        + (hasProc ? ["--proc", "/proc"] : [])
        + libraries.flatMap { ["--ro-bind", $0, $0] }
        + ["--ro-bind", program, "/steerbench", "--ro-bind", bundle, "/bundle.tar"]
        + ["--chdir", "/tmp", "/steerbench"] + arguments,
      in: FileManager.default.temporaryDirectory, program: bubblewrap)
    return await tool.finish()
  }

  /// What a program prints; throws where it fails.
  private static func output(of program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    return text
  }
}
