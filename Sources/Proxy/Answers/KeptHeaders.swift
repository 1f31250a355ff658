import HTTP

/// Which headers of an answer are kept, and which are passed on.
enum KeptHeaders {
  /// The headers of a recording: what a client reads.
  ///
  /// All others name accounts, limits and sessions of whoever recorded.
  private static let kept: Set<String> = [
    "anthropic-version", "cache-control", "content-disposition", "content-language", "content-type",
    "etag", "last-modified", "openai-model", "openai-processing-ms", "openai-version", "request-id",
    "retry-after", "retry-after-ms", "x-request-id", "x-should-retry",
  ]
  private static let valueLimit = 1024

  /// Headers that belong to one connection, or that the server writes itself.
  static let hopByHop: Set<String> = [
    "connection", "content-length", "keep-alive", "proxy-authenticate", "proxy-authorization",
    "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
  ]

  /// Headers of a recording that are for the proxy itself: no client sees them.
  private static let own: Set<String> = [GivenNames.header, LeftMark.header]

  /// Those that a recording keeps.
  static func recorded(_ headers: [HTTPHeader]) -> [HTTPHeader] {
    headers.filter { kept.contains($0.name) && $0.value.utf8.count <= valueLimit }
  }

  /// Those that an answer which is not kept passes on.
  static func passed(_ headers: [HTTPHeader]) -> [HTTPHeader] {
    headers.filter { !hopByHop.contains($0.name) && !own.contains($0.name) }
  }
}
