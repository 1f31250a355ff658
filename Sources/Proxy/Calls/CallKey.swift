import Basics
import Cassettes
import FoundationEssentials
import HTTP
import ModelAPI
import RecordReplay
import Serving

/// What makes two calls the same: everything that is sent, but for who sends it.
///
/// The method, the path, the query, the upstream's name, the headers that mean something, and the whole
/// body. Nothing of the body is left out: every wrong answer of other recorders came from leaving out.
/// A body of JSON is taken as its canonical form, in one segment for each message, so that a miss can say
/// which of them moved; any other body as its bytes.
enum CallKey {
  /// The headers that mean something to a provider.
  static let headers = ["anthropic-beta", "anthropic-version", "openai-beta"]

  static func action(
    of request: ServedRequest, body: [UInt8], lane: String?, upstream: String,
    keyHeaders: [String], renamed: Segment? = nil
  ) -> Action {
    var segments = [call(request, upstream: upstream)]
    if let lane { segments.append(segment("lane", .string(lane))) }
    if let renamed { segments.append(renamed) }
    let type = request.header("content-type") ?? ""
    for name in (headers + keyHeaders).sorted() {
      let values = request.headers.filter { $0.name == name }.map(\.value)
      guard !values.isEmpty else { continue }
      segments.append(segment("header \(name)", .string(values.joined(separator: ", "))))
    }
    segments += BodySegments.of(body, type: type)
    return Action(kind: .proxied, segments: segments)
  }

  private static func call(_ request: ServedRequest, upstream: String) -> Segment {
    var object = JSONObject([
      JSONMember(name: "method", value: .string(request.method)),
      JSONMember(name: "path", value: .string(request.path)),
      JSONMember(name: "upstream", value: .string(upstream)),
    ])
    if let query = request.query { object["query"] = .string(query) }
    return segment("call", .object(object))
  }

  static func segment(_ name: String, _ value: JSONValue) -> Segment {
    Segment(name: name, bytes: CanonicalJSON.bytes(ofOwn: value))
  }
}

/// A body as segments.
enum BodySegments {
  /// The members that are lists of what a person wants to see one by one.
  private static let lists = ["input", "messages", "tools"]

  /// The segments of a body: none where there is none.
  static func of(_ body: [UInt8], type: String) -> [Segment] {
    guard !body.isEmpty else { return [] }
    let kind = type.prefix { $0 != ";" }.lowercased()
    if kind == "application/json" || kind.hasSuffix("+json") || kind.isEmpty,
      let segments = json(body)
    {
      return segments
    }
    if kind == "multipart/form-data", let segments = MultipartBody.segments(of: body, type: type) {
      return segments
    }
    return [CallKey.segment("content-type", .string(type)), CallKey.segment("body", opaque(body))]
  }

  /// Bytes as they are: as text where they are some.
  static func opaque(_ bytes: [UInt8]) -> JSONValue {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return ["base64": .string(Data(bytes).base64EncodedString())]
    }
    return .string(text)
  }

  /// The segments of a body of JSON; `nil` for one that has no canonical form, such as one with a name
  /// twice or a number that a reader would round.
  private static func json(_ body: [UInt8]) -> [Segment]? {
    guard let value = try? JSONValue(parsing: body), !isRounded(value),
      let whole = try? CanonicalJSON.bytes(of: value)
    else { return nil }
    guard let object = value.object else { return [Segment(name: "json", bytes: whole)] }
    var parameters: [JSONMember] = []
    var counts: [JSONValue] = []
    var segments: [Segment] = []
    for member in object.members.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    ) {
      guard lists.contains(member.name), let elements = member.value.array else {
        parameters.append(member)
        continue
      }
      // A list of none is not the same as no list, nor as a number.
      counts += [.string(member.name), .integer(Int64(elements.count))]
      for (index, element) in elements.enumerated() {
        segments.append(CallKey.segment(name(of: element, index, in: member.name), element))
      }
    }
    let lists = counts.isEmpty ? [] : [CallKey.segment("lists", .array(counts))]
    return [CallKey.segment("parameters", .object(JSONObject(parameters)))] + lists + segments
  }

  /// Whether a value holds a whole number that its reading may have rounded.
  private static func isRounded(_ value: JSONValue) -> Bool {
    switch value {
    case .double(let number): number.magnitude >= Double(JSONValue.exactIntegerLimit)
    case .array(let elements): elements.contains(where: isRounded)
    case .object(let object): object.members.contains { isRounded($0.value) }
    case .null, .bool, .integer, .string: false
    }
  }

  private static func name(of element: JSONValue, _ index: Int, in list: String) -> String {
    let word = ["input": "input", "messages": "message"][list] ?? "tool"
    guard let role = (element["role"] ?? element["type"])?.string, list != "tools" else {
      return "\(word) \(index)"
    }
    return "\(word) \(index) \(String(role.prefix(20)))"
  }
}
