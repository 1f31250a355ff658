import Basics

/// How requests to a server are signed.
enum HTTPAuthorization: Sendable {
  /// Not at all.
  case none
  /// By one header, such as `Basic ...` or `Bearer ...`.
  case header(String)
  /// As S3-compatible stores want it; the clock is asked for each request.
  case signature(AWSCredentials, now: @Sendable () -> SigningTime)

  /// Whether it is a store that answers as S3 does.
  var isObjectStore: Bool {
    if case .signature = self { return true }
    return false
  }

  /// The headers that sign a request.
  ///
  /// - Parameters:
  ///   - call: The request.
  ///   - digest: The SHA-256 of what it sends; `nil` for nothing.
  func headers(for call: HTTPCall, digest: Digest?) -> [(name: String, value: String)] {
    switch self {
    case .none: []
    case .header(let value): [(name: "authorization", value: value)]
    case .signature(let credentials, let now):
      RequestSignature(credentials: credentials, time: now()).headers(
        for: call, digest: digest ?? Digest.sha256([]))
    }
  }
}
