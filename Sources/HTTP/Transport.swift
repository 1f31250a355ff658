/// Something that sends a request over the network and reads the response to its end.
///
/// A transport keeps nothing between requests that could change an answer: no cookies, no cache, no
/// redirects, and it tries nothing twice. A response is a response, whatever its status.
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
    /// The caller no longer wants the response, or can no longer send what it promised.
    case cancelled
    /// The response was cut short, or is not HTTP.
    case interrupted
    /// The library that speaks HTTP is not on this machine.
    case noLibrary = "no_library"
    /// Nobody listens at the address, or there is no way to it.
    case refused
    /// The connection broke.
    case reset
    /// No whole response within the time limit, or nothing moved for as long as was allowed.
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
    case .noLibrary:
      "libcurl is not on this machine, and nothing is sent without it; install libcurl4 or libcurl"
    case .refused: "the connection was refused: nobody listens there"
    case .reset: "the connection broke"
    case .timeout: "no whole response came within the time limit"
    case .tooLarge: "the response is larger than the bound"
    case .tls: "the encrypted connection could not be set up or trusted"
    case .unresolved: "the host's name has no address"
    }
  }
}

/// How requests leave the machine and whom they trust: one rule for everything that uses the network.
public struct NetworkRoute: Hashable, Sendable {
  /// Whether requests go through the proxies that the process's environment names.
  public let usesProxies: Bool
  /// The file with the certificates of the authorities that are trusted; the system's where it is
  /// `nil`.
  public let authorities: String?

  /// Straight to the server, trusting whom the system trusts.
  public static let direct = NetworkRoute(usesProxies: false, authorities: nil)

  private init(usesProxies: Bool, authorities: String?) {
    self.usesProxies = usesProxies
    self.authorities = authorities
  }

  /// The route of an environment.
  ///
  /// - Parameters:
  ///   - environment: Where `SSL_CERT_FILE` is looked up, the variable that other programs read too.
  ///   - usesProxies: Whether the user asked for the proxies that the environment names: unasked, they
  ///     would see what is meant for somebody else.
  public init(in environment: [String: String], usesProxies: Bool) {
    let authorities = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    self.init(usesProxies: usesProxies, authorities: authorities)
  }

  /// The first variable of an environment that names a proxy; `nil` where none does.
  public static func proxyVariable(in environment: [String: String]) -> String? {
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
      .first { environment[$0]?.isEmpty == false }
  }
}

/// Bytes of a body that came together.
public struct TimedPiece: Hashable, Sendable {
  /// How many.
  public var size: Int
  /// Time since the piece before, or since sending, in microseconds.
  public var delayMicroseconds: Int

  /// Creates a piece.
  public init(size: Int, delayMicroseconds: Int) {
    self.size = size
    self.delayMicroseconds = delayMicroseconds
  }

  /// More pieces of one body than this are joined to the last.
  public static let limit = 32_768
}

extension [TimedPiece] {
  /// Adds bytes that came; where there are too many pieces the last one grows.
  mutating func add(_ size: Int, after delay: Int, limit: Int = TimedPiece.limit) {
    guard count < limit else {
      self[count - 1].size += size
      let (sum, overflow) = self[count - 1].delayMicroseconds.addingReportingOverflow(delay)
      self[count - 1].delayMicroseconds = overflow ? .max : sum
      return
    }
    append(TimedPiece(size: size, delayMicroseconds: delay))
  }
}

/// What had come of a stream that broke: a try that another one followed.
public struct StreamRemains: Hashable, Sendable {
  /// The bytes, up to the bound.
  public let bytes: [UInt8]
  /// The pieces in which they came; together they are the bytes.
  public let pieces: [TimedPiece]

  /// The most bytes that are kept of one try, from the start.
  public static let limit = 1 << 17
  /// The most bytes that are kept of all tries of a call: they must not take the room that the answer
  /// needs in a recording.
  public static let totalLimit = 1 << 20
  /// The most pieces of one try; those beyond are joined to the last.
  ///
  /// A call may have a hundred tries, and all their pieces stand in one head.
  public static let pieceLimit = 200

  /// Creates remains; bytes beyond the bound are left out.
  public init(bytes: [UInt8] = [], pieces: [TimedPiece] = []) {
    self.bytes = Array(bytes.prefix(Self.limit))
    var left = self.bytes.count
    var kept: [TimedPiece] = []
    for piece in pieces where left > 0 {
      let size = min(piece.size, left)
      left -= size
      kept.add(size, after: piece.delayMicroseconds, limit: Self.pieceLimit)
    }
    self.pieces = kept
  }

  /// Whether nothing came.
  public var isEmpty: Bool { bytes.isEmpty }
}

extension Duration {
  /// Whole microseconds, cut off; the largest number where there are more.
  package var microseconds: Int {
    let (seconds, attoseconds) = components
    let (product, isTooLong) = Int(seconds).multipliedReportingOverflow(by: 1_000_000)
    let (sum, overflow) = product.addingReportingOverflow(Int(attoseconds / 1_000_000_000_000))
    return isTooLong || overflow ? .max : sum
  }
}

/// A secret that opens a server's door.
///
/// No description, reflection or error shows it; only a transport reads it, to send it.
public struct APIKey: Sendable {
  private let value: String

  /// Creates a key from an environment variable's value, without the white space around it.
  ///
  /// `nil` where nothing is left, or where a character cannot stand in a header: a line break would
  /// let the key's owner write headers of their own.
  public init?(_ value: String) {
    let bytes = Array(value.utf8)
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    guard let start = bytes.firstIndex(where: { !isBlank($0) }),
      let end = bytes.lastIndex(where: { !isBlank($0) })
    else { return nil }
    guard bytes[start...end].allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
    self.value = String(decoding: bytes[start...end], as: UTF8.self)
  }

  /// Calls `body` with the secret; what it returns must be sent, never shown.
  func reveal<Result>(_ body: (String) -> Result) -> Result { body(value) }

  /// A foreign text with every occurrence of the key taken out.
  public func redacted(from text: String) -> String {
    String(decoding: redacted(from: Array(text.utf8)), as: UTF8.self)
  }

  /// Foreign bytes with every occurrence of the key taken out.
  public func redacted(from hay: [UInt8]) -> [UInt8] {
    let needle = Array(value.utf8)
    var kept: [UInt8] = []
    var index = 0
    while index < hay.count {
      if hay[index...].starts(with: needle) {
        kept.append(contentsOf: "[key]".utf8)
        index += needle.count
      } else {
        kept.append(hay[index])
        index += 1
      }
    }
    return kept
  }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "[key]" }
  public var debugDescription: String { "[key]" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The header that carries a key.
public struct Credential: Sendable {
  /// The header's name, in lower case.
  public let header: String
  /// What stands before the key.
  public let prefix: String
  /// The key.
  public let key: APIKey

  /// Creates a credential.
  public init(header: String, prefix: String = "", key: APIKey) {
    self.header = header
    self.prefix = prefix
    self.key = key
  }
}
