/// Something that sends a request over the network and reads the response to its end.
///
/// A transport keeps nothing between requests that could change an answer: no cookies, no cache, no
/// redirects. A response is a response, whatever its status.
public protocol Transport: Sendable {
  /// Sends a request and reads the response.
  ///
  /// Throws where no whole response arrived.
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

/// Why no whole response arrived.
public struct TransportError: Error, Hashable, Sendable {
  /// The kind of failure; its raw value is what recordings keep.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The URL cannot be used.
    case badURL = "bad_url"
    /// The caller no longer wants the response.
    case cancelled
    /// The response was cut short, or is not HTTP.
    case interrupted
    /// Nobody listens at the address, or there is no way to it.
    case refused
    /// The connection broke.
    case reset
    /// No whole response within the time limit.
    case timeout
    /// The response is larger than the bound.
    case tooLarge = "too_large"
    /// The encrypted connection could not be set up or trusted.
    case tls
    /// The host's name has no address.
    case unresolved
  }

  /// The kind of failure.
  public let code: Code
  /// What had come of the body until then, with its times; empty where nobody asked for them.
  public let remains: StreamRemains

  /// Creates an error.
  public init(_ code: Code, remains: StreamRemains = StreamRemains()) {
    self.code = code
    self.remains = remains
  }
}

extension TransportError: CustomStringConvertible {
  public var description: String {
    switch code {
    case .badURL: "the URL cannot be used"
    case .cancelled: "the call was cancelled"
    case .interrupted: "the response was cut short or is not HTTP"
    case .refused: "the connection was refused: nobody listens there"
    case .reset: "the connection broke"
    case .timeout: "no whole response came within the time limit"
    case .tooLarge: "the response is larger than the bound"
    case .tls: "the encrypted connection could not be set up or trusted"
    case .unresolved: "the host's name has no address"
    }
  }
}
