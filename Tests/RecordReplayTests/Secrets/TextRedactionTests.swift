import Basics
import Cassettes
import CodeExecution
import ModelAPI
import RecordReplay
import Testing

@Suite("Texts that are taken out of recordings")
struct TextRedactionTests {
  private static let name = "Erika Mustermann"

  private func exchange(
    _ result: [UInt8], kind: ExchangeKind = .completion, says text: String = "Hello",
    scope: String = "m/all-text/game24/game24-1-01/0"
  ) -> Exchange {
    var bytes: [UInt8] = []
    CanonicalJSON.appendString(text, to: &bytes)
    let action = Action(kind: kind, segments: [Segment(name: "message 1 user", bytes: bytes)])
    return Exchange(
      slot: Slot(action: action.digest), kind: kind, request: action.request, result: result,
      scope: scope, provenance: Array(#"{"tool":"test"}"#.utf8))
  }

  private func reply(_ body: String) -> [UInt8] {
    ModelReply(
      status: 200, body: Array(body.utf8),
      attempts: [ModelAttempt(end: .status(200), waitMicroseconds: 0, serviceMicroseconds: 5)]
    ).encoded()
  }

  @Test("A text that the events of a stream cut is replaced in the first, and gone from the others")
  func stream() throws {
    let redaction = try #require(TextRedaction([Self.name]))
    let pieces = ["Dear Eri", "ka Must", "ermann, and Erika", " Muster", "mann too", "."]
    let body =
      pieces.map { #"data: {"choices":[{"delta":{"content":"\#($0)"},"index":0}]}"# }
      .joined(separator: "\n\n")
      + "\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\",\"index\":0}]}\n\ndata: [DONE]\n\n"
    let copy = try redaction.apply(to: exchange(reply(body)))
    let new = try ModelReply(decoding: copy.result)
    let family = try #require(WireFamily(named: "openai-chat"))
    let text = "\(new.outcome(by: family))"
    #expect(text.contains("Dear [redacted-1], and [redacted-1] too."), "\(text)")
    #expect(redaction.remaining(in: copy.result) == nil)
    #expect(String(decoding: copy.provenance, as: UTF8.self) == #"{"redacted":true,"tool":"test"}"#)
  }

  @Test("A request has the digest of what it asks now, and what holds no text stays to the byte")
  func request() throws {
    let redaction = try #require(TextRedaction([Self.name]))
    let asked = exchange(reply("{}"), says: "Who is \"\(Self.name)\"?")
    let copy = try redaction.apply(to: asked)
    #expect(copy.slot.action != asked.slot.action)
    #expect(copy.slot.action == (try Action(kind: .completion, request: copy.request).digest))
    #expect(
      copy.request == exchange(reply("{}"), says: "Who is \"[redacted-1]\"?").request)
    let other = exchange(reply("{}"))
    #expect(try redaction.apply(to: other) == other)
  }

  @Test("What a program printed loses the text, and its other facts stay")
  func execution() throws {
    let redaction = try #require(TextRedaction([Self.name]))
    let outcome = ExecutionOutcome(
      end: .exited(3), stdout: Array("for \(Self.name)\n".utf8), stderr: [0xff, 0x0a],
      wallMicroseconds: 77)
    let copy = try redaction.apply(to: exchange(outcome.encoded(), kind: .execution))
    var expected = outcome
    expected.stdout = Array("for [redacted-1]\n".utf8)
    #expect(copy.result == expected.encoded())
  }

  @Test("A text in the name of a trial, in another case or encoded cannot be replaced, and is told")
  func refused() throws {
    let redaction = try #require(TextRedaction([Self.name]))
    for exchange in [
      exchange(reply("{}"), scope: "m/\(Self.name)/game24/game24-1-01/0"),
      exchange(reply(#"{"x":"ERIKA MUSTERMANN"}"#)),
      exchange(reply(#"{"x":"RXJpa2EgTXVzdGVybWFubg=="}"#)),
    ] {
      let error = #expect(throws: DeckError.self) { try redaction.apply(to: exchange) }
      #expect(error?.code == .secret)
      #expect(error?.message.contains("Mustermann") == false)
    }
    for texts in [[], ["ab"], ["redacted"], ["[redacted-1]"]] {
      #expect(TextRedaction(texts) == nil, "\(texts)")
    }
  }
}
