/// A named piece of an action: the unit by which a changed question to the outside world is
/// located.
public struct Segment: Hashable, Sendable {
  /// What the piece is, such as `parameters` or `message 1 user`; part of the action's identity.
  public var name: String
  /// Its canonical JSON bytes, as they are sent.
  public var bytes: [UInt8]

  /// Creates a segment.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
