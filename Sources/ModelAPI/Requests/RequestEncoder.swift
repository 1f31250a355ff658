import Synchronization
import Wire

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

  /// The segments of a request.
  ///
  /// Throws `unsupported` where the endpoint cannot take the tools or the system message, and
  /// `badParameters` where a tool's schema has no canonical JSON.
  public func encode(_ request: CompletionRequest) throws(ModelAPIError) -> EncodedRequest {
    let shared = request.tools.isEmpty ? head : try shared(with: request.tools)
    var segments = shared.segments
    segments.reserveCapacity(segments.count + request.messages.count)
    for (index, message) in request.messages.enumerated() {
      guard endpoint.capabilities.systemMessages || message.role != .system else {
        throw unsupported("a system message")
      }
      segments.append(
        Segment(
          name: SegmentName.message(index, message.role), bytes: format.bytes(of: message)))
    }
    return EncodedRequest(segments: segments, sharedDigests: shared.digests)
  }

  private func shared(with tools: [ToolDefinition]) throws(ModelAPIError) -> Shared {
    guard endpoint.capabilities.tools else { throw unsupported("tools") }
    if let known = withTools.withLock({ known in known.first { $0.tools == tools }?.shared }) {
      return known
    }
    var shared = head
    do {
      shared.append("tools", try format.bytes(of: tools))
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

  private func unsupported(_ what: String) -> ModelAPIError {
    ModelAPIError(
      .unsupported, "the model \(endpoint.model) cannot be sent \(what)",
      next: "Leave this method out for this model, or correct the model's capabilities.")
  }
}

// MARK: - What requests share

extension RequestEncoder {
  private static func endpointBytes(_ endpoint: ModelEndpoint) throws(ModelAPIError) -> [UInt8] {
    guard isPath(endpoint.path) else {
      throw ModelAPIError(
        .badParameters, "the path of the model \(endpoint.model) is not a plain URL path",
        next:
          "Write it as a path below the base URL, such as \(endpoint.family.format.defaultPath).")
    }
    let value: JSONValue = [
      "family": .string(endpoint.family.name), "path": .string(endpoint.path),
      "schema": .integer(Int64(schema)),
    ]
    return try canonical(value, of: endpoint)
  }

  /// Whether a path can stand in a URL as it is, and stays below the base.
  private static func isPath(_ path: String) -> Bool {
    path.utf8.first == UInt8(ascii: "/") && !path.utf8.elementsEqual("/".utf8)
      && !path.split(separator: "/").contains { $0 == "." || $0 == ".." }
      && path.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "/-._~:@".utf8.contains(byte)
        }
      }
  }

  private static func parameterBytes(_ endpoint: ModelEndpoint) throws(ModelAPIError) -> [UInt8] {
    let format = endpoint.family.format
    var seen: Set<[UInt8]> = []
    for member in endpoint.parameters.members {
      let objection =
        seen.insert(Array(member.name.utf8)).inserted
        ? format.objection(to: member) : "it is given twice"
      if let objection {
        throw ModelAPIError(
          .badParameters,
          "the parameter '\(member.name)' of the model \(endpoint.model) cannot be sent: "
            + objection,
          next: "Take it out of the model's parameters.")
      }
    }
    var members = endpoint.parameters.members
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
