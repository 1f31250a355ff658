public import Wire

/// What a model can be asked for.
public struct ModelCapabilities: Hashable, Sendable, Codable {
  /// Whether it can be offered tools.
  public var tools: Bool
  /// Whether it takes a system message.
  public var systemMessages: Bool

  /// Creates capabilities.
  public init(tools: Bool = true, systemMessages: Bool = true) {
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

  /// Creates an endpoint.
  ///
  /// - Parameter path: The path below the base URL; the family's own where it is `nil`.
  public init(
    family: WireFamily = .openAIChat, path: String? = nil, model: String,
    parameters: JSONObject = JSONObject(), capabilities: ModelCapabilities = ModelCapabilities()
  ) {
    self.family = family
    self.path = path ?? family.format.defaultPath
    self.model = model
    self.parameters = parameters
    self.capabilities = capabilities
  }
}
