public import HTTP

/// A file that an answer names and that the provider keeps for a while.
public struct FileReference: Hashable, Sendable {
  /// Where it lies.
  public enum Place: Hashable, Sendable {
    /// Below the base URL; the parts are foreign text, not yet fit for a URL.
    case path([String])
    /// At an address of its own.
    case url(String)
  }

  /// The provider's name for it.
  public var id: String
  /// Its name for people.
  public var name: String
  /// Where it lies.
  public var place: Place
  /// Headers that fetching it needs.
  public var headers: [HTTPHeader]

  /// Creates a reference.
  public init(id: String, name: String, place: Place, headers: [HTTPHeader] = []) {
    self.id = id
    self.name = name
    self.place = place
    self.headers = headers
  }
}

/// A file of an answer as it was fetched, or why it could not be.
public struct ReplyFile: Hashable, Sendable {
  /// The provider's name for it, cut to a bounded length.
  public var id: String
  /// Its name for people, cut to a bounded length.
  public var name: String
  /// What the provider calls its type; empty where it says nothing.
  public var type: String
  /// The content; empty where it could not be fetched.
  public var bytes: [UInt8]
  /// Why it could not be fetched, in a word or two; `nil` where it was.
  public var problem: String?

  /// Creates a file.
  public init(
    id: String, name: String, type: String = "", bytes: [UInt8] = [], problem: String? = nil
  ) {
    self.id = id
    self.name = name
    self.type = type
    self.bytes = bytes
    self.problem = problem
  }
}
