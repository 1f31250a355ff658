import FoundationEssentials
import HTTP

/// How an endpoint is reached: nothing here may change an answer, and nothing here is recorded.
public struct EndpointAccess: Hashable, Sendable, Codable {
  /// The URL that paths are appended to, such as `https://api.openai.com/v1`.
  ///
  /// `${NAME}` in it stands for the value of a variable of the environment: see ``variables``.
  public var baseURL: String
  /// The environment variable that, where it is set, holds another base URL.
  public var baseURLVariable: String?
  /// The environment variable that holds the key; `nil` for a server without one.
  public var keyVariable: String?
  /// The header that carries the key by itself, such as `api-key`; the family's usual one where it is `nil`.
  public var keyHeader: String?
  /// The longest time that one attempt may take.
  public var timeout: Duration
  /// Whether the list of models that the server serves is looked at before the first call.
  public var checksModel: Bool

  /// The time limit of an attempt where none is given, in seconds: long answers of slow models take
  /// minutes, and arrive all at once.
  public static let standardTimeout = Duration.seconds(600)

  /// Creates an access.
  public init(
    baseURL: String, baseURLVariable: String? = nil, keyVariable: String? = nil,
    keyHeader: String? = nil, timeout: Duration = standardTimeout, checksModel: Bool = true
  ) {
    self.baseURL = baseURL
    self.baseURLVariable = baseURLVariable
    self.keyVariable = keyVariable
    self.keyHeader = keyHeader
    self.timeout = timeout
    self.checksModel = checksModel
  }

  /// Whether another access leads to the same server, as far as their texts say it.
  public func isSameServer(as other: EndpointAccess) -> Bool {
    func plain(_ url: String) -> String {
      var url = url.lowercased()
      while url.hasSuffix("/") { url.removeLast() }
      return url
    }
    return plain(baseURL) == plain(other.baseURL) && baseURLVariable == other.baseURLVariable
  }

  /// Where calls go; throws `badURL` where the base URL cannot be used.
  public func destination(
    in environment: [String: String]
  ) throws(ModelAPIError) -> EndpointDestination {
    let (_, components) = try url(in: environment)
    return EndpointDestination(
      host: (components.host ?? "").lowercased(), port: components.port,
      isEncrypted: components.scheme == "https")
  }

  /// The access with an environment's values put in.
  ///
  /// Throws `badURL` where the base URL cannot be used, and `noKey` where the key's variable is not
  /// set or holds something that is no key.
  func resolved(in environment: [String: String]) throws(ModelAPIError) -> ResolvedAccess {
    let (base, components) = try url(in: environment)
    return ResolvedAccess(
      base: base, scheme: components.scheme ?? "https",
      host: (components.host ?? "") + (components.port.map { ":\($0)" } ?? ""),
      basePath: components.path, key: try key(in: environment), keyHeader: keyHeader,
      timeout: timeout)
  }

  private func url(
    in environment: [String: String]
  ) throws(ModelAPIError) -> (base: String, components: URLComponents) {
    var base = baseURL
    var origin = "the base URL"
    if let baseURLVariable, let value = environment[baseURLVariable], !value.isEmpty {
      base = value
      origin = "the base URL in \(baseURLVariable)"
    } else {
      base = try filled(in: environment)
    }
    while base.hasSuffix("/") { base.removeLast() }
    guard let components = URLComponents(string: base), let host = components.host,
      EndpointDestination.isHost(host), !base.utf8.contains(UInt8(ascii: "\\")),
      components.scheme == "http" || components.scheme == "https", components.user == nil,
      components.password == nil, components.query == nil, components.fragment == nil
    else {
      // The value itself is not shown: a URL of another form may carry a password.
      throw ModelAPIError(
        .badURL,
        "\(origin) cannot be used: it must be http or https, with a host and without user, "
          + "password, query or fragment",
        next: "Write it like https://api.openai.com/v1 or http://127.0.0.1:8080/v1.")
    }
    return (base, components)
  }

  /// The variables of the environment whose values stand in the base URL, in order; `nil` where a `${` of it
  /// begins no name of a variable.
  public var variables: [String]? {
    Self.pieces(of: baseURL)?.compactMap { if case .variable(let name) = $0 { name } else { nil } }
  }

  private enum Piece {
    case text(String)
    case variable(String)
  }

  /// The base URL taken apart at its variables.
  private static func pieces(of url: String) -> [Piece]? {
    var pieces: [Piece] = []
    var rest = url[...]
    while let start = rest.firstRange(of: "${") {
      pieces.append(.text(String(rest[..<start.lowerBound])))
      rest = rest[start.upperBound...]
      guard let end = rest.firstIndex(of: "}") else { return nil }
      let name = String(rest[..<end])
      guard isVariable(name) else { return nil }
      pieces.append(.variable(name))
      rest = rest[rest.index(after: end)...]
    }
    return pieces + [.text(String(rest))]
  }

  private static func isVariable(_ name: String) -> Bool {
    guard let first = name.utf8.first, name.utf8.count <= 100 else { return false }
    return !(48...57).contains(first)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// The base URL with the values of its variables.
  ///
  /// A value is one word of a host or a path: it can lead to no other host than the URL says.
  private func filled(in environment: [String: String]) throws(ModelAPIError) -> String {
    guard let pieces = Self.pieces(of: baseURL) else { return baseURL }
    var url = ""
    for piece in pieces {
      switch piece {
      case .text(let text): url += text
      case .variable(let name):
        guard let value = environment[name], !value.isEmpty else {
          throw ModelAPIError(
            .badURL, "the environment variable \(name), which stands in the base URL, is not set",
            next: "Set it, or use a recording: replay needs no server.")
        }
        guard value.utf8.count <= 200, value.utf8.allSatisfy(Self.isOfWord), value != "..",
          value != "."
        else {
          throw ModelAPIError(
            .badURL,
            "the environment variable \(name) cannot stand in a base URL: it must be one word of letters, "
              + "digits, dots, dashes and underscores",
            next: "Set it to the name alone, such as my-resource.")
        }
        url += value
      }
    }
    return url
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private func key(in environment: [String: String]) throws(ModelAPIError) -> APIKey? {
    guard let keyVariable else { return nil }
    guard let value = environment[keyVariable], !value.isEmpty else {
      throw ModelAPIError(
        .noKey, "the environment variable \(keyVariable) with the key is not set",
        next: "Set it, or use a recording: replay needs no key.")
    }
    guard let key = APIKey(value) else {
      throw ModelAPIError(
        .noKey,
        "the environment variable \(keyVariable) holds no key: it is blank, or has "
          + "characters that cannot stand in a header",
        next: "Set it to the key alone.")
    }
    return key
  }
}

/// The machine that an endpoint's calls go to.
public struct EndpointDestination: Hashable, Sendable {
  /// The host's name or address, in lower case.
  let host: String
  /// The port, where it is not the scheme's own.
  let port: Int?
  /// Whether calls are encrypted on their way.
  public let isEncrypted: Bool

  init(host: String, port: Int?, isEncrypted: Bool) {
    self.host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    self.port = port == (isEncrypted ? 443 : 80) ? nil : port
    self.isEncrypted = isEncrypted
  }

  /// The host, with its port where that is not the scheme's own, as people write it.
  public var name: String { host + (port.map { ":\($0)" } ?? "") }

  /// Whether it is this machine: `localhost`, 127.0.0.0/8 written as four numbers, or ::1.
  public var isLoopback: Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) }
          && (Int(part) ?? 256) < 256
      }
  }

  /// Whether a text is a host that every reader of URLs takes for the same: letters, digits, dots and
  /// dashes, or an address in brackets.
  static func isHost(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
          true
        default: false
        }
      }
  }
}

/// An access whose variables have been read.
struct ResolvedAccess: Sendable {
  let base: String
  let scheme: String
  /// The host, with its port where one is written.
  let host: String
  let basePath: String
  let key: APIKey?
  let keyHeader: String?
  let timeout: Duration

  /// Host and path of a call: where something happened, as messages say it.
  func place(_ path: String) -> String { host + basePath + path }

  /// A request to a path below the base URL.
  func request(
    _ method: HTTPMethod, _ path: String, of endpoint: ModelEndpoint, body: [UInt8] = [],
    timeout: Duration? = nil
  ) -> HTTPRequest {
    let format = endpoint.family.format
    var headers =
      [
        HTTPHeader(name: "accept", value: "application/json"),
        HTTPHeader(name: "user-agent", value: "steerbench"),
      ] + endpoint.headers
    if !body.isEmpty {
      headers.append(HTTPHeader(name: "content-type", value: "application/json"))
    }
    return HTTPRequest(
      method, url: base + path, headers: headers,
      credential: key.map { key in
        keyHeader.map { Credential(header: $0, prefix: "", key: key) } ?? format.credential(key)
      },
      body: body, timeout: timeout ?? self.timeout, timesPieces: endpoint.streams)
  }

  /// A request without a key to a path at the root of the server.
  func rootRequest(_ path: String, timeout: Duration) -> HTTPRequest {
    HTTPRequest(.get, url: "\(scheme)://\(host)\(path)", timeout: timeout)
  }
}
