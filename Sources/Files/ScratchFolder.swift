import Glibc

/// A temporary folder that only its owner can look into, gone with the value.
///
/// Files that are open outlive their names.
public final class ScratchFolder: Sendable {
  public let path: String

  /// Makes a folder of a new name below another one, such as the system's folder for temporary files.
  public init(in parent: String, named prefix: String = "steerbench") throws(FileError) {
    let pattern = Folder(parent).path(of: "\(prefix)-XXXXXX")
    guard !pattern.utf8.contains(0) else { throw FileError(.writing, pattern, .system(ENOENT)) }
    var path = Array(pattern.utf8CString)
    guard mkdtemp(&path) != nil else { throw .writing(pattern) }
    self.path = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    Folder.removeAll(path)
  }

  /// The path of something in it.
  public func path(of name: String) -> String { Folder(path).path(of: name) }
}
