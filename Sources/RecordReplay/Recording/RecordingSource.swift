public import Basics
public import Cassettes
public import CodeExecution
public import ModelAPI

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
    let bytes = try await recorder.result(
      of: call.action, naming: call.encoded.images, at: call.slot, for: call.trial
    ) {
      [world, provenance] () throws(DeckError) in
      let reply = try await world.complete(call)
      let bytes = reply.encoded()
      var counts = RecordingCounts()
      switch call.lane {
      case .trial: counts.calls = 1
      case .extraction: counts.extractions = 1
      case .program, .tests, .judge: counts.judgements = 1
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
      let ran = try await world.run(run)
      var counts = RecordingCounts()
      if run.lane.isOfGrading { counts.gradings = 1 } else { counts.executions = 1 }
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

  /// What the measured times are worth.
  public var timing: RecordedTiming

  /// Creates a provenance.
  public init(
    toolVersion: String, sandbox: JSONValue, timing: RecordedTiming = .alone,
    timestamp: @escaping @Sendable () -> String
  ) {
    self.toolVersion = toolVersion
    self.timing = timing
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
    var object = JSONObject([
      JSONMember(name: "recorded", value: .string(timestamp())),
      JSONMember(name: "tool", value: .string(toolVersion)),
    ])
    // What was always so is not said: recordings of old and of now are of the same bytes.
    if timing == .shared { object["timing"] = .string(timing.rawValue) }
    return object
  }

  private static func bytes(of object: JSONObject) -> [UInt8] {
    CanonicalJSON.bytes(ofOwn: .object(object))
  }
}

/// What the times of a recording are worth.
public enum RecordedTiming: String, Hashable, Sendable, CaseIterable {
  /// They are what a trial took: its runtime.
  case alone
  /// They were measured beside other calls on the same machine, or beside other work, and say nothing
  /// about a method: its runtime is unknown.
  case shared
}

/// The outside world, as far as a trial may touch it: model calls and runs of code.
///
/// Only decks that record or run live are given one.
public struct LiveWorld: Sendable {
  /// Calls the model; retries are its business, and the reply lists every attempt.
  public var complete: @Sendable (ModelCall) async throws(DeckError) -> ModelReply
  /// Runs code in the sandbox.
  public var execute: @Sendable (ExecutionRequest) async throws(DeckError) -> ExecutionOutcome
  /// Runs code and finds out how far it depends on chance; `nil` where nobody wants to know.
  public var classify: (@Sendable (ExecutionRequest) async throws(DeckError) -> ClassifiedOutcome)?
  /// Runs a program that takes several inputs at one start, a line each; `nil` to start it for each.
  public var together: (@Sendable (ExecutionRequest) async throws(DeckError) -> ExecutionOutcome)?

  /// Creates a world.
  public init(
    complete: @escaping @Sendable (ModelCall) async throws(DeckError) -> ModelReply,
    execute: @escaping @Sendable (ExecutionRequest) async throws(DeckError) -> ExecutionOutcome,
    classify: (@Sendable (ExecutionRequest) async throws(DeckError) -> ClassifiedOutcome)? = nil
  ) {
    self.complete = complete
    self.execute = execute
    self.classify = classify
  }
}

/// What code did, and how far that depends on chance.
public struct ClassifiedOutcome: Hashable, Sendable {
  /// What it did the first time.
  public var outcome: ExecutionOutcome
  /// How far that depends on chance; `nil` where nobody wanted to know.
  public var executionClass: ExecutionClass?

  /// Creates an outcome with its class.
  public init(_ outcome: ExecutionOutcome, _ executionClass: ExecutionClass? = nil) {
    self.outcome = outcome
    self.executionClass = executionClass
  }
}

extension LiveWorld {
  /// Runs code once, or as often as its class takes; a program that takes several inputs together with others.
  ///
  /// How far a grader depends on chance is not asked.
  func run(_ run: CodeRun) async throws(DeckError) -> ClassifiedOutcome {
    if run.lane.isOfGrading {
      let execute = run.takesSeveral ? together ?? execute : execute
      return ClassifiedOutcome(try await execute(run.request))
    }
    if let classify { return try await classify(run.request) }
    return ClassifiedOutcome(try await execute(run.request))
  }
}

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
    try await world.run(run).outcome
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

/// Tells results that differ in what was measured from those that differ in what happened.
///
/// Two shards may run the very same code, for different questions, and neither knows of the other.
/// What it did is the same; how long it took is not.
public enum MeasuredTwice {
  /// Whether two results of one action say the same but for times and memory.
  public static func isSameOutcome(
    _ kind: ExchangeKind, _ left: [UInt8], _ right: [UInt8]
  ) -> Bool {
    switch kind {
    case .completion, .proxied: isSameReply(left, right)
    case .execution: isSameRun(left, right)
    }
  }

  private static func isSameReply(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard let left = reply(left), let right = reply(right) else { return false }
    return left.status == right.status && left.body == right.body
  }

  private static func reply(_ bytes: [UInt8]) -> ModelReply? {
    bytes.withUnsafeBufferPointer { try? ModelReply(decoding: $0) }
  }

  private static func isSameRun(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard var left = outcome(left), let right = outcome(right) else { return false }
    left.wallMicroseconds = right.wallMicroseconds
    left.cpuMicroseconds = right.cpuMicroseconds
    left.peakKiB = right.peakKiB
    return left == right
  }

  private static func outcome(_ bytes: [UInt8]) -> ExecutionOutcome? {
    bytes.withUnsafeBufferPointer { try? ExecutionOutcome(decoding: $0) }
  }
}
