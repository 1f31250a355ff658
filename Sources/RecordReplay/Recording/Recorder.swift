public import Basics
public import Cassettes
public import ModelAPI

/// Gets each missing exchange from the world exactly once, and answers only when it is kept.
///
/// Sealed cassettes answer first, then the journal, then a request for the same slot that is in
/// flight, then the world. What came from the world is in the journal before anyone sees it.
public actor Recorder {
  /// What the world gave for an action.
  public struct Fresh: Sendable {
    /// The encoded result.
    public var result: [UInt8]
    /// Canonical JSON that rides beside it.
    public var provenance: [UInt8]
    /// What it adds to the counts.
    public var counts: RecordingCounts

    /// Creates a result.
    public init(result: [UInt8], provenance: [UInt8], counts: RecordingCounts) {
      self.result = result
      self.provenance = provenance
      self.counts = counts
    }
  }

  /// A request that several trials may wait for.
  private struct Flight {
    var task: Task<[UInt8], any Error>
  }

  private let tapes: [CassetteReader]
  private let journal: RecordingJournal
  private let fallback: CassetteReader?
  private let withheld: Set<Slot>
  private let secrets: SecretGuard
  private var inFlight: [Slot: Flight] = [:]
  private var keptImages: Set<Digest> = []
  private var isStopping = false
  /// Why nothing more can be kept, and so nothing more is asked.
  private var journalFailure: DeckError?
  /// What was done so far.
  public private(set) var counts = RecordingCounts()

  /// Creates a recorder.
  ///
  /// - Parameters:
  ///   - tapes: The sealed cassettes, a reader for each folder.
  ///   - journal: Where new exchanges are kept.
  ///   - fallback: Cassettes that answer what neither of the two holds; none where it is `nil`.
  ///   - withheld: The slots at which they do not: what stands there is asked again.
  ///   - secrets: What must not be kept.
  public init(
    tapes: sending [CassetteReader], journal: RecordingJournal,
    fallback: sending CassetteReader? = nil, except withheld: Set<Slot> = [],
    secrets: SecretGuard = SecretGuard()
  ) {
    self.tapes = tapes
    self.journal = journal
    self.fallback = fallback
    self.withheld = withheld
    self.secrets = secrets
  }

  /// Creates a recorder over the cassettes of one folder.
  public init(
    tape: sending CassetteReader, journal: RecordingJournal,
    fallback: sending CassetteReader? = nil, except withheld: Set<Slot> = [],
    secrets: SecretGuard = SecretGuard()
  ) {
    self.init(
      tapes: [tape], journal: journal, fallback: fallback, except: withheld, secrets: secrets)
  }

  /// Lets what is in flight come home and be kept, and refuses everything new.
  public func stop() {
    isStopping = true
  }

  /// The result at a slot, from wherever it can be had.
  ///
  /// - Parameter images: The images that the action names, which are kept with it.
  public func result(
    of action: Action, naming images: [ImageFile] = [], at slot: Slot, for trial: TrialID,
    live: @escaping @Sendable () async throws(DeckError) -> Fresh
  ) async throws(DeckError) -> [UInt8] {
    // Looked up and filled without a suspension in between: two trials can never both find nothing.
    if let flight = inFlight[slot] {
      counts.shared += 1
      let result = try await value(of: flight.task)
      try await label(slot, by: trial)
      return result
    }
    let task = Task {
      try await self.find(action, naming: images, at: slot, for: trial, live: live)
    }
    inFlight[slot] = Flight(task: task)
    defer { inFlight[slot] = nil }
    let result = try await value(of: task)
    try await label(slot, by: trial)
    return result
  }

  /// Lets a recording bear the first, by name, of the trials that asked for it.
  ///
  /// The one that happened to ask first would leave a trace of the order in the cassette: of the
  /// number of trials at once, of an interruption, of the shard.
  private func label(_ slot: Slot, by trial: TrialID) async throws(DeckError) {
    do {
      try await journal.relabel(slot, scope: trial.description)
    } catch {
      throw failure(of: error)
    }
  }

  private func find(
    _ action: Action, naming images: [ImageFile], at slot: Slot, for trial: TrialID,
    live: @Sendable () async throws(DeckError) -> Fresh
  ) async throws(DeckError) -> [UInt8] {
    if let result = try await kept(at: slot) {
      counts.hits += 1
      return result
    }
    if let journalFailure { throw journalFailure }
    guard !isStopping else {
      throw DeckError(.interrupted, "\(trial): stopped before asking; record again to go on.")
    }
    counts.inFlight += 1
    defer { counts.inFlight -= 1 }
    try await keep(images)
    return try await fetch(action, at: slot, for: trial, live: live)
  }

  private func kept(at slot: Slot) async throws(DeckError) -> [UInt8]? {
    do {
      for tape in tapes {
        if let result = try tape.result(at: slot) { return result }
      }
      if let result = try await journal.result(at: slot) { return result }
      return withheld.contains(slot) ? nil : try fallback?.result(at: slot)
    } catch {
      throw DeckError(cassette: error)
    }
  }

  private func fetch(
    _ action: Action, at slot: Slot, for trial: TrialID,
    live: @Sendable () async throws(DeckError) -> Fresh
  ) async throws(DeckError) -> [UInt8] {
    var exchange = Exchange(
      slot: slot, kind: action.kind, request: action.request, result: [],
      scope: trial.description, provenance: [])
    try await secrets.checkRequest(of: exchange)
    let fresh = try await live()
    exchange.result = fresh.result
    exchange.provenance = fresh.provenance
    try await secrets.checkResult(of: exchange)
    try await keep(exchange)
    counts.calls += fresh.counts.calls
    counts.extractions += fresh.counts.extractions
    counts.judgements += fresh.counts.judgements
    counts.executions += fresh.counts.executions
    counts.gradings += fresh.counts.gradings
    counts.retries += fresh.counts.retries
    counts.usage = counts.usage + fresh.counts.usage
    return fresh.result
  }

  /// Keeps images before the exchanges that name them.
  private func keep(_ images: [ImageFile]) async throws(DeckError) {
    for image in images where keptImages.insert(image.digest).inserted {
      do {
        _ = try await journal.keep(content: image.bytes)
      } catch {
        throw failure(of: error)
      }
    }
  }

  private func keep(_ exchange: Exchange) async throws(DeckError) {
    do {
      try await journal.append(exchange)
    } catch {
      throw failure(of: error)
    }
  }

  /// What a fault of the journal means; all but a conflict mean that nothing more can be kept.
  private func failure(of error: CassetteError) -> DeckError {
    guard error.code != .conflict else { return DeckError(cassette: error) }
    let failure = DeckError(.journal, error.description)
    journalFailure = failure
    return failure
  }

  private func value(of task: Task<[UInt8], any Error>) async throws(DeckError) -> [UInt8] {
    do {
      return try await task.value
    } catch let error as DeckError {
      throw error
    } catch {
      throw DeckError(.interrupted, "\(error)")
    }
  }
}

/// What a recording has done so far.
public struct RecordingCounts: Hashable, Sendable {
  /// Answers that were there already, in a sealed cassette or the journal.
  public var hits = 0
  /// Answers that another trial was waiting for at the same time.
  public var shared = 0
  /// Model calls of the trials' own made and kept.
  public var calls = 0
  /// Model calls made and kept that read an answer out of what a trial said.
  public var extractions = 0
  /// Model calls made and kept that judge an answer.
  public var judgements = 0
  /// Runs of code made and kept.
  public var executions = 0
  /// Runs of programs and tests made and kept that grade an answer.
  public var gradings = 0
  /// Model calls and runs in flight.
  public var inFlight = 0
  /// Attempts beyond the first of each call.
  public var retries = 0
  /// Tokens of all calls made, of those that read answers too: what the recording is billed for.
  public var usage = TokenUsage.zero

  /// Creates counts of nothing.
  public init() {}
}

extension RecordingCounts {
  /// The counts of two recorders together.
  public static func + (left: RecordingCounts, right: RecordingCounts) -> RecordingCounts {
    var sum = left
    sum.hits += right.hits
    sum.shared += right.shared
    sum.calls += right.calls
    sum.extractions += right.extractions
    sum.judgements += right.judgements
    sum.executions += right.executions
    sum.gradings += right.gradings
    sum.inFlight += right.inFlight
    sum.retries += right.retries
    sum.usage = sum.usage + right.usage
    return sum
  }
}
