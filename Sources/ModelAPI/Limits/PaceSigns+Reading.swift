import HTTP

extension PaceSigns {
  /// Reads what a try says of the server's load.
  init(_ result: Result<HTTPResponse, TransportError>) {
    switch result {
    case .success(let response):
      self.init(end: End(response), limits: ServerLimits(response))
    case .failure(let error):
      switch error.code {
      case .badURL, .cancelled, .tooLarge, .tls: self.init(end: .silent)
      case .interrupted, .refused, .reset, .timeout, .unresolved:
        self.init(end: .connection(error.code))
      }
    }
  }
}

extension PaceSigns.End {
  fileprivate init(_ response: HTTPResponse) {
    switch response.status {
    case 429: self = .throttled(status: response.status, wait: RetryAfter.read(response))
    case 500...: self = .serverError(status: response.status)
    case 200..<300, 400, 413, 422: self = .answered
    default: self = .silent
    }
  }
}
