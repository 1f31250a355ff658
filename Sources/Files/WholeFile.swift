public import Glibc

/// What a power cut may do to a file that was just put in place.
///
/// In every case whoever opens the file finds the whole of the old one or the whole of the new one, as
/// long as the machine runs.
public enum Durability: Hashable, Sendable {
  /// A cut may leave the old file, the new one, or an empty one: for what can be made again.
  case renamed
  /// A cut leaves the old file or the new one, each whole.
  case synced
  /// A cut leaves the new file.
  case durable
}

/// One way to write a file: aside, as a whole, then put in its place in one step.
public enum WholeFile {
  /// Puts bytes in place of a file, or where there is none.
  ///
  /// - Parameters:
  ///   - isNew: Whether a file that is there already stays as it is and an error is thrown, whose number
  ///     is `EEXIST`.
  ///   - suffix: What the file is called meanwhile, after its name.
  ///   - mode: The permissions, of which the process's mask takes some.
  public static func write(
    _ bytes: [UInt8], to path: String, _ durability: Durability, isNew: Bool = false,
    suffix: String = DraftFile.suffix, mode: mode_t = 0o666
  ) throws(FileError) {
    let draft = try DraftFile(for: path, suffix: suffix, mode: mode)
    try draft.write(bytes)
    try draft.publish(durability, isNew: isNew)
  }
}

/// A file on its way to its place: written beside it, piece by piece, and put there in one step.
///
/// One that is not published leaves nothing behind, unless the process is killed; the next one by the
/// same name then writes over what is left.
public final class DraftFile {
  /// What a draft is called after the name of its place; git leaves out what ends so.
  public static let suffix = ".partial"

  /// The place.
  public let path: String
  /// Where the bytes are until then.
  public let draft: String
  private let descriptor: Descriptor
  private var isSynchronized = false
  private var isPublished = false

  /// Begins a file; a symbolic link by the draft's name is not followed.
  ///
  /// Errors name the draft until it is put in place, and then the place.
  ///
  /// - Parameters:
  ///   - suffix: What the draft is called after the name of its place.
  ///   - mode: The permissions, of which the process's mask takes some; a draft that a killed process
  ///     has left keeps its own.
  public init(
    for path: String, suffix: String = DraftFile.suffix, mode: mode_t = 0o666
  ) throws(FileError) {
    self.path = path
    draft = path + suffix
    do {
      descriptor = try Descriptor(
        draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: mode, for: .writing)
    } catch {
      // What cannot be written over is out of the next one's way.
      unlink(draft)
      throw error
    }
  }

  deinit {
    if !isPublished { unlink(draft) }
  }

  /// A suffix that no other draft has, of this process or of another that runs: for places that
  /// several may write at once.
  public static var ownSuffix: String {
    ".\(getpid()).\(UInt64.random(in: 0...UInt64.max))\(suffix)"
  }

  /// Appends bytes.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    try write(bytes[...])
  }

  /// Appends bytes.
  public func write(_ bytes: ArraySlice<UInt8>) throws(FileError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(FileError) in
      try write(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Appends bytes.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    isSynchronized = false
    try descriptor.write(bytes)
  }

  /// Makes what was written so far outlive a power cut, at the draft's name.
  public func synchronize() throws(FileError) {
    guard !isSynchronized else { return }
    try descriptor.synchronize()
    isSynchronized = true
  }

  /// Puts the file in its place; nothing can be written any more.
  ///
  /// - Parameter isNew: Whether a file that is there already stays as it is and an error is thrown,
  ///   whose number is `EEXIST`.
  public func publish(_ durability: Durability, isNew: Bool = false) throws(FileError) {
    precondition(!isPublished, "A draft is published once.")
    if durability != .renamed { try synchronize() }
    try isNew ? renameToNew() : Folder.rename(draft, to: path)
    isPublished = true
    if durability == .durable { try Folder(Path.parent(of: path)).synchronize() }
  }

  /// A second name never replaces a file, as a new name does.
  private func renameToNew() throws(FileError) {
    if link(draft, path) == 0 {
      unlink(draft)
      return
    }
    // Some file systems know one name a file only.
    guard errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK, !Path.exists(path) else {
      throw .writing(path)
    }
    try Folder.rename(draft, to: path)
  }
}

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
