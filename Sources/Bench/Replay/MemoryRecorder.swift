import Cassettes
import CodeExecution
import ModelAPI
import RecordReplay

/// Keeps what a world answers in memory, each slot once, as the recorder would keep it on disk.
final class MemoryRecorder: ExchangeSource {
  private let world: LiveWorld
  private var known: Set<Slot> = []
  /// What was kept.
  private(set) var exchanges: [Exchange] = []

  /// Creates a recorder.
  init(_ world: LiveWorld) {
    self.world = world
  }

  // The world answers the same call the same way, so that asking again gives what is kept.

  func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    let reply = try await world.complete(call)
    keep(call.action, at: call.slot, of: call.trial) { reply.encoded() }
    return RecordedCompletion(
      outcome: reply.outcome(by: call.encoder.endpoint.family),
      serviceMicroseconds: reply.serviceMicroseconds,
      waitMicroseconds: reply.waitMicroseconds + reply.failedMicroseconds)
  }

  func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    let outcome = try await world.execute(run.request)
    keep(run.action, at: run.slot, of: run.trial) { outcome.encoded() }
    return outcome
  }

  private func keep(
    _ action: Action, at slot: Slot, of trial: TrialID, result: () -> [UInt8]
  ) {
    guard known.insert(slot).inserted else { return }
    exchanges.append(
      Exchange(
        slot: slot, kind: action.kind, request: action.request, result: result(),
        scope: trial.description, provenance: Array(#"{"tool":"bench"}"#.utf8)))
  }
}
