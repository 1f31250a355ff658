import Basics
import HTTP

/// A server as a remote: reads by GET and writes by PUT.
///
/// What differs from one kind of server to another is how a request is signed.
struct HTTPRemote: Remote {
  /// The headers that sign a request, given what it sends by its SHA-256.
  typealias Signing = @Sendable (HTTPRequest, Digest) -> [HTTPHeader]

  /// The address that keys are appended to, without a slash at its end.
  let base: String
  private let transport: any Transport
  private let stallSeconds: Int
  private let forbidsWhatIsMissing: Bool
  private let sign: Signing

  /// How much is kept of what a server says that does not do what it was asked, in bytes.
  private static let excerptLimit = 2048

  /// Creates a remote.
  ///
  /// - Parameters:
  ///   - base: The address.
  ///   - setting: What it is given beside it.
  ///   - forbidsWhatIsMissing: Whether the server says 403 where it has nothing.
  ///   - sign: The headers that sign a request.
  init(
    base: String, _ setting: RemoteSetting, forbidsWhatIsMissing: Bool = false,
    sign: @escaping Signing = { _, _ in [] }
  ) {
    self.base = base
    stallSeconds = setting.stallSeconds
    self.forbidsWhatIsMissing = forbidsWhatIsMissing
    self.sign = sign
    // What comes is hashed and written as it comes, and what goes is read and hashed.
    transport = CurlTransport(
      setting.route, bodyLimit: Self.excerptLimit, laneLimit: ParallelWork.width,
      bufferSize: 1 << 18)
  }

  var title: String { base }

  func size(of key: RemoteKey) async throws(SharingError) -> Int? {
    let response = try await perform(request(.head, key))
    switch response.status {
    case 200..<300: return response.contentLength ?? -1
    case 404, 410: return nil
    case 403 where forbidsWhatIsMissing: return nil
    default: throw failure(response, "look what is there")
    }
  }

  func read(
    _ key: RemoteKey, from offset: Int,
    receive: @escaping @Sendable (Bool, UnsafeRawBufferPointer) -> Bool
  ) async throws(SharingError) {
    var request = request(.get, key)
    if offset > 0 { request.headers = [HTTPHeader(name: "range", value: "bytes=\(offset)-")] }
    request.receive = { response, bytes in
      // A server that knows no ranges starts from the beginning.
      receive(offset > 0 && response.status != 206, bytes)
    }
    let response: HTTPResponse
    do throws(SharingError) {
      response = try await perform(request)
    } catch {
      // The receiver wanted no more.
      if error.code == .cancelled, !Task.isCancelled { return }
      throw error
    }
    switch response.status {
    case 200..<300: return
    case 404, 410: throw .missingObject(key, at: title)
    // There is nothing after what we have.
    case 416 where offset > 0: return
    default: throw failure(response, "read from it")
    }
  }

  func write(_ key: RemoteKey, _ content: RemoteContent) async throws(SharingError) {
    let upload = try content.upload()
    var request = request(.put, key)
    request.body = .upload(upload)
    let response: HTTPResponse
    do throws(SharingError) {
      response = try await perform(request, digest: content.digest)
    } catch {
      throw upload.isChanged ? .changed(content.title) : error
    }
    guard response.isSuccess else { throw failure(response, "write to it") }
  }

  private func request(_ method: HTTPMethod, _ key: RemoteKey) -> HTTPRequest {
    HTTPRequest(method, url: "\(base)/\(key.path)", stall: .seconds(stallSeconds))
  }

  private func perform(
    _ request: HTTPRequest, digest: Digest = .sha256([])
  ) async throws(SharingError) -> HTTPResponse {
    var request = request
    request.headers += sign(request, digest)
    request.headers.append(HTTPHeader(name: "user-agent", value: "steerbench"))
    do throws(TransportError) {
      return try await transport.send(request)
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: TransportError) -> SharingError {
    switch error.code {
    case .cancelled: .cancelled(title)
    case .timeout: .slow(title, seconds: stallSeconds)
    case .tls: .untrusted(title, cause: error.description)
    case .interrupted, .refused, .reset, .unresolved:
      .unreachable(title, cause: error.description, isTransient: true)
    case .badURL, .noLibrary, .tooLarge:
      .unreachable(title, cause: error.description, isTransient: false)
    }
  }

  private func failure(_ response: HTTPResponse, _ what: String) -> SharingError {
    let status = response.status
    let excerpt = Self.shown(String(decoding: response.body, as: UTF8.self))
    switch status {
    case 401, 403, 405, 501:
      return .forbidden(
        title, what, cause: "status \(status)" + (excerpt.isEmpty ? "" : ": \(excerpt)"))
    case 301, 302, 303, 307, 308:
      return .redirect(title, to: Self.shown(response.header("location") ?? "elsewhere"))
    case 507: return .serverFull(title)
    default: return .server(title, status: status, excerpt)
    }
  }

  /// Foreign text on one line, without what a terminal would obey.
  private static func shown(_ text: String) -> String {
    VisibleText.escape(String(text.prefix(200)))
  }
}

/// Servers that are asked without a key or with one header: any that serves files, WebDAV, and those
/// that speak the HTTP cache protocol of Bazel.
enum WebRemote: RemoteKind {
  /// The variable with the whole value of the header `Authorization`.
  static let authorization = "STEERBENCH_REMOTE_AUTHORIZATION"

  static let schemes = ["http", "https"]
  static let form = "https://HOST/PATH"
  static let about =
    "any server that serves files (to pull); one that takes PUT: WebDAV, or a cache of Bazel's HTTP "
    + "protocol such as bazel-remote (/cas/SHA256)"
  static let credentials: String? =
    "\(authorization) (the whole header, such as `Bearer ...`) for servers"

  static func remote(
    _ address: RemoteAddress, in setting: RemoteSetting
  ) throws(SharingError) -> any Remote {
    let base = try address.serverBase(credentialsIn: authorization)
    guard let value = setting.value(of: authorization) else {
      return HTTPRemote(base: base, setting)
    }
    guard RemoteAddress.isHeaderValue(value) else {
      throw .badVariable(
        authorization, "it holds characters that cannot stand in a header",
        next: "Set it to the header's value alone, such as `Bearer ...`")
    }
    return HTTPRemote(base: base, setting) { _, _ in
      [HTTPHeader(name: "authorization", value: value)]
    }
  }
}
