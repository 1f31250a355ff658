import Basics

/// One HTTP request.
struct HTTPCall {
  enum Method: String {
    case head = "HEAD"
    case get = "GET"
    case put = "PUT"
  }

  var method: Method
  var url: String
  /// Names in lower case.
  var headers: [(name: String, value: String)] = []
  /// What is sent, for `put`.
  var body: UploadBody?
}

/// What a server said before the body.
struct HTTPHead {
  var status = 0
  /// Names in lower case; of two headers of one name the last.
  var headers: [String: String] = [:]

  /// The size that the server states; `nil` if it states none.
  var contentLength: Int? { headers["content-length"].flatMap { Int($0) } }

  var isSuccess: Bool { (200..<300).contains(status) }
}
