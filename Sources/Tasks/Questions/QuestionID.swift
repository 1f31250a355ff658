/// What an id of a question may look like.
///
/// Ids stand in trial names between slashes, in file names, score sheets and command lines.
public enum QuestionID {
  /// The longest id, in bytes.
  public static let byteLimit = 100

  /// Whether a text can be an id: letters and digits of ASCII, dots, dashes and underscores, and not
  /// dots alone.
  public static func isValid(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= byteLimit
      && id.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || "._-".utf8.contains($0) }
      && id.utf8.contains { $0 != UInt8(ascii: ".") }
  }
}
