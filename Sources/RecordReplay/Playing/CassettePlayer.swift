import Basics
public import Cassettes
public import CodeExecution
import ModelAPI

/// Replay: every answer comes from the cassettes, and nothing else can answer.
///
/// There is no transport and no launcher in here. A player belongs to one worker.
public final class CassettePlayer: ExchangeSource {
  private let reader: CassetteReader
  /// The exchanges that were played.
  public private(set) var usedRows: UsedRows
  private var recordedActions: Set<Digest>?

  /// Creates a player of a folder's cassettes.
  public init(_ reader: CassetteReader) {
    self.reader = reader
    usedRows = UsedRows(count: reader.rowCount)
  }

  public func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    let family = call.encoder.endpoint.family
    let played = try play(call.slot) { bytes in
      Result { () throws(ModelAPIError) in try RecordedCompletion(decoding: bytes, by: family) }
    }
    guard let played else {
      throw DeckError(
        try miss(call.trial, call.action, call.lane, call.slot, request: call.request))
    }
    do {
      return try played.get()
    } catch {
      throw DeckError(.corrupt, "\(call.trial): \(error)")
    }
  }

  public func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    let played = try play(run.slot) { bytes in
      Result { () throws(CodeExecutionError) in try ExecutionOutcome(decoding: bytes) }
    }
    guard let played else { throw DeckError(try miss(run.trial, run.action, run.lane, run.slot)) }
    do {
      return try played.get()
    } catch {
      throw DeckError(.corrupt, "\(run.trial): \(error)")
    }
  }

  private func play<Value>(
    _ slot: Slot, _ body: (UnsafeBufferPointer<UInt8>) -> Value
  ) throws(DeckError) -> Value? {
    do {
      let value = try reader.withResult(at: slot) { (bytes) throws(CassetteError) in body(bytes) }
      if let row = reader.lastRow { usedRows.insert(row) }
      return value
    } catch {
      throw DeckError(cassette: error)
    }
  }

  private func miss(
    _ trial: TrialID, _ action: Action, _ lane: Lane, _ slot: Slot,
    request: CompletionRequest? = nil
  ) throws(DeckError) -> Miss {
    let actions = try actionsOnTape()
    let reason: Miss.Reason =
      actions.isEmpty
      ? .missingCassette
      : actions.contains(action.digest) ? .slotExhausted : .missingAction
    return Miss(
      trial: trial, action: action, lane: lane, slot: slot, reason: reason, request: request)
  }

  private func actionsOnTape() throws(DeckError) -> Set<Digest> {
    if let recordedActions { return recordedActions }
    do {
      let actions = Set(try reader.entries().map(\.slot.action))
      recordedActions = actions
      return actions
    } catch {
      throw DeckError(cassette: error)
    }
  }
}

extension DeckError {
  /// The error of a cassette that cannot be read.
  public init(cassette error: CassetteError) {
    let code: Code = error.code == .conflict ? .conflict : .corrupt
    self.init(code, error.description)
  }
}

/// The exchanges of the cassettes that a replay used, as one bit a row.
public struct UsedRows: Hashable, Sendable {
  private var words: [UInt64]
  /// The number of rows.
  public let count: Int

  /// Creates a set of none of `count` rows.
  public init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  /// Adds a row; a row out of range is ignored.
  public mutating func insert(_ row: Int) {
    guard row >= 0, row < count else { return }
    words[row >> 6] |= 1 << UInt64(row & 63)
  }

  /// Adds another set of as many rows.
  public mutating func formUnion(_ other: UsedRows) {
    for index in words.indices where index < other.words.count {
      words[index] |= other.words[index]
    }
  }

  /// Whether a row was used.
  public func contains(_ row: Int) -> Bool {
    row >= 0 && row < count && words[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  /// The number of rows that were used.
  public var usedCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
}
