public import Basics
import HTTP
import Synchronization

/// Turns requests into bytes for one endpoint.
///
/// Made once for a group of trials: what their requests share (endpoint, parameters, tools) is
/// written, checked and hashed once. It may be used from any number of tasks.
public final class RequestEncoder: Sendable {
  /// The version of the rules by which an action's bytes are written.
  public static let schema = 1

  /// The endpoint.
  public let endpoint: ModelEndpoint
  private let head: Shared
  private let format: any WireFormat.Type
  private let withTools = Mutex<[(tools: [ToolDefinition], shared: Shared)]>([])

  /// Different sets of tools that are kept; a trial group has one or two.
  private static let toolSetLimit = 8

  /// Segments that many requests start with.
  private struct Shared {
    var segments: [Segment] = []
    var digests: [Digest] = []

    mutating func append(_ name: String, _ bytes: [UInt8]) {
      segments.append(Segment(name: name, bytes: bytes))
      digests.append(.sha256(bytes))
    }
  }

  /// Creates an encoder.
  ///
  /// Throws `badParameters` where the endpoint's path is no path, a parameter is one that the format
  /// writes itself, is named twice, or has no canonical JSON.
  public init(_ endpoint: ModelEndpoint) throws(ModelAPIError) {
    self.endpoint = endpoint
    format = endpoint.family.format
    var head = Shared()
    head.append("endpoint", try Self.endpointBytes(endpoint))
    head.append("parameters", try Self.parameterBytes(endpoint))
    self.head = head
  }

  /// Whether the very same request would have the very same identity at the other's endpoint: of two
  /// servers, one recording would be played for both.
  public func isSameIdentity(as other: RequestEncoder) -> Bool {
    head.digests == other.head.digests
  }

  /// The segments of a request.
  ///
  /// Throws `unsupported` where the endpoint cannot take the tools or the system message, and
  /// `badParameters` where a tool's schema has no canonical JSON.
  public func encode(_ request: CompletionRequest) throws(ModelAPIError) -> EncodedRequest {
    let shared = request.tools.isEmpty ? head : try shared(with: request.tools)
    var segments = shared.segments
    segments.reserveCapacity(segments.count + request.messages.count)
    append(request, to: &segments)
    for (index, message) in request.messages.enumerated() {
      guard endpoint.capabilities.systemMessages || message.role != .system else {
        throw unsupported("a system message")
      }
      if !message.images.isEmpty { try checkImages(of: message) }
      segments.append(
        Segment(
          name: SegmentName.message(index, message.role), bytes: format.bytes(of: message)))
    }
    return EncodedRequest(
      segments: segments, sharedDigests: shared.digests, images: NamedImages.all(in: request))
  }

  private func checkImages(of message: ChatMessage) throws(ModelAPIError) {
    guard endpoint.capabilities.images else { throw unsupported("an image") }
    guard message.role == .user else {
      throw unsupported("an image in a message of the role \(message.role.rawValue)")
    }
  }

  /// What a request says beside its messages because of a message that it sends back.
  private func append(_ request: CompletionRequest, to segments: inout [Segment]) {
    guard
      let container = request.messages.last(where: { $0.echo?.container != nil })?.echo?.container
    else { return }
    var bytes: [UInt8] = []
    CanonicalJSON.appendString(container, to: &bytes)
    segments.append(Segment(name: SegmentName.container, bytes: bytes))
  }

  private func shared(with tools: [ToolDefinition]) throws(ModelAPIError) -> Shared {
    guard endpoint.capabilities.tools != .none else { throw unsupported("tools") }
    if let known = withTools.withLock({ known in known.first { $0.tools == tools }?.shared }) {
      return known
    }
    var shared = head
    let hosted = endpoint.capabilities.tools == .hosted ? try hostedCode() : nil
    do {
      let values = tools.map { tool in
        tool.runsCode
          ? hosted.map { .object($0.definition) } ?? format.value(of: tool)
          : format.value(of: tool)
      }
      shared.append(SegmentName.tools, try CanonicalJSON.bytes(of: .array(values)))
      for member in hosted?.members ?? [] where endpoint.parameters[member.name] == nil {
        shared.append(member.name, try CanonicalJSON.bytes(of: member.value))
      }
    } catch {
      throw ModelAPIError(
        .badParameters, "the tools of a request have no canonical JSON: \(error)",
        next: "Correct the schema of the tools.")
    }
    withTools.withLock { known in
      if known.count >= Self.toolSetLimit { known.removeFirst() }
      known.append((tools, shared))
    }
    return shared
  }

  /// The provider's own code tool, by the family or by the endpoint.
  private func hostedCode() throws(ModelAPIError) -> HostedCodeTool {
    guard var tool = format.hostedCode else {
      throw unsupported("a code tool of the provider's own")
    }
    if let definition = endpoint.hostedTool { tool.definition = definition }
    for member in tool.members {
      guard let own = endpoint.parameters[member.name] else { continue }
      // Where the author writes the member, what the tool needs must be in it.
      let wanted = member.value.array ?? [member.value]
      guard let values = own.array, wanted.allSatisfy(values.contains) else {
        throw ModelAPIError(
          .badParameters,
          "the parameter '\(member.name)' of the model \(endpoint.model) must be a list that holds "
            + wanted.compactMap(\.string).joined(separator: ", ")
            + ", or what the provider's tool printed is not told",
          next: "Add it, or leave the parameter out.")
      }
    }
    return tool
  }

  private func unsupported(_ what: String) -> ModelAPIError {
    ModelAPIError(
      .unsupported, "the model \(endpoint.model) cannot be sent \(what)",
      next: "Leave this method out for this model, or correct the model's capabilities.")
  }
}

// MARK: - What requests share

extension RequestEncoder {
  private static func endpointBytes(_ endpoint: ModelEndpoint) throws(ModelAPIError) -> [UInt8] {
    guard isPath(endpoint.path), endpoint.query.map(isQuery) ?? true else {
      throw ModelAPIError(
        .badParameters, "the path of the model \(endpoint.model) is not a plain URL path",
        next:
          "Write it as a path below the base URL, such as \(endpoint.family.format.defaultPath).")
    }
    var value = JSONObject([
      JSONMember(name: "family", value: .string(endpoint.family.name)),
      JSONMember(name: "path", value: .string(endpoint.target)),
      JSONMember(name: "schema", value: .integer(Int64(schema))),
    ])
    if !endpoint.headers.isEmpty { value["headers"] = try headers(of: endpoint) }
    // Absent without one, so that what has none keeps the key that it always had.
    if let label = endpoint.label { value["label"] = .string(label) }
    return try canonical(.object(value), of: endpoint)
  }

  private static func headers(of endpoint: ModelEndpoint) throws(ModelAPIError) -> JSONValue {
    var members: [JSONMember] = []
    for header in endpoint.headers {
      guard let objection = HeaderRule.objection(to: header) else {
        members.append(JSONMember(name: header.name, value: .string(header.value)))
        continue
      }
      // Without its value, which may be a key that stands where it must not.
      throw ModelAPIError(
        .badParameters,
        "the header '\(header.name)' of the model \(endpoint.model) cannot be sent: \(objection)",
        next: "Take it out of the model's headers.")
    }
    return .object(JSONObject(members))
  }

  /// Whether a path can stand in a URL as it is, and stays below the base.
  private static func isPath(_ path: String) -> Bool {
    path.utf8.first == UInt8(ascii: "/") && !path.utf8.elementsEqual("/".utf8)
      && !path.split(separator: "/").contains { $0 == "." || $0 == ".." }
      && path.utf8.allSatisfy { isPlain($0) || "/-._~:@".utf8.contains($0) }
  }

  private static func isQuery(_ query: String) -> Bool {
    !query.isEmpty && query.utf8.allSatisfy { isPlain($0) || "-._~=&".utf8.contains($0) }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static func parameterBytes(_ endpoint: ModelEndpoint) throws(ModelAPIError) -> [UInt8] {
    let format = endpoint.family.format
    var seen: Set<[UInt8]> = []
    for member in endpoint.parameters.members {
      let objection =
        seen.insert(Array(member.name.utf8)).inserted
        ? format.objection(to: member, of: endpoint) : "it is given twice"
      if let objection {
        throw ModelAPIError(
          .badParameters,
          "the parameter '\(member.name)' of the model \(endpoint.model) cannot be sent: "
            + objection,
          next: "Take it out of the model's parameters.")
      }
    }
    for name in format.requiredParameters where endpoint.parameters[name] == nil {
      throw ModelAPIError(
        .badParameters,
        "the model \(endpoint.model) needs the parameter '\(name)', without which the provider takes "
          + "no request",
        next: "Add it to the model's parameters.")
    }
    var members = endpoint.parameters.members
    if endpoint.streams {
      members += format.streamMembers.filter { endpoint.parameters[$0.name] == nil }
    }
    members.append(JSONMember(name: "model", value: .string(endpoint.model)))
    return try canonical(.object(JSONObject(members)), of: endpoint)
  }

  private static func canonical(
    _ value: JSONValue, of endpoint: ModelEndpoint
  ) throws(ModelAPIError) -> [UInt8] {
    do {
      return try CanonicalJSON.bytes(of: value)
    } catch {
      throw ModelAPIError(
        .badParameters,
        "the parameters of the model \(endpoint.model) have no canonical JSON: \(error)",
        next: "Use finite numbers, and integers of at most 2^53.")
    }
  }
}

/// A model call as bytes: the segments of its action, in order.
public struct EncodedRequest: Hashable, Sendable {
  /// The segments: `endpoint`, `parameters`, `tools` where there are any, then one a message.
  public let segments: [Segment]
  /// The SHA-256 of the bytes of the first segments, which many requests share.
  let sharedDigests: [Digest]
  /// The images that the messages name, each file once: what is to be kept beside the request.
  public let images: [ImageFile]

  /// The SHA-256 of every segment's bytes, in order; those that many requests share are not computed
  /// again.
  public var digests: [Digest] {
    var digests = sharedDigests
    digests.reserveCapacity(segments.count)
    for segment in segments.dropFirst(sharedDigests.count) {
      digests.append(.sha256(segment.bytes))
    }
    return digests
  }
}
