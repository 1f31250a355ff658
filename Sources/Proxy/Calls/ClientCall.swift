import Basics
import HTTP
import RecordReplay
import Serving

/// A call of a client, with what the proxy adds to it taken off: its lane and its upstream.
struct ClientCall: Sendable {
  /// The request, its path without lane and upstream.
  let request: ServedRequest
  /// Whose calls of the same words are counted together; `nil` for those of nobody in particular.
  let lane: String?
  /// What its path and headers say.
  let endpoint: Endpoint
  /// The name of the upstream that it goes to, which enters the key.
  let upstream: String
  /// Whether it asks for a run of code.
  let isRun: Bool
  /// The body without the coding of its transfer, for the key.
  let body: [UInt8]
  /// What is asked, as it is recorded.
  let action: Action
  /// What the names in its key stand for.
  let names: GivenNames

  /// The path at which runs of code are asked for.
  static let runPath = "/_steerbench/execute"
  /// The name of the upstream that stands in their keys.
  static let runUpstream = "sandbox"
  /// The longest name of a lane or an upstream, in bytes.
  static let nameLimit = 64
  /// The dummy key that a client is given; behind it and a dash may stand a lane.
  static let dummyKey = "sk-steerbench"

  /// Reads a request.
  ///
  /// - Throws: ``RequestFault`` with a sentence for the client.
  init(
    _ request: ServedRequest, keyHeaders: [String] = [], rules: RenameRules = .none
  ) throws(RequestFault) {
    var place = ProxyPath(request.path)
    var rest = request
    rest.path = place.rest
    guard !place.isOdd, !rest.path.hasPrefix("/v1/v1/") else {
      throw RequestFault(
        400,
        "\(Self.shown(request.path)): no interface has this path. The base URL of OpenAI's clients ends in "
          + "/v1, that of Anthropic's does not; a lane stands before it, as in /lane/NAME/v1.")
    }
    let endpoint = Endpoint(
      method: request.method, path: rest.path,
      hasAnthropicVersion: request.header("anthropic-version") != nil)
    if place.lane == nil {
      place.lane = request.header("x-steerbench-lane") ?? Self.lane(in: request)
    }
    for name in [place.lane, place.upstream].compactMap(\.self) {
      guard Self.isName(name) else {
        throw RequestFault(
          400,
          "The name of a lane or an upstream is made of at most \(Self.nameLimit) letters, digits, "
            + "dashes, dots and underscores.")
      }
    }
    self.request = rest
    self.endpoint = endpoint
    lane = place.lane == "default" ? nil : place.lane
    isRun = rest.path == Self.runPath
    upstream = isRun ? Self.runUpstream : place.upstream ?? endpoint.dialect.rawValue
    body = try TransferCoding.decoded(request.body, request.header("content-encoding"))
    let renamed = try rules.renamed(body)
    names = renamed?.names ?? GivenNames()
    action = CallKey.action(
      of: rest, body: renamed?.bytes ?? body, lane: lane, upstream: upstream,
      keyHeaders: keyHeaders, renamed: renamed?.segment)
  }

  /// Throws where the call's body or path holds the very secret that it sends in a header, of whatever
  /// shape that is.
  func checkOwnCredentials() throws(DeckError) {
    let place = Array("\(request.path)?\(request.query ?? "")".utf8)
    for credential in ClientCredential.all(in: request) where !credential.isDummy {
      guard body.holds(credential.value) || place.holds(credential.value) else { continue }
      throw DeckError(
        .secret,
        "\(request.method) \(Self.shown(Endpoint.name(of: request.path))): the call holds the key that its "
          + "header \(credential.header) sends. Nothing was sent and nothing was kept. Take it out of where "
          + "it comes from.")
    }
  }

  /// The path, fit to be shown.
  static func shown(_ path: String) -> String { Redaction.shown(String(path.prefix(200))) }

  /// The lane that stands behind the dummy key.
  private static func lane(in request: ServedRequest) -> String? {
    ClientCredential.all(in: request).lazy.compactMap { credential in
      guard credential.value.hasPrefix(dummyKey + "-") else { return nil }
      return String(credential.value.dropFirst(dummyKey.count + 1))
    }.first
  }

  private static func isName(_ text: String) -> Bool {
    (1...nameLimit).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
          UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}

/// A path, with the parts taken off that are for the proxy: `/lane/NAME`, then `/to/NAME`.
struct ProxyPath: Hashable, Sendable {
  /// The lane.
  var lane: String?
  /// The upstream.
  var upstream: String?
  /// What is left for the upstream.
  var rest: String
  /// Whether the parts that are for the proxy are not whole.
  var isOdd = false

  /// Reads a path.
  init(_ path: String) {
    rest = path
    while let (word, name, behind) = Self.part(of: rest) {
      guard word == "lane" ? lane == nil : upstream == nil, !name.isEmpty, !behind.isEmpty else {
        isOdd = true
        return
      }
      if word == "lane" { lane = name } else { upstream = name }
      rest = behind
    }
  }

  private static func part(of path: String) -> (word: String, name: String, rest: String)? {
    for word in ["lane", "to"] where path.hasPrefix("/\(word)/") {
      let behind = path.dropFirst(word.count + 2)
      let name = behind.prefix { $0 != "/" }
      return (word, String(name), String(behind.dropFirst(name.count)))
    }
    return nil
  }
}

/// The secrets that a client sends: never in a key, a file or a message.
struct ClientCredential: Hashable, Sendable {
  /// The header, in lower case.
  let header: String
  /// What stands before the secret.
  let prefix: String
  /// The secret.
  let value: String

  /// The headers that carry one.
  static let headers = ["authorization", "x-api-key", "api-key", "x-goog-api-key"]

  /// The credentials of a request.
  static func all(in request: ServedRequest) -> [ClientCredential] {
    headers.compactMap { name in
      guard let value = request.header(name) else { return nil }
      let parts = value.split(separator: " ", maxSplits: 1)
      guard name == "authorization", parts.count == 2 else {
        return ClientCredential(header: name, prefix: "", value: value)
      }
      return ClientCredential(
        header: name, prefix: parts[0] + " ", value: String(parts[1]))
    }
  }

  /// Whether it is one that the proxy itself gave away.
  var isDummy: Bool {
    value == ClientCall.dummyKey || value.hasPrefix(ClientCall.dummyKey + "-")
  }
}
