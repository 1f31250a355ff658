import FoundationEssentials

/// What a request does.
public enum HTTPMethod: String, Hashable, Sendable {
  case head = "HEAD"
  case get = "GET"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"
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

/// A body that is read while it is sent, so that it need not lie in memory.
public protocol UploadSource: Sendable {
  /// How many bytes there are in all.
  var size: Int { get }

  /// Fills a buffer with the next bytes: how many they are, 0 at the end. `nil` breaks the request
  /// off, which then ends as cancelled.
  ///
  /// Called on the transport's thread, one call at a time.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int?

  /// Goes back to the first byte: a kept connection may turn out to be closed after a part was sent.
  func rewind()
}

/// What a request sends.
public enum HTTPBody: Sendable {
  /// Bytes; none where there are none.
  case bytes([UInt8])
  /// What is read on the way.
  case upload(any UploadSource)

  /// Its size in bytes.
  public var size: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .upload(let source): source.size
    }
  }
}

/// An HTTP request, as a transport sends it.
public struct HTTPRequest: Sendable {
  /// When a request is given up.
  public enum Patience: Hashable, Sendable {
    /// The longest time from sending to the last byte of the response.
    case whole(Duration)
    /// As long as something moves: at least 1 KiB a second over so long, a connection within twenty
    /// seconds.
    case stall(Duration)
  }

  /// Takes a piece of a successful response's body, after its head; says whether it wants more.
  ///
  /// Where it does not, the request ends as cancelled. Called on the transport's thread, one call at a
  /// time and in order.
  public typealias Receiver = @Sendable (HTTPResponse, UnsafeRawBufferPointer) -> Bool

  /// What it does.
  public var method: HTTPMethod
  /// The whole URL: http or https, with a host and without user, query or fragment.
  public var url: String
  /// The headers that are no secret.
  public var headers: [HTTPHeader]
  /// The header that is one.
  public var credential: Credential?
  /// What it sends.
  public var body: HTTPBody
  /// When it is given up.
  public var patience: Patience
  /// Whether the times at which the pieces of the response come are wanted.
  public var timesPieces: Bool
  /// Takes the body of a successful response, as it comes and as the server sent it; where there is
  /// none, the response holds the body, decoded where it was compressed on the way.
  public var receive: Receiver?

  /// Creates a request whose response is kept.
  public init(
    _ method: HTTPMethod, url: String, headers: [HTTPHeader] = [], credential: Credential? = nil,
    body: [UInt8] = [], timeout: Duration, timesPieces: Bool = false
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.credential = credential
    self.body = .bytes(body)
    patience = .whole(timeout)
    self.timesPieces = timesPieces
  }

  /// Creates a request that moves as much as there is, for as long as it moves.
  public init(
    _ method: HTTPMethod, url: String, headers: [HTTPHeader] = [], body: HTTPBody = .bytes([]),
    stall: Duration, receive: Receiver? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    patience = .stall(stall)
    timesPieces = false
    self.receive = receive
  }

  /// Whether the URL is http or https, with a host.
  var isUsable: Bool {
    guard let url = URL(string: url), url.host?.isEmpty == false else { return false }
    return url.scheme == "http" || url.scheme == "https"
  }
}

/// An HTTP response, read to its end.
public struct HTTPResponse: Hashable, Sendable {
  /// The status.
  public var status: Int
  /// The headers, in lower case and sorted by name.
  public var headers: [HTTPHeader]
  /// The body; none where it was handed on as it came.
  public var body: [UInt8]
  /// The pieces in which the body came, with their times; none where nobody asked for them.
  public var pieces: [TimedPiece] = []

  /// Creates a response; the headers are put into lower case and sorted.
  public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.status = status
    self.headers =
      headers
      .map { HTTPHeader(name: $0.name.lowercased(), value: $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.body = body
  }

  /// Whether the server did what it was asked.
  public var isSuccess: Bool { (200..<300).contains(status) }

  /// The size that the server states; `nil` where it states none.
  public var contentLength: Int? { header("content-length").flatMap { Int($0) } }

  /// The value of a header whose name is given in lower case.
  public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// The head of a response, read line by line.
struct ResponseHead {
  private(set) var status = 0
  /// One for each name, in lower case and in the order in which they came; several of one name are
  /// joined by commas.
  private(set) var headers: [HTTPHeader] = []
  /// Whether the empty line at its end has come.
  private(set) var isComplete = false
  private var size = 0

  /// Larger heads are none worth reading, in bytes.
  static let limit = 256 * 1024

  /// Takes a line with its end; `false` where the head is too large.
  ///
  /// A status line begins a new head: the ones before it were interim.
  mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
    size += line.count
    guard size <= Self.limit else { return false }
    let text = String(decoding: line, as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      self = ResponseHead(status: Self.status(of: text), size: size)
    } else if !isComplete {
      if text.allSatisfy(\.isNewline) { isComplete = true } else { add(text) }
    }
    return true
  }

  /// The size that the server states; `nil` where it states none.
  var contentLength: Int? {
    headers.first { $0.name == "content-length" }.flatMap { Int($0.value) }
  }

  init() {}

  private init(status: Int, size: Int) {
    self.status = status
    self.size = size
  }

  private static func status(of line: String) -> Int {
    line.split(separator: " ").dropFirst().first.flatMap { Int($0.prefix(3)) } ?? 0
  }

  private mutating func add(_ line: String) {
    guard let colon = line.firstIndex(of: ":") else { return }
    let name = line[..<colon].lowercased()
    let value = String(line[line.index(after: colon)...].drop(while: \.isWhitespace).trimmedEnd)
    if let index = headers.firstIndex(where: { $0.name == name }) {
      headers[index].value += ", " + value
    } else {
      headers.append(HTTPHeader(name: name, value: value))
    }
  }
}

extension Substring {
  /// Without white space at the end.
  fileprivate var trimmedEnd: Substring {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
