import Basics
import Cassettes
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("The verbs of steerbench cassette, as a user runs them")
struct CassetteVerbTests {
  @Test("Every verb explains itself with examples")
  func help() async throws {
    for verb in [
      "inspect", "verify", "digest", "diff", "merge", "split", "slice", "gc", "compact", "seal",
      "index",
    ] {
      let run = try await Tool.run(
        ["cassette", verb, "--help"], in: FileManager.default.temporaryDirectory)
      #expect(run.status == 0)
      #expect(run.output.contains("  steerbench cassette \(verb) "), "\(verb)")
      #expect(run.output.contains("--json"), "\(verb)")
    }
  }

  @Test("Merged, split and merged again, and compacted, it is one and the same file")
  func mergeSplitCompact() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let everything = try shelf.everything()
    let merged = try await shelf.json("merge", Shelf.sweep, "--output", "all.cas")
    #expect(merged["cassettes"]?[0]?["exchanges"]?.integer == everything.count)
    let bytes = try Data(contentsOf: shelf.file("all.cas"))
    for rule in [["--parts", "3"], ["--max-bytes", "100K"]] {
      let split = try await Tool.run(
        ["cassette", "split", "all.cas", "--output", "parts", "--json"] + rule, in: shelf.url)
      #expect(split.status == 0, "\(split.errors)")
      #expect((try JSONValue(parsing: split.output)["cassettes"]?.array?.count ?? 0) > 2)
      _ = try await shelf.json("merge", "parts", "--output", "again.cas")
      #expect(try Data(contentsOf: shelf.file("again.cas")) == bytes)
      for name in ["parts", "again.cas"] {
        try FileManager.default.removeItem(at: shelf.file(name))
      }
    }
    let root = try await shelf.json("digest", Shelf.sweep)["root"]?.string
    let compacted = try await shelf.json("compact", Shelf.sweep)
    #expect(compacted["replaced"]?.array?.count == 2)
    #expect(compacted["cassettes"]?[0]?["root"]?.string == root)
    #expect(try shelf.cassettes.map { try Data(contentsOf: $0) } == [bytes])
    #expect(try shelf.everything() == everything)
    let again = try await shelf.json("compact", Shelf.sweep)
    #expect(again["replaced"]?.array?.isEmpty == true)
  }

  @Test("A slice replays its trials by itself; what they recorded alone would not")
  func slice() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    for (name, scope) in [("sliced", []), ("recorded", ["--by-scope"])] {
      let run = try await Tool.run(
        [
          "cassette", "slice", "sweep", "--method", "code-text-summary", "--output",
          "slice-\(name)",
        ]
          + scope, in: shelf.url)
      #expect(run.status == 0, "\(run.errors)")
      try shelf.narrowSweep(name, methods: "code-text-summary")
      for file in try FileManager.default.contentsOfDirectory(
        atPath: shelf.file("slice-\(name)").path)
      {
        try FileManager.default.copyItem(
          at: shelf.file("slice-\(name)/\(file)"), to: shelf.file("cassettes/\(name)/\(file)"))
      }
      let replay = try await Tool.run(["replay", name, "--no-tables"], in: shelf.url)
      #expect(replay.status == (scope.isEmpty ? 0 : 3), "\(replay.output)\(replay.errors)")
    }
  }

  @Test("Slices of every task merged give everything that the sweep uses")
  func slicesOfAllTasks() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let tasks = Set(try entries(of: shelf).map { $0.scope.split(separator: "/")[2] })
    var slices: [String] = []
    for task in tasks.sorted().map(String.init) {
      slices.append("\(task).cas")
      _ = try await shelf.json("slice", "sweep", "--task", task, "--output", "\(task).cas")
    }
    let merge = try await Tool.run(
      ["cassette", "merge", "--output", "slices.cas"] + slices.reversed(), in: shelf.url)
    #expect(merge.status == 0, "\(merge.errors)")
    _ = try await shelf.json("merge", "sweep", "--output", "all.cas")
    #expect(
      try Data(contentsOf: shelf.file("slices.cas")) == Data(contentsOf: shelf.file("all.cas")))
  }

  @Test("gc keeps exactly what the given sweeps use, and guesses nothing")
  func garbage() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let whole = try await shelf.json("gc", "sweep")
    #expect(whole["unused"]?.integer == 0)
    try shelf.narrowSweep("narrow", methods: "all-code, all-text")
    let lean = try await shelf.json(
      "gc", "sweep", "--sweep", "narrow", "--output", "cassettes/lean", "--list")
    let unused = try #require(lean["list"]?.array)
    #expect(unused.count == lean["unused"]?.integer)
    #expect(unused.count > 4)
    let before = try shelf.everything()
    let after = try Shelf.everything(in: shelf.file("cassettes/lean").path)
    #expect(after.count + unused.count == before.count)
    #expect(after.allSatisfy { before[$0.key] == $0.value })

    // A sweep that asks for more than there is: what its trials go on to use is unknown.
    try FileManager.default.copyItem(
      at: shelf.folder.appending(path: "sweep.yaml"), to: shelf.file("cassettes/lean/sweep.yaml"))
    let blind = try await shelf.cassette("gc", "lean", "--output", "leaner")
    #expect(blind.status == 3, "\(blind.errors)")
    #expect(blind.errors.contains("unknown what they use"))
    #expect(!FileManager.default.fileExists(atPath: shelf.file("leaner").path))
  }

  @Test("diff reads as trials, and says nothing changed where only the files differ")
  func diff() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    _ = try await shelf.json("merge", Shelf.sweep, "--output", "all.cas")
    let same = try await shelf.cassette("diff", Shelf.sweep, "all.cas", "--exit-code")
    #expect(same.status == 0, "\(same.output)\(same.errors)")
    #expect(same.output.contains("all the same"))
    let part = try shelf.cassettes[0]
    let count = try CassetteFolder(path: shelf.folder.path).lines.map(\.entryCount)
    let diff = try await shelf.json("diff", part.path, "all.cas")
    #expect(diff["added"]?.array?.count == count[1])
    #expect(diff["removed"]?.array?.isEmpty == true)
    #expect(diff["same"]?.integer == count[0])
    let text = try await shelf.cassette("diff", "all.cas", part.path, "--exit-code", "--exchanges")
    #expect(text.status == 1)
    let lines = text.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("- qwen2.5-coder-0.5b/") && $0.contains("model call") })
    #expect(lines.count { $0.hasPrefix("    ") } == count[1])
    #expect(!lines.contains { $0.hasPrefix("+") })
  }

  @Test("git diff of a cassette reads as trials added and removed")
  func textconv() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let tool = Tool.program.path
    let script = """
      set -e
      git init -q .
      git config user.email a@b.c
      git config user.name a
      git config diff.cassette.textconv "'\(tool)' cassette inspect --textconv"
      echo '*.cas binary diff=cassette' > .gitattributes
      '\(tool)' cassette slice \(Shelf.sweep) --by-scope --task game24 --output x.cas > /dev/null
      git add .gitattributes x.cas
      git commit -q -m one
      rm x.cas
      '\(tool)' cassette slice \(Shelf.sweep) --by-scope --task navigate --output x.cas > /dev/null
      git diff
      echo damaged > x.cas
      git diff
      """
    let run = try await Tool.start(
      ["-c", script], in: shelf.url, program: URL(filePath: "/bin/sh")
    ).finish()
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("-qwen2.5-coder-0.5b/") && $0.contains("/game24/") })
    #expect(lines.contains { $0.hasPrefix("+qwen2.5-coder-0.5b/") && $0.contains("/navigate/") })
    #expect(lines.contains { $0.hasPrefix("+cannot be read: ") })
  }

  @Test("verify names what is damaged and whose it was, in words and as JSON, and exits with 6")
  func verify() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    for level in ["file", "structure", "full", "canonical"] {
      let run = try await shelf.cassette("verify", Shelf.sweep, "--level", level)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
    }
    let victim = try #require(try entries(of: shelf).first { $0.scope.contains("/game24/") })
    let file = try #require(
      try shelf.cassettes.first {
        try Data(contentsOf: $0).range(of: Data(victim.resultDigest.bytes)) != nil
      })
    var data = try Data(contentsOf: file)
    let place = try #require(data.range(of: Data(victim.resultDigest.bytes)))
    data[place.lowerBound] ^= 1
    try data.write(to: file)
    let run = try await shelf.cassette("verify", Shelf.sweep)
    #expect(run.status == 6)
    #expect(run.output.contains("DAMAGED"), "\(run.output)")
    #expect(run.output.contains(file.lastPathComponent))
    // Requests that quote the damaged result cannot be rebuilt either.
    #expect(run.output.contains("It touches "), "\(run.output)")
    #expect(run.output.contains(victim.scope))
    #expect(run.output.contains("exchanges hold"), "the other cassette is looked at too")
    let json = try await shelf.cassette("verify", Shelf.sweep, "--json")
    #expect(json.status == 6)
    let findings = try #require(try JSONValue(parsing: json.output)["cassettes"]?.array)
    #expect(findings.count == 2)
    let damaged = try #require(findings.first { $0["holds"] == .bool(false) })
    #expect(damaged["damage"]?[0]?["action"]?.string == victim.slot.action.hex)
    #expect(damaged["trials"]?[0]?.string == victim.scope)
    #expect(damaged["code"]?.string == "damaged")
  }

  @Test("A conflict lists both sides, writes nothing and exits with 6; preferring one settles it")
  func conflict() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let reader = try CassetteFolder(path: shelf.folder.path).reader()
    let entry = try #require(try reader.entries().first { $0.kind == .completion })
    let contrary = Exchange(
      slot: entry.slot, kind: entry.kind, request: try reader.request(of: entry),
      result: Array("{}".utf8), scope: entry.scope, provenance: [])
    try Data(try CassetteSealer.seal([contrary]).bytes).write(to: shelf.file("other.cas"))
    let run = try await shelf.cassette("merge", Shelf.sweep, "other.cas", "--output", "both.cas")
    #expect(run.status == 6)
    #expect(run.output.isEmpty)
    for text in ["other.cas", Shelf.sweep, entry.scope, entry.resultDigest.short, "2 bytes"] {
      #expect(run.errors.contains(text), "\(run.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: shelf.file("both.cas").path))
    let settled = try await shelf.json(
      "merge", Shelf.sweep, "other.cas", "--prefer", "other.cas", "--output", "both.cas")
    #expect(settled["cassettes"]?[0]?["exchanges"]?.integer == (try reader.entries().count))
    let kept = try SealedCassette(path: shelf.file("both.cas").path).result(at: entry.slot)
    #expect(kept == Array("{}".utf8))
  }

  private func entries(of shelf: Shelf) throws -> [CassetteEntry] {
    try CassetteFolder(path: shelf.folder.path).reader().entries()
  }
}
