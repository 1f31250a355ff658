import FlyingFox
import FlyingSocks
import Foundation

/// Serves one document on this machine's loopback address, and to nobody else.
struct ReportServer {
  private static let address = "127.0.0.1"
  /// How long listening may take on a busy machine, in seconds.
  private static let patience: Double = 60

  let html: [UInt8]
  let policy: String
  /// The port; 0 for any that is free.
  let port: UInt16

  /// Serves until `body`, which is given the document's address, returns.
  func serving(
    _ body: @escaping @Sendable (_ url: String) async throws -> Void
  ) async throws {
    let server = HTTPServer(
      address: try .inet(ip4: Self.address, port: port), logger: .disabled,
      handler: ReportHandler(html: Data(html), policy: policy))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          try await server.run()
        } catch is CancellationError {
        } catch SocketError.disconnected {
          // The end that was asked for.
        } catch {
          throw CommandFailure(
            .infrastructure,
            "\(Self.address), port \(port): nothing can be served there (\(error)). "
              + "Leave out --port for any that is free.")
        }
      }
      group.addTask {
        try await server.waitUntilListening(timeout: Self.patience)
        guard case .ip4(_, let port)? = await server.listeningAddress else {
          throw CommandFailure(.infrastructure, "\(Self.address): nothing can be served there.")
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

/// Answers requests for the document.
struct ReportHandler: HTTPHandler {
  let html: Data
  let policy: String

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard Self.isLocal(request.headers[.host]) else {
      return refusal(
        .misdirectedRequest, "This report is for browsers on its own machine, by its own address.")
    }
    guard request.method == .GET else {
      return refusal(.methodNotAllowed, "There is only something to read here.")
    }
    guard request.path == "/" else { return refusal(.notFound, "The report is at /.") }
    return HTTPResponse(
      statusCode: .ok, headers: headers(type: "text/html; charset=utf-8"), body: html)
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
      statusCode: status, headers: headers(type: "text/plain; charset=utf-8"),
      body: Data("\(text)\n".utf8))
  }

  private func headers(type: String) -> HTTPHeaders {
    [
      .contentType: type,
      .cacheControl: "no-store",
      HTTPHeader("Content-Security-Policy"): policy + "; frame-ancestors 'none'",
      HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
      HTTPHeader("Referrer-Policy"): "no-referrer",
      HTTPHeader("X-Content-Type-Options"): "nosniff",
    ]
  }
}
