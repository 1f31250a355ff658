public import Basics
import HTTP
import ModelAPI
import RecordReplay
import Serving

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

  func answer(_ request: ServedRequest, on channel: AnswerChannel) async {
    do throws(ClientGone) {
      if let own = refusal(of: request) { return try await send(own, on: channel) }
      if try await answeredItself(request, on: channel) { return }
      let call: ClientCall
      do throws(RequestFault) {
        call = try ClientCall(request, keyHeaders: keyHeaders, rules: rules)
      } catch {
        return try await send(OwnAnswer(error), on: channel)
      }
      try await answer(call, on: channel)
    } catch {
      // Nobody is there to be told.
    }
  }

  func answer(to fault: RequestFault) -> (headers: [HTTPHeader], body: [UInt8]) {
    let own = OwnAnswer(fault)
    return (own.headers, own.body)
  }

  private func send(_ own: OwnAnswer, on channel: AnswerChannel) async throws(ClientGone) {
    try await channel.send(own.status, headers: own.headers, body: own.body)
  }

  // MARK: What the proxy answers itself

  /// The refusal of a request that is not for here; `nil` where it is.
  private func refusal(of request: ServedRequest) -> OwnAnswer? {
    // A page from elsewhere can make its own name point here, or send what it may not read.
    guard HostCheck.isLocal(request.header("host")) else {
      return OwnAnswer(
        RequestFault(421, "This proxy is for programs on its own machine, by its own address."))
    }
    if let origin = request.header("origin"), !HostCheck.isLocal(Self.host(of: origin)) {
      return OwnAnswer(
        RequestFault(403, "This proxy is not for pages from \(ClientCall.shown(origin))."))
    }
    if request.header("upgrade")?.lowercased() == "websocket" {
      return OwnAnswer(
        RequestFault(426, "No web sockets are spoken here: ask the same over HTTP/1.1."))
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
    switch await source.seat(for: call) {
    case .own(let own): try await send(own, on: channel)
    case .recorded(let answer):
      do throws(ClientGone) {
        try await play(answer, on: channel)
      } catch {
        await source.takeBack(answer)
        throw error
      }
    case .flight(let flight):
      do throws(ClientGone) {
        try await follow(flight, on: channel)
      } catch {
        await source.takeBack(flight)
        throw error
      }
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
    let pieces = answer.pieces
    guard case .times(let factor) = timing else {
      return try await channel.send(
        reply.status, headers: headers, pieces: pieces.map(\.bytes))
    }
    if reply.stream != nil { try await channel.begin(reply.status, headers: headers) }
    var due = ContinuousClock.now
    for (index, piece) in pieces.enumerated() {
      due = due.advanced(by: .microseconds(Int64(Double(piece.delay) * factor)))
      let isThere = await channel.watching { [due] in
        (try? await Task.sleep(until: due, clock: .continuous)) != nil
      }
      guard isThere else { throw ClientGone() }
      if reply.stream == nil {
        try await channel.send(reply.status, headers: headers, body: piece.bytes)
      } else if index == pieces.count - 1 {
        try await channel.end(piece.bytes)
      } else {
        try await channel.write(piece: piece.bytes)
      }
    }
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
