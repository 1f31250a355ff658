/// Finds the remote that a user's word means.
public enum RemoteAddress {
  /// What the environment may say, by name, for the help.
  public enum Variable {
    /// The whole value of the header `Authorization` for servers.
    public static let authorization = "STEERBENCH_REMOTE_AUTHORIZATION"
    static let keyID = "AWS_ACCESS_KEY_ID"
    static let secret = "AWS_SECRET_ACCESS_KEY"
    static let token = "AWS_SESSION_TOKEN"
    static let regions = ["AWS_REGION", "AWS_DEFAULT_REGION"]
    static let endpoints = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]
  }

  /// The remote of an address: a folder, `http://...`, `https://...` or `s3://BUCKET/PREFIX`.
  ///
  /// Keys come from the environment only.
  ///
  /// - Parameters:
  ///   - text: The address.
  ///   - environment: Where keys are looked up.
  ///   - stallSeconds: How long less than 1 KiB a second may come before a transfer is broken off.
  ///   - timestamp: The time in UTC, such as `20130524T000000Z`, for signatures.
  public static func remote(
    _ text: String, environment: [String: String], stallSeconds: Int,
    timestamp: @escaping @Sendable () -> String
  ) throws(SharingError) -> any Remote {
    guard let scheme = scheme(of: text) else {
      guard !text.isEmpty, !text.utf8.contains(0) else {
        throw .badAddress(text, "it is no address of a remote")
      }
      return FolderRemote(path: withoutSlashes(text))
    }
    let connections = ConnectionPool(stallSeconds: stallSeconds)
    switch scheme {
    case "file":
      let path = text.dropFirst("file://".count)
      guard path.hasPrefix("/") else { throw .badAddress(text, "file:// takes an absolute path") }
      return FolderRemote(path: withoutSlashes(String(path)))
    case "http", "https":
      let base = try checked(text)
      return HTTPRemote(
        base: base, authorization: try header(in: environment), connections: connections,
        stallSeconds: stallSeconds)
    case "s3":
      return HTTPRemote(
        base: try storeBase(text, environment),
        authorization: try signature(in: environment, timestamp), connections: connections,
        stallSeconds: stallSeconds)
    default: throw .badAddress(text, "\(scheme):// is no kind of remote")
    }
  }

  /// The letters before `://`; `nil` for a path.
  private static func scheme(of text: String) -> String? {
    guard let range = text.firstRange(of: "://") else { return nil }
    let scheme = text[..<range.lowerBound]
    guard !scheme.isEmpty, scheme.utf8.allSatisfy({ isLetter($0) || isDigit($0) }) else {
      return nil
    }
    return scheme.lowercased()
  }

  // MARK: Servers

  /// An address of a server in its one spelling.
  private static func checked(_ text: String) throws(SharingError) -> String {
    guard let end = text.firstRange(of: "://")?.upperBound else {
      throw .badAddress(text, "it is no address of a server")
    }
    let scheme = text[..<end].lowercased()
    let rest = text[end...]
    // Not shown: it may hold a password.
    guard !rest.contains("@") else {
      throw .badAddress(
        "\(scheme)...", "it names a user; credentials come from \(Variable.authorization) only")
    }
    let host = rest.prefix { $0 != "/" }
    guard !host.isEmpty, host.utf8.allSatisfy(isHostByte),
      rest.dropFirst(host.count).utf8.allSatisfy(isPathByte)
    else {
      throw .badAddress(
        text, "host and path may have letters, digits and the characters - . _ ~ / % : only")
    }
    let port = scheme == "https://" ? ":443" : ":80"
    let shortHost = host.hasSuffix(port) ? host.dropLast(port.count) : host
    return withoutSlashes(scheme + shortHost + rest.dropFirst(host.count))
  }

  private static func header(
    in environment: [String: String]
  ) throws(SharingError) -> HTTPAuthorization {
    guard let value = environment[Variable.authorization], !value.isEmpty else { return .none }
    guard isHeaderValue(value) else {
      throw .badVariable(
        Variable.authorization, "it holds characters that cannot stand in a header",
        next: "Set it to the header's value alone, such as `Bearer ...`")
    }
    return .header(value)
  }

  // MARK: Object stores

  private static func storeBase(
    _ text: String, _ environment: [String: String]
  ) throws(SharingError) -> String {
    let path = withoutSlashes(String(text.dropFirst("s3://".count)))
    guard !path.isEmpty, !path.hasPrefix("/"),
      path.utf8.allSatisfy({ isPathByte($0) && $0 != UInt8(ascii: "%") })
    else {
      throw .badAddress(
        text, "bucket and prefix may have letters, digits and the characters - . _ ~ / only")
    }
    let endpoint = Variable.endpoints.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let base = try checked(endpoint ?? "https://s3.\(region(in: environment)).amazonaws.com")
    return "\(base)/\(path)"
  }

  private static func signature(
    in environment: [String: String], _ timestamp: @escaping @Sendable () -> String
  ) throws(SharingError) -> HTTPAuthorization {
    let keyID = environment[Variable.keyID] ?? ""
    let secret = environment[Variable.secret] ?? ""
    // A public bucket is read without a key.
    if keyID.isEmpty && secret.isEmpty { return .none }
    for (name, value) in [(Variable.keyID, keyID), (Variable.secret, secret)] {
      guard !value.isEmpty, isHeaderValue(value) else {
        throw .badVariable(
          name, "it is not set, or holds no key", next: "Set it to the key alone")
      }
    }
    let token = environment[Variable.token].flatMap { $0.isEmpty ? nil : $0 }
    guard token.map(isHeaderValue) ?? true, region(in: environment).utf8.allSatisfy(isHostByte)
    else {
      throw .badVariable(
        Variable.token, "it or the region holds characters that cannot stand in a header",
        next: "Set it to the token alone")
    }
    let credentials = AWSCredentials(
      keyID: keyID, secret: secret, sessionToken: token, region: region(in: environment))
    return .signature(credentials) { SigningTime(timestamp: timestamp()) }
  }

  private static func region(in environment: [String: String]) -> String {
    Variable.regions.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "us-east-1"
  }

  // MARK: Spelling

  private static func withoutSlashes(_ text: String) -> String {
    var text = text
    while text.count > 1, text.hasSuffix("/") { text.removeLast() }
    return text
  }

  private static func isHeaderValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || "-._:[]".utf8.contains(byte)
  }

  private static func isPathByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || "-._~/%:".utf8.contains(byte)
  }
}
