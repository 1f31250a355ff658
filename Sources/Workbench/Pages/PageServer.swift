import HTTP
import Serving

/// Serves documents on this machine's loopback address, and to nobody else.
package struct PageServer {
  /// Gives a document by its path; one stands at `/`.
  let page: @Sendable (_ path: String) async throws -> ServedPage?
  /// The port; 0 for any that is free.
  let port: UInt16

  /// Serves documents that stay as they are, by their paths.
  package init(pages: [String: ServedPage], port: UInt16) {
    self.init(port: port) { pages[$0] }
  }

  /// Serves documents that are made when they are asked for.
  package init(
    port: UInt16, _ page: @escaping @Sendable (_ path: String) async throws -> ServedPage?
  ) {
    self.page = page
    self.port = port
  }

  /// Serves until `body`, which is given the document's address, returns.
  package func serving(
    _ body: @escaping @Sendable (_ url: String) async throws -> Void
  ) async throws {
    let server: LocalServer
    do {
      server = try LocalServer(port: port)
    } catch {
      throw WorkbenchError(.infrastructure, error.description)
    }
    let handler = PageHandler(page: page)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await server.run(handler) }
      group.addTask { try await body("http://\(LocalServer.address):\(server.port)/") }
      // Whichever ends first, by an error or because it is done, ends the other.
      _ = try await group.next()
      group.cancelAll()
    }
  }
}

/// A document that is served, with its content-security policy.
package struct ServedPage: Sendable {
  let html: [UInt8]
  let policy: String

  package init(html: [UInt8], policy: String) {
    self.html = html
    self.policy = policy
  }
}

/// Answers requests for the documents.
struct PageHandler: RequestHandler {
  /// What a refusal may load: nothing.
  private static let nothing = "default-src 'none'"

  /// One answer.
  struct Answer {
    let status: Int
    let headers: [HTTPHeader]
    let body: [UInt8]
  }

  let page: @Sendable (_ path: String) async throws -> ServedPage?

  func answer(_ request: ServedRequest, on channel: AnswerChannel) async {
    let answer = await answer(request)
    // A browser that went away wants no answer.
    try? await channel.send(answer.status, headers: answer.headers, body: answer.body)
  }

  func answer(to fault: RequestFault) -> (headers: [HTTPHeader], body: [UInt8]) {
    let answer = Self.refusal(fault.status, fault.message)
    return (answer.headers, answer.body)
  }

  /// What a request is answered with.
  func answer(_ request: ServedRequest) async -> Answer {
    guard HostCheck.isLocal(request.header("host")) else {
      return Self.refusal(
        421, "This report is for browsers on its own machine, by its own address.")
    }
    guard ["GET", "HEAD"].contains(request.method) else {
      return Self.refusal(405, "There is only something to read here.")
    }
    let served: ServedPage?
    do {
      served = try await page(request.path)
    } catch {
      return Self.refusal(500, "The report cannot be made now: \(error)")
    }
    guard let page = served else {
      return Self.refusal(404, "There is no such report. Begin at /.")
    }
    return Answer(
      status: 200, headers: Self.headers(type: "text/html", page.policy), body: page.html)
  }

  private static func refusal(_ status: Int, _ text: String) -> Answer {
    Answer(
      status: status, headers: headers(type: "text/plain", nothing), body: Array("\(text)\n".utf8))
  }

  private static func headers(type: String, _ policy: String) -> [HTTPHeader] {
    [
      HTTPHeader(name: "content-type", value: "\(type); charset=utf-8"),
      HTTPHeader(name: "cache-control", value: "no-store"),
      HTTPHeader(name: "content-security-policy", value: policy + "; frame-ancestors 'none'"),
      HTTPHeader(name: "cross-origin-resource-policy", value: "same-origin"),
      HTTPHeader(name: "referrer-policy", value: "no-referrer"),
      HTTPHeader(name: "x-content-type-options", value: "nosniff"),
    ]
  }
}
