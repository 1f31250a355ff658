import Basics
import Foundation
import TestSupport
import Testing

@Suite("The proxy from the command line")
struct ProxyCommandTests {
  private static let cassette = """
    {"version": 1, "interactions": [{"request": {"method": "POST",
    "uri": "https://api.openai.com/v1/chat/completions", "headers": {"content-type": "application/json"},
    "body": "{\\"model\\":\\"m\\"}"}, "response": {"status": {"code": 200},
    "headers": {"content-type": "application/json"}, "body": {"string": "{\\"ok\\":true}"}}}]}
    """

  /// A client in the language that every machine here has: bash speaks HTTP by itself.
  private static func client(_ body: String, then: String = "") -> [String] {
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

  @Test("What cannot be served is a sentence: no folder, no such program, a wrong word")
  func usage() async throws {
    let none = try await run(["replay", "/nowhere/at/all", "--", "true"])
    #expect(none.status == 2, "\(none.errors)")
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
