import BenchTestSupport
import Cassettes
import Foundation
import ModelAPI
import TestSupport
import Testing

@testable import RecordReplay

@Suite("A scanner for credentials")
struct SecretScannerTests {
  private func kinds(_ text: String, known: KnownSecrets = KnownSecrets()) -> [String] {
    SecretScanner(known: known).matches(in: Array(text.utf8)).map(\.kind)
  }

  @Test("finds every kind, wherever in a text it stands", arguments: 0..<20 as Range<UInt64>)
  func findsShapes(seed: UInt64) {
    for (kind, value) in MadeUpSecrets.all(seed: 100 * seed) {
      for text in [
        value, "key=\(value)", "(\(value))", "a\n\(value)\nb", "\"\(value)\"", "x \(value), y",
        "https://a.b/?k=\(value)&c=d",
      ] {
        let found = kinds(text)
        #expect(found.count == 1 && found[0].contains(kind), "\(kind): \(found)")
      }
    }
  }

  @Test(
    "leaves ordinary text and placeholders alone",
    arguments: [
      "sk-learn", "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "sk-your-api-key-goes-here",
      "sk-1234567890abcdef1234567890abcdef", "sk-abcdefghijklmnopqrstuvwxyz0123456789",
      "task-force-with-many-long-hyphenated-words-2024", "risk-0f3c9a51c2d4e7b80f3c9a51c2d4e7b8",
      "hf_transformers_pipeline_configuration_loader", "AKIAIOSFODNN7EXAMPLE", "AKIA", "eyJ",
      "Bearer YOUR_ACCESS_TOKEN_GOES_HERE", "Bearer of bad news, he said, and left the room again",
      "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
      "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n",
      "|-----|-----|-----|", "ghp_this_is_not_a_token", "xoxb-not-a-real-token-at-all-really",
      "AIzaThe quick brown fox", "npm_config_registry_url_and_more_words_here",
      "3f786850e387550fdab836ed7e6dc881de23001b", "def sk(x): return x - 1",
    ])
  func leavesText(text: String) {
    #expect(kinds(text).isEmpty)
  }

  @Test("finds nothing in the cassettes and question sets that ship")
  func leavesShippedFiles() throws {
    let root = try RepositoryRoot.url()
    let shelf = root.appendingPathComponent("cassettes").path
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: shelf).sorted() {
      try ExchangeListing(path: "\(shelf)/\(name)").forEachExchange { exchange in
        #expect(SecretGuard().findings(in: exchange).isEmpty)
        count += 1
      }
    }
    #expect(count > 500)
  }

  @Test("finds a credential behind escapes, up to four layers, and names its place")
  func undoesEscapes() throws {
    let secret = "sk-" + MadeUpSecrets.token(48, seed: 7)
    var text = "text before \"quoted\" \n\(secret)\n after"
    for layer in 0..<4 {
      let matches = SecretScanner().matches(in: Array(text.utf8))
      #expect(matches.count == 1, "\(layer)")
      let match = try #require(matches.first)
      #expect(match.value == Array(secret.utf8))
      let start = text.utf8.distance(
        from: text.startIndex, to: try #require(text.range(of: secret)?.lowerBound))
      #expect(match.range == start..<start + secret.utf8.count)
      text = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }
  }

  @Test("finds a credential that is itself written in escapes")
  func undoesOwnEscapes() throws {
    let secret = "sk-" + MadeUpSecrets.token(48, seed: 8)
    let escaped = secret.utf8.map { "\\u00" + String($0, radix: 16) }.joined()
    for text in ["{\"a\":\"\(escaped)\"}", "{\"a\":\"\(escaped.replacing("\\", with: "\\\\"))\"}"] {
      let matches = SecretScanner().matches(in: Array(text.utf8))
      #expect(matches.map(\.value) == [Array(secret.utf8)])
      #expect(matches.first?.range.lowerBound == 6)
    }
    let first = "{\"a\":\"\\u0073\(secret.dropFirst())\"}"
    #expect(SecretScanner().matches(in: Array(first.utf8)).count == 1)
  }

  @Test("finds the value of a variable as it is, in hexadecimal and at every place in base64")
  func findsKnownValues() throws {
    let value = "plain-words-9-of-a-local-server"
    let known = KnownSecrets(environment: ["MY_KEY": " \(value)\n"], names: ["MY_KEY"])
    #expect(known.ignored.isEmpty)
    #expect(kinds("a\(value)b", known: known) == ["value of MY_KEY"])
    let hexadecimal = value.utf8.map { String($0, radix: 16) }.joined()
    #expect(kinds("x\(hexadecimal)", known: known) == ["value of MY_KEY, in hexadecimal"])
    for before in ["", "u", "us", "user:"] {
      let encoded = Data((before + value + "!").utf8).base64EncodedString()
      #expect(kinds("Basic \(encoded)", known: known) == ["value of MY_KEY, in base64"])
    }
    #expect(kinds("a\(value.dropLast())b", known: known).isEmpty)
  }

  @Test("does not look for values that ordinary text holds, and says why")
  func ignoresShortValues() {
    let known = KnownSecrets(
      environment: [
        "OPENAI_API_KEY": "none", "HF_TOKEN": "xxxxxxxxxxxx", "MISTRAL_API_KEY": "  ",
        "PATH": "/usr/bin:/bin",
      ])
    #expect(known.needles.isEmpty)
    #expect(known.ignored.map(\.name) == ["HF_TOKEN", "OPENAI_API_KEY"])
    #expect(known.ignored.map(\.reason).allSatisfy { !$0.isEmpty })
    #expect(kinds("none of xxxxxxxxxxxx", known: known).isEmpty)
  }

  @Test("finds exactly what was hidden in random text", arguments: 0..<30 as Range<UInt64>)
  func hiddenInRandomText(seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    let words = ["the", "sk-", "\\n", "eyJ", "Bearer ", "\"", "{", "-----BEGIN ", "AKIA", "π", "_"]
    func noise() -> String {
      (0..<Int.random(in: 0...200, using: &numbers))
        .map { _ in words.randomElement(using: &numbers) ?? "" }.joined(separator: " ")
    }
    let (_, secret) = try #require(
      MadeUpSecrets.all(seed: seed).randomElement(using: &numbers))
    let before = Array((noise() + " ").utf8)
    let text = before + Array(secret.utf8) + Array((" " + noise()).utf8)
    let matches = SecretScanner().matches(in: text)
    #expect(matches.count == 1)
    #expect(matches.first?.range.lowerBound == before.count)
  }

  @Test("takes linear time on text made to slow it down", .timeLimit(.minutes(5)))
  func linearTime() {
    for piece in [
      "sk-", "-sk-a1B2", "eyJ-", "-eyJ.eyJ", "-----BEGIN PRIVATE KEY-----", "\\\\u0073", "\\",
      "Bearer Bearer ", "hf_a", "-AKIA",
    ] {
      let bytes = Array(String(repeating: piece, count: 300_000 / piece.utf8.count).utf8)
      _ = SecretScanner().matches(in: bytes)
    }
  }

  @Test(
    "finds what a stream cuts into pieces", arguments: ["chat", "tools", "responses", "anthropic"])
  func streams(form: String) {
    let secret = "sk-" + MadeUpSecrets.token(48, seed: 9)
    let pieces = secret.enumerated().reduce(into: [""]) { pieces, item in
      if item.offset % 5 == 0 { pieces.append("") }
      pieces[pieces.count - 1].append(item.element)
    }
    let events = pieces.map { piece in
      switch form {
      case "chat": #"{"choices":[{"index":0,"delta":{"content":"\#(piece)"}}]}"#
      case "tools":
        #"{"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"arguments":"\#(piece)"}}]}}]}"#
      case "responses":
        #"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"\#(piece)"}"#
      default:
        #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(piece)"}}"#
      }
    }
    let other = #"{"choices":[{"index":1,"delta":{"content":"x"}}],"index":5,"delta":{"text":"y"}}"#
    let body = events.map { "event: e\ndata: \($0)\n\ndata: \(other)\n\n" }.joined()
    let reply = ChatAnswer(body: Array((body + "data: [DONE]\n\n").utf8)).reply
    let action = Action(kind: .completion, segments: [])
    let exchange = Calls.exchange(action, result: reply.encoded(), scope: "t")
    let findings = SecretGuard().findings(in: exchange)
    #expect(findings.map(\.place) == ["reply's text, put together from its stream"])
    #expect(findings.first?.allowance == SecretFinding.allowance(of: Array(secret.utf8)))
  }
}
