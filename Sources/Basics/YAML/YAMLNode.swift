/// A node of a document in YAML, before its text is read as a number, a date or anything else.
package struct YAMLNode: Sendable {
  /// What a node holds.
  package enum Content: Sendable {
    case scalar(Scalar)
    case sequence([YAMLNode])
    case mapping([Pair])
  }

  /// Text, with what decides how it may be read.
  package struct Scalar: Sendable {
    /// The text, without its quotation marks and with its escapes replaced.
    package let text: String
    /// Whether it was written without quotation marks, and not as a block.
    package let isPlain: Bool
  }

  /// A key of a mapping with its value.
  package struct Pair: Sendable {
    package let key: YAMLNode
    package let value: YAMLNode
  }

  /// What it holds.
  package let content: Content
  /// The tag that was written before it, in its long form: `tag:yaml.org,2002:binary` for `!!binary`.
  package let tag: String?
  /// The line that it begins in, from 1; `nil` where it stands in no file.
  package let line: Int?

  package init(_ content: Content, tag: String? = nil, line: Int? = nil) {
    self.content = content
    self.tag = tag
    self.line = line
  }

  /// A node where nothing is written.
  package static let nothing = YAMLNode(.scalar(Scalar(text: "", isPlain: true)))

  package var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }

  package var sequence: [YAMLNode]? {
    if case .sequence(let nodes) = content { nodes } else { nil }
  }

  /// The pairs of a mapping, in the order of the file.
  package var mapping: [Pair]? { if case .mapping(let pairs) = content { pairs } else { nil } }

  /// The value of a key that is text.
  package subscript(name: String) -> YAMLNode? {
    mapping?.first { $0.key.scalar?.text == name }?.value
  }
}

/// Why a text is no document in YAML.
package enum YAMLFault: Error, Equatable {
  /// What was found there is not allowed there; line and column count from 1.
  case syntax(String, line: Int, column: Int)
  /// It holds a character that YAML does not have.
  case character(String, line: Int)
  /// A key stands twice in one mapping; the line is that of the first.
  case duplicateKey(String, line: Int)
  /// There was no memory for it.
  case memory
}
