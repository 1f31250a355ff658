public import Wire

/// How a family of providers writes requests and answers: pure functions between values and bytes.
///
/// A new provider is one file with a type that conforms, and one line in ``WireFamily/all``.
public protocol WireFormat: Sendable {
  /// The family's name in sweeps and in the identity of actions; never changed once published.
  static var name: String { get }
  /// The path of a call below the base URL.
  static var defaultPath: String { get }
  /// The path of the list of models below the base URL.
  static var modelsPath: String { get }
  /// Parameters that the format writes itself or cannot read the answer of, each with the reason
  /// that a sweep's author is told.
  static func objection(to parameter: JSONMember) -> String?
  /// The header that carries a key.
  static func credential(_ key: APIKey) -> Credential

  /// The canonical JSON of one message, as it is sent.
  static func bytes(of message: ChatMessage) -> [UInt8]
  /// The canonical JSON of the tools, as they are sent.
  static func bytes(of tools: [ToolDefinition]) throws(JSONError) -> [UInt8]
  /// The HTTP body, assembled from nothing but the segments of a request.
  static func body(of segments: [Segment]) -> [UInt8]
  /// What the provider said.
  ///
  /// Never fails: a body that cannot be read is a ``CompletionOutcome/providerError(_:)``, and never
  /// an empty answer.
  static func decode(body: UnsafeBufferPointer<UInt8>, status: Int) -> CompletionOutcome
}

/// A family of providers that share a wire format.
public struct WireFamily: Sendable {
  /// The format.
  public let format: any WireFormat.Type

  /// OpenAI's chat completions, which llama.cpp, vLLM, Ollama, Mistral and many gateways speak too.
  public static let openAIChat = WireFamily(format: OpenAIChatFormat.self)

  /// Every family, by name.
  public static let all = [openAIChat]

  /// The name, as sweeps and actions write it.
  public var name: String { format.name }

  private init(format: any WireFormat.Type) {
    self.format = format
  }

  /// Finds a family; `nil` where no family has that name.
  public init?(named name: String) {
    guard let family = Self.all.first(where: { $0.name == name }) else { return nil }
    self = family
  }
}

extension WireFamily: Hashable {
  public static func == (left: WireFamily, right: WireFamily) -> Bool { left.name == right.name }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
  }
}

extension WireFamily: CustomStringConvertible {
  public var description: String { name }
}
