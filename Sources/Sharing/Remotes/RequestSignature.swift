import Basics

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
  func headers(for call: HTTPCall, digest: Digest) -> [(name: String, value: String)] {
    var added = [
      (name: "x-amz-content-sha256", value: digest.hex),
      (name: "x-amz-date", value: time.timestamp),
    ]
    if let token = credentials.sessionToken {
      added.append((name: "x-amz-security-token", value: token))
    }
    let (host, path) = Self.parts(of: call.url)
    let signed = (call.headers + added + [(name: "host", value: host)]).sorted { $0.name < $1.name }
    let names = signed.map(\.name).joined(separator: ";")
    let request = [
      call.method.rawValue, path, "", signed.map { "\($0.name):\($0.value)\n" }.joined(), names,
      digest.hex,
    ].joined(separator: "\n")
    let scope = "\(time.day)/\(credentials.region)/s3/aws4_request"
    let text = [Self.algorithm, time.timestamp, scope, Digest.sha256(request).hex]
      .joined(separator: "\n")
    let value =
      "\(Self.algorithm) Credential=\(credentials.keyID)/\(scope), SignedHeaders=\(names), "
      + "Signature=\(signature(of: text))"
    return added + [(name: "authorization", value: value)]
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
