public import Basics
import HTTP
import ModelAPI
import RecordReplay
import Serving
import Synchronization

/// With which times a recorded stream is played.
public enum StreamTiming: Hashable, Sendable {
  /// At once.
  case none
  /// With the recorded times, each multiplied by a factor: 1 for just those.
  case times(Double)

  /// Reads `none`, `recorded` or a factor such as `x0.5`; `nil` for anything else.
  public init?(_ text: String) {
    switch text {
    case "none": self = .none
    case "recorded": self = .times(1)
    default:
      guard let mark = text.first, mark == "x" || mark == "×",
        let factor = Double(text.dropFirst()),
        (0.001...1000).contains(factor)
      else { return nil }
      self = .times(factor)
    }
  }
}

/// Answers clients: from a source of answers, in the client's own protocol.
struct ProxyHandler: RequestHandler {
  let source: any CallSource
  let timing: StreamTiming
  /// Headers that enter the key beside those that are known.
  let keyHeaders: [String]
  /// What varies from run to run.
  let rules: RenameRules
  /// `record` or `replay`, for whoever asks.
  let mode: String
  /// Told what a request was refused for.
  let notes: RefusalNotes

  func answer(_ request: ServedRequest, on channel: AnswerChannel) async {
    do throws(ClientGone) {
      if let fault = refusal(of: request) { return try await refuse(fault, on: channel) }
      if try await answeredItself(request, on: channel) { return }
      let call: ClientCall
      do throws(RequestFault) {
        call = try ClientCall(request, keyHeaders: keyHeaders, rules: rules)
      } catch {
        return try await refuse(error, on: channel)
      }
      try await answer(call, on: channel)
    } catch {
      // Nobody is there to be told.
    }
  }

  func answer(to fault: RequestFault) -> (headers: [HTTPHeader], body: [UInt8]) {
    notes.note(fault)
    let own = OwnAnswer(fault)
    return (own.headers, own.body)
  }

  private func refuse(
    _ fault: RequestFault, on channel: AnswerChannel
  ) async throws(ClientGone) {
    notes.note(fault)
    try await send(OwnAnswer(fault), on: channel)
  }

  private func send(_ own: OwnAnswer, on channel: AnswerChannel) async throws(ClientGone) {
    try await channel.send(own.status, headers: own.headers, body: own.body)
  }

  // MARK: What the proxy answers itself

  /// The refusal of a request that is not for here; `nil` where it is.
  private func refusal(of request: ServedRequest) -> RequestFault? {
    // A page from elsewhere can make its own name point here, or send what it may not read.
    guard HostCheck.isLocal(request.header("host")) else {
      return RequestFault(
        421, "This proxy is for programs on its own machine, by its own address.")
    }
    if let origin = request.header("origin"), !HostCheck.isLocal(Self.host(of: origin)) {
      return RequestFault(403, "This proxy is not for pages from \(ClientCall.shown(origin)).")
    }
    if request.header("upgrade")?.lowercased() == "websocket" {
      return RequestFault(426, "No web sockets are spoken here: ask the same over HTTP/1.1.")
    }
    return nil
  }

  private static func host(of origin: String) -> String? {
    origin.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init)
  }

  /// Answers what is for the proxy itself; says whether it was.
  private func answeredItself(
    _ request: ServedRequest, on channel: AnswerChannel
  ) async throws(ClientGone) -> Bool {
    switch (request.method, request.path) {
    case ("OPTIONS", _):
      try await channel.send(
        204, headers: [HTTPHeader(name: "allow", value: "GET, HEAD, POST, OPTIONS")])
    case ("GET", "/"), ("HEAD", "/"):
      try await channel.send(
        200, headers: [HTTPHeader(name: "content-type", value: "text/plain; charset=utf-8")],
        body: Array("This is steerbench proxy \(mode). Give clients /v1 of this address.\n".utf8))
    case ("GET", "/status"), ("GET", "/_steerbench/status"):
      try await send(await source.counts().json(mode: mode), on: channel)
    case ("POST", "/_steerbench/run"):
      try await send(["run": .integer(Int64(await source.beginRun()))], on: channel)
    case (let method, let path)
    where path.hasPrefix("/_steerbench/") && (path != ClientCall.runPath || method != "POST"):
      try await send(
        OwnAnswer(
          RequestFault(
            404,
            "There is POST /_steerbench/run, POST /_steerbench/execute and GET /_steerbench/status, and "
              + "nothing else.")),
        on: channel)
    default: return false
    }
    return true
  }

  private func send(_ value: JSONValue, on channel: AnswerChannel) async throws(ClientGone) {
    try await channel.send(
      200, headers: [HTTPHeader(name: "content-type", value: "application/json")],
      body: CanonicalJSON.bytes(ofOwn: value))
  }

  // MARK: Calls

  private func answer(_ call: ClientCall, on channel: AnswerChannel) async throws(ClientGone) {
    // Whether a client has left its answer, the channel says to whoever asks for the next.
    switch await source.seat(for: call, of: channel) {
    case .own(let own): try await send(own, on: channel)
    case .recorded(let answer): try await play(answer, on: channel)
    case .flight(let flight): try await follow(flight, on: channel)
    }
  }

  private func play(
    _ answer: RecordedAnswer, on channel: AnswerChannel
  ) async throws(ClientGone) {
    let reply = answer.reply
    let headers = KeptHeaders.passed(reply.headers)
    guard reply.stream != nil || timing != .none else {
      return try await channel.send(reply.status, headers: headers, body: reply.body)
    }
    guard case .times(let factor) = timing else {
      guard answer.holdsEnd else {
        return try await channel.send(
          reply.status, headers: headers, pieces: answer.pieces.map(\.bytes))
      }
      return try await play(answer, headers, by: 0, on: channel)
    }
    guard reply.stream == nil else {
      return try await play(answer, headers, by: factor, on: channel)
    }
    try await wait(
      until: .now.advanced(by: .microseconds(Double(reply.serviceMicroseconds) * factor)),
      for: channel)
    try await channel.send(reply.status, headers: headers, body: reply.body)
  }

  /// Plays a stream piece by piece.
  private func play(
    _ answer: RecordedAnswer, _ headers: [HTTPHeader], by factor: Double, on channel: AnswerChannel
  ) async throws(ClientGone) {
    let (pieces, end) =
      answer.holdsEnd ? answer.piecesBeforeEnd : (answer.pieces, answer.pieces.count)
    try await channel.begin(answer.reply.status, headers: headers)
    var due = ContinuousClock.now
    for (index, piece) in pieces.enumerated() {
      due = due.advanced(by: .microseconds(Double(piece.delay) * factor))
      if index == end { due = max(due, .now.advanced(by: LeftMark.patience)) }
      try await wait(until: due, for: channel)
      if index == pieces.count - 1 {
        try await channel.end(piece.bytes)
      } else {
        try await channel.write(piece: piece.bytes)
      }
    }
  }

  /// Waits, unless the client goes away.
  private func wait(
    until due: ContinuousClock.Instant, for channel: AnswerChannel
  ) async throws(ClientGone) {
    guard due > .now else { return }
    let isThere = await channel.watching {
      (try? await Task.sleep(until: due, clock: .continuous)) != nil
    }
    guard isThere else { throw ClientGone() }
  }

  private func follow(_ flight: Flight, on channel: AnswerChannel) async throws(ClientGone) {
    var read = 0
    var hasHead = false
    while true {
      let step = await channel.watching { [read, hasHead] in
        await flight.feed.next(after: read, hasHead: hasHead)
      }
      switch step {
      case .cancelled: throw ClientGone()
      case .head(let head):
        hasHead = true
        try await channel.begin(head.status, headers: KeptHeaders.passed(head.headers))
      case .bytes(let bytes):
        read += bytes.count
        try await channel.write(piece: bytes)
      case .end(let outcome, let head, let rest):
        return try await finish(outcome, head, rest, hasHead: hasHead, on: channel)
      }
    }
  }

  private func finish(
    _ outcome: AnswerFeed.Outcome, _ head: AnswerFeed.Head?, _ rest: [UInt8], hasHead: Bool,
    on channel: AnswerChannel
  ) async throws(ClientGone) {
    guard !channel.isClientGone else { throw ClientGone() }
    switch outcome {
    case .refused(let own):
      guard hasHead else { return try await send(own, on: channel) }
      // The stream has begun: the client's own kind of error is an event, and no end follows it.
      try await channel.write(piece: own.event)
    case .cut:
      guard let head else { return }
      if !hasHead {
        try await channel.begin(head.status, headers: KeptHeaders.passed(head.headers))
      }
      try await channel.write(piece: rest)
    case .kept, .passed:
      guard let head else { preconditionFailure("an answer that is kept or passed on has a head") }
      let headers = KeptHeaders.passed(head.headers)
      guard !hasHead else { return try await channel.end(rest) }
      try await channel.send(head.status, headers: headers, body: rest)
    }
  }
}

/// Says on the console why requests were refused, each reason once: a client may hide it.
final class RefusalNotes: Sendable {
  private static let limit = 20

  private let said = Mutex<Set<String>>([])
  private let note: @Sendable (String) -> Void

  init(_ note: @escaping @Sendable (String) -> Void) { self.note = note }

  func note(_ fault: RequestFault) {
    let isNew = said.withLock { said in
      said.count < Self.limit && said.insert(fault.message).inserted
    }
    if isNew { note("steerbench: a request was refused (\(fault.status)): \(fault.message)") }
  }
}

extension OwnAnswer {
  /// The answer to a request that is refused.
  init(_ fault: RequestFault) {
    self.init(
      status: fault.status, code: "steerbench_request", message: "steerbench: \(fault.message)")
  }
}

extension ProxyCounts {
  /// The counts for programs.
  public func json(mode: String) -> JSONValue {
    let numbers = [
      ("calls", calls), ("hits", hits), ("misses", misses), ("used", used), ("recorded", recorded),
      ("passed", passed), ("broken", broken), ("shared", shared), ("exchangeable", exchangeable),
      ("parked", parked), ("failures", failures), ("renamed", renamed),
    ]
    return .object(
      JSONObject(
        [JSONMember(name: "mode", value: .string(mode))]
          + numbers.map { JSONMember(name: $0.0, value: .integer(Int64($0.1))) }))
  }
}
