public import Basics
public import CodeExecution
import ModelAPI

/// Record: what the cassettes hold comes from them, the rest from the world, which is kept.
public struct RecordingSource: ExchangeSource, Sendable {
  private let recorder: Recorder
  private let world: LiveWorld
  private let provenance: RecordingProvenance

  /// Creates a source.
  public init(_ recorder: Recorder, world: LiveWorld, provenance: RecordingProvenance) {
    self.recorder = recorder
    self.world = world
    self.provenance = provenance
  }

  public func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    let bytes = try await recorder.result(of: call.action, at: call.slot, for: call.trial) {
      [world, provenance] () throws(DeckError) in
      let reply = try await world.complete(call)
      let bytes = reply.encoded()
      var counts = RecordingCounts()
      switch call.lane {
      case .trial: counts.calls = 1
      case .extraction: counts.extractions = 1
      }
      counts.retries = max(reply.attempts.count - 1, 0)
      if case .answer(let completion) = try RecordedCompletion(reply: bytes, of: call).outcome {
        counts.usage = completion.usage
      }
      return Recorder.Fresh(
        result: bytes, provenance: provenance.bytes(), counts: counts)
    }
    return try RecordedCompletion(reply: bytes, of: call)
  }

  public func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    let bytes = try await recorder.result(of: run.action, at: run.slot, for: run.trial) {
      [world, provenance] () throws(DeckError) in
      let ran = try await world.run(run.request)
      var counts = RecordingCounts()
      counts.executions = 1
      return Recorder.Fresh(
        result: ran.outcome.encoded(), provenance: provenance.bytes(of: ran), counts: counts)
    }
    do {
      return try bytes.withUnsafeBufferPointer { (buffer) throws(CodeExecutionError) in
        try ExecutionOutcome(decoding: buffer)
      }
    } catch {
      throw DeckError(.corrupt, "\(run.trial): \(error)")
    }
  }
}

/// Where a recording comes from: rides beside each exchange and outside its key.
public struct RecordingProvenance: Sendable {
  /// The version of the tool that records.
  public var toolVersion: String
  /// What runs code and keeps it in: tier, interpreter, supervisor and filter.
  public var sandbox: JSONValue
  /// The date and time in UTC, such as `2026-03-01T09:30:00Z`; injected, so that nothing here reads a
  /// clock.
  public var timestamp: @Sendable () -> String

  /// Creates a provenance.
  public init(
    toolVersion: String, sandbox: JSONValue, timestamp: @escaping @Sendable () -> String
  ) {
    self.toolVersion = toolVersion
    self.sandbox = sandbox
    self.timestamp = timestamp
  }

  /// The provenance of a model call as canonical JSON.
  func bytes() -> [UInt8] {
    Self.bytes(of: common)
  }

  /// The provenance of a run of code as canonical JSON.
  func bytes(of ran: ClassifiedOutcome) -> [UInt8] {
    var object = common
    object["sandbox"] = sandbox
    if let executionClass = ran.executionClass {
      object["class"] = .string(executionClass.rawValue)
    }
    return Self.bytes(of: object)
  }

  private var common: JSONObject {
    JSONObject([
      JSONMember(name: "recorded", value: .string(timestamp())),
      JSONMember(name: "tool", value: .string(toolVersion)),
    ])
  }

  private static func bytes(of object: JSONObject) -> [UInt8] {
    // Strings always have a canonical form.
    (try? CanonicalJSON.bytes(of: .object(object))) ?? Array("{}".utf8)
  }
}
