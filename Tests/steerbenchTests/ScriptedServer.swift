import FlyingFox
import FlyingSocks
import Foundation
import Synchronization
import Wire

/// An OpenAI-compatible server on loopback that answers from a function of the last user message.
final class ScriptedServer: Sendable {
  private let server: HTTPServer
  private let log = Mutex<[Digest]>([])
  private let delay: Duration
  private let script: @Sendable (String) -> String

  /// Creates a server.
  ///
  /// - Parameters:
  ///   - delay: How long each answer takes.
  ///   - script: The answer to a user's message.
  init(
    delay: Duration = .zero, script: @escaping @Sendable (String) -> String = ScriptedServer.plain
  ) throws {
    server = HTTPServer(address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled)
    self.delay = delay
    self.script = script
  }

  /// Answers code where code is asked for and a marker otherwise: enough for every outcome.
  static let plain: @Sendable (String) -> String = { question in
    question.contains("```python")
      ? "```python\nprint('<<<' + str(6 * 7) + '>>>')\n```" : "I think it is <<<42>>>."
  }

  /// The digests of the bodies of all completion requests that were answered, in order.
  var answered: [Digest] { log.withLock(\.self) }

  /// Serves while `body` runs, and gives it the base URL.
  func serving<Value: Sendable>(
    _ body: @Sendable (String) async throws -> Value
  ) async throws -> Value {
    await server.appendRoute("GET /v1/models") { _ in
      HTTPResponse(
        statusCode: .ok, headers: [.contentType: "application/json"],
        body: Data(#"{"object":"list","data":[{"id":"scripted","object":"model"}]}"#.utf8))
    }
    await server.appendRoute("POST /v1/chat/completions") { [self] request in
      try await answer(try await request.bodyData)
    }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.server.run() }
      try await server.waitUntilListening()
      guard case .ip4(_, let port)? = await server.listeningAddress else {
        throw URLError(.cannotConnectToHost)
      }
      let value = try await body("http://127.0.0.1:\(port)/v1")
      await server.stop()
      group.cancelAll()
      return value
    }
  }

  private func answer(_ body: Data) async throws -> HTTPResponse {
    let request = try Wire.JSONValue(parsing: Array(body), options: .tolerant)
    let last = request["messages"]?.array?.last?["content"]?.string ?? ""
    try await Task.sleep(for: delay)
    log.withLock { $0.append(Digest.sha256(Array(body))) }
    let reply: Wire.JSONValue = [
      "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "scripted",
      "choices": [
        [
          "index": 0, "finish_reason": "stop",
          "message": ["role": "assistant", "content": .string(script(last))],
        ]
      ],
      "usage": ["prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15],
    ]
    return HTTPResponse(
      statusCode: .ok, headers: [.contentType: "application/json"],
      body: Data(try CanonicalJSON.bytes(of: reply)))
  }
}
