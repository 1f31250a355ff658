import Glibc

/// A folder on its way to its place: filled beside it, file by file, and put there in one step.
///
/// It takes the place of nothing, or of an empty folder, and of nothing else. One that is not published
/// leaves nothing behind, unless the process is killed. It is for what can be made again: a power cut may
/// leave files of it empty.
public final class DraftFolder {
  /// The place.
  public let path: String
  /// Where the files are until then.
  public let draft: String
  private var isPublished = false

  /// Begins a folder; those above its place are made where they are missing.
  ///
  /// - Parameter suffix: What the draft is called after the name of its place.
  public init(for path: String, suffix: String = DraftFile.ownSuffix) throws(FileError) {
    self.path = path
    draft = path + suffix
    try Folder(draft).create()
  }

  deinit {
    if !isPublished { Folder.removeAll(draft) }
  }

  /// Whether a folder can be put at a path: nothing stands there, or an empty folder.
  public static func canTake(_ path: String) -> Bool {
    guard Path.exists(path) else { return true }
    // What is there and is no folder, or cannot be looked into, is somebody's.
    return (try? Folder(path).namesIfThere())?.isEmpty == true
  }

  /// Appends bytes to a file of the folder, which is made where it is missing, as are the folders on
  /// the way to it.
  ///
  /// - Parameter name: The file's path below the folder.
  public func append(_ bytes: [UInt8], to name: String) throws(FileError) {
    precondition(!isPublished, "Nothing is added to a folder in its place.")
    let file = Folder(draft).path(of: name)
    try Folder(Path.parent(of: file)).create()
    let descriptor = try Descriptor(
      file, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o666, for: .writing)
    try bytes.withUnsafeBufferPointer { (buffer) throws(FileError) in
      try descriptor.write(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Puts the folder in its place; nothing can be added any more.
  public func publish() throws(FileError) {
    precondition(!isPublished, "A draft is published once.")
    try Folder.rename(draft, to: path)
    isPublished = true
  }
}

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
