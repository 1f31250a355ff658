import Basics
import Cassettes
import HTTP
import ModelAPI
import RecordReplay
import Serving

/// Record: what the cassettes and the journal hold comes from them, the rest from the upstream, which is
/// kept before any client has the whole of it.
actor CallRecorder: CallSource {
  private let tape: CassetteReader
  private var refresh: Refresh?
  private let journal: RecordingJournal
  private let upstream: UpstreamCalls
  private let sandbox: SandboxCalls?
  private let spending: ProxySpending
  private let secrets: SecretGuard
  private let provenance: @Sendable () -> [UInt8]
  private let note: @Sendable (String) -> Void
  private var book = RepeatBook()
  /// The slots that the journal holds.
  private var kept: Set<Slot>
  /// Calls for facts that are under way: any number of clients wait for one.
  private var facts: [Digest: Flight] = [:]
  /// The calls of the same words that are under way, the oldest first.
  private var underWay: [Digest: [Flight]] = [:]
  /// The first call of each key with names, for those that a rule makes one with it.
  private var folded: [Digest: Folded] = [:]
  private var flights = 0
  private var journalFailure: String?
  private var hints: Set<String> = []
  private var current = ProxyCounts()
  /// Why calls were refused, each once.
  private(set) var refusals: [Refusal] = []

  /// Calls that are recorded anew, whatever the cassettes hold.
  struct Refresh {
    /// Which.
    let selection: CallSelection
    /// What was recorded anew before.
    let tape: CassetteReader
    /// Those that were asked for.
    fileprivate var actions: [Digest: Bool] = [:]

    /// Creates a refresh.
    init(of selection: CallSelection, tape: CassetteReader) {
      self.selection = selection
      self.tape = tape
    }
  }

  /// Why a call was not made, or its answer not kept.
  struct Refusal: Hashable, Sendable {
    var code: DeckError.Code
    var message: String
  }

  /// Creates a recorder.
  ///
  /// - Parameters:
  ///   - tape: The sealed cassettes.
  ///   - refresh: What is recorded anew; `nil` where nothing is.
  ///   - journal: Where new answers are kept.
  ///   - kept: The slots that it holds.
  ///   - upstream: Where answers come from.
  ///   - sandbox: What runs code; `nil` where nothing does.
  ///   - spending: What calls are paid from.
  ///   - secrets: What must not be kept.
  ///   - provenance: What rides beside an exchange.
  ///   - note: Told what a person should see.
  init(
    tape: sending CassetteReader, refresh: sending Refresh? = nil, journal: RecordingJournal,
    kept: Set<Slot>,
    upstream: UpstreamCalls, sandbox: SandboxCalls?, spending: ProxySpending,
    secrets: SecretGuard,
    provenance: @escaping @Sendable () -> [UInt8], note: @escaping @Sendable (String) -> Void
  ) {
    self.tape = tape
    self.refresh = refresh
    self.journal = journal
    self.kept = kept
    self.upstream = upstream
    self.sandbox = sandbox
    self.spending = spending
    self.secrets = secrets
    self.provenance = provenance
    self.note = note
  }

  // MARK: Finding an answer

  func seat(for call: ClientCall, of reader: any AnswerReader) async -> Seat {
    current.calls += 1
    let (digest, isFact) = (call.action.digest, call.endpoint.isFact)
    if let refresh, refresh.actions[digest] == nil {
      self.refresh?.actions[digest] = refresh.selection.contains(call.action)
    }
    if !isFact, underWay[digest]?.contains(where: { !$0.isLeft }) == true {
      current.exchangeable += 1
    }
    if let flight = facts[digest] ?? adopted(digest, by: reader) {
      current.shared += 1
      return .flight(flight)
    }
    do {
      let claim = try book.claim(digest, isFact: isFact, by: reader) {
        (ordinal) throws(CassetteError) in try isRecorded(digest, ordinal)
      }
      switch claim {
      case .recorded(let ordinal, let turn):
        let reply = try await reply(at: Slot(action: digest, ordinal: ordinal))
        var answer = RecordedAnswer(turn: turn, reply: reply)
        guard answer.restore(call.names) else {
          return .own(
            refuse(
              DeckError(
                .conflict,
                "The recorded stream of \(digest.short) cuts a renamed value into pieces, so that this "
                  + "run's cannot be put back. Record it without the rule (--exact).")))
        }
        current.hits += 1
        if !call.names.isEmpty { current.renamed += 1 }
        return .recorded(answer)
      case .absent: return depart(call, for: reader)
      }
    } catch {
      return .own(refuse(DeckError(.corrupt, "\(error)")))
    }
  }

  /// An answer on its way that its client does not wait for; none where one is parked.
  private func adopted(_ digest: Digest, by reader: any AnswerReader) -> Flight? {
    guard !book.hasParked(digest),
      let flight = underWay[digest]?.first(where: { $0.isLeft && $0.run == book.run })
    else { return nil }
    flight.adopt(reader)
    return flight
  }

  private func isRecorded(_ digest: Digest, _ ordinal: UInt32) throws(CassetteError) -> Bool {
    let slot = Slot(action: digest, ordinal: ordinal)
    if kept.contains(slot) { return true }
    if let refresh {
      if try refresh.tape.row(of: slot) != nil { return true }
      if refresh.actions[digest] == true { return false }
    }
    return try tape.row(of: slot) != nil
  }

  private func reply(at slot: Slot) async throws -> ModelReply {
    var bytes = try refresh?.tape.result(at: slot)
    // The journal first: the cassettes may hold an old answer at the same slot.
    if bytes == nil, kept.contains(slot) { bytes = try await journal.result(at: slot) }
    if bytes == nil { bytes = try tape.result(at: slot) }
    guard let bytes else { throw DeckError(.corrupt, "the journal lost the answer at \(slot)") }
    return try ModelReply(decoding: bytes)
  }

  private func depart(_ call: ClientCall, for reader: any AnswerReader) -> Seat {
    if let journalFailure { return .own(refuse(DeckError(.journal, journalFailure))) }
    let flight = Flight(
      call.action.digest, run: book.run, isFact: call.endpoint.isFact, for: reader)
    if flight.isFact { facts[flight.digest] = flight }
    underWay[flight.digest, default: []].append(flight)
    flights += 1
    // Whoever asked may leave: what is paid for is kept all the same.
    Task { await self.fly(call, flight) }
    return .flight(flight)
  }

  // MARK: Under way

  private func fly(_ call: ClientCall, _ flight: Flight) async {
    var exchange = Exchange(
      slot: Slot(action: flight.digest), kind: .proxied, request: call.action.request, result: [],
      scope: "proxy/\(call.lane ?? "default")", provenance: provenance())
    let outcome: AnswerFeed.Outcome
    var head: AnswerFeed.Head?
    var body: [UInt8]?
    do throws(DeckError) {
      try await secrets.checkRequest(of: exchange)
      try call.checkOwnCredentials()
      let answer = try await paid(call, flight)
      head = answer.head
      body = answer.body
      switch answer.end {
      case .final(var reply):
        if !call.names.isEmpty {
          current.renamed += 1
          try checkFolding(of: call, reply)
          reply.headers.append(HTTPHeader(name: GivenNames.header, value: call.names.text))
        }
        reply.headers = LeftMark.adding(flight.leftCount, to: reply.headers)
        exchange.result = reply.encoded()
        try await secrets.checkResult(of: exchange)
        outcome = .kept(try await keep(&exchange, of: flight))
        current.recorded += 1
      case .passed:
        current.passed += 1
        if head?.status == 404, let hint = Endpoint.hint(for: call.request.path) {
          noteOnce(
            "steerbench: \(call.request.method) \(call.request.path): the upstream knows no such path. \(hint)"
          )
        }
        outcome = .passed
      case .cut:
        current.broken += 1
        outcome = .cut
      case .own(let answer):
        current.broken += 1
        outcome = .refused(answer)
      }
    } catch {
      outcome = .refused(refuse(error))
    }
    land(flight, outcome, head, body)
  }

  /// The answer to a call, booked.
  private func paid(
    _ call: ClientCall, _ flight: Flight
  ) async throws(DeckError) -> UpstreamCalls.Answer {
    guard !call.isRun else {
      guard let sandbox else { throw DeckError(.execution, "No code is run here.") }
      return try await sandbox.answer(to: call)
    }
    let reservation = try await spending.reserve(for: call)
    let answer = try await upstream.answer(to: call, into: flight.feed)
    let (usage, isBilled): (TokenUsage?, Bool) =
      switch answer.end {
      case .final(let reply): (upstream.usage(of: reply, call), reply.status < 300)
      case .passed: (nil, answer.head.map { !(300..<500).contains($0.status) } ?? true)
      case .cut, .own: (nil, true)
      }
    let money = await spending.settle(reservation, usage: usage, isBilled: isBilled)
    if case .final = answer.end {
      if let usage { current.usage = current.usage + usage }
      if let money { current.money = current.money + money } else { current.unpriced += 1 }
    }
    return answer
  }

  /// Throws where a rule makes one of two calls that were answered otherwise: which of them a replay would
  /// answer how, nobody could say.
  private func checkFolding(of call: ClientCall, _ reply: ModelReply) throws(DeckError) {
    let bare = Folded(call.names, reply.body)
    guard let first = folded[call.action.digest] else {
      folded[call.action.digest] = bare
      return
    }
    guard first.names == bare.names || first.body == bare.body else {
      throw DeckError(
        .conflict,
        "\(call.request.method) \(ClientCall.shown(call.request.path)): a rule of "
          + "\(RenameRules.fileName) makes one of two calls that were answered otherwise. Narrow it, or "
          + "give each a lane; the second answer is not kept.")
    }
  }

  /// A call by a rule: its values, and its answer with names in their place.
  private struct Folded {
    var names: GivenNames
    var body: Digest

    init(_ names: GivenNames, _ body: [UInt8]) {
      self.names = names
      var pairs: [(old: [UInt8], new: [UInt8])] = []
      for (name, values) in names.values.sorted(by: { $0.key < $1.key }) {
        for (index, value) in values.enumerated() {
          pairs.append((Array(value.utf8), Array("<\(name)-\(index + 1)>".utf8)))
        }
      }
      pairs.sort { $0.old.count > $1.old.count }
      self.body = Digest.sha256(GivenNames.replacing(pairs, in: body).bytes)
    }
  }

  private func keep(
    _ exchange: inout Exchange, of flight: Flight
  ) async throws(DeckError) -> UInt32 {
    let ordinal: UInt32
    do {
      ordinal = try book.promise(flight.digest, isFact: flight.isFact, in: flight.run) {
        (ordinal) throws(CassetteError) in try isRecorded(flight.digest, ordinal)
      }
    } catch { throw DeckError(.corrupt, "\(error)") }
    exchange.slot.ordinal = ordinal
    defer { book.settle(flight.digest, ordinal) }
    do {
      try await journal.append(exchange)
    } catch {
      if error.code != .conflict { journalFailure = error.description }
      throw DeckError(.journal, error.description)
    }
    kept.insert(exchange.slot)
    return ordinal
  }

  /// Says what became of a call, to whoever waits for it, and to the next that asks the same.
  private func land(
    _ flight: Flight, _ outcome: AnswerFeed.Outcome, _ head: AnswerFeed.Head?, _ body: [UInt8]?
  ) {
    flights -= 1
    underWay[flight.digest]?.removeAll { $0 === flight }
    if underWay[flight.digest]?.isEmpty == true { underWay[flight.digest] = nil }
    if flight.isFact { facts[flight.digest] = nil }
    if case .kept(let ordinal) = outcome {
      book.give(
        flight.digest, ordinal, isFact: flight.isFact, in: flight.run, to: flight.reader)
    }
    flight.feed.end(outcome, head: head, body: body)
  }

  private func noteOnce(_ text: String) {
    guard hints.count < 100, hints.insert(text).inserted else { return }
    note(text)
  }

  private func refuse(_ error: DeckError) -> OwnAnswer {
    current.failures += 1
    let refusal = Refusal(code: error.code, message: error.message)
    if !refusals.contains(refusal), refusals.count < 100 {
      refusals.append(refusal)
      note(error.message)
    }
    return OwnAnswer(
      status: error.code == .budget ? 402 : 500, code: "steerbench_\(error.code)",
      message: "steerbench: \(error.message)")
  }

  // MARK: Runs

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

  /// Waits until no call is under way, for as long as a limit allows.
  func finish(within limit: Duration) async {
    let end = ContinuousClock.now + limit
    while flights > 0, .now < end {
      try? await Task.sleep(for: .milliseconds(10))
    }
  }

  /// The number of calls that are under way.
  var underWayCount: Int { flights }
}
