import HTTP
import RecordReplay
import Serving

/// Where calls go that no recording answers, by the name that stands in their key.
public struct Upstreams: Sendable {
  /// The upstreams that are known by themselves.
  public static let known = [
    "openai": "https://api.openai.com", "anthropic": "https://api.anthropic.com",
    "mistral": "https://api.mistral.ai",
  ]
  /// The variables whose values are sent to them, where a client has a dummy key.
  static let keyVariables = [
    "openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "mistral": "MISTRAL_API_KEY",
  ]

  private let bases: [String: String]
  private let every: String?
  private let environment: [String: String]
  private let allowsPlainHTTP: Bool

  /// Creates upstreams.
  ///
  /// - Parameters:
  ///   - every: The base URL of all of them, such as that of a server on this machine; `nil` for the
  ///     providers' own.
  ///   - named: The base URLs of some, by name.
  ///   - environment: Where keys are looked up for clients that have a dummy key.
  ///   - allowsPlainHTTP: Whether keys may go over plain http to another machine.
  /// - Throws: ``ProxyError`` for a URL that cannot be used.
  public init(
    every: String? = nil, named: [String: String] = [:], environment: [String: String],
    allowsPlainHTTP: Bool = false
  ) throws(ProxyError) {
    self.every = try every.map(Self.base)
    var bases = Self.known
    for (name, url) in named { bases[name] = try Self.base(url) }
    self.bases = bases
    self.environment = environment
    self.allowsPlainHTTP = allowsPlainHTTP
  }

  /// A base URL without the version that stands in every path, and without a slash at its end.
  private static func base(_ url: String) throws(ProxyError) -> String {
    var text = url
    while text.hasSuffix("/") { text.removeLast() }
    if text.hasSuffix("/v1") { text.removeLast(3) }
    let isURL = text.hasPrefix("http://") || text.hasPrefix("https://")
    guard isURL, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), !text.contains("?"),
      !text.contains("@"), !text.contains("#")
    else {
      throw ProxyError(
        .usage,
        "\(Redaction.shown(String(url.prefix(200)))): an upstream is a base URL such as "
          + "http://127.0.0.1:8080/v1, without user or query.")
    }
    return text
  }

  /// The request that is sent for a call.
  ///
  /// - Throws: ``RequestFault`` where nobody knows where it goes, or a key would be sent in the clear.
  func request(for call: ClientCall, timeout: Duration) throws(RequestFault) -> HTTPRequest {
    let named = bases[call.upstream].flatMap { base in
      every == nil || Self.known[call.upstream] != base ? base : nil
    }
    guard let base = named ?? every else {
      throw RequestFault(
        400,
        "Nobody said where the upstream \(call.upstream) is: --upstream \(call.upstream)=URL.")
    }
    guard let method = HTTPMethod(rawValue: call.request.method) else {
      throw RequestFault(
        501, "The method \(ClientCall.shown(call.request.method)) is not passed on.")
    }
    let url = base + call.request.path + (call.request.query.map { "?\($0)" } ?? "")
    var request = HTTPRequest(method, url: url, timeout: timeout)
    request.headers = Self.headers(of: call.request)
    request.body = .bytes(call.request.body)
    try addCredentials(of: call, to: &request, base: base)
    return request
  }

  /// The headers that are passed on: all but those of the connection and those for the proxy.
  private static func headers(of request: ServedRequest) -> [HTTPHeader] {
    let own: Set<String> = ["accept-encoding", "expect", "host", "x-steerbench-lane"]
    let passed = request.headers.filter { header in
      !KeptHeaders.hopByHop.contains(header.name) && !own.contains(header.name)
        && !ClientCredential.headers.contains(header.name)
    }
    // Bodies are kept as they are read: nobody needs another program's codec for a recording.
    return passed + [HTTPHeader(name: "accept-encoding", value: "identity")]
  }

  private func addCredentials(
    of call: ClientCall, to request: inout HTTPRequest, base: String
  ) throws(RequestFault) {
    var isFirst = true
    for credential in ClientCredential.all(in: call.request) {
      let value = credential.isDummy ? key(of: call.upstream) : credential.value
      guard let value, let key = APIKey(value) else { continue }
      guard allowsPlainHTTP || base.hasPrefix("https://") || Self.isThisMachine(base) else {
        throw RequestFault(
          400,
          "A key would go to \(base) over plain http, where others can read it: use https, or say "
            + "--plain-http.")
      }
      if isFirst {
        request.credential = Credential(
          header: credential.header, prefix: credential.prefix, key: key)
        isFirst = false
      } else {
        request.headers.append(
          HTTPHeader(name: credential.header, value: credential.prefix + value))
      }
    }
  }

  private func key(of upstream: String) -> String? {
    Self.keyVariables[upstream].flatMap { environment[$0] }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func isThisMachine(_ base: String) -> Bool {
    let host = base.dropFirst("http://".count).prefix { $0 != "/" }
    return HostCheck.isLocal(String(host)) || host == "[::1]" || host.hasPrefix("[::1]:")
  }
}
