/// A folder of foreign data, as an importer sees it.
///
/// Paths are relative, with slashes. What does not exist is `nil`; what exists and cannot be taken, such
/// as a symbolic link or a file beyond the limit, is an error.
public protocol ImportSource: Sendable {
  /// The names in a folder, in the order of their bytes.
  func names(in folder: String) throws(TaskError) -> [String]?

  /// The bytes of a file.
  func bytes(of file: String, limit: Int) throws(TaskError) -> [UInt8]?
}
