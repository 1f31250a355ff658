public import Basics

/// A tool that a model may call.
public struct ToolDefinition: Hashable, Sendable {
  /// The name.
  public var name: String
  /// What it does, for the model.
  public var description: String
  /// The JSON schema of its arguments.
  public var parameters: JSONValue
  /// Whether it runs code, so that the provider's own tool stands for it where the model has one; see
  /// ``ToolSupport/hosted``.
  public var runsCode: Bool

  /// Creates a tool definition.
  public init(name: String, description: String, parameters: JSONValue, runsCode: Bool = false) {
    self.name = name
    self.description = description
    self.parameters = parameters
    self.runsCode = runsCode
  }
}

/// What a method asks a model: the conversation so far and the tools at hand.
///
/// The model and its parameters are the trial's, not the method's.
public struct CompletionRequest: Hashable, Sendable {
  /// The conversation, oldest message first.
  public var messages: [ChatMessage]
  /// The tools that the model may call.
  public var tools: [ToolDefinition]

  /// Creates a request.
  public init(messages: [ChatMessage], tools: [ToolDefinition] = []) {
    self.messages = messages
    self.tools = tools
  }
}

/// Who says a message.
public enum ChatRole: String, Hashable, Sendable, Codable {
  case system
  case user
  case assistant
  case tool
}

/// A call of a tool that a model asked for.
public struct ToolCall: Hashable, Sendable {
  /// The provider's name for the call, which the tool's answer repeats.
  public var id: String
  /// The tool's name.
  public var name: String
  /// The arguments, as the JSON text that the model wrote: it need not be valid.
  public var arguments: String

  /// Creates a tool call.
  public init(id: String, name: String, arguments: String) {
    self.id = id
    self.name = name
    self.arguments = arguments
  }

  /// The code that the arguments hold as their member `code`; `nil` where there is none.
  public var code: String? {
    (try? JSONValue(parsing: arguments, options: .tolerant))?["code"]?.string
  }

  /// What the model wrote: the code, which is one line of escapes in the arguments until it is read, or
  /// else the arguments.
  public var writing: String { code ?? arguments }
}

/// One message of a conversation.
public struct ChatMessage: Hashable, Sendable {
  /// Who says it.
  public var role: ChatRole
  /// The text, in parts that are sent joined without a separator.
  public var parts: [PromptText]
  /// The tools that an assistant's message calls.
  public var toolCalls: [ToolCall]
  /// The call that a tool's message answers.
  public var toolCallID: String?
  /// The provider's own form of an assistant's message, sent in place of parts and calls where there
  /// is one.
  public var echo: MessageEcho?

  /// Creates a message.
  public init(
    role: ChatRole, parts: [PromptText], toolCalls: [ToolCall] = [], toolCallID: String? = nil,
    echo: MessageEcho? = nil
  ) {
    self.role = role
    self.parts = parts
    self.toolCalls = toolCalls
    self.toolCallID = toolCallID
    self.echo = echo
  }

  /// The whole text.
  public var text: String { parts.map(\.text).joined() }

  /// The images that its texts show, each once; they stand before the text.
  public var images: [ImageFile] {
    var seen: Set<ImageFile> = []
    return parts.flatMap(\.images).filter { seen.insert($0).inserted }
  }

  /// The whole text for a person, each image as a line before it.
  public var shownText: String {
    images.isEmpty ? text : (images.map(\.title) + [text]).joined(separator: "\n")
  }
}

/// A part of a message, with a name for where it came from.
///
/// The source is no part of what is sent. It lets a miss say which prompt file moved, and lets text
/// that many messages share be escaped and hashed once.
public struct PromptText: Hashable, Sendable {
  /// Where the text came from, such as `prompt all-code`, `question game24-2-07` or `answer`.
  public let source: String
  /// The text.
  public let text: String
  /// The digest of a text that people wrote; `nil` for text that came back from a model or its code.
  public let authoredDigest: Digest?
  /// The images that the text is about: whoever sends it shows them too.
  public private(set) var images: [ImageFile] = []
  /// Where the parts of the text came from, in order; empty where all of it is ``source``'s own.
  public private(set) var pieces: [TextPiece] = []
  /// The inside of the JSON string that carries the text.
  let escaped: [UInt8]

  /// Creates a part from what a model or its code said.
  public init(_ text: String, from source: String) {
    self.init(text: text, source: source, authoredDigest: nil)
  }

  /// Creates a part from what people wrote: a prompt, a question.
  public init(authored text: String, from source: String) {
    self.init(text: text, source: source, authoredDigest: Digest.sha256(text))
  }

  /// The same text with images.
  public func showing(_ images: [ImageFile]) -> PromptText {
    var text = self
    text.images = images
    return text
  }

  /// The same text, made of parts that came from several places.
  ///
  /// - Parameter pieces: Of the whole text, in order; a part without a source is this text's own.
  public func made(of pieces: [TextPiece]) -> PromptText {
    precondition(
      pieces.isEmpty || pieces.reduce(0) { $0 + $1.byteCount } == self.text.utf8.count,
      "the parts of a text are all of it")
    var text = self
    text.pieces = pieces
    return text
  }

  /// Where each part of the text came from, with its length in UTF-8.
  public var origins: [(source: String, byteCount: Int)] {
    pieces.isEmpty
      ? [(source, text.utf8.count)]
      : pieces.map { ($0.source.isEmpty ? source : $0.source, $0.byteCount) }
  }

  private init(text: String, source: String, authoredDigest: Digest?) {
    self.text = text
    self.source = source
    self.authoredDigest = authoredDigest
    var escaped: [UInt8] = []
    escaped.reserveCapacity(text.utf8.count + text.utf8.count / 16)
    CanonicalJSON.appendEscaped(text, to: &escaped)
    self.escaped = escaped
  }
}

/// An assistant's message in the provider's own form, to be sent back as it came.
///
/// Some providers keep more in a message than its text and its calls: signed reasoning, the runs of
/// their own tools. A request that goes on from there must repeat all of it.
public struct MessageEcho: Hashable, Sendable {
  /// The canonical JSON of the message's content: an array.
  let content: [UInt8]
  /// The container in which the provider's tools ran and go on; `nil` where there is none.
  let container: String?

  /// Creates an echo; `nil` where the content has no canonical JSON.
  init?(_ content: JSONValue, container: String? = nil) {
    guard let bytes = try? CanonicalJSON.bytes(of: content) else { return nil }
    self.content = bytes
    self.container = container
  }
}

/// The segments of a request, sorted by where they stand in a body.
struct RequestBody {
  /// The messages, in order.
  private(set) var messages: [Segment] = []
  private var parameters: Segment?
  private var members: [Segment] = []
  private let size: Int

  /// Sorts the segments of a request.
  init(_ segments: [Segment]) {
    size = segments.reduce(64) { $0 + $1.bytes.count + $1.name.utf8.count + 4 }
    for segment in segments {
      switch segment.name {
      case SegmentName.endpoint: continue
      case SegmentName.parameters: parameters = segment
      case let name where name.hasPrefix(SegmentName.messagePrefix): messages.append(segment)
      case let name where SegmentName.members.contains(name): members.append(segment)
      // What tells two actions apart and is sent to nobody.
      default: continue
      }
    }
  }

  /// The body: the members of `parameters`, then what a format writes of the messages, then the
  /// segments that are members by themselves.
  ///
  /// The bytes of a segment stand in the body as they were hashed.
  func bytes(_ writeMessages: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    bytes.append("{")
    if let parameters, parameters.bytes.count > 2 {
      bytes.append(contentsOf: parameters.bytes.dropFirst().dropLast())
      bytes.append(",")
    }
    writeMessages(&bytes)
    for member in members {
      bytes.append(",")
      CanonicalJSON.appendString(member.name, to: &bytes)
      bytes.append(":")
      bytes.append(contentsOf: member.bytes)
    }
    bytes.append("}")
    return bytes
  }
}

extension [UInt8] {
  /// Appends the bytes of a literal.
  mutating func append(_ literal: StaticString) {
    append(
      contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Appends the text of a message's parts as one JSON string.
  mutating func appendText(of message: ChatMessage) {
    append(#"""#)
    for part in message.parts { append(contentsOf: part.escaped) }
    append(#"""#)
  }

  /// Appends the content of a user's message: its text, or its images and its text as parts.
  ///
  /// Text comes last, so that nothing in it can be taken for the name of an image: see ``NamedImages``.
  mutating func appendContent(of message: ChatMessage, in format: any WireFormat.Type) {
    let images = message.images
    guard !images.isEmpty else { return appendText(of: message) }
    append("[")
    appendList(images.map { CanonicalJSON.bytes(ofOwn: format.part(of: $0)) })
    append(#",{"text":"#)
    appendText(of: message)
    append(#","type":"#)
    CanonicalJSON.appendString(format.textPart, to: &self)
    append("}]")
  }

  /// Appends elements with commas between them.
  mutating func appendList(_ elements: some Sequence<[UInt8]>) {
    var isFirst = true
    for element in elements {
      if !isFirst { append(",") }
      isFirst = false
      append(contentsOf: element)
    }
  }
}

extension ChatMessage {
  /// Whether it has no text.
  var isTextEmpty: Bool { parts.allSatisfy(\.escaped.isEmpty) }
}

/// The names of a request's segments.
enum SegmentName {
  static let parameters = "parameters"
  static let endpoint = "endpoint"
  static let tools = "tools"
  static let include = "include"
  static let container = "container"
  /// The segments that stand in a body as members of their own names.
  static let members = [tools, include, container]
  static let messagePrefix = "message "

  /// Names of the first messages, made once: building one costs more than the message's own frame.
  private static let known: [[String]] = (0..<32).map { index in
    [ChatRole.system, .user, .assistant, .tool].map { name(index, $0) }
  }

  /// The name of the message at an index from 0; names count from 1.
  static func message(_ index: Int, _ role: ChatRole) -> String {
    guard index < known.count else { return name(index, role) }
    switch role {
    case .system: return known[index][0]
    case .user: return known[index][1]
    case .assistant: return known[index][2]
    case .tool: return known[index][3]
    }
  }

  private static func name(_ index: Int, _ role: ChatRole) -> String {
    "\(messagePrefix)\(index + 1) \(role.rawValue)"
  }
}
