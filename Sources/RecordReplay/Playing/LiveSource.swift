public import CodeExecution
import ModelAPI

/// Live: every answer comes from the world, and nothing is kept.
public struct LiveSource: ExchangeSource, Sendable {
  private let world: LiveWorld

  /// Creates a source.
  public init(_ world: LiveWorld) {
    self.world = world
  }

  public func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    let bytes = try await world.complete(call).encoded()
    return try RecordedCompletion(reply: bytes, of: call)
  }

  public func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    try await world.execute(run.request)
  }
}

extension RecordedCompletion {
  /// Reads the encoded reply to a call.
  init(reply bytes: [UInt8], of call: ModelCall) throws(DeckError) {
    let family = call.encoder.endpoint.family
    do {
      self = try bytes.withUnsafeBufferPointer { (buffer) throws(ModelAPIError) in
        try RecordedCompletion(decoding: buffer, by: family)
      }
    } catch {
      throw DeckError(.corrupt, "\(call.trial): \(error)")
    }
  }
}
