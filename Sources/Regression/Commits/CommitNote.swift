/// A commit for people: who made it, when, what for, and which files it touches.
public struct CommitNote: Hashable, Sendable {
  /// The commit's id.
  public let id: String
  /// The author with the address.
  public let author: String
  /// When it was written, as ISO 8601 with its zone.
  public let date: String
  /// The first line of its message.
  public let subject: String
  /// The files that it touches, `OLD -> NEW` for a renamed one, against its first parent.
  public let files: [String]

  /// The first digits of the id, as git shows it.
  public var short: String { String(id.prefix(10)) }

  /// Reads the names of `git diff-tree -z --name-status`.
  static func files(_ text: String) -> [String] {
    var fields = text.split(separator: "\0").map(String.init)[...]
    var files: [String] = []
    while let status = fields.popFirst(), let name = fields.popFirst() {
      let isMoved = status.hasPrefix("R") || status.hasPrefix("C")
      if isMoved, let other = fields.popFirst() {
        files.append("\(name) -> \(other)")
      } else {
        files.append(name)
      }
    }
    return files
  }
}
