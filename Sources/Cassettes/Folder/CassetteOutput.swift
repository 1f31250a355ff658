import Files

/// New cassettes on their way to a place where nothing is yet: one file, or a folder with an INDEX.
///
/// What it stands for appears as a whole when it is published, or not at all. Nothing is ever written
/// over.
public struct CassetteOutput {
  /// The path that was asked for.
  public let path: String
  private let kind: Kind
  private var lines: [CassetteIndexLine] = []

  private enum Kind {
    /// One file by a name of the user's.
    case file
    /// A folder, prepared beside its place; the lock keeps another process from preparing the same.
    case folder(staging: Folder, lock: FileLock)
  }

  /// Prepares an output: a path that ends in `.cas` is a file, any other a folder.
  ///
  /// Throws `exists` if there is something at the path, an empty folder excepted.
  public init(path: String) throws(CassetteError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw .missing(path) }
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.path = trimmed
    try Self.checkIsFree(trimmed)
    guard !trimmed.hasSuffix(".cas") else {
      kind = .file
      return
    }
    let staging = Folder(trimmed + DraftFile.suffix)
    try files(staging.create(isDurable: true))
    let lock = try files(FileLock(folder: staging.path))
    for name in try files(staging.names()) where Self.isOwn(name) {
      try files(staging.remove(name))
    }
    kind = .folder(staging: staging, lock: lock)
  }

  /// Whether it takes no more than one cassette.
  public var isFile: Bool {
    if case .file = kind { return true }
    return false
  }

  /// Writes a cassette; a folder takes any number of them, a file one.
  ///
  /// The file is read back and verified as a whole.
  public mutating func add(_ image: SealedImage) throws(CassetteError) {
    let line = CassetteIndexLine(image)
    switch kind {
    case .file:
      guard lines.isEmpty else { throw .exists(path) }
      try image.write(to: path, isNew: true)
    case .folder(let staging, _):
      try image.write(to: staging.path(of: line.fileName))
    }
    lines.append(line)
  }

  /// Puts a folder in place; gives what was written, in the order of the roots.
  public func publish() throws(CassetteError) -> [CassetteIndexLine] {
    let index = CassetteIndex(lines)
    if case .folder(let staging, let lock) = kind {
      defer { withExtendedLifetime(lock) {} }
      try index.write(to: staging)
      try files(staging.move(to: path))
    }
    return index.lines
  }

  /// Takes back what was written of a folder that is not to be published.
  public func discard() {
    guard case .folder(let staging, let lock) = kind else { return }
    defer { withExtendedLifetime(lock) {} }
    // What cannot be taken back stays: the next output by this name begins with taking it away.
    guard let names = try? staging.names() else { return }
    for name in names where Self.isOwn(name) { try? staging.remove(name) }
    staging.removeIfEmpty()
  }

  /// Whether a name is one that this writes into a folder.
  private static func isOwn(_ name: String) -> Bool {
    name == CassetteIndex.fileName || name.hasSuffix(".cas") || name.hasSuffix(DraftFile.suffix)
  }

  private static func checkIsFree(_ path: String) throws(CassetteError) {
    guard Path.exists(path) else { return }
    guard !path.hasSuffix(".cas"), Path.isFolder(path),
      try files(Folder(path).namesIfThere())?.isEmpty == true
    else { throw .exists(path) }
  }
}
