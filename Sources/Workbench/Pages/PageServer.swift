import FlyingFox
import FlyingSocks
import Foundation

/// Serves documents on this machine's loopback address, and to nobody else.
package struct PageServer {
  private static let address = "127.0.0.1"
  /// How long listening may take on a busy machine, in seconds.
  private static let patience: Double = 60

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
    let server = HTTPServer(
      address: try .inet(ip4: Self.address, port: port), logger: .disabled,
      handler: PageHandler(page: page))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          try await server.run()
        } catch is CancellationError {
        } catch SocketError.disconnected {
          // The end that was asked for.
        } catch {
          throw WorkbenchError(
            .infrastructure,
            "\(Self.address), port \(port): nothing can be served there (\(Self.reason(error))). "
              + "Leave out --port for any that is free.")
        }
      }
      group.addTask {
        try await server.waitUntilListening(timeout: Self.patience)
        guard case .ip4(_, let port)? = await server.listeningAddress else {
          throw WorkbenchError(.infrastructure, "\(Self.address): nothing can be served there.")
        }
        try await body("http://\(Self.address):\(port)/")
        await server.stop()
      }
      // Whichever ends first, by an error or because it is done, ends the other.
      _ = try await group.next()
      group.cancelAll()
    }
  }
}

extension PageServer {
  /// What the system says, in its own words.
  private static func reason(_ error: any Error) -> String {
    guard case SocketError.failed(_, _, let message) = error else { return "\(error)" }
    return message
  }
}

/// A document that is served, with its content-security policy.
package struct ServedPage: Sendable {
  let html: Data
  let policy: String

  package init(html: [UInt8], policy: String) {
    self.html = Data(html)
    self.policy = policy
  }
}

/// Answers requests for the documents.
struct PageHandler: HTTPHandler {
  /// What a refusal may load: nothing.
  private static let nothing = "default-src 'none'"

  let page: @Sendable (_ path: String) async throws -> ServedPage?

  init(page: @escaping @Sendable (_ path: String) async throws -> ServedPage?) {
    self.page = page
  }

  /// Answers requests for documents that stay as they are, by their paths.
  init(pages: [String: ServedPage]) {
    self.init { pages[$0] }
  }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard Self.isLocal(request.headers[.host]) else {
      return refusal(
        .misdirectedRequest, "This report is for browsers on its own machine, by its own address.")
    }
    guard request.method == .GET else {
      return refusal(.methodNotAllowed, "There is only something to read here.")
    }
    let page: ServedPage?
    do {
      page = try await self.page(request.path)
    } catch {
      return refusal(.internalServerError, "The page cannot be made now: \(error)")
    }
    guard let page else { return refusal(.notFound, "There is no such report. Begin at /.") }
    return HTTPResponse(
      statusCode: .ok, headers: Self.headers(type: "text/html", page.policy), body: page.html)
  }

  /// Whether a request asked for this machine by address.
  ///
  /// A page from elsewhere can make its own name point here; its requests then carry that name.
  static func isLocal(_ host: String?) -> Bool {
    guard let host else { return false }
    let name = host.split(separator: ":", omittingEmptySubsequences: false)
    guard name.count <= 2, name.count == 1 || UInt16(name[1]) != nil else { return false }
    return ["127.0.0.1", "localhost"].contains(name[0].lowercased())
  }

  private func refusal(_ status: HTTPStatusCode, _ text: String) -> HTTPResponse {
    HTTPResponse(
      statusCode: status, headers: Self.headers(type: "text/plain", Self.nothing),
      body: Data("\(text)\n".utf8))
  }

  private static func headers(type: String, _ policy: String) -> HTTPHeaders {
    [
      .contentType: "\(type); charset=utf-8",
      .cacheControl: "no-store",
      HTTPHeader("Content-Security-Policy"): policy + "; frame-ancestors 'none'",
      HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
      HTTPHeader("Referrer-Policy"): "no-referrer",
      HTTPHeader("X-Content-Type-Options"): "nosniff",
    ]
  }
}
