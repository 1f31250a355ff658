import Basics
import Foundation
import TestSupport
import Testing

@Suite("The proxy from the command line")
struct ProxyCommandTests {
  /// A cassette of vcrpy with one call, of the model m.
  static let cassette = """
    {"version": 1, "interactions": [{"request": {"method": "POST",
    "uri": "https://api.openai.com/v1/chat/completions", "headers": {"content-type": "application/json"},
    "body": "{\\"model\\":\\"m\\"}"}, "response": {"status": {"code": 200},
    "headers": {"content-type": "application/json"}, "body": {"string": "{\\"ok\\":true}"}}}]}
    """

  /// A client in the language that every machine here has: bash speaks HTTP by itself.
  static func client(_ body: String, then: String = "") -> [String] {
    let script = """
      port=${OPENAI_BASE_URL#http://127.0.0.1:}; port=${port%/v1}
      exec 3<>/dev/tcp/127.0.0.1/$port
      printf 'POST /v1/chat/completions HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Type: application/json\\r\\n' >&3
      printf 'Connection: close\\r\\nContent-Length: \(body.utf8.count)\\r\\n\\r\\n%s' '\(body)' >&3
      cat <&3; echo
      \(then)
      """
    return ["bash", "-c", script]
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "proxy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let file = place.appending(path: "vcr.json")
    try Data(Self.cassette.utf8).write(to: file)
    let folder = place.appending(path: "cassettes").path
    let imported = try await run(["import", folder, file.path])
    #expect(imported.status == 0, "\(imported.errors)")
    try await body(folder)
  }

  private func run(_ arguments: [String]) async throws -> Tool.Run {
    try await Tool.run(["proxy"] + arguments, in: try RepositoryRoot.url())
  }

  @Test(
    "A command that is answered ends as it ends, and one that is not ends with 3 whatever it makes of it"
  )
  func endings() async throws {
    try await withFolder { folder in
      let hit = try await run(
        ["replay", folder, "--"]
          + Self.client(#"{"model":"m"}"#, then: "echo $OPENAI_API_KEY; exit 5"))
      #expect(hit.status == 5, "\(hit.errors)")
      #expect(hit.output.contains(#"{"ok":true}"#))
      #expect(hit.output.contains("sk-steerbench"))
      let miss = try await run(
        ["replay", folder, "--json", "--"] + Self.client(#"{"model":"n"}"#, then: "exit 0"))
      #expect(miss.status == 3)
      #expect(miss.output.contains("HTTP/1.1 424"))
      #expect(miss.errors.contains("no recording for POST /v1/chat/completions"))
      #expect(miss.errors.contains(#"segment "parameters" differs"#))
      let json = try #require(miss.output.split(separator: "\n").last.map(String.init))
      let summary = try JSONValue(parsing: json)
      #expect(summary["misses"]?.integer == 1)
      #expect(summary["unused"]?.array?.count == 1)
      let verified = try await Tool.run(
        ["cassette", "verify", folder, "--level", "full"], in: try RepositoryRoot.url())
      #expect(verified.status == 0, "\(verified.errors)")
      let listed = try await Tool.run(
        ["cassette", "inspect", folder], in: try RepositoryRoot.url())
      #expect(listed.status == 0, "\(listed.errors)")
    }
  }

  @Test("A proxy's folder is named, sliced, exported, bundled and sent as a sweep's is")
  func oneStore() async throws {
    try await withFolder { folder in
      let root = try RepositoryRoot.url()
      func tool(_ words: String...) async throws -> Tool.Run {
        let run = try await Tool.run(words, in: root)
        #expect(run.status == 0, "\(words): \(run.errors)")
        return run
      }
      let place = URL(filePath: folder).deletingLastPathComponent().path
      let inspected = try await tool("cassette", "inspect", folder, "--exchanges")
      #expect(
        inspected.output.contains("0 model calls, 0 runs of code, 1 calls of other programs"))
      let named = try await tool("cassette", "digest", folder)
      let exchange = try JSONValue(
        parsing: try await tool("cassette", "inspect", folder, "--exchanges", "--json").output)
      let digest = try #require(
        (exchange["entries"]?.array?.first?["action"] ?? exchange["entries"]?.array?.first?["slot"])?
          .string)
      let explained = try await tool("explain", String(digest.prefix(12)), "--sweep", folder)
      #expect(explained.output.contains("asks POST /v1/chat/completions of openai, model m"))
      #expect(explained.output.contains("a call of another program"))
      // An archive shows the call and reads back to the same cassette, here and as another tool's.
      let har = place + "/calls.har"
      _ = try await tool("cassette", "export", folder, "--format", "har", "--output", har)
      let archive = try JSONValue(
        parsing: [UInt8](try Data(contentsOf: URL(filePath: har))))
      let request = try #require(archive["log"]?["entries"]?.array?.first?["request"])
      #expect(request["url"]?.string == "https://openai.invalid/v1/chat/completions")
      #expect(request["postData"]?["text"]?.string == #"{"model":"m"}"#)
      _ = try await tool("cassette", "import", har, "--into", place + "/again")
      let again = try await tool("cassette", "digest", place + "/again")
      #expect(again.output.prefix(64) == named.output.prefix(64))
      _ = try await tool(
        "proxy", "import", place + "/taken", har, "--upstream", "openai=openai.invalid")
      let taken = try await tool(
        "proxy", "replay", place + "/taken", "--", Self.client(#"{"model":"m"}"#)[0], "-c",
        Self.client(#"{"model":"m"}"#)[2])
      #expect(taken.output.contains(#"{"ok":true}"#))
      // Parts and wholes.
      _ = try await tool(
        "proxy", "slice", folder, "--only", "model=m", "--output", place + "/part")
      let none = try await run(
        ["slice", folder, "--only", "model=n", "--output", place + "/none"])
      #expect(none.status == 7, "\(none.errors)")
      _ = try await tool("cassette", "merge", place + "/part", folder, "--output", place + "/all")
      let merged = try await tool("cassette", "digest", place + "/all")
      #expect(merged.output.prefix(64) == named.output.prefix(64))
      // To others and back, with its rules.
      try Data(#"{"rules":[]}"#.utf8).write(to: URL(filePath: folder + "/rename.json"))
      _ = try await tool("push", place + "/remote", folder)
      let bundle = place + "/calls.tar"
      _ = try await tool("bundle", folder, "--output", bundle)
      _ = try await tool("pull", bundle, "--into", place + "/pulled")
      let pulled = place + "/pulled/cassettes/cassettes"
      #expect(FileManager.default.fileExists(atPath: pulled + "/rename.json"))
      let sealed = try await tool("cassette", "seal", pulled)
      #expect(sealed.output.contains("There is no journal to seal."))
      let hit = try await run(["replay", pulled, "--"] + Self.client(#"{"model":"m"}"#))
      #expect(hit.status == 0, "\(hit.errors)")
    }
  }

  @Test("A proxy's folder is signed with its rules, which are part of what it answers")
  func signed() async throws {
    try await withFolder { folder in
      let root = try RepositoryRoot.url()
      func tool(_ status: Int32, _ words: String...) async throws -> Tool.Run {
        let run = try await Tool.run(words, in: root)
        #expect(run.status == status, "\(words): \(run.errors)")
        return run
      }
      let place = URL(filePath: folder).deletingLastPathComponent().path
      let rules = URL(filePath: folder + "/rename.json")
      func write(_ pattern: String) throws {
        let rule = #"{"rules":[{"name":"tmp","pointer":"/prompt","pattern":"\#(pattern)"}]}"#
        try Data(rule.utf8).write(to: rules)
      }
      try write("/tmp/[0-9]+")
      _ = try await tool(0, "cassette", "key", place + "/lab")
      _ = try await tool(0, "cassette", "sign", folder, "--key", place + "/lab")
      _ = try await tool(0, "cassette", "verify", folder, "--key", place + "/lab.pub")
      _ = try await tool(0, "bundle", folder, "--output", place + "/signed.tar")
      _ = try await tool(
        0, "pull", place + "/signed.tar", "--into", place + "/signed", "--key", place + "/lab.pub")
      try write("/tmp/.*")
      let other = try await tool(6, "cassette", "verify", folder, "--key", place + "/lab.pub")
      #expect(other.errors.contains("rename.json"))
      _ = try await tool(0, "bundle", folder, "--output", place + "/other.tar")
      _ = try await tool(
        6, "pull", place + "/other.tar", "--into", place + "/other", "--key", place + "/lab.pub")
      #expect(!FileManager.default.fileExists(atPath: place + "/other/cassettes"))
      try FileManager.default.removeItem(at: rules)
      _ = try await tool(6, "cassette", "verify", folder, "--key", place + "/lab.pub")
      // A link could carry any file of the machine away.
      try Data("not yours".utf8).write(to: URL(filePath: place + "/secret"))
      try FileManager.default.createSymbolicLink(
        atPath: rules.path, withDestinationPath: place + "/secret")
      for words in [
        ["bundle", folder, "--output", place + "/link.tar"],
        ["cassette", "sign", folder, "--key", place + "/lab"],
        ["proxy", "replay", folder, "--", "true"],
      ] {
        let refused = try await Tool.run(words, in: root)
        #expect(refused.status == 2, "\(words): \(refused.errors)")
        #expect(refused.errors.contains("is a symbolic link"))
      }
      #expect(!FileManager.default.fileExists(atPath: place + "/link.tar"))
      try FileManager.default.removeItem(at: rules)
      // What an older steerbench signed, the cassettes alone, is taken where that is asked for.
      _ = try await tool(0, "cassette", "sign", folder, "--key", place + "/lab")
      try write("/tmp/[0-9]+")
      _ = try await tool(6, "cassette", "verify", folder, "--key", place + "/lab.pub")
      let part = try await tool(
        0, "cassette", "verify", folder, "--key", place + "/lab.pub", "--cassettes-only")
      #expect((part.output + part.errors).contains("rename.json"))
    }
  }

  @Test(
    "A copy of a proxy's folder goes out without given texts, and answers who sends their marks")
  func redacted() async throws {
    try await withFolder { folder in
      let root = try RepositoryRoot.url()
      let place = URL(filePath: folder).deletingLastPathComponent().path
      let cassette = Self.cassette
        .replacing(#"\"m\"}"#, with: #"\"m\",\"prompt\":\"for Erika Mustermann\"}"#)
        .replacing(#"\"ok\":true"#, with: #"\"text\":\"Dear Erika Mustermann\""#)
      try Data(cassette.utf8).write(to: URL(filePath: place + "/named.json"))
      let imported = try await run(["import", place + "/named", place + "/named.json"])
      #expect(imported.status == 0, "\(imported.errors)")
      let bundle = place + "/copy.tar"
      let copied = try await Tool.run(
        ["bundle", place + "/named", "--redact", "Erika Mustermann", "-o", bundle], in: root)
      #expect(copied.status == 0, "\(copied.errors)")
      #expect(copied.output.contains("1 of 1 exchanges are changed"))
      let pulled = try await Tool.run(["pull", bundle, "--into", place + "/pulled"], in: root)
      #expect(pulled.status == 0, "\(pulled.errors)")
      let copy = place + "/pulled/cassettes/named"
      let lines = place + "/lines.jsonl"
      let exported = try await Tool.run(
        ["cassette", "export", copy, "--format", "jsonl", "--output", lines], in: root)
      #expect(exported.status == 0, "\(exported.errors)")
      let text = try String(contentsOfFile: lines, encoding: .utf8)
      #expect(!text.contains("Mustermann"))
      #expect(text.contains(#""redacted":true"#))
      let hit = try await run(
        ["replay", copy, "--"] + Self.client(#"{"model":"m","prompt":"for [redacted-1]"}"#))
      #expect(hit.status == 0, "\(hit.errors)")
      #expect(hit.output.contains("Dear [redacted-1]"))
      let miss = try await run(
        ["replay", copy, "--"] + Self.client(#"{"model":"m","prompt":"for Erika Mustermann"}"#))
      #expect(miss.status == 3)
    }
  }

  @Test("What cannot be served is a sentence: no folder, no such program, a wrong word")
  func usage() async throws {
    let none = try await run(["replay", "/nowhere/at/all", "--", "true"])
    #expect(none.status == 2, "\(none.errors)")
    #expect(none.errors.contains("steerbench proxy record /nowhere/at/all -- COMMAND"))
    #expect(!none.errors.contains("sweep"))
    let missing = try await run(["import", "/nowhere/at/all", "/nowhere/vcr.yaml"])
    #expect(missing.status == 2, "\(missing.errors)")
    #expect(missing.errors.contains("/nowhere/vcr.yaml: there is no such file"))
    let folder = try await run(["import", "/nowhere/at/all", "/usr"])
    #expect(folder.errors.contains("/usr: this is a folder"))
    try await withFolder { folder in
      let program = try await run(["replay", folder, "--", "no-such-program-here"])
      #expect(program.status == 4, "\(program.errors)")
      #expect(program.errors.contains("cannot be started"))
      let timing = try await run(["replay", folder, "--timing", "fast", "--", "true"])
      #expect(timing.status == 2)
    }
    let upstream = try await run(["record", "/tmp/x", "--upstream", "ftp://a", "--", "true"])
    #expect(upstream.status == 2, "\(upstream.errors)")
  }
}
