import Basics
import Foundation
import HTTPTestSupport
import Testing
import WorkbenchTestSupport

@Suite("Sharing a sweep, as a user does it")
struct SharingVerbTests {
  private func json(_ run: Tool.Run) throws -> JSONValue {
    #expect(run.status == 0, "\(run.errors)")
    return try JSONValue(parsing: run.output)
  }

  @Test("A stranger gets the same table from one digest, in an empty folder")
  func stranger() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let pushed = try json(
      await Tool.run(["push", "remote", Shelf.sweep, "--json"], in: shelf.url))
    let digest = try #require(pushed["digest"]?.string)
    let home = shelf.file("stranger")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let pulled = try json(
      await Tool.run(
        ["pull", digest, "--json"], in: home, environment: ["STEERBENCH_REMOTE": "../remote"]))
    let sweep = try #require(pulled["sweepFolder"]?.string)
    let theirs = try await Tool.run(["replay", sweep, "--json"], in: home)
    let ours = try await Tool.run(["replay", Shelf.sweep, "--json"], in: shelf.url)
    #expect(theirs.status == 0, "\(theirs.errors)")
    #expect(theirs.output == ours.output)
    // By the root of one of its cassettes, which also names it to push it.
    let root = try #require(
      try json(await shelf.cassette("digest", try shelf.cassettes[0].path, "--json"))["root"]?
        .string)
    let again = try json(await Tool.run(["push", "remote", root, "--json"], in: shelf.url))
    #expect(again["digest"] == pushed["digest"])
    #expect(again["sent"]?["files"]?.integer == 0)
    let list = try await Tool.run(["pull", "remote", root, "--list"], in: shelf.url)
    #expect(list.output.contains("cassettes/\(Shelf.sweep)/baseline.tsv"))
  }

  @Test("A bundle replays by itself to the same bytes, and leaves nothing behind")
  func bundle() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let made = try json(
      await Tool.run(["bundle", Shelf.sweep, "--output", "one.tar", "--json"], in: shelf.url))
    let home = shelf.file("home")
    let temporary = shelf.file("temporary")
    for folder in [home, temporary] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    let environment = ["TMPDIR": temporary.path]
    let theirs = try await Tool.run(
      ["replay", "../one.tar", "--json"], in: home, environment: environment)
    let ours = try await Tool.run(["replay", Shelf.sweep, "--json"], in: shelf.url)
    #expect(theirs.status == 0, "\(theirs.errors)")
    #expect(theirs.output == ours.output)
    for folder in [home, temporary] {
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
    let refused = try await Tool.run(["replay", "one.tar", "--update-baseline"], in: shelf.url)
    #expect(refused.status == 2 && refused.errors.contains("steerbench pull"))
    let pulled = try json(
      await Tool.run(["pull", "one.tar", "--into", "unpacked", "--json"], in: shelf.url))
    #expect(pulled["digest"] == made["digest"])
    let unpacked = try await Tool.run(
      ["replay", "unpacked/cassettes/\(Shelf.sweep)", "--no-tables"], in: shelf.url)
    #expect(unpacked.status == 0, "\(unpacked.errors)")
  }

  @Test(
    "A bundle brings the ready models that its sweep names, and only the prompts that are there")
  func readyModels() async throws {
    let text = Workshop.sweepText
    let start = try #require(text.range(of: "models:\n")).upperBound
    let end = try #require(text.range(of: "methods:")).lowerBound
    let workshop = try Workshop { _ in
      (text[..<start] + "  scripted:\n" + text[end...] + "presets: ../../Tasks/ready.yaml\n")
        .replacingOccurrences(of: "prompts: ../../prompts\n", with: "")
    }
    defer { workshop.remove() }
    let tasks = workshop.folder.appending(path: "Tasks")
    let shipped = tasks.resolvingSymlinksInPath()
    try FileManager.default.removeItem(at: tasks)
    try FileManager.default.copyItem(at: shipped, to: tasks)
    try Data("version: 1\nmodels:\n\(text[start..<end])".utf8)
      .write(to: tasks.appending(path: "ready.yaml"))
    try FileManager.default.removeItem(at: tasks.appending(path: "prompts/extraction.txt"))
    let recorded = try await ScriptedServer().serving { try await workshop.record($0) }
    #expect(recorded.status == 0, "\(recorded.errors)")
    let ours = try await workshop.replay(["--json"])
    let made = try await Tool.run(["bundle", "sweep", "--output", "one.tar"], in: workshop.folder)
    #expect(made.status == 0, "\(made.errors)")
    let theirs = try await Tool.run(["replay", "one.tar", "--json"], in: workshop.folder)
    #expect(theirs.status == 0, "\(theirs.errors)")
    #expect(theirs.output == ours.output)
  }

  @Test("A signature by the lab's key is asked for, and another's does not do")
  func signed() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    for name in ["lab", "other"] {
      #expect(try await shelf.cassette("key", name).status == 0)
    }
    let unsigned = try await shelf.cassette("verify", Shelf.sweep, "--key", "lab.pub")
    #expect(unsigned.status == 6 && unsigned.errors.contains("no signature"))
    #expect(try await shelf.cassette("sign", Shelf.sweep, "--key", "lab").status == 0)
    #expect(try await shelf.cassette("verify", Shelf.sweep, "--key", "lab.pub").status == 0)
    #expect(try await shelf.cassette("verify", Shelf.sweep, "--key", "other.pub").status == 6)
    let pushed = try json(
      await Tool.run(["push", "remote", Shelf.sweep, "--json"], in: shelf.url))
    let digest = try #require(pushed["digest"]?.string)
    let wrong = try await Tool.run(
      ["pull", "remote", digest, "--key", "other.pub", "--into", "wrong"], in: shelf.url)
    #expect(wrong.status == 6, "\(wrong.errors)")
    #expect(!FileManager.default.fileExists(atPath: shelf.file("wrong").path))
    let right = try await Tool.run(
      ["pull", "remote", digest, "--key", "lab.pub", "--into", "right"], in: shelf.url)
    #expect(right.status == 0, "\(right.errors)")
    let replay = try await Tool.run(
      ["replay", "right/cassettes/\(Shelf.sweep)", "--no-tables"], in: shelf.url)
    #expect(replay.status == 0, "\(replay.errors)")
  }

  @Test("What cannot be meant, or is not there, is said in a sentence with the next step")
  func badInput() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let unknown = String(repeating: "0", count: 64)
    for (arguments, status, word) in [
      (["pull", "remote", unknown], Int32(3), "holds nothing named"),
      (["pull", unknown], 2, "STEERBENCH_REMOTE"),
      (["pull", "remote", "abc"], 2, "64 hexadecimal digits"),
      (["pull", "ftp://example.org", unknown], 2, "Name a folder"),
      (["pull", "http://127.0.0.1:9/x", unknown, "--attempts", "1"], 4, "cannot be reached"),
      (["push", "remote", "nothing"], 2, "is not a sweep"),
      (["push", "remote", unknown], 3, "No sweep under cassettes/"),
      (["pull", "cassettes/\(Shelf.sweep)/baseline.tsv"], 6, "no bundle"),
      (["cassette", "sign", Shelf.sweep, "--key", "nowhere"], 2, "no such file"),
    ] {
      let run = try await Tool.run(arguments, in: shelf.url)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      #expect(run.errors.contains(word), "\(arguments): \(run.errors)")
      #expect(run.output.isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: shelf.file("remote").path))
    // Prompts that lie outside the project cannot be shared.
    let file = shelf.folder.appending(path: "sweep.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let prompts = shelf.url.appending(path: "Tasks/prompts").resolvingSymlinksInPath().path
    try Data((text + "\nprompts: \(prompts)\n").utf8).write(to: file)
    let outside = try await Tool.run(["bundle", Shelf.sweep], in: shelf.url)
    #expect(outside.status == 2, "\(outside.errors)")
  }

  @Test("Push and pull use a proxy of the environment where it is asked for, and not unasked")
  func proxies() async throws {
    let shelf = try Shelf()
    let server = try LoopbackServer()
    defer {
      shelf.remove()
      server.stop()
    }
    let environment = ["HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"]
    let direct = try await Tool.run(
      ["push", server.url, Shelf.sweep, "--json"], in: shelf.url, environment: environment)
    #expect(direct.errors.contains("--use-proxy"), "\(direct.errors)")
    let digest = try #require(try json(direct)["digest"]?.string)
    let pulled = try await Tool.run(
      ["pull", server.url, digest, "--into", "direct"], in: shelf.url, environment: environment)
    #expect(pulled.status == 0, "\(pulled.errors)")
    let through = try await Tool.run(
      ["pull", server.url, digest, "--into", "through", "--use-proxy", "--attempts", "1"],
      in: shelf.url, environment: environment)
    #expect(through.status == 4, "nobody listens where the proxy should be")
    #expect(!through.errors.contains("--use-proxy"))
  }
}
