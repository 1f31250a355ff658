import HTTP

/// The head of a request: its line and headers, taken apart and checked.
struct RequestHead: Sendable {
  /// How the body is framed.
  enum Framing: Hashable, Sendable {
    case none
    case length(Int)
    case chunks
  }

  private let method: String
  private let path: String
  private let query: String?
  private let headers: [HTTPHeader]
  private let isOld: Bool
  let framing: Framing
  /// Whether the client waits before it sends the body.
  let expectsLeave: Bool

  /// Reads a head with its empty line.
  init(_ bytes: ArraySlice<UInt8>, _ bounds: RequestBounds) throws(RequestFault) {
    let lines = try Self.lines(of: bytes)
    let parts = lines[0].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3, Self.isToken(parts[0]), parts[0].count <= 32 else { throw Self.badLine }
    method = String(decoding: parts[0], as: UTF8.self)
    isOld = try Self.isOld(parts[2])
    (path, query) = try Self.target(parts[1], method: method, bounds)
    guard lines.count - 1 <= bounds.headers else {
      throw RequestFault(431, "There are more than \(bounds.headers) headers.")
    }
    var headers: [HTTPHeader] = []
    for line in lines.dropFirst() {
      guard let header = Self.header(line) else {
        throw RequestFault(400, "A header is not written as HTTP/1.1 writes one.")
      }
      headers.append(header)
    }
    self.headers = headers
    framing = try Self.framing(headers, isOld: isOld)
    expectsLeave = try Self.expectsLeave(headers)
    let hosts = headers.count { $0.name == "host" }
    guard hosts == 1 || hosts == 0 && isOld else {
      throw RequestFault(400, "A request names its host once.")
    }
  }

  /// The request with its body.
  func request(_ body: [UInt8]) -> ServedRequest {
    let wishes = headers.filter { $0.name == "connection" }
      .flatMap { $0.value.lowercased().split(separator: ",").map(\.trimmed) }
    return ServedRequest(
      method: method, path: path, query: query, headers: headers, body: body,
      keepsAlive: isOld ? wishes.contains("keep-alive") : !wishes.contains("close"),
      takesChunks: !isOld)
  }

  // MARK: Lines

  private static let badLine = RequestFault(
    400, "The first line is no request line of HTTP/1.1: METHOD /path HTTP/1.1.")

  /// The lines without their ends and without the empty one; every line ends as HTTP says.
  private static func lines(
    of bytes: ArraySlice<UInt8>
  ) throws(RequestFault) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      guard line.last == UInt8(ascii: "\r") else {
        // What is left behind the last line end is empty.
        guard line.isEmpty, line.startIndex == bytes.endIndex else { throw badLine }
        continue
      }
      lines.append(line.dropLast())
    }
    guard lines.count >= 2, lines.last?.isEmpty == true,
      !lines.dropLast().contains(where: { $0.isEmpty || $0.contains(UInt8(ascii: "\r")) })
    else { throw badLine }
    return lines.dropLast()
  }

  private static func isOld(_ version: ArraySlice<UInt8>) throws(RequestFault) -> Bool {
    if version.elementsEqual("HTTP/1.1".utf8) { return false }
    if version.elementsEqual("HTTP/1.0".utf8) { return true }
    guard version.starts(with: "HTTP/".utf8) else { throw badLine }
    throw RequestFault(505, "HTTP/1.1 and HTTP/1.0 are served, and nothing else.")
  }

  private static func target(
    _ bytes: ArraySlice<UInt8>, method: String, _ bounds: RequestBounds
  ) throws(RequestFault) -> (path: String, query: String?) {
    guard bytes.count <= bounds.target else {
      throw RequestFault(414, "The path and the query are larger than \(bounds.target) bytes.")
    }
    guard !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw badLine }
    let text = String(decoding: bytes, as: UTF8.self)
    if text == "*", method == "OPTIONS" { return ("*", nil) }
    guard text.hasPrefix("/"), method != "CONNECT" else {
      throw RequestFault(
        400,
        "This server is no forward proxy, and stands in no HTTP_PROXY: give its address to the client "
          + "as its base URL.")
    }
    guard !text.contains("#") else { throw badLine }
    guard let mark = text.firstIndex(of: "?") else { return (text, nil) }
    return (String(text[..<mark]), String(text[text.index(after: mark)...]))
  }

  // MARK: Headers

  /// A header of a line; `nil` where it is none.
  static func header(_ line: ArraySlice<UInt8>) -> HTTPHeader? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), isToken(line[..<colon]) else {
      return nil
    }
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    var value = line[line.index(after: colon)...].drop(while: isBlank)
    while let last = value.last, isBlank(last) { value.removeLast() }
    guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else { return nil }
    return HTTPHeader(
      name: String(decoding: line[..<colon], as: UTF8.self).lowercased(),
      value: String(decoding: value, as: UTF8.self))
  }

  private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  /// How the body is framed; two answers to that question are one too many.
  private static func framing(
    _ headers: [HTTPHeader], isOld: Bool
  ) throws(RequestFault) -> Framing {
    let lengths = headers.filter { $0.name == "content-length" }
    let codings = headers.filter { $0.name == "transfer-encoding" }
    guard codings.isEmpty else {
      guard lengths.isEmpty, codings.count == 1, !isOld else {
        throw RequestFault(400, "The request says twice where its body ends.")
      }
      guard codings[0].value.lowercased() == "chunked" else {
        throw RequestFault(501, "A transfer coding other than chunked is not understood.")
      }
      return .chunks
    }
    guard let length = lengths.first else { return .none }
    guard lengths.count == 1, (1...18).contains(length.value.utf8.count),
      length.value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let size = Int(length.value)
    else { throw RequestFault(400, "The length of the body is not one number.") }
    return size == 0 ? .none : .length(size)
  }

  private static func expectsLeave(_ headers: [HTTPHeader]) throws(RequestFault) -> Bool {
    guard let wish = headers.first(where: { $0.name == "expect" }) else { return false }
    guard wish.value.lowercased() == "100-continue" else {
      throw RequestFault(417, "Of expectations 100-continue is understood, and nothing else.")
    }
    return true
  }
}

extension Substring {
  /// Without spaces and tabs at its ends.
  fileprivate var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    var text = drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return String(text)
  }
}
