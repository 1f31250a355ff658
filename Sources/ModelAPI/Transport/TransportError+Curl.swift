import CCurl

extension TransportError.Code {
  /// What libcurl's reason for having no response means here.
  ///
  /// - Parameters:
  ///   - code: The reason.
  ///   - words: The same in words.
  ///   - tunnelStatus: What a proxy answered to the wish for a tunnel; 0 where none was asked.
  init(_ code: CURLcode, saying words: String, tunnelStatus: Int) {
    // Nothing reached the provider, and nobody bills it.
    guard tunnelStatus == 0 || (200..<300).contains(tunnelStatus) else {
      self = .refused
      return
    }
    switch code {
    case CURLE_URL_MALFORMAT: self = .badURL
    case CURLE_COULDNT_CONNECT: self = .refused
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .unresolved
    case CURLE_OPERATION_TIMEDOUT: self = .timeout
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND: self = .reset
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, CURLE_SSL_ENGINE_INITFAILED,
      CURLE_USE_SSL_FAILED:
      self = .tls
    case CURLE_SSL_CONNECT_ERROR: self = Self.saysBroken(words) ? .reset : .tls
    // What speaks something else, promises what it does not send, or breaks off.
    default: self = .interrupted
    }
  }

  /// Whether a connection ended while encryption was agreed on, rather than was refused.
  private static func saysBroken(_ words: String) -> Bool {
    ["SYSCALL", "unexpected eof", "reset"].contains { words.contains($0) }
  }
}
