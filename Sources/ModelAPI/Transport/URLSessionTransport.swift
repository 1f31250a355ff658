import Dispatch
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The transport of the real world: HTTP over `URLSession`.
///
/// Nothing is kept between requests, redirects are not followed (the response that asks for one is
/// the response), a response is read up to a bound, and a request ends at its time limit whatever
/// the server does. On Linux the library below obeys proxy variables of the process's environment;
/// they are removed from it unless the caller asks for proxies.
public final class URLSessionTransport: Transport {
  /// What to do about the proxies that the process's environment names.
  public enum Proxies: Hashable, Sendable {
    /// Connect directly, and remove the proxy variables from the process's environment.
    case ignored
    /// Do as the environment says.
    case environment
  }

  /// The largest body that is read.
  public static let standardBodyLimit = 16 * 1024 * 1024

  private let session: URLSession
  private let collector: ResponseCollector

  /// Creates a transport.
  ///
  /// - Parameters:
  ///   - bodyLimit: The largest body that is read, in bytes.
  ///   - proxies: What to do about proxies in the environment.
  public init(bodyLimit: Int = standardBodyLimit, proxies: Proxies = .ignored) {
    if proxies == .ignored { ProxyVariables.removeOnce() }
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.httpCookieAcceptPolicy = .never
    configuration.httpShouldSetCookies = false
    configuration.urlCache = nil
    configuration.urlCredentialStorage = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    // The sweep decides how many calls are under way, not the library.
    configuration.httpMaximumConnectionsPerHost = 10_000
    collector = ResponseCollector(bodyLimit: bodyLimit)
    session = URLSession(configuration: configuration, delegate: collector, delegateQueue: nil)
  }

  deinit {
    session.finishTasksAndInvalidate()
  }

  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard let urlRequest = Self.urlRequest(request) else { throw TransportError(.badURL) }
    let task = session.dataTask(with: urlRequest)
    let watchdog = DispatchWorkItem { [collector] in
      collector.finish(task.taskIdentifier, with: .failure(TransportError(.timeout)))
      task.cancel()
    }
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        collector.expect(task.taskIdentifier, continuation, timesPieces: request.timesPieces)
        // The cancellation may have come before there was anything to cancel.
        guard !Task.isCancelled else {
          collector.finish(task.taskIdentifier, with: .failure(TransportError(.cancelled)))
          return
        }
        DispatchQueue.global().asyncAfter(
          deadline: .now() + Self.seconds(request.timeout), execute: watchdog)
        task.resume()
      }
    } onCancel: {
      collector.finish(task.taskIdentifier, with: .failure(TransportError(.cancelled)))
      task.cancel()
    }
    watchdog.cancel()
    return try result.get()
  }

  private static func urlRequest(_ request: HTTPRequest) -> URLRequest? {
    guard let url = URL(string: request.url), url.host?.isEmpty == false,
      url.scheme == "http" || url.scheme == "https"
    else { return nil }
    var urlRequest = URLRequest(url: url)
    urlRequest.httpMethod = request.method.rawValue
    // Longer than the watchdog, which is exact and also ends a response that drips.
    urlRequest.timeoutInterval = seconds(request.timeout) + 5
    urlRequest.httpShouldHandleCookies = false
    for header in request.headers {
      urlRequest.setValue(header.value, forHTTPHeaderField: header.name)
    }
    if let credential = request.credential {
      credential.key.reveal { key in
        urlRequest.setValue(credential.prefix + key, forHTTPHeaderField: credential.header)
      }
    }
    if !request.body.isEmpty { urlRequest.httpBody = Data(request.body) }
    return urlRequest
  }

  private static func seconds(_ duration: Duration) -> Double {
    min(max(duration / .seconds(1), 0), 86_400)
  }
}

/// The session's delegate: collects each response and hands it over once.
private final class ResponseCollector: NSObject, URLSessionDataDelegate, Sendable {
  typealias Outcome = Result<HTTPResponse, TransportError>

  private struct Pending {
    var continuation: CheckedContinuation<Outcome, Never>
    var response = HTTPResponse(status: 0)
    /// When the piece before came, or the request was sent; `nil` where nobody asks.
    var lastPiece: ContinuousClock.Instant?

    /// Keeps bytes that came.
    mutating func append(_ data: Data) {
      response.body.append(contentsOf: data)
      guard let before = lastPiece else { return }
      let now = ContinuousClock.now
      response.pieces.add(data.count, after: (now - before).microseconds)
      lastPiece = now
    }
  }

  private let bodyLimit: Int
  private let pending = Mutex<[Int: Pending]>([:])

  init(bodyLimit: Int) {
    self.bodyLimit = bodyLimit
  }

  func expect(
    _ task: Int, _ continuation: CheckedContinuation<Outcome, Never>, timesPieces: Bool
  ) {
    pending.withLock {
      $0[task] = Pending(
        continuation: continuation, lastPiece: timesPieces ? ContinuousClock.now : nil)
    }
  }

  /// Hands over what became of a task; only the first call for a task has an effect.
  func finish(_ task: Int, with outcome: Outcome) {
    let entry = pending.withLock { $0.removeValue(forKey: task) }
    entry?.continuation.resume(returning: outcome)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    guard response.expectedContentLength <= Int64(bodyLimit) else {
      finish(dataTask.taskIdentifier, with: .failure(TransportError(.tooLarge)))
      return completionHandler(.cancel)
    }
    if let head = Self.head(response) {
      pending.withLock { $0[dataTask.taskIdentifier]?.response = head }
    }
    completionHandler(.allow)
  }

  /// A response without its body.
  private static func head(_ response: URLResponse?) -> HTTPResponse? {
    guard let response = response as? HTTPURLResponse else { return nil }
    let headers = response.allHeaderFields.compactMap { field -> HTTPHeader? in
      guard let name = field.key as? String, let value = field.value as? String else { return nil }
      return HTTPHeader(name: name, value: value)
    }
    return HTTPResponse(status: response.statusCode, headers: headers)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let fits = pending.withLock { pending in
      let count = pending[dataTask.taskIdentifier]?.response.body.count ?? 0
      guard count + data.count <= bodyLimit else { return false }
      pending[dataTask.taskIdentifier]?.append(data)
      return true
    }
    guard !fits else { return }
    finish(dataTask.taskIdentifier, with: .failure(TransportError(.tooLarge)))
    dataTask.cancel()
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    if let error {
      let code = TransportError.Code(error as NSError)
      return finish(task.taskIdentifier, with: .failure(TransportError(code)))
    }
    finishWithResponse(task)
  }

  private func finishWithResponse(_ task: URLSessionTask) {
    let collected = pending.withLock { $0[task.taskIdentifier]?.response }
    // The head of a redirect that leads nowhere is never told to the delegate.
    let response = collected?.status == 0 ? Self.head(task.response) : collected
    finish(
      task.taskIdentifier,
      with: response.map { .success($0) } ?? .failure(TransportError(.interrupted)))
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
    completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
  ) {
    let isAnswered = pending.withLock { $0[task.taskIdentifier]?.response.status == 401 }
    guard isAnswered else { return completionHandler(.performDefaultHandling, nil) }
    // The challenge comes after the whole response, which is what the caller wants.
    finishWithResponse(task)
    completionHandler(.cancelAuthenticationChallenge, nil)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping (URLRequest?) -> Void
  ) {
    // A redirected POST becomes a GET, and a key must not follow to another host.
    completionHandler(nil)
  }
}

extension TransportError.Code {
  /// What an error of the URL loading system means here.
  fileprivate init(_ error: NSError) {
    switch error.code {
    // An unsupported URL falls to the default: the scheme was checked, and what is left is a server
    // that speaks something else.
    case NSURLErrorBadURL: self = .badURL
    case NSURLErrorCancelled: self = .cancelled
    case NSURLErrorCannotConnectToHost, NSURLErrorNotConnectedToInternet: self = .refused
    case NSURLErrorCannotFindHost, NSURLErrorDNSLookupFailed: self = .unresolved
    case NSURLErrorNetworkConnectionLost: self = .reset
    case NSURLErrorTimedOut: self = .timeout
    case NSURLErrorDataLengthExceedsMaximum: self = .tooLarge
    case NSURLErrorSecureConnectionFailed, NSURLErrorServerCertificateHasBadDate,
      NSURLErrorServerCertificateUntrusted, NSURLErrorServerCertificateHasUnknownRoot,
      NSURLErrorServerCertificateNotYetValid, NSURLErrorClientCertificateRejected,
      NSURLErrorClientCertificateRequired:
      self = .tls
    default: self = Self.isRefusedEncryption(error.localizedDescription) ? .tls : .interrupted
    }
  }

  /// Whether libcurl's words speak of encryption that was not agreed on, rather than of a
  /// connection that ended while it was encrypted.
  ///
  /// On Linux they come without a code of their own.
  private static func isRefusedEncryption(_ text: String) -> Bool {
    if text.contains("certificate") { return true }
    let isAboutEncryption = text.contains("SSL") || text.contains("TLS")
    return isAboutEncryption
      && !["SYSCALL", "SSL_read", "unexpected eof", "reset"].contains { text.contains($0) }
  }
}
