import BenchTestSupport
import Cassettes
import CodeExecution
import Foundation
import ModelAPI
import TestSupport
import Testing

@testable import RecordReplay

/// A text of a shape that nobody has: composed while a test runs, so that none stands in a file.
struct ComposedCredential {
  let shape: CredentialShape
  let text: String
  /// How many bytes of the text belong to its last run, of which one fewer is too few; `nil` where
  /// the text does not end in a run of more than one byte.
  let lastRun: Int?

  /// Composes a text of a shape; `nil` where only a context tells it.
  init?(_ shape: CredentialShape, seed: UInt64) {
    guard case .pieces(let pieces) = shape.rule else { return nil }
    var numbers = SeededNumbers(seed)
    func drawn(_ set: ByteSet, _ count: Int) -> [UInt8] {
      // An equals sign or a percent sign means something of its own at the end of a run.
      // Where words could follow too, keys are made of letters and digits only.
      let bytes = set.bytes.filter { byte in
        shape.stretch == nil
          ? !"=%".utf8.contains(byte) : ByteSet.alphanumeric.contains(byte) || set.size < 62
      }
      func draw() -> [UInt8] {
        (0..<count).map { _ in bytes.randomElement(using: &numbers) ?? 0x41 }
      }
      // Nearly all of them have digits and letters; the few that have not are taken for words.
      func isMixed(_ text: [UInt8]) -> Bool {
        let digits = text.count { (0x30...0x39).contains($0) }
        return digits >= 2 && digits <= text.count - 2
      }
      var text = draw()
      let couldBe = count >= 16 && isMixed(bytes)
      while couldBe, !isMixed(text) { text = draw() }
      return text
    }
    var text = (shape.before.map { drawn($0.set, $0.least) } ?? []) + shape.prefix
    var lastRun: Int?
    for piece in pieces {
      lastRun = nil
      switch piece {
      case .text(let bytes): text += bytes
      case .run(let set, let least):
        // White space is written as one line end.
        text += set.id == ByteSet.space.id ? [0x0a] : drawn(set, least)
        lastRun = least > 1 ? least : nil
      case .exactly(let set, let count):
        text += drawn(set, count)
        lastRun = count
      }
    }
    self.shape = shape
    self.text = String(decoding: text, as: UTF8.self)
    self.lastRun = lastRun
  }

  /// One for each shape of the table that a row of sets tells.
  static func all(seed: UInt64) -> [ComposedCredential] {
    CredentialShape.all.enumerated().compactMap { number, shape in
      ComposedCredential(shape, seed: seed &* 1_000 &+ UInt64(number))
    }
  }
}

extension CredentialShape {
  /// Whether no row of sets tells it.
  fileprivate var isContext: Bool {
    if case .context = rule { true } else { false }
  }
}

@Suite("The table of credentials")
struct CredentialTableTests {
  private func kinds(_ text: String) -> [String] {
    SecretScanner().matches(in: Array(text.utf8)).map(\.kind)
  }

  private var rows: [CredentialRow] {
    CredentialTable.text.split(separator: "\n").compactMap { CredentialRow($0) }
  }

  @Test("has a row in every line, a known source each, and more than 60 vendors")
  func rowsAreWhole() {
    #expect(rows.count == CredentialTable.text.split(separator: "\n").count)
    let sources = [
      "first", "rules", "leaks", "hog", "nosey", "fisher", "sonar", "maker", "format",
    ]
    #expect(rows.allSatisfy { sources.contains($0.source) })
    let vendors = Set(rows.filter { $0.shapes.contains { !$0.isContext } }.map(\.vendor))
    #expect(vendors.count >= 90, "\(vendors.count)")
  }

  @Test(
    "finds what is composed of each shape, once, wherever it stands",
    arguments: 0..<6 as Range<UInt64>)
  func findsEachShape(seed: UInt64) {
    for credential in ComposedCredential.all(seed: seed) {
      let text = credential.text
      for text in [text, "use \(text), please", "(\(text))", "a\n\(text)\nb", "\"\(text)\""] {
        let found = kinds(text)
        #expect(found.count == 1, "\(credential.shape.kind): \(found)")
      }
    }
  }

  @Test("does not find a shape that is one byte short, or has another byte within")
  func leavesNearMisses() {
    for credential in ComposedCredential.all(seed: 31) {
      guard let count = credential.lastRun else { continue }
      let kind = credential.shape.kind
      let short = String(credential.text.dropLast())
      #expect(!kinds("use \(short), please").contains(kind) || isFoundOtherwise(short), "\(kind)")
      let cut = credential.text.dropLast(count) + " " + credential.text.suffix(count - 1)
      #expect(!kinds(String(cut)).contains(kind) || isFoundOtherwise(String(cut)), "\(kind)")
    }
  }

  /// Whether the table holds a shorter shape of the same vendor.
  private func isFoundOtherwise(_ text: String) -> Bool {
    SecretScanner().matches(in: Array(text.utf8)).contains { match in
      CredentialShape.all.filter { $0.kind == match.kind }.count > 1
    }
  }

  @Test("does not find templates of a shape")
  func leavesTemplates() {
    for credential in ComposedCredential.all(seed: 32) {
      guard let count = credential.lastRun, count >= 16 else { continue }
      let start = credential.text.dropLast(count)
      for rest in [
        String(repeating: "X", count: count), String(repeating: "x", count: count),
        String(repeating: "0", count: count), String(repeating: "your-key-", count: count),
      ] {
        guard credential.shape.before == nil, !start.contains(".") || start.count < 12 else {
          continue
        }
        // What stands before the last run is drawn by chance where the shape has several.
        guard credential.text.utf8.count - count <= credential.shape.prefix.count + 1 else {
          continue
        }
        #expect(kinds(start + rest).isEmpty, "\(credential.shape.kind)")
      }
    }
    let key = "AKIA" + "IOSFODNN7" + "EXAMPLE"
    #expect(kinds(key).isEmpty && kinds("aws_access_key_id = \(key)").isEmpty)
    #expect(kinds("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY").isEmpty)
  }

  @Test("finds a key of no shape by the name that it is given to")
  func findsNamedValues() {
    let hexadecimal = MadeUpSecrets.text(32, of: Array("0123456789abcdef"), seed: 5)
    let token = MadeUpSecrets.token(40, seed: 6)
    let groups = [8, 4, 4, 4, 12].enumerated().map {
      MadeUpSecrets.text($1, of: Array("0123456789abcdef"), seed: 70 + UInt64($0))
    }
    for value in [hexadecimal, token, groups.joined(separator: "-")] {
      for text in [
        "MISTRAL_API_KEY=\(value)", "export COHERE_API_KEY='\(value)'", "api-key: \(value)",
        "x-api-key: \(value)", "{\"apiKey\": \"\(value)\"}", "client_secret=\(value)&a=b",
        "os.environ[\"HEROKU_API_KEY\"] = \"\(value)\"", "aws_secret_access_key = \(value)",
        "Ocp-Apim-Subscription-Key: \(value)", "<apiKey>\(value)</apiKey>",
        "setenv(\"DD_API_KEY\", \"\(value)\")", "AUTHORIZATION: Token \(value)",
        "AccountKey=\(value);", "//registry.npmjs.org/:_authToken=\(value)",
        "https://a.b/c?access_token=\(value)",
      ] {
        #expect(kinds(text).count == 1, "\(text.prefix(30)): \(kinds(text))")
      }
    }
  }

  @Test("finds Basic and Bearer in any case, passwords in URLs and in connection strings")
  func findsHeadersAndURLs() {
    let password = MadeUpSecrets.token(12, seed: 8)
    let basic = Data("alice:\(password)".utf8).base64EncodedString()
    let token = MadeUpSecrets.token(40, seed: 9)
    for scheme in ["Basic", "basic", "BASIC", "bAsIc"] {
      #expect(kinds("authorization: \(scheme) \(basic)") == ["basic authorization"])
    }
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
      #expect(kinds("Authorization: \(scheme) \(token)") == ["bearer token"])
    }
    for text in [
      "postgres://alice:\(password)@db.local:5432/x", "redis://:\(password)@cache/0",
      "https://alice:\(password)@a.b/c", "mongodb+srv://alice:\(password)@c.d/?w=1",
      "https://\(token)@git.local/a.git", "amqp://alice:\(password)@[::1]/",
    ] {
      #expect(kinds(text) == ["credential in a URL"], "\(text.prefix(12))")
    }
    for text in [
      "Server=db;User Id=sa;Password=\(password);", "Server=db;Uid=sa;PWD=\(password)",
      "host=db user=alice password=\(password) dbname=x",
    ] {
      #expect(kinds(text).count == 1, "\(text.prefix(12)): \(kinds(text))")
    }
    #expect(kinds("Set-Cookie: s=\(token); Path=/") == ["session cookie"])
    #expect(kinds("cookie: a=b; c=\(token)") == ["session cookie"])
  }

  @Test("finds private keys of every kind")
  func findsPrivateKeys() {
    let lines = (0..<3).map { MadeUpSecrets.token(64, seed: 90 + UInt64($0), also: "+/") }
      .joined(separator: "\n")
    for name in [
      "PRIVATE", "RSA PRIVATE", "EC PRIVATE", "DSA PRIVATE", "OPENSSH PRIVATE",
      "ENCRYPTED PRIVATE", "SSH2 ENCRYPTED PRIVATE",
    ] {
      let text = "-----BEGIN \(name) KEY-----\n\(lines)\n-----END"
      #expect(kinds(text) == ["private key"], "\(name)")
      let config = Data(text.utf8).base64EncodedString()
      #expect(kinds("client-key-data: \(config)") == ["private key, in base64"], "\(name)")
    }
    let block = "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n\(lines)\n"
    #expect(kinds(block) == ["private key"])
    #expect(kinds("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n\(lines)") == ["private key"])
    let member = MadeUpSecrets.token(43, seed: 95, also: "-_")
    #expect(kinds(#"{"kty":"EC","x":"a","d":"\#(member)"}"#) == ["JSON Web private key"])
    #expect(kinds(#"{"kty":"oct","k":"\#(member)"}"#) == ["JSON Web secret key"])
    #expect(kinds(#"{"x":"a","d":"\#(member)"}"#).isEmpty)
    #expect(kinds("-----BEGIN PUBLIC KEY-----\n\(lines)\n").isEmpty)
  }

  @Test(
    "leaves digests, numbers, code and documentation alone",
    arguments: [
      "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "commit 3f786850e387550fdab836ed7e6dc881de23001b",
      "id 123e4567-e89b-42d3-a456-426614174000", "key: 3f786850e387550fdab836ed7e6dc881de23001b",
      "token = tokenizer.convert_ids_to_tokens(ids)", "api_key = os.environ['OPENAI_API_KEY']",
      "let authorization: HTTPAuthorization\n",
      "apiKey: process.env.OPENAI_API_KEY", "secret = getSecretForCurrentUserFromVault()",
      "postgres://user:password@localhost/db", "postgres://postgres:postgres@db/x",
      "https://<user>:<password>@host", "https://$USER:$PASS@host", "http://localhost:8080/a@b",
      "Basic instructions: read them", "basic understanding of it",
      "password = input('password: ')",
      "next_page_token: 9f86d081884c7d659a2feaa0c55ad015", "answer 31415926535897932384626433",
      "max_tokens: 1234567890123456", "keyboard = 4a5b6c7d8e9f0a1b2c3d4e5f",
      "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==",
      "api_key=YOUR_API_KEY_GOES_HERE_1234", "Set-Cookie: theme=dark; Path=/; HttpOnly",
      "re_match_result = re_search", "live_streaming_configuration_for_the_whole_team",
      "pa-rent-teacher-association-meeting-of-the-year-2024",
    ])
  func leavesOrdinaryText(text: String) {
    #expect(kinds(text).isEmpty, "\(kinds(text))")
  }

  @Test("masks every shape where a message is shown")
  func masksShapes() {
    for credential in ComposedCredential.all(seed: 33) {
      let shown = Redaction.shown("a \(credential.text) b")
      #expect(shown.contains("[redacted]"), "\(credential.shape.kind)")
      #expect(!shown.contains(credential.text.suffix(10)), "\(credential.shape.kind)")
    }
  }

  @Test("refuses every shape in a request, a result, a stream in pieces and an output")
  func refusesEverywhere() throws {
    for credential in ComposedCredential.all(seed: 34) {
      let kind = credential.shape.kind
      let request = try Calls.call("use \(credential.text) now").action
      let asked = Calls.exchange(request, scope: "t")
      #expect(!SecretGuard().requestFindings(in: asked).isEmpty, "\(kind)")
      let action = Action(kind: .completion, segments: [])
      let answer = ChatAnswer.says("it is\n\(credential.text)").reply.encoded()
      let said = Calls.exchange(action, result: answer, scope: "t")
      #expect(!SecretGuard().resultFindings(in: said).isEmpty, "\(kind)")
      let streamed = Calls.exchange(action, result: stream(of: credential.text), scope: "t")
      #expect(!SecretGuard().resultFindings(in: streamed).isEmpty, "\(kind)")
      let outcome = ExecutionOutcome(
        end: .exited(0), stdout: Array("it is \(credential.text)\n".utf8), wallMicroseconds: 7)
      let run = Action(kind: .execution, segments: [])
      let printed = Calls.exchange(run, result: outcome.encoded(), scope: "t")
      #expect(!SecretGuard().resultFindings(in: printed).isEmpty, "\(kind)")
    }
  }

  /// A streamed reply that says a text in pieces of three characters.
  private func stream(of text: String) -> [UInt8] {
    let characters = Array(text)
    let events = stride(from: 0, to: characters.count, by: 3).map { start in
      let piece = String(characters[start..<min(start + 3, characters.count)])
        .replacing("\n", with: "\\n")
      return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(piece)\"}}]}\n\n"
    }
    return ChatAnswer(body: Array((events.joined() + "data: [DONE]\n\n").utf8)).reply.encoded()
  }
}

@Suite("The value of a key variable")
struct KnownSearchTests {
  private let value =
    "sk-" + MadeUpSecrets.token(22, seed: 41) + "_" + MadeUpSecrets.token(11, seed: 42)

  private func isFound(_ text: String, _ value: String? = nil) -> Bool {
    let known = KnownSecrets(environment: ["MY_KEY": value ?? self.value], names: ["MY_KEY"])
    return SecretScanner(known: known).matches(in: Array(text.utf8)).contains(where: \.isKnown)
  }

  @Test("is found in either case, in escapes of every kind, and in escapes of these")
  func escaped() throws {
    let bytes = Array(value.utf8)
    let percent = bytes.map { "%" + String($0, radix: 16) }.joined()
    let html = bytes.map { "&#\($0);" }.joined()
    let hexHTML = bytes.map { "&#x" + String($0, radix: 16) + ";" }.joined()
    let json = bytes.map { "\\u00" + String($0, radix: 16) }.joined()
    let python = bytes.map { "\\x" + String($0, radix: 16) }.joined()
    for text in [
      value, value.uppercased(), value.lowercased(), percent, html, hexHTML, json, python,
    ] {
      #expect(isFound("say \(text) now"), "\(text.prefix(4))")
    }
    for text in [
      percent.replacing("%", with: "%25"), html.replacing("&", with: "&amp;"),
      json.replacing("\\", with: "\\\\"), json.replacing("\\", with: "%5C"),
      percent.replacing("%", with: "\\u0025"),
    ] {
      #expect(isFound("say \(text) now"), "twice: \(text.prefix(7))")
    }
  }

  @Test("is found though it holds what looks like an escape, as it is and escaped")
  func holdingEscapes() {
    let value = "sig=" + MadeUpSecrets.token(9, seed: 43) + "%2F" + MadeUpSecrets.token(9, seed: 44)
    for text in [
      value, value.replacing("%", with: "\\u0025"), value.replacing("%", with: "%25"),
      "{\\\"a\\\": \\\"\(value)\\n\\\"}", "&quot;\(value)&quot;",
    ] {
      #expect(isFound("say \(text) now", value), "\(text.prefix(4))")
    }
  }

  @Test("is found in base64 of either alphabet at every place, in hexadecimal, and cut")
  func encodedAndCut() {
    for before in ["", "u", "us", "user:"] {
      let text = Data((before + value + "?>~").utf8).base64EncodedString()
      let safe = text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
      let lines = text.enumerated().map { $0 % 16 == 15 ? "\($1)\r\n" : "\($1)" }.joined()
      let twice = Data((before + text).utf8).base64EncodedString()
      for text in [text, safe, lines, twice] { #expect(isFound("x \(text) y"), "\(before)") }
    }
    let digits = value.utf8.map { String($0, radix: 16) }
    for text in [digits.joined(), digits.joined(separator: " "), digits.joined(separator: ":")] {
      #expect(isFound(text) && isFound(text.uppercased()))
    }
    for separator in [" ", "\n", "\r\n    ", "\t", "\" + \"", "\\\n", "\u{20}\n> "] {
      for width in 1...9 {
        let text = value.enumerated().map {
          $0 % width == width - 1 ? "\($1)\(separator)" : "\($1)"
        }
        #expect(isFound("x \(text.joined()) y"), "\(width)")
      }
    }
  }

  @Test("is not found in part, and a short one of words not in a sentence")
  func nearMisses() {
    #expect(!isFound(String(value.dropLast())) && !isFound(String(value.dropFirst())))
    #expect(isFound("open-word", "open-word") && isFound("OPEN-WORD", "open-word"))
    #expect(!isFound("an open word", "open-word"))
  }

  @Test("takes linear time on text made of its first characters", .timeLimit(.minutes(5)))
  func linearTime() {
    let known = KnownSecrets(environment: ["MY_KEY": value], names: ["MY_KEY"])
    for piece in [
      String(value.prefix(9)), String(value.prefix(12)) + String(repeating: " ", count: 5_000),
    ] {
      let text = String(repeating: piece, count: 300_000 / piece.utf8.count)
      #expect(SecretScanner(known: known).matches(in: Array(text.utf8)).allSatisfy { !$0.isKnown })
    }
  }
}
