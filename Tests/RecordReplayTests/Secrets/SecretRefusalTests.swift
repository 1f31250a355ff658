import Basics
import BenchTestSupport
import Cassettes
import CodeExecution
import HTTP
import ModelAPI
import Testing

@testable import RecordReplay

@Suite("A recording that meets a credential")
struct SecretRefusalTests {
  private let secret = "ghp_" + MadeUpSecrets.token(36, seed: 3)

  /// What becomes of one wish: the error, what was sent, and what was kept.
  private struct Outcome {
    var error: DeckError?
    var sent: Int
    var kept: Int
  }

  private func record(
    _ guarding: SecretGuard = SecretGuard(), answer: ChatAnswer? = nil,
    headers: [HTTPHeader] = [], stdout: String = "", stderr: String = "", tool: String = "test",
    _ wish: @Sendable (RecordingSource) async throws(DeckError) -> Void
  ) async throws -> Outcome {
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path)
      let journal = try RecordingJournal(path: folder.journalPath)
      let recorder = Recorder(
        tape: try CassetteReader(CassetteUnion(folder)), journal: journal, secrets: guarding)
      let log = CallLog<Int>()
      let world = LiveWorld(
        complete: { (_) throws(DeckError) in
          log.add(1)
          var reply = (answer ?? .says("fine")).reply
          reply.headers += headers
          return reply
        },
        execute: { (_) throws(DeckError) in
          log.add(1)
          return ExecutionOutcome(
            end: .exited(0), stdout: Array(stdout.utf8), stderr: Array(stderr.utf8),
            wallMicroseconds: 7)
        })
      let source = RecordingSource(
        recorder, world: world,
        provenance: RecordingProvenance(
          toolVersion: tool, sandbox: "namespaces", timestamp: { "2026-01-01T00:00:00Z" }))
      let error = await deckError { () throws(DeckError) in try await wish(source) }
      return Outcome(error: error, sent: log.count, kept: await journal.count)
    }
  }

  private func expectRefusal(_ outcome: Outcome, place: String, sent: Int) {
    let message = outcome.error?.message ?? ""
    #expect(outcome.error?.code == .secret)
    #expect(outcome.sent == sent && outcome.kept == 0)
    #expect(message.contains(place), "\(message)")
    #expect(message.contains(Calls.trial().description) || place == "name of the trial")
    #expect(message.contains("byte "))
    #expect(message.contains("--allow-secret"))
    #expect(!message.contains(secret) && !message.contains(secret.dropFirst(6)))
  }

  @Test("in a request sends nothing and names the segment")
  func inRequest() async throws {
    let call = try Calls.call("my key is \(secret), use it")
    let outcome = try await record { (source) throws(DeckError) in
      _ = try await source.completion(of: call)
    }
    expectRefusal(outcome, place: #"request, segment "message 1 user""#, sent: 0)
    let run = Calls.run("print('\(secret)')")
    let second = try await record { (source) throws(DeckError) in
      _ = try await source.execution(of: run)
    }
    expectRefusal(second, place: #"request, segment "code""#, sent: 0)
  }

  @Test("in an answer, an error's body, a header, an output or the provenance keeps nothing")
  func inResult() async throws {
    let call = try Calls.call("question")
    let ask: @Sendable (RecordingSource) async throws(DeckError) -> Void = {
      (source) throws(DeckError) in _ = try await source.completion(of: call)
    }
    let run: @Sendable (RecordingSource) async throws(DeckError) -> Void = {
      (source) throws(DeckError) in _ = try await source.execution(of: Calls.run("x"))
    }
    let answer = ChatAnswer.says("line\n\(secret)")
    expectRefusal(try await record(answer: answer, ask), place: "reply's body", sent: 1)
    let refused = ChatAnswer.fails(401, code: secret)
    expectRefusal(try await record(answer: refused, ask), place: "reply's body", sent: 1)
    let header = HTTPHeader(name: "x-request-id", value: secret)
    expectRefusal(try await record(headers: [header], ask), place: "reply's head", sent: 1)
    expectRefusal(try await record(stdout: secret, run), place: "standard output", sent: 1)
    expectRefusal(try await record(stderr: "\n" + secret, run), place: "standard error", sent: 1)
    expectRefusal(try await record(tool: secret, run), place: "provenance", sent: 1)
  }

  @Test("in the name of the trial keeps nothing")
  func inScope() async throws {
    var trial = Calls.trial()
    trial.model = secret
    let call = try Calls.call("question", trial: trial)
    let outcome = try await record { (source) throws(DeckError) in
      _ = try await source.completion(of: call)
    }
    #expect(outcome.error?.code == .secret && outcome.sent == 0)
    #expect(outcome.error?.message.contains("name of the trial") == true)
  }

  @Test("keeps it where its digits were allowed, and only then")
  func allowed() async throws {
    let allowance = SecretFinding.allowance(of: Array(secret.utf8))
    let call = try Calls.call("say \(secret)")
    for (allowed, kept) in [([allowance], 1), (["0000000000000000"], 0), ([], 0)] {
      let answer = ChatAnswer.says(secret)
      let outcome = try await record(SecretGuard(allowed: allowed), answer: answer) {
        (source) throws(DeckError) in _ = try await source.completion(of: call)
      }
      #expect(outcome.kept == kept)
      if kept == 0 { #expect(outcome.error?.message.contains(allowance) == true) }
    }
  }

  @Test("never keeps the value of a key variable, and allows it by nothing")
  func knownValue() async throws {
    let value = "a-local-servers-word-17"
    let known = KnownSecrets(environment: ["LOCAL_KEY": value], names: ["LOCAL_KEY"])
    let call = try Calls.call("question")
    let allowed = [SecretFinding.allowance(of: Array(value.utf8))]
    let outcome = try await record(
      SecretGuard(known: known, allowed: allowed), answer: .says("invalid key: \(value)")
    ) { (source) throws(DeckError) in _ = try await source.completion(of: call) }
    let message = outcome.error?.message ?? ""
    #expect(outcome.error?.code == .secret && outcome.kept == 0)
    #expect(message.contains("value of LOCAL_KEY") && !message.contains(value))
    #expect(!message.contains("--allow-secret"))
  }
}
