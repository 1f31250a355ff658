import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// One answer of a scripted server.
package struct ScriptedAnswer: Sendable {
  package var status: Int
  package var headers: [String: String]
  package var body: String
  /// Time before the answer.
  package var delay: Duration

  /// Creates an answer.
  package init(
    status: Int = 200, headers: [String: String] = ["Content-Type": "application/json"],
    body: String = "", delay: Duration = .zero
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.delay = delay
  }

  /// A JSON text.
  package static func json(_ body: String, status: Int = 200, headers: [String: String] = [:])
    -> Self
  {
    ScriptedAnswer(
      status: status,
      headers: headers.merging(["Content-Type": "application/json"]) { own, _ in own }, body: body)
  }
}

extension ScriptedAnswer {
  /// A stream of server-sent events.
  package static func events(_ body: String) -> Self {
    ScriptedAnswer(headers: ["Content-Type": "text/event-stream"], body: body)
  }
}

/// What a scripted server was asked.
package struct SeenRequest: Sendable {
  package var method: String
  package var path: String
  package var headers: [String: String]
  package var body: [UInt8]
}

/// An HTTP server on loopback that answers each path from its script; the last answer repeats.
package final class ScriptedServer: Sendable {
  private struct State {
    var script: [String: [ScriptedAnswer]]
    var seen: [SeenRequest] = []
  }

  private let state: Mutex<State>

  private init(_ script: [String: [ScriptedAnswer]]) {
    state = Mutex(State(script: script))
  }

  package var seen: [SeenRequest] { state.withLock { $0.seen } }

  /// Paths in the order in which they were asked for.
  package var paths: [String] { seen.map(\.path) }

  /// Adds an answer to a path.
  package func answer(_ path: String, _ answer: ScriptedAnswer) {
    state.withLock { $0.script[path, default: []].append(answer) }
  }

  /// Runs a server for the duration of a body, which gets it and its base URL.
  package static func run<Result: Sendable>(
    _ script: [String: [ScriptedAnswer]],
    _ body: @Sendable (ScriptedServer, String) async throws -> Result
  ) async throws -> Result {
    let scripted = ScriptedServer(script)
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled,
      handler: ClosureHTTPHandler { request in try await scripted.answer(request) })
    let running = Task { try await server.run() }
    defer { running.cancel() }
    try await server.waitUntilListening(timeout: 60)
    guard case .ip4(_, let port)? = await server.listeningAddress else {
      throw CancellationError()
    }
    return try await body(scripted, "http://127.0.0.1:\(port)")
  }

  private func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    var headers: [String: String] = [:]
    for (key, value) in request.headers { headers[key.rawValue.lowercased()] = value }
    let seen = SeenRequest(
      method: request.method.rawValue, path: request.path, headers: headers,
      body: Array(try await request.bodyData))
    let answer = state.withLock { state -> ScriptedAnswer in
      state.seen.append(seen)
      guard let answers = state.script[seen.path], let next = answers.first else {
        return .json(#"{"error":{"message":"no such path"}}"#, status: 404)
      }
      if answers.count > 1 { state.script[seen.path]?.removeFirst() }
      return next
    }
    if answer.delay > .zero { try await Task.sleep(for: answer.delay) }
    var response = HTTPHeaders()
    for (name, value) in answer.headers { response[HTTPHeader(name)] = value }
    return HTTPResponse(
      statusCode: HTTPStatusCode(answer.status, phrase: "Scripted"), headers: response,
      body: Data(answer.body.utf8))
  }
}
