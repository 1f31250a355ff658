import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// What a server on loopback was asked.
struct Asked: Sendable {
  var path: String
  var headers: [String: String]
  var body: [UInt8]
}

/// What it answers.
struct Answered: Sendable {
  var status = 200
  var headers = ["Content-Type": "application/json"]
  var body: String
}

/// A server on loopback that answers by a function of the request: for providers of any family.
final class AnsweringServer: Sendable {
  private let log = Mutex<[Asked]>([])

  /// What was asked, in order.
  var asked: [Asked] { log.withLock(\.self) }

  /// Serves while `body` runs, and gives it the base URL.
  func serving<Value: Sendable>(
    _ answer: @escaping @Sendable (Asked) -> Answered,
    _ body: @Sendable (String) async throws -> Value
  ) async throws -> Value {
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled,
      handler: ClosureHTTPHandler { [self] request in
        var headers: [String: String] = [:]
        for (key, value) in request.headers { headers[key.rawValue.lowercased()] = value }
        let asked = Asked(
          path: request.path, headers: headers, body: Array(try await request.bodyData))
        log.withLock { $0.append(asked) }
        let answered = answer(asked)
        var fields = HTTPHeaders()
        for (name, value) in answered.headers { fields[HTTPHeader(name)] = value }
        return HTTPResponse(
          statusCode: HTTPStatusCode(answered.status, phrase: "Scripted"), headers: fields,
          body: Data(answered.body.utf8))
      })
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
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
}
