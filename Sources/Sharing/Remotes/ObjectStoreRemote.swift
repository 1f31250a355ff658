import Basics
import HTTP

/// Amazon's S3 and the stores that answer as it does.
enum ObjectStoreRemote: RemoteKind {
  private enum Variable {
    static let keyID = "AWS_ACCESS_KEY_ID"
    static let secret = "AWS_SECRET_ACCESS_KEY"
    static let token = "AWS_SESSION_TOKEN"
  }

  static let schemes = ["s3"]
  static let form = "s3://BUCKET/PREFIX"
  static let about = "S3 and its like; AWS_ENDPOINT_URL names another store than Amazon's"
  static let credentials: String? =
    "\(Variable.keyID), \(Variable.secret), \(Variable.token) and AWS_REGION for s3://"

  static func remote(
    _ address: RemoteAddress, in setting: RemoteSetting
  ) throws(SharingError) -> any Remote {
    let base = try base(address, setting)
    // A public bucket is read without a key.
    guard let credentials = try credentials(in: setting) else {
      return HTTPRemote(base: base, setting)
    }
    // It tells whoever may not list it that nothing may be known.
    return HTTPRemote(base: base, setting, forbidsWhatIsMissing: true) { request, digest in
      RequestSignature(credentials: credentials, time: SigningTime(timestamp: setting.timestamp()))
        .headers(for: request, digest: digest)
    }
  }

  private static func base(
    _ address: RemoteAddress, _ setting: RemoteSetting
  ) throws(SharingError) -> String {
    let path = RemoteAddress.withoutSlashes(address.rest)
    guard !path.isEmpty, !path.hasPrefix("/"), RemoteAddress.isPath(path), !path.contains("%")
    else {
      throw address.refused(
        "bucket and prefix may have letters, digits and the characters - . _ ~ / only")
    }
    let endpoint =
      setting.value(of: "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
      ?? "https://s3.\(region(in: setting)).amazonaws.com"
    let server = RemoteAddress(endpoint)
    guard !server.scheme.isEmpty else { throw server.refused("it is no address of a server") }
    return "\(try server.serverBase(credentialsIn: Variable.keyID))/\(path)"
  }

  private static func credentials(
    in setting: RemoteSetting
  ) throws(SharingError) -> AWSCredentials? {
    let keyID = setting.value(of: Variable.keyID)
    let secret = setting.value(of: Variable.secret)
    if keyID == nil && secret == nil { return nil }
    let pair = (
      keyID: try checked(keyID, Variable.keyID), secret: try checked(secret, Variable.secret)
    )
    let token = setting.value(of: Variable.token)
    let region = region(in: setting)
    guard token.map(RemoteAddress.isHeaderValue) ?? true, RemoteAddress.isHost(region) else {
      throw .badVariable(
        Variable.token, "it or the region holds characters that cannot stand in a header",
        next: "Set it to the token alone")
    }
    return AWSCredentials(
      keyID: pair.keyID, secret: pair.secret, sessionToken: token, region: region)
  }

  private static func checked(_ value: String?, _ name: String) throws(SharingError) -> String {
    guard let value, RemoteAddress.isHeaderValue(value) else {
      throw .badVariable(name, "it is not set, or holds no key", next: "Set it to the key alone")
    }
    return value
  }

  private static func region(in setting: RemoteSetting) -> String {
    setting.value(of: "AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1"
  }
}

/// What an S3-compatible store knows its users by.
struct AWSCredentials: Sendable {
  var keyID: String
  var secret: String
  /// For credentials that end after a while.
  var sessionToken: String?
  var region: String
}

/// An instant as signatures write it.
struct SigningTime: Sendable {
  /// Such as `20130524T000000Z`.
  let timestamp: String

  /// The day, such as `20130524`.
  var day: Substring { timestamp.prefix(8) }
}

/// Signs requests as AWS Signature Version 4 wants it.
struct RequestSignature {
  let credentials: AWSCredentials
  let time: SigningTime

  private static let algorithm = "AWS4-HMAC-SHA256"

  /// The headers to add to a request whose body has a SHA-256.
  func headers(for request: HTTPRequest, digest: Digest) -> [HTTPHeader] {
    var added = [
      HTTPHeader(name: "x-amz-content-sha256", value: digest.hex),
      HTTPHeader(name: "x-amz-date", value: time.timestamp),
    ]
    if let token = credentials.sessionToken {
      added.append(HTTPHeader(name: "x-amz-security-token", value: token))
    }
    let (host, path) = Self.parts(of: request.url)
    let signed = (request.headers + added + [HTTPHeader(name: "host", value: host)])
      .sorted { $0.name < $1.name }
    let names = signed.map(\.name).joined(separator: ";")
    let lines = [
      request.method.rawValue, path, "", signed.map { "\($0.name):\($0.value)\n" }.joined(), names,
      digest.hex,
    ].joined(separator: "\n")
    let scope = "\(time.day)/\(credentials.region)/s3/aws4_request"
    let text = [Self.algorithm, time.timestamp, scope, Digest.sha256(lines).hex]
      .joined(separator: "\n")
    let value =
      "\(Self.algorithm) Credential=\(credentials.keyID)/\(scope), SignedHeaders=\(names), "
      + "Signature=\(signature(of: text))"
    return added + [HTTPHeader(name: "authorization", value: value)]
  }

  private func signature(of text: String) -> String {
    var key = Array("AWS4\(credentials.secret)".utf8)
    for part in [String(time.day), credentials.region, "s3", "aws4_request"] {
      key = Self.code(part, key)
    }
    return Hexadecimal.encode(Self.code(text, key))
  }

  private static func code(_ text: String, _ key: [UInt8]) -> [UInt8] {
    guard let code = Digest.hmac(of: Array(text.utf8), key: key) else {
      preconditionFailure("libcrypto has no memory for an HMAC of \(text.utf8.count) bytes")
    }
    return code
  }

  /// Host, with its port where one is written, and path of a URL without a query.
  private static func parts(of url: String) -> (host: String, path: String) {
    let rest = url.drop { $0 != ":" }.dropFirst(3)
    let host = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(host.count)
    return (String(host), path.isEmpty ? "/" : String(path))
  }
}
