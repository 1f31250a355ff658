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
