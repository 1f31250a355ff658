public import Basics
import FoundationEssentials
public import HTTP

/// A call of another program that a proxy recorded, read back from the segments of its key.
///
/// A body of JSON comes back in its canonical form, a form with a boundary of its own, and anything else as
/// its bytes: what means the same to a provider, and not always what was sent.
public struct ProxiedCall: Hashable, Sendable {
  /// The method.
  public let method: String
  /// The path, without lane and upstream.
  public let path: String
  /// What stands behind the question mark; `nil` where there is none.
  public let query: String?
  /// The name of the upstream.
  public let upstream: String
  /// The lane; `nil` for calls of nobody in particular.
  public let lane: String?
  /// The headers that enter the key.
  public let headers: [HTTPHeader]
  /// The type of the body; `nil` where there is none.
  public let contentType: String?
  /// The body.
  public let body: [UInt8]

  private static let boundary = "steerbench"

  /// Reads a call.
  ///
  /// - Returns: `nil` for segments that are no call's: a file may come from a stranger.
  public init?(_ segments: [Segment]) {
    guard let first = segments.first, first.name == "call",
      let call = (try? JSONValue(parsing: first.bytes))?.object,
      let method = call["method"]?.string, let path = call["path"]?.string,
      let upstream = call["upstream"]?.string
    else { return nil }
    var rest = segments.dropFirst()
    var lane: String?
    var headers: [HTTPHeader] = []
    while let segment = rest.first {
      if segment.name == "lane" {
        lane = Self.text(segment)
      } else if segment.name.hasPrefix("header "), let value = Self.text(segment) {
        headers.append(HTTPHeader(name: String(segment.name.dropFirst(7)), value: value))
      } else if segment.name != "renamed" {
        break
      }
      rest = rest.dropFirst()
    }
    guard let (type, body) = Self.body(rest) else { return nil }
    self.method = method
    self.path = path
    query = call["query"]?.string
    self.upstream = upstream
    self.lane = lane
    self.headers = headers
    contentType = type
    self.body = body
  }

  /// The model that is asked; `nil` where the body names none.
  public var model: String? { (try? JSONValue(parsing: body))?["model"]?.string }

  // MARK: The body

  private static func text(_ segment: Segment) -> String? {
    (try? JSONValue(parsing: segment.bytes))?.string
  }

  private static func body(_ segments: ArraySlice<Segment>) -> (type: String?, body: [UInt8])? {
    guard let first = segments.first else { return (nil, []) }
    switch first.name {
    case "json": return segments.count == 1 ? ("application/json", first.bytes) : nil
    case "parameters": return json(first, segments.dropFirst()).map { ("application/json", $0) }
    case "content-type":
      guard let type = text(first) else { return nil }
      guard type == "multipart/form-data" else {
        guard segments.count == 2, let last = segments.last, last.name == "body",
          let value = try? JSONValue(parsing: last.bytes), let bytes = opaque(value)
        else { return nil }
        return (type, bytes)
      }
      return form(segments.dropFirst()).map { ("\(type); boundary=\(boundary)", $0) }
    default: return nil
    }
  }

  private static func json(_ parameters: Segment, _ rest: ArraySlice<Segment>) -> [UInt8]? {
    guard var object = (try? JSONValue(parsing: parameters.bytes))?.object else { return nil }
    guard let counts = rest.first else { return CanonicalJSON.bytes(ofOwn: .object(object)) }
    guard counts.name == "lists", let list = (try? JSONValue(parsing: counts.bytes))?.array,
      list.count.isMultiple(of: 2)
    else { return nil }
    var elements = rest.dropFirst()
    for index in stride(from: 0, to: list.count, by: 2) {
      guard let name = list[index].string, let count = list[index + 1].integer,
        (0...elements.count).contains(count)
      else { return nil }
      let values = elements.prefix(count).compactMap { try? JSONValue(parsing: $0.bytes) }
      guard values.count == count else { return nil }
      object[name] = .array(values)
      elements = elements.dropFirst(count)
    }
    return elements.isEmpty ? CanonicalJSON.bytes(ofOwn: .object(object)) : nil
  }

  private static func form(_ parts: ArraySlice<Segment>) -> [UInt8]? {
    var body: [UInt8] = []
    for part in parts {
      guard let value = try? JSONValue(parsing: part.bytes), let head = value["headers"]?.string,
        let content = value["content"].flatMap(opaque)
      else { return nil }
      body += Array("--\(boundary)\r\n\(head)\r\n\r\n".utf8) + content + Array("\r\n".utf8)
    }
    return body + Array("--\(boundary)--\r\n".utf8)
  }

  private static func opaque(_ value: JSONValue) -> [UInt8]? {
    if let text = value.string { return Array(text.utf8) }
    return value["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
  }
}
