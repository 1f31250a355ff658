/// A line of a file, from the root of the repository, as tools that show code take it.
public struct FilePlace: Hashable, Sendable {
  /// The path, with `/` between its parts.
  public let path: String
  /// The line, from 1.
  public let line: Int

  /// Creates a place.
  public init(path: String, line: Int) {
    self.path = path
    self.line = line
  }
}
