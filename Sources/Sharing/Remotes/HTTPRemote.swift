import Basics

/// A server as a remote: any that serves files, those that speak the HTTP cache protocol of Bazel,
/// WebDAV, and S3-compatible stores.
///
/// All of them read by GET and write by PUT; they differ in how a request is signed.
struct HTTPRemote: Remote {
  /// The address that keys are appended to, without a slash at its end.
  let base: String
  /// How requests are signed.
  let authorization: HTTPAuthorization
  let connections: ConnectionPool
  /// For messages.
  let stallSeconds: Int

  var title: String { base }

  func size(of key: RemoteKey) async throws(SharingError) -> Int? {
    let answer = try await perform(.head, key)
    switch answer.head.status {
    case 200..<300: return answer.head.contentLength ?? -1
    case 404, 410: return nil
    // An object store tells whoever may not list it that nothing may be known.
    case 403 where authorization.isObjectStore: return nil
    default: throw failure(answer, "look what is there")
    }
  }

  func read(
    _ key: RemoteKey, from offset: Int,
    receive: @escaping @Sendable (Bool, UnsafeRawBufferPointer) -> Bool
  ) async throws(SharingError) {
    let headers = offset > 0 ? [(name: "range", value: "bytes=\(offset)-")] : []
    let answer = try await perform(.get, key, headers: headers) { head, bytes in
      // A server that knows no ranges starts from the beginning.
      receive(offset > 0 && head.status != 206, bytes)
    }
    switch answer.head.status {
    case 200..<300: return
    case 404, 410: throw .missingObject(key, at: title)
    // There is nothing after what we have.
    case 416 where offset > 0: return
    default: throw failure(answer, "read from it")
    }
  }

  func write(_ key: RemoteKey, _ content: RemoteContent) async throws(SharingError) {
    let answer = try await perform(.put, key, content: content)
    guard answer.head.isSuccess else { throw failure(answer, "write to it") }
  }

  private func perform(
    _ method: HTTPCall.Method, _ key: RemoteKey, headers: [(name: String, value: String)] = [],
    content: RemoteContent? = nil,
    receive: @escaping @Sendable (HTTPHead, UnsafeRawBufferPointer) -> Bool = { _, _ in true }
  ) async throws(SharingError) -> (head: HTTPHead, excerpt: String) {
    let url = "\(base)/\(key.path)"
    let result = await connections.perform(
      { [authorization] () throws(SharingError) in
        var call = HTTPCall(method: method, url: url, headers: headers, body: try content?.body())
        call.headers += authorization.headers(for: call, digest: content?.digest)
        return call
      }, receive: receive)
    do {
      return try result.get()
    } catch let error as SharingError {
      throw error
    } catch let fault as TransferFault {
      switch fault.kind {
      case .stopped: return (HTTPHead.stopped, "")
      case .cancelled: throw .cancelled(title)
      case .changed: throw .changed(content?.title ?? title)
      case .slow: throw .slow(title, seconds: stallSeconds)
      case .broken: throw .unreachable(title, cause: fault.cause, isTransient: true)
      case .impossible: throw .unreachable(title, cause: fault.cause, isTransient: false)
      }
    } catch {
      throw .unreachable(title, cause: "\(error)", isTransient: false)
    }
  }

  private func failure(
    _ answer: (head: HTTPHead, excerpt: String), _ what: String
  ) -> SharingError {
    let status = answer.head.status
    let excerpt = Self.shown(answer.excerpt)
    switch status {
    case 401, 403, 405, 501:
      return .forbidden(
        title, what, cause: "status \(status)" + (excerpt.isEmpty ? "" : ": \(excerpt)"))
    case 301, 302, 303, 307, 308:
      return .redirect(title, to: Self.shown(answer.head.headers["location"] ?? "elsewhere"))
    case 507: return .serverFull(title)
    default: return .server(title, status: status, excerpt)
    }
  }

  /// Foreign text on one line, without what a terminal would obey.
  private static func shown(_ text: String) -> String {
    VisibleText.escape(String(text.prefix(200)))
  }
}

extension HTTPHead {
  /// The head of an answer of which no more was wanted.
  fileprivate static let stopped: HTTPHead = {
    var head = HTTPHead()
    head.status = 200
    return head
  }()
}
