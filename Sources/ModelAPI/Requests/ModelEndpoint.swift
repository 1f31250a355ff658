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

  /// Creates capabilities.
  public init(tools: ToolSupport = .own, systemMessages: Bool = true) {
    self.tools = tools
    self.systemMessages = systemMessages
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

  /// Creates an endpoint.
  ///
  /// - Parameters:
  ///   - path: The path below the base URL; the family's own where it is `nil`.
  ///   - headers: Headers beside those of the family, or in place of them.
  public init(
    family: WireFamily = .openAIChat, path: String? = nil, model: String,
    parameters: JSONObject = JSONObject(), capabilities: ModelCapabilities = ModelCapabilities(),
    streams: Bool = false, headers: [HTTPHeader] = [], hostedTool: JSONObject? = nil
  ) {
    self.family = family
    self.path = path ?? family.format.defaultPath
    self.model = model
    self.parameters = parameters
    self.capabilities = capabilities
    self.streams = streams
    self.hostedTool = hostedTool
    let own = headers.map { HTTPHeader(name: $0.name.lowercased(), value: $0.value) }
    let usual = family.format.headers.filter { usual in !own.contains { $0.name == usual.name } }
    self.headers = (own + usual).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The value of a header whose name is given in lower case.
  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
