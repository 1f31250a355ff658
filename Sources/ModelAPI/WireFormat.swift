public import Basics
public import HTTP

/// How a family of providers writes requests and answers: pure functions between values and bytes.
///
/// A new provider is one folder with a type that conforms, and one line in ``WireFamily/all``.
public protocol WireFormat: Sendable {
  /// The family's name in sweeps and in the identity of actions; never changed once published.
  static var name: String { get }
  /// The path of a call below the base URL.
  static var defaultPath: String { get }
  /// The path of the list of models below the base URL.
  static var modelsPath: String { get }
  /// The headers that every request needs beside a key, in lower case; a sweep may give them other
  /// values.
  static var headers: [HTTPHeader] { get }
  /// The members of a request that ask for a stream of events.
  static var streamMembers: [JSONMember] { get }
  /// The provider's own tool that runs code; `nil` where it has none.
  static var hostedCode: HostedCodeTool? { get }
  /// Parameters that the format writes itself or cannot read the answer of, each with the reason
  /// that a sweep's author is told.
  static func objection(to parameter: JSONMember, of endpoint: ModelEndpoint) -> String?
  /// The parameters without which the provider takes no request.
  static var requiredParameters: [String] { get }
  /// The header that carries a key.
  static func credential(_ key: APIKey) -> Credential

  /// The canonical JSON of one message, as it is sent.
  static func bytes(of message: ChatMessage) -> [UInt8]
  /// An image as a part of a message; its bytes are named where they go, by ``ImageFile/name``.
  static func part(of image: ImageFile) -> JSONValue
  /// The type of a part that is text.
  static var textPart: String { get }
  /// A tool, as it is sent.
  static func value(of tool: ToolDefinition) -> JSONValue
  /// The HTTP body, assembled from nothing but the segments of a request.
  static func body(of segments: [Segment]) -> [UInt8]
  /// What the provider said in a body that is no stream.
  ///
  /// Never fails: a body that cannot be read is a ``CompletionOutcome/providerError(_:)``, and never
  /// an empty answer.
  static func decodeWhole(body: UnsafeBufferPointer<UInt8>, status: Int) -> CompletionOutcome
  /// What the events of a stream come to.
  static func assemble(_ events: [ServerSentEvent]) -> AssembledStream
  /// The files that an answer names and that have to be fetched to be kept.
  static func files(in answer: JSONValue) -> [FileReference]
}

extension WireFormat {
  public static var headers: [HTTPHeader] { [] }
  public static var hostedCode: HostedCodeTool? { nil }
  public static var requiredParameters: [String] { [] }
  public static var textPart: String { "text" }
  public static func files(in answer: JSONValue) -> [FileReference] { [] }

  /// What the provider said, as a whole or as a stream of events.
  ///
  /// Never fails. A stream that ended before the model had is a provider's error, and never a shorter
  /// answer.
  public static func decode(
    body: UnsafeBufferPointer<UInt8>, status: Int
  ) -> CompletionOutcome {
    guard (200..<300).contains(status), EventStreamParser.isEventStream(body) else {
      return decodeWhole(body: body, status: status)
    }
    switch StreamReader.read(body, as: self) {
    case .whole(let bytes):
      return bytes.withUnsafeBufferPointer { decodeWhole(body: $0, status: status) }
    case .cut(let why):
      return .providerError(
        ProviderFailure(status: status, code: "broken_stream", message: why, kind: .stream))
    case .failed(let event):
      var failure = event.withUnsafeBufferPointer {
        ProviderErrorBody($0).failure(status: status)
      }
      failure.kind = .stream
      return .providerError(failure)
    }
  }
}

/// The provider's own tool that runs code, as a request asks for it.
public struct HostedCodeTool: Hashable, Sendable {
  /// The tool, as it is sent among the tools.
  public var definition: JSONObject
  /// What a request with it has to say besides.
  public var members: [JSONMember]

  /// Creates a tool.
  public init(definition: JSONObject, members: [JSONMember] = []) {
    self.definition = definition
    self.members = members
  }
}

/// A family of providers that share a wire format.
public struct WireFamily: Sendable {
  /// The format.
  public let format: any WireFormat.Type

  /// Every family, by name.
  public static let all = [
    openAIChat, openAIResponses, anthropicMessages, mistral,
  ]

  /// The name, as sweeps and actions write it.
  public var name: String { format.name }

  /// The family of a format; each format's folder makes its own.
  init(_ format: any WireFormat.Type) {
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

/// Reasons against parameters that several formats have in common.
enum ParameterObjection {
  static let model = "the model's name is given beside the parameters"
  static let method = "the method writes it"
  static let stream = "write \"stream: true\" beside the parameters, not among them"
  static let several = "one call records one answer; use samples"
}
