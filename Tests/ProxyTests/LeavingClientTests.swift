import Basics
import Cassettes
import Foundation
import HTTP
import ModelAPI
import RecordReplay
import Serving
import Synchronization
import TestSupport
import Testing

@testable import Proxy

/// A provider in this process: its answers are numbered call by call, and take a while.
private final class NumberedProvider: Transport {
  private let counts = Mutex<[String: Int]>([:])

  var calls: Int { counts.withLock { $0.values.reduce(0, +) } }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard case .bytes(let body) = request.body else { throw TransportError(.badURL) }
    let question = String(decoding: body, as: UTF8.self)
    let number = counts.withLock { counts in
      counts[question, default: 0] += 1
      return counts[question] ?? 0
    }
    for _ in 0..<(number * 7 % 5) { await Task.yield() }
    let answer = Array(ScriptedUpstream.chat("answer \(number)").utf8)
    let response = HTTPResponse(
      status: 200, headers: [HTTPHeader(name: "content-type", value: "application/json")])
    _ = answer.withUnsafeBytes { request.receive?(response, $0) }
    return response
  }
}

@Suite("Clients that leave")
struct LeavingClientTests {
  /// What a program does with a call.
  private enum Step: CaseIterable {
    case read
    /// It is gone before there is an answer.
    case leaveAtOnce
    /// It is gone when the answer is there.
    case leaveLate
  }

  private static func call(_ lane: Int) throws -> ClientCall {
    let body = #"{"model":"m","messages":[{"role":"user","content":"lane \#(lane)"}]}"#
    return try ClientCall(
      ServedRequest(
        method: "POST", path: "/v1/chat/completions",
        headers: [HTTPHeader(name: "content-type", value: "application/json")],
        body: Array(body.utf8)))
  }

  /// Runs a program of one call after the other; gives what it read.
  private static func run(
    _ program: [Step], lane: Int, against source: any CallSource
  ) async throws -> [String] {
    var answers: [String] = []
    for step in program {
      let reader = ScriptedReader()
      let seat = await source.seat(for: try call(lane), of: reader)
      if step == .leaveAtOnce { reader.end(.left) }
      var body: [UInt8]?
      switch seat {
      case .recorded(let answer): body = answer.reply.body
      case .own(let own): body = own.body
      case .flight(let flight):
        guard step != .leaveAtOnce else { break }
        if case .end(_, _, let rest) = await flight.feed.next(after: 0, hasHead: false) {
          body = rest
        }
      }
      if step == .leaveLate { reader.end(.left) }
      guard step == .read else { continue }
      reader.end(.read)
      answers.append(String(decoding: try #require(body), as: UTF8.self))
    }
    return answers
  }

  private static func runAll(
    _ programs: [[Step]], against source: any CallSource
  ) async throws -> [[String]] {
    try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
      for (lane, program) in programs.enumerated() {
        group.addTask { (lane, try await run(program, lane: lane, against: source)) }
      }
      var answers = [[String]](repeating: [], count: programs.count)
      for try await (lane, all) in group { answers[lane] = all }
      return answers
    }
  }

  @Test(
    "Whatever a program leaves and asks again, it reads the answers in their order, and in a replay the same",
    arguments: 0..<12)
  func schedules(seed: Int) async throws {
    var numbers = SeededNumbers(UInt64(seed))
    let programs = (0..<3).map { _ in
      (0..<12).map { _ in Step.allCases.randomElement(using: &numbers) ?? .read } + [.read]
    }
    let folder = TemporaryFolder()
    let provider = NumberedProvider()
    let place = try CassetteFolder.mending(path: folder.path)
    let journal = try RecordingJournal(path: place.journalPath)
    let recorder = CallRecorder(
      tape: try place.reader(), journal: journal, kept: [],
      upstream: UpstreamCalls(
        upstreams: try Upstreams(every: "http://127.0.0.1:1", environment: [:]),
        transport: provider, timeout: .seconds(20)),
      sandbox: nil, spending: ProxySpending(), secrets: SecretGuard(),
      provenance: { Array("{}".utf8) }, note: { _ in })
    let recorded = try await Self.runAll(programs, against: recorder)
    await recorder.finish(within: .seconds(20))
    // Each answer is read once, in the order in which they were asked for, and none is skipped.
    for answers in recorded {
      #expect(
        answers == (1...answers.count).map { ScriptedUpstream.chat("answer \($0)") })
    }
    #expect(provider.calls == recorded.reduce(0) { $0 + $1.count })
    _ = try await journal.seal(into: place)
    let union = try CassetteUnion(try CassetteFolder(path: folder.path))
    let missed = MissedCalls(try CassetteReader(union), advice: "") { _ in }
    let player = CallPlayer(try CassetteReader(union), missed: missed)
    let replayed = try await Self.runAll(programs, against: player)
    #expect(replayed == recorded)
    let unused = try await player.unused()
    #expect(unused.isEmpty)
  }

  private static let stream =
    #"{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true}"#
  private static let pieces = [
    "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n",
    "data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n", "data: [DONE]\n\n",
  ]

  /// Reads the beginning of a stream and closes the connection in order, with nothing left unread.
  private static func readBeginning(_ port: UInt16) async throws {
    let request = HTTPRequest(
      .post, url: "http://127.0.0.1:\(port)/v1/chat/completions",
      headers: [HTTPHeader(name: "content-type", value: "application/json")],
      body: Array(stream.utf8), timeout: .seconds(20))
    var leaving = request
    // Whoever takes no more bytes ends the transfer.
    leaving.receive = { _, _ in false }
    await #expect(throws: TransportError.self) { try await CurlTransport().send(leaving) }
  }

  @Test("A stream that its client left is given again, in the recording and in the replay")
  func streams() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let upstream = ScriptedUpstream { _, number in
      .stream(
        Self.pieces.map { $0.replacing("\"b\"", with: "\"\(number)\"") }, pause: .milliseconds(30))
    }
    let program: @Sendable (UInt16) async throws -> Void = { port in
      for number in 0..<2 {
        try await Self.readBeginning(port)
        let again = try await Bench.post(port, Self.stream)
        #expect(again.text.contains("\"\(number)\""))
        #expect(again.text.hasSuffix("data: [DONE]\n\n"))
      }
    }
    let recorded = try await Bench.record(into: path, from: upstream, program)
    #expect(recorded.counts.recorded == 2)
    #expect(upstream.requests.count == 2)
    let replayed = try await Bench.replay(path, program)
    #expect(replayed.counts.misses == 0)
    #expect(replayed.counts.hits == 4)
    #expect(replayed.counts.parked == 2)
    #expect(replayed.unused.isEmpty)
    let timed = try await Bench.replay(path, timing: .times(1), program)
    #expect(timed.counts.misses == 0)
  }

  @Test("A client that stays though it once left waits a moment for the end, and has the whole")
  func staying() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let upstream = ScriptedUpstream { _, _ in .stream(Self.pieces, pause: .milliseconds(30)) }
    _ = try await Bench.record(into: path, from: upstream) { port in
      try await Self.readBeginning(port)
      _ = try await Bench.post(port, Self.stream)
    }
    let report = try await Bench.replay(path) { port in
      let response = try await Bench.post(port, Self.stream)
      #expect(response.text == Self.pieces.joined())
      #expect(response.header("x-steerbench-left") == nil)
    }
    #expect(report.counts.parked == 0)
  }

  @Test("The end of a stream begins with the event that ends it, wherever pieces were cut")
  func ends() {
    let text = Self.pieces.joined()
    let sizes = [[text.utf8.count], [10, text.utf8.count - 10], [text.utf8.count - 3, 3]]
    for sizes in sizes {
      let reply = ModelReply(
        status: 200, headers: [HTTPHeader(name: LeftMark.header, value: "1")],
        body: Array(text.utf8), attempts: [],
        stream: StreamRecord(
          pieces: sizes.map { TimedPiece(size: $0, delayMicroseconds: 1) }, end: .complete))
      let (pieces, end) = RecordedAnswer(turn: 1, reply: reply).piecesBeforeEnd
      #expect(pieces.flatMap(\.bytes) == Array(text.utf8))
      #expect(
        Array(pieces[..<end].flatMap(\.bytes)) == Array(Self.pieces[..<2].joined().utf8))
      #expect(RecordedAnswer(turn: 1, reply: reply).holdsEnd)
      #expect(!RecordedAnswer(turn: 2, reply: reply).holdsEnd)
    }
  }
}
