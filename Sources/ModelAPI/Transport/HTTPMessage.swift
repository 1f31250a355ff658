/// What a request does.
public enum HTTPMethod: String, Hashable, Sendable {
  case get = "GET"
  case post = "POST"
}

/// One header of a request or a response.
public struct HTTPHeader: Hashable, Sendable {
  /// The name, in lower case.
  public var name: String
  /// The value; several headers of one name are joined by commas.
  public var value: String

  /// Creates a header.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// Whether a name and a value make up one header and no more: a line break in either would begin
  /// another header, or the body.
  public static func isSendable(name: String, value: String) -> Bool {
    let isWord = name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    return !name.isEmpty && isWord
      && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
  }
}

/// An HTTP request, as a transport sends it.
public struct HTTPRequest: Sendable {
  /// What it does.
  public var method: HTTPMethod
  /// The whole URL: http or https, with a host and without user, query or fragment.
  public var url: String
  /// The headers that are no secret.
  public var headers: [HTTPHeader]
  /// The header that is one.
  public var credential: Credential?
  /// The body; none where it is empty.
  public var body: [UInt8]
  /// The longest time from sending to the last byte of the response.
  public var timeout: Duration
  /// Whether the times at which the pieces of the response come are wanted.
  public var timesPieces: Bool

  /// Creates a request.
  public init(
    _ method: HTTPMethod, url: String, headers: [HTTPHeader] = [], credential: Credential? = nil,
    body: [UInt8] = [], timeout: Duration, timesPieces: Bool = false
  ) {
    self.timesPieces = timesPieces
    self.method = method
    self.url = url
    self.headers = headers
    self.credential = credential
    self.body = body
    self.timeout = timeout
  }
}

/// An HTTP response, read to its end.
public struct HTTPResponse: Hashable, Sendable {
  /// The status.
  public var status: Int
  /// The headers, in lower case and sorted by name.
  public var headers: [HTTPHeader]
  /// The body, decoded where it was compressed on the way.
  public var body: [UInt8]
  /// The pieces in which the body came, with their times; none where nobody asked for them.
  public var pieces: [StreamRecord.Piece] = []

  /// Creates a response; the headers are put into lower case and sorted.
  public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.status = status
    self.headers =
      headers
      .map { HTTPHeader(name: $0.name.lowercased(), value: $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.body = body
  }

  /// The value of a header whose name is given in lower case.
  public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
