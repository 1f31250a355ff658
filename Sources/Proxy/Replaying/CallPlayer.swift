import Basics
import Cassettes
import ModelAPI
import RecordReplay
import Serving

/// Replay: every answer comes from the cassettes, and nothing else can answer.
///
/// There is no transport in here.
actor CallPlayer: CallSource {
  private let reader: CassetteReader
  private let missed: MissedCalls
  private var book = RepeatBook()
  private var used: UsedRows
  /// How often exchanges were given beyond their first time.
  private var again: [Int: Int] = [:]
  private var current = ProxyCounts()

  /// Creates a player of a folder's cassettes.
  ///
  /// - Parameter missed: Told each miss.
  init(_ reader: sending CassetteReader, missed: MissedCalls) {
    used = UsedRows(count: reader.rowCount)
    self.reader = reader
    self.missed = missed
  }

  func seat(for call: ClientCall, of client: any AnswerReader) async -> Seat {
    current.calls += 1
    do {
      let (digest, isFact) = (call.action.digest, call.endpoint.isFact)
      let claim = try book.claim(digest, isFact: isFact, by: client) {
        (ordinal) throws(CassetteError) in
        try reader.row(of: Slot(action: digest, ordinal: ordinal)) != nil
      }
      switch claim {
      case .absent(let ordinal):
        current.misses += 1
        return .own(await missed.answer(to: call, ordinal: ordinal))
      case .recorded(let ordinal, let turn):
        var answer = RecordedAnswer(
          turn: turn, reply: try reply(at: Slot(action: digest, ordinal: ordinal)))
        guard answer.restore(call.names) else {
          current.misses += 1
          return .own(await missed.answer(unrestorable: call))
        }
        current.hits += 1
        if !call.names.isEmpty { current.renamed += 1 }
        return .recorded(answer)
      }
    } catch {
      current.failures += 1
      await missed.note(failure: "\(error)")
      return .own(
        OwnAnswer(
          status: 500, code: "steerbench_corrupt",
          message: "steerbench: \(Redaction.shown("\(error)"))"))
    }
  }

  private func reply(at slot: Slot) throws -> ModelReply {
    let reply = try reader.withResult(at: slot) { (bytes) throws(CassetteError) in
      Result { () throws(ModelAPIError) in try ModelReply(decoding: bytes) }
    }
    guard let reply else { preconditionFailure("a row that was found holds its result") }
    if let row = reader.lastRow {
      if used.contains(row) {
        again[row, default: 0] += 1
      } else {
        used.insert(row)
        current.used += 1
      }
    }
    return try reply.get()
  }

  func beginRun() -> Int {
    book.beginRun()
    return book.run
  }

  func counts() -> ProxyCounts {
    book.takeBackAll()
    var counts = current
    counts.parked = book.parkedCount
    return counts
  }

  /// What the answers that were given would have taken.
  func worth(at price: @Sendable (String) -> TokenPrice?) throws -> ReplayedWorth {
    let entries = try reader.entries().filter { used.contains($0.row) }
    return try ReplayedWorth(
      entries.map { ($0, 1 + again[$0.row, default: 0]) }, in: reader, price: price)
  }

  /// The recordings of calls that nobody asked for.
  func unused() throws -> [CassetteEntry] {
    try reader.entries().filter { $0.kind == .proxied && !used.contains($0.row) }
  }
}
