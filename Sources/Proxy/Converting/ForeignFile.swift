import Basics
import FoundationEssentials
import HTTP

/// A file of another tool's recordings: a cassette of vcrpy in YAML or JSON, or an HTTP archive.
enum ForeignFile {
  /// A larger file is not read, in bytes.
  static let limit = 256 << 20

  /// The recordings of a file, in their order.
  ///
  /// - Throws: ``ProxyError`` for a file that is neither, or of another version.
  static func recordings(
    in bytes: [UInt8], file: String
  ) throws(ProxyError) -> [ForeignRecording] {
    if let value = try? JSONValue(parsing: bytes) {
      if let log = value["log"], let entries = log["entries"]?.array {
        return try HARArchive.recordings(entries, file: file)
      }
      guard value["interactions"] != nil else { throw unknown(file) }
      return try VCRCassette.recordings(Tree(value), file: file)
    }
    guard let text = String(validating: bytes, as: UTF8.self),
      let node = try? YAMLNode.root(of: text)
    else { throw unknown(file) }
    return try VCRCassette.recordings(Tree(node), file: file)
  }

  static func unknown(_ file: String) -> ProxyError {
    ProxyError(
      .usage,
      "\(file): this is neither a cassette of vcrpy (YAML or JSON, version 1) nor an HTTP archive.")
  }
}

/// A value of a file of YAML or JSON.
enum Tree {
  case yaml(YAMLNode)
  case json(JSONValue)

  init(_ node: YAMLNode) { self = .yaml(node) }
  init(_ value: JSONValue) { self = .json(value) }

  subscript(name: String) -> Tree? {
    switch self {
    case .yaml(let node): node[name].map { Tree($0) }
    case .json(let value): value[name].map { Tree($0) }
    }
  }

  var elements: [Tree]? {
    switch self {
    case .yaml(let node): node.sequence.map { $0.map { Tree($0) } }
    case .json(let value): value.array.map { $0.map { Tree($0) } }
    }
  }

  /// The members with their names, in order.
  var members: [(name: String, value: Tree)]? {
    switch self {
    case .yaml(let node):
      node.mapping.map {
        $0.compactMap { pair in pair.key.scalar.map { ($0.text, Tree(pair.value)) } }
      }
    case .json(let value): value.object.map { $0.members.map { ($0.name, Tree($0.value)) } }
    }
  }

  var isNull: Bool {
    switch self {
    case .yaml(let node):
      node.scalar.map { $0.isPlain && ["", "null", "~"].contains($0.text) } ?? false
    case .json(let value): value.isNull
    }
  }

  var integer: Int? {
    switch self {
    case .yaml(let node): node.scalar.flatMap { Int($0.text) }
    case .json(let value): value.integer
    }
  }

  var text: String? {
    guard !isNull else { return nil }
    switch self {
    case .yaml(let node): return node.scalar?.text
    case .json(let value): return value.string
    }
  }

  /// The bytes of a text or of what is marked as binary.
  var bytes: [UInt8]? {
    if case .yaml(let node) = self, let scalar = node.scalar,
      node.tag == "tag:yaml.org,2002:binary"
    {
      let digits = scalar.text.filter { !$0.isWhitespace }
      return Data(base64Encoded: digits).map { Array($0) }
    }
    return text.map { Array($0.utf8) }
  }
}

/// A cassette of vcrpy.
enum VCRCassette {
  static func recordings(_ tree: Tree, file: String) throws(ProxyError) -> [ForeignRecording] {
    guard tree["version"]?.integer == 1, let interactions = tree["interactions"]?.elements else {
      throw ForeignFile.unknown(file)
    }
    var recordings: [ForeignRecording] = []
    for (index, interaction) in interactions.enumerated() {
      guard let request = interaction["request"], let response = interaction["response"],
        let method = request["method"]?.text, let url = request["uri"]?.text,
        let status = response["status"]?["code"]?.integer
      else {
        throw ProxyError(
          .usage, "\(file): interaction \(index + 1) is no request with its response.")
      }
      let body = response["body"]
      recordings.append(
        ForeignRecording(
          method: method, url: url, requestHeaders: headers(request["headers"]),
          requestBody: request["body"]?.bytes, status: status,
          responseHeaders: headers(response["headers"]),
          responseBody: body?["string"]?.bytes))
    }
    return recordings
  }

  private static func headers(_ tree: Tree?) -> [HTTPHeader] {
    (tree?.members ?? []).flatMap { name, value in
      (value.elements ?? [value]).compactMap { element in
        element.text.map { HTTPHeader(name: name.lowercased(), value: $0) }
      }
    }
  }
}

/// An HTTP archive.
enum HARArchive {
  static func recordings(
    _ entries: [JSONValue], file: String
  ) throws(ProxyError) -> [ForeignRecording] {
    var recordings: [ForeignRecording] = []
    for (index, entry) in entries.enumerated() {
      guard let request = entry["request"], let response = entry["response"],
        let method = request["method"]?.string, let url = request["url"]?.string,
        let status = response["status"]?.integer
      else {
        throw ProxyError(.usage, "\(file): entry \(index + 1) is no request with its response.")
      }
      recordings.append(
        ForeignRecording(
          method: method, url: url, requestHeaders: headers(request["headers"]),
          requestBody: requestBody(request), status: status,
          responseHeaders: headers(response["headers"]), responseBody: content(response["content"]),
          microseconds: entry["time"]?.double.map(microseconds) ?? 0))
    }
    return recordings
  }

  /// A time in milliseconds, which may be any number.
  private static func microseconds(_ time: Double) -> Int {
    Int(min(max(time * 1000, 0), Double(JSONValue.exactIntegerLimit)))
  }

  private static func requestBody(_ request: JSONValue) -> [UInt8]? {
    if let text = request["postData"]?["text"]?.string { return Array(text.utf8) }
    return request["bodySize"]?.integer == 0 ? [] : nil
  }

  private static func content(_ content: JSONValue?) -> [UInt8]? {
    guard let content else { return nil }
    guard let text = content["text"]?.string else {
      return content["size"]?.integer == 0 ? [] : nil
    }
    guard content["encoding"]?.string == "base64" else { return Array(text.utf8) }
    return Data(base64Encoded: text).map { Array($0) }
  }

  private static func headers(_ value: JSONValue?) -> [HTTPHeader] {
    (value?.array ?? []).compactMap { header in
      guard let name = header["name"]?.string, let value = header["value"]?.string else {
        return nil
      }
      return HTTPHeader(name: name.lowercased(), value: value)
    }
  }
}
