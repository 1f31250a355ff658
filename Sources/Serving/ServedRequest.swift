public import HTTP

/// A request as a client sent it, whole and within the bounds.
public struct ServedRequest: Hashable, Sendable {
  /// The method, as it was written.
  public var method: String
  /// The path, as it was written: percent signs are not decoded.
  public var path: String
  /// What stands behind the question mark; `nil` where there is none.
  public var query: String?
  /// The headers, their names in lower case, in the order in which they came.
  public var headers: [HTTPHeader]
  /// The body, without the framing of chunks.
  public var body: [UInt8]
  /// Whether the connection stays open behind the answer.
  public var keepsAlive: Bool
  /// Whether the client understands chunks.
  public var takesChunks: Bool

  /// Creates a request.
  public init(
    method: String, path: String, query: String? = nil, headers: [HTTPHeader] = [],
    body: [UInt8] = [], keepsAlive: Bool = true, takesChunks: Bool = true
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.keepsAlive = keepsAlive
    self.takesChunks = takesChunks
  }

  /// The value of the first header of a name that is given in lower case.
  public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Why bytes are no request that is served: a status and a sentence for whoever sent them.
public struct RequestFault: Error, Hashable, Sendable {
  /// The status of the answer.
  public let status: Int
  /// What is wrong, and what to do.
  public let message: String

  /// Creates a fault.
  public init(_ status: Int, _ message: String) {
    self.status = status
    self.message = message
  }
}

/// The most that a client may send.
public struct RequestBounds: Hashable, Sendable {
  /// The bytes of the request line and the headers.
  public var head = 64 * 1024
  /// The bytes of the target in the request line.
  public var target = 8 * 1024
  /// The number of headers.
  public var headers = 128
  /// The bytes of the body, chunks put together.
  public var body = 15 * 1024 * 1024

  /// Creates the usual bounds.
  public init() {}
}
