import Basics
import BenchTestSupport
import Cassettes
import CodeExecution
import ModelAPI

@testable import RecordReplay

/// Actions, calls and runs for tests, as a deck would make them.
enum Calls {
  static let limits = ExecutionLimits.standard

  static func trial(_ method: String = "all-code", sample: Int = 0) -> TrialID {
    TrialID(model: "tiny", method: method, task: "game24", question: "game24-1-01", sample: sample)
  }

  static func encoder(temperature: Int64 = 0) throws -> RequestEncoder {
    try RequestEncoder(
      ModelEndpoint(
        model: "tiny",
        parameters: JSONObject([
          JSONMember(name: "temperature", value: .integer(temperature))
        ])))
  }

  static func request(_ parts: PromptText...) -> CompletionRequest {
    CompletionRequest(messages: [ChatMessage(role: .user, parts: parts)])
  }

  /// A call whose slot is given by the text, the sample and the ordinal.
  static func call(
    _ text: String, trial: TrialID = trial(), ordinal: UInt32 = 0
  ) throws -> ModelCall {
    let encoder = try encoder()
    let request = request(PromptText(authored: text, from: "prompt test"))
    let encoded = try encoder.encode(request)
    let action = Action(
      kind: .completion, segments: encoded.segments, segmentDigests: encoded.digests)
    return ModelCall(
      trial: trial, request: request, encoded: encoded, action: action, lane: .trial,
      slot: Slot(action: action.digest, sample: UInt32(trial.sample), ordinal: ordinal),
      encoder: encoder)
  }

  static func run(_ code: String, trial: TrialID = trial()) -> CodeRun {
    let request = ExecutionRequest(code: code, interpreter: "python3", limits: limits)
    let action = Action(kind: .execution, segments: request.segments)
    return CodeRun(
      trial: trial, request: request, action: action, lane: .trial,
      slot: Slot(action: action.digest, sample: UInt32(trial.sample)))
  }

  static func setting() throws -> TrialSetting {
    TrialSetting(encoder: try encoder(), interpreter: "python3", limits: limits)
  }

  /// A stored exchange whose request is the action's.
  static func exchange(
    _ action: Action, result: [UInt8] = ChatAnswer.says("yes").reply.encoded(), sample: UInt32 = 0,
    scope: String
  ) -> Exchange {
    Exchange(
      slot: Slot(action: action.digest, sample: sample), kind: action.kind,
      request: action.request, result: result, scope: scope, provenance: Array("{}".utf8))
  }

  static let provenance = RecordingProvenance(
    toolVersion: "test", sandbox: "namespaces", timestamp: { "2026-01-01T00:00:00Z" })

  /// A world that answers every call with its own text and prints the code that it is given.
  static func world(_ log: CallLog<Slot> = CallLog()) -> LiveWorld {
    LiveWorld(
      complete: { (call) throws(DeckError) in
        log.add(call.slot)
        return ChatAnswer.says("echo " + (call.request.messages.last?.text ?? "")).reply
      },
      execute: { (request) throws(DeckError) in
        log.add(Slot(action: Action(kind: .execution, segments: request.segments).digest))
        return ExecutionOutcome(
          end: .exited(0), stdout: Array(request.code.utf8), wallMicroseconds: 7)
      })
  }
}

/// The text of an answer; `nil` for a provider's error.
func text(_ outcome: CompletionOutcome) -> String? {
  if case .answer(let completion) = outcome { completion.text } else { nil }
}
