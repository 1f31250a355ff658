import Files

/// A folder as a remote: a mounted disk, a checkout, what a web server serves.
struct FolderRemote: Remote {
  let path: String

  var title: String { path }

  private func file(_ key: RemoteKey) -> String { "\(path)/\(key.path)" }

  func size(of key: RemoteKey) async throws(SharingError) -> Int? {
    Path.fileSize(of: file(key))
  }

  func read(
    _ key: RemoteKey, from offset: Int,
    receive: @escaping @Sendable (Bool, UnsafeRawBufferPointer) -> Bool
  ) async throws(SharingError) {
    let file: ReadableFile
    do throws(FileError) {
      file = try ReadableFile(self.file(key))
    } catch {
      throw error.isMissing ? .missingObject(key, at: path) : SharingError(error)
    }
    try files(try file.forEachPiece(from: offset) { receive(false, $0) })
  }

  func write(_ key: RemoteKey, _ content: RemoteContent) async throws(SharingError) {
    let target = file(key)
    try files(try Folder(Path.parent(of: target)).create())
    let draft = try files(try DraftFile(for: target, suffix: DraftFile.ownSuffix))
    try copy(content, to: draft)
    try files(try draft.publish(.durable))
  }

  private func copy(_ content: RemoteContent, to draft: DraftFile) throws(SharingError) {
    let upload = try content.upload()
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(1 << 20, max(content.size, 1)), alignment: 16)
    defer { buffer.deallocate() }
    while true {
      guard let count = upload.read(into: buffer) else { throw .changed(content.title) }
      if count == 0 { return }
      try files(try draft.write(UnsafeRawBufferPointer(rebasing: buffer[..<count])))
    }
  }
}

extension FolderRemote: RemoteKind {
  static let schemes = ["", "file"]
  static let form = "a folder"
  static let about = "a mounted disk, or what a web server serves"
  static let credentials: String? = nil

  static func remote(
    _ address: RemoteAddress, in setting: RemoteSetting
  ) throws(SharingError) -> any Remote {
    guard !address.text.isEmpty, !address.text.utf8.contains(0) else {
      throw address.refused("it is no address of a remote")
    }
    guard address.scheme.isEmpty || address.rest.hasPrefix("/") else {
      throw address.refused("file:// takes an absolute path")
    }
    return FolderRemote(path: RemoteAddress.withoutSlashes(address.rest))
  }
}
