package import Basics
import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// An OpenAI-compatible server on loopback that answers from a function of the last user message.
package final class ScriptedServer: Sendable {
  private let server: HTTPServer
  private let log = Mutex<[[UInt8]]>([])
  private let arrivals = Mutex(0)
  private let isReleased = Mutex(false)
  private let delay: Duration
  private let refuses: @Sendable (String) -> Bool
  private let stallsAfter: Int
  private let script: @Sendable (String) -> String

  /// Creates a server.
  ///
  /// - Parameters:
  ///   - delay: How long each answer takes.
  ///   - script: The answer to a user's message.
  ///   - refuses: Which user's messages it fails at, with status 500.
  ///   - stallsAfter: How many requests it answers before it answers nobody until it is released.
  package init(
    delay: Duration = .zero,
    script: @escaping @Sendable (String) -> String = ScriptedServer.plain,
    refusing refuses: @escaping @Sendable (String) -> Bool = { _ in false },
    stallingAfter stallsAfter: Int = .max
  ) throws {
    self.refuses = refuses
    self.stallsAfter = stallsAfter
    server = HTTPServer(address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled)
    self.delay = delay
    self.script = script
  }

  /// Answers code where code is asked for and a marker otherwise: enough for every outcome.
  package static let plain: @Sendable (String) -> String = { question in
    question.contains("```python")
      ? "```python\nprint('<<<' + str(6 * 7) + '>>>')\n```" : "I think it is <<<42>>>."
  }

  /// The digests of the bodies of all completion requests that were answered, in order.
  package var answered: [Digest] { bodies.map { Digest.sha256($0) } }

  /// The bodies of all completion requests that were answered, in order.
  package var bodies: [[UInt8]] { log.withLock(\.self) }

  /// The number of completion requests that came, answered or not.
  package var received: Int { arrivals.withLock(\.self) }

  /// Lets requests go that are kept waiting.
  package func release() { isReleased.withLock { $0 = true } }

  /// Serves while `body` runs, and gives it the base URL.
  package func serving<Value: Sendable>(
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
      try await server.waitUntilListening(timeout: 60)
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
    let request = try Basics.JSONValue(parsing: Array(body), options: .tolerant)
    let content = request["messages"]?.array?.last?["content"]
    let last = content?.string ?? content?.array?.last?["text"]?.string ?? ""
    let number = arrivals.withLock { number in
      number += 1
      return number
    }
    while number > stallsAfter, !isReleased.withLock(\.self) {
      try await Task.sleep(for: .milliseconds(5))
    }
    guard !refuses(last) else {
      return HTTPResponse(
        statusCode: .internalServerError, headers: [.contentType: "application/json"],
        body: Data(#"{"error":{"message":"boom"}}"#.utf8))
    }
    try await Task.sleep(for: delay)
    log.withLock { $0.append(Array(body)) }
    let reply: Basics.JSONValue = [
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
