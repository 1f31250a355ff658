public import Basics
public import HTTP

/// How a model can be given a tool that runs code.
public enum ToolSupport: Hashable, Sendable, Codable {
  /// Not at all.
  case none
  /// It asks for a run, and the bench runs the code.
  case own
  /// The provider runs the code, with a tool of its own.
  case hosted
}

extension ToolSupport: ExpressibleByBooleanLiteral {
  public init(booleanLiteral value: Bool) { self = value ? .own : .none }
}

/// What a model can be asked for.
public struct ModelCapabilities: Hashable, Sendable, Codable {
  /// Whether it can be offered tools, and whose.
  public var tools: ToolSupport
  /// Whether it takes a system message.
  public var systemMessages: Bool
  /// Whether it can be shown images.
  public var images: Bool

  /// Creates capabilities.
  public init(tools: ToolSupport = .own, systemMessages: Bool = true, images: Bool = false) {
    self.tools = tools
    self.systemMessages = systemMessages
    self.images = images
  }
}

/// What a trial's model is: everything about it that may change an answer.
///
/// Where it is reached and with which key is no part of it: see ``EndpointAccess``. The capabilities
/// say what may be sent; they are not sent themselves.
public struct ModelEndpoint: Hashable, Sendable {
  /// How requests and answers are written.
  public var family: WireFamily
  /// The path below the base URL, such as `/chat/completions`.
  public var path: String
  /// What stands behind the path's question mark, such as `api-version=2024-10-21`; `nil` for nothing.
  public var query: String?
  /// The model's name, as it is sent.
  public var model: String
  /// Every other member of the request, sent as it was written: an absent member, a `null` and the
  /// provider's default are three different things.
  public var parameters: JSONObject
  /// What the model can be asked for.
  public var capabilities: ModelCapabilities
  /// Whether answers are asked for as a stream of events.
  public var streams: Bool
  /// The headers that may change an answer, such as the version of the interface: those of the family
  /// and the endpoint's own, in lower case and sorted.
  public let headers: [HTTPHeader]
  /// The definition of the provider's own code tool where it is not the family's usual one.
  public var hostedTool: JSONObject?
  /// What tells it from another that would be sent the very same bytes, on another server.
  ///
  /// It is a part of every action's identity, and never sent; `nil` where nothing needs to be told
  /// apart.
  public var label: String?

  /// The path with its query: both may change an answer, and are a part of what recordings are known by.
  public var target: String { query.map { "\(path)?\($0)" } ?? path }

  /// Creates an endpoint.
  ///
  /// - Parameters:
  ///   - path: The path below the base URL; the family's own where it is `nil`.
  ///   - query: What stands behind the path's question mark.
  ///   - headers: Headers beside those of the family, or in place of them.
  ///   - label: What tells it from another that would be sent the very same bytes.
  public init(
    family: WireFamily = .openAIChat, path: String? = nil, query: String? = nil, model: String,
    parameters: JSONObject = JSONObject(), capabilities: ModelCapabilities = ModelCapabilities(),
    streams: Bool = false, headers: [HTTPHeader] = [], hostedTool: JSONObject? = nil,
    label: String? = nil
  ) {
    self.family = family
    self.path = path ?? family.format.defaultPath
    self.query = query
    self.model = model
    self.parameters = parameters
    self.capabilities = capabilities
    self.streams = streams
    self.hostedTool = hostedTool
    self.label = label
    let own = headers.map { HTTPHeader(name: $0.name.lowercased(), value: $0.value) }
    let usual = family.format.headers.filter { usual in !own.contains { $0.name == usual.name } }
    self.headers = (own + usual).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The value of a header whose name is given in lower case.
  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Which headers a sweep may add to a model's requests.
enum HeaderRule {
  /// Headers that carry secrets or that the transport writes.
  private static let refused = [
    "accept", "accept-encoding", "api-key", "authorization", "connection", "content-length",
    "content-type", "cookie", "host", "proxy-authorization", "transfer-encoding", "user-agent",
    "x-api-key",
  ]

  private static let valueLimit = 1024

  /// Why a header cannot be sent; `nil` where it can.
  static func objection(to header: HTTPHeader) -> String? {
    guard !header.name.isEmpty, header.name.utf8.allSatisfy(isNameByte) else {
      return "its name may have letters, digits and dashes only"
    }
    guard !refused.contains(header.name) else {
      return "it is written by the tool itself; a key belongs into \"access\""
    }
    guard !header.value.isEmpty, header.value.utf8.count <= valueLimit,
      header.value.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
    else { return "its value must be one line of at most \(valueLimit) plain characters" }
    return nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension ModelEndpoint {
  /// The most tokens of an answer, by the parameters that providers name it with; `nil` where the
  /// parameters set no limit.
  ///
  /// A limit that no answer comes near counts as one of 2^30, so that sums over any sweep are numbers.
  public var answerLimit: Int? {
    ["max_tokens", "max_completion_tokens", "max_output_tokens"].lazy
      .compactMap { self.parameters[$0]?.integer }.first { $0 > 0 }
      .map { min($0, Self.largestAnswer) }
  }

  /// More tokens than any answer has.
  private static let largestAnswer = 1 << 30
}
