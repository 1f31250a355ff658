import Basics
import HTTP
import ModelAPI
import RecordReplay
import Reporting
import Testing

@testable import Lab

/// Replies with planted probabilities, as three families of providers give them.
@Suite struct TokenChancesTests {
  private struct Token {
    var text: String
    var chance: Double
    var others: [(String, Double)] = []

    var json: JSONValue {
      let all = [(text, chance)] + others
      return [
        "token": .string(text), "logprob": .double(Elementary.log(chance)),
        "bytes": .array(text.utf8.map { .integer(Int64($0)) }),
        "top_logprobs": .array(
          all.map { ["token": .string($0.0), "logprob": .double(Elementary.log($0.1))] }),
      ]
    }
  }

  /// "Is\n<<<42>>>": code was possible with 0.3 at the start and 0.25 at the second line.
  private static let tokens = [
    Token(text: "Is", chance: 0.6, others: [("```", 0.3)]),
    Token(text: "\n", chance: 1),
    Token(text: "<<<", chance: 0.75, others: [("```python", 0.25)]),
    Token(text: "4", chance: 0.8, others: [("5", 0.2)]),
    Token(text: "2", chance: 0.5, others: [("3", 0.5)]),
    Token(text: ">>>", chance: 1),
  ]

  private static let attempt = ModelAttempt(
    end: .status(200), waitMicroseconds: 0, serviceMicroseconds: 1)

  private func chances(_ body: JSONValue) throws -> TokenChances? {
    let reply = ModelReply(
      status: 200, body: try CanonicalJSON.bytes(of: body), attempts: [Self.attempt])
    return try TokenChances(reply: reply.encoded())
  }

  private func check(_ found: TokenChances?) throws {
    let found = try #require(found)
    #expect(found.tokens.count == 6)
    let confidence = try #require(ReplyConfidence(found, answer: "42"))
    // 0.1 of the first place was not told, and may be code.
    #expect(abs(confidence.codeAtStart.lowerBound - 0.3) < 1e-9)
    #expect(abs(confidence.codeAtStart.upperBound - 0.4) < 1e-9)
    #expect(abs(confidence.codeAlongLines.lowerBound - (1 - 0.7 * 0.75)) < 1e-9)
    #expect(abs(confidence.codeAlongLines.upperBound - (1 - 0.6 * 0.75)) < 1e-9)
    #expect(abs(try #require(confidence.answer) - (0.8 * 0.5).squareRoot()) < 1e-9)
    #expect(abs(try #require(confidence.leastOfAnswer) - 0.5) < 1e-9)
  }

  @Test func chatCompletionsGiveThePlantedProbabilities() throws {
    try check(
      chances([
        "choices": [
          ["logprobs": ["content": .array(Self.tokens.map(\.json))], "message": ["content": "x"]]
        ]
      ]))
  }

  @Test func responsesGiveThePlantedProbabilities() throws {
    try check(
      chances([
        "output": [
          ["type": "reasoning"],
          ["content": [["text": "x", "logprobs": .array(Self.tokens.map(\.json))]]],
        ]
      ]))
  }

  @Test func aStreamGivesThePlantedProbabilitiesPieceByPiece() throws {
    var body: [UInt8] = []
    for token in Self.tokens {
      let chunk: JSONValue = ["choices": [["logprobs": ["content": [token.json]]]]]
      body += Array("data: ".utf8) + (try CanonicalJSON.bytes(of: chunk)) + Array("\n\n".utf8)
    }
    body += Array("data: [DONE]\n\n".utf8)
    let reply = ModelReply(
      status: 200, body: body, attempts: [Self.attempt],
      stream: StreamRecord(
        pieces: [TimedPiece(size: body.count, delayMicroseconds: 1)], end: .complete))
    try check(try TokenChances(reply: reply.encoded()))
  }

  @Test func hiddenTokensGiveNothingAndNeverZero() throws {
    #expect(try chances(["choices": [["logprobs": .null, "message": ["content": "x"]]]]) == nil)
    #expect(try chances(["choices": [["logprobs": ["content": []]]]]) == nil)
    #expect(try chances(["error": "x"]) == nil)
    let outside = try #require(
      try chances([
        "choices": [
          [
            "logprobs": [
              "content": [["token": "7", "logprob": .integer(-9999), "top_logprobs": []]]
            ]
          ]
        ]
      ]))
    #expect(outside.tokens[0].said.logProbability == nil)
    // Without candidates nothing is known of what else could have begun.
    #expect(ReplyConfidence(outside, answer: "7") == nil)
    let book = ScriptedBook(methods: ["all-text"]) { _, _, _, _ in .init(answer: "1") }.book()
    let findings = ConfidenceFindings(book)
    #expect(findings.rows.count == 1 && findings.rows[0].scores == nil)
    let section = ConfidenceTables.section(findings)
    #expect(section.findings.contains { $0.contains("arm missing") })
    #expect(section.tables[0].rows[0].cells[5].value == .unmeasured)
  }

  @Test func aBacktickAloneMayBeginCodeOrNot() throws {
    let chances = TokenChances(tokens: [
      .init(
        said: .init(bytes: Array("`".utf8), logProbability: 0),
        candidates: [.init(bytes: Array("`".utf8), logProbability: 0)])
    ])
    let confidence = try #require(ReplyConfidence(chances, answer: nil))
    #expect(confidence.codeAtStart == 0...1)
  }

  /// Confidence that is too high in the middle of a ladder of five rungs, as it was planted.
  @Test func overconfidenceInTheMiddleIsFoundWithItsInterval() throws {
    var builder = LabBookBuilder()
    builder.add(LabArm(model: "model", method: "all-text"), price: nil)
    for rung in 1...5 {
      for number in 0..<40 {
        let id = "t-\(rung)-\(number)"
        builder.addQuestion(task: "t", id: id, rung: rung, text: "x")
        // Always 0.8 sure; right in 0.8 at the ends, in 0.4 in the middle.
        let isRight = number % 10 < (rung == 3 ? 4 : 8)
        builder.add(
          LabTrial(
            id: .init(model: "model", method: "all-text", task: "t", question: id, sample: 0),
            seen: SeenReply(ending: .answered, answer: "1"),
            scoreMillionths: isRight ? 1_000_000 : 0, rung: rung, exchanges: [],
            confidence: confidence(0.8)))
      }
    }
    let findings = ConfidenceFindings(builder.book())
    guard case .measured(let value, let lower, _, let questions) = findings.contrasts[0].contrast
    else {
      Issue.record("nothing was measured")
      return
    }
    #expect(abs(value - 0.8) < 1e-9)
    #expect(lower > 0 && questions == 200)
    #expect(abs(try #require(findings.rungs[2].overconfidence) - 0.4) < 1e-9)
    let scores = try #require(findings.rows[0].scores)
    #expect(abs(scores.calibrationError - 0.08) < 1e-9)
  }

  private func confidence(_ chance: Double) -> ReplyConfidence? {
    ReplyConfidence(
      TokenChances(tokens: [
        .init(
          said: .init(bytes: Array("1".utf8), logProbability: Elementary.log(chance)),
          candidates: [.init(bytes: Array("1".utf8), logProbability: Elementary.log(chance))])
      ]), answer: "1")
  }
}
