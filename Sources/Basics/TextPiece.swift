/// A part of a text that came from one place, so that whoever finds a change in it can say whose it is.
public struct TextPiece: Hashable, Sendable {
  /// Where it came from, such as `template of tank`; empty for what is the text's own.
  public var source: String
  /// Its length in UTF-8.
  public var byteCount: Int

  /// Creates a part.
  public init(from source: String, byteCount: Int) {
    self.source = source
    self.byteCount = byteCount
  }
}
