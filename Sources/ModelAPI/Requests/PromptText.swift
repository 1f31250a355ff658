public import Basics

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
