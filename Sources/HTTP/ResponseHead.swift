/// The head of a response, read line by line.
struct ResponseHead {
  private(set) var status = 0
  /// One for each name, in lower case and in the order in which they came; several of one name are
  /// joined by commas.
  private(set) var headers: [HTTPHeader] = []
  /// Whether the empty line at its end has come.
  private(set) var isComplete = false
  private var size = 0

  /// Larger heads are none worth reading, in bytes.
  static let limit = 256 * 1024

  /// Takes a line with its end; `false` where the head is too large.
  ///
  /// A status line begins a new head: the ones before it were interim.
  mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
    size += line.count
    guard size <= Self.limit else { return false }
    let text = String(decoding: line, as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      self = ResponseHead(status: Self.status(of: text), size: size)
    } else if !isComplete {
      if text.allSatisfy(\.isNewline) { isComplete = true } else { add(text) }
    }
    return true
  }

  /// The size that the server states; `nil` where it states none.
  var contentLength: Int? {
    headers.first { $0.name == "content-length" }.flatMap { Int($0.value) }
  }

  init() {}

  private init(status: Int, size: Int) {
    self.status = status
    self.size = size
  }

  private static func status(of line: String) -> Int {
    line.split(separator: " ").dropFirst().first.flatMap { Int($0.prefix(3)) } ?? 0
  }

  private mutating func add(_ line: String) {
    guard let colon = line.firstIndex(of: ":") else { return }
    let name = line[..<colon].lowercased()
    let value = String(line[line.index(after: colon)...].drop(while: \.isWhitespace).trimmedEnd)
    if let index = headers.firstIndex(where: { $0.name == name }) {
      headers[index].value += ", " + value
    } else {
      headers.append(HTTPHeader(name: name, value: value))
    }
  }
}

extension Substring {
  /// Without white space at the end.
  fileprivate var trimmedEnd: Substring {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
