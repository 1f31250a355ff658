import Basics

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
