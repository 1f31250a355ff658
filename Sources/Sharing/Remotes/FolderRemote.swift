import Basics
import Glibc

/// A folder as a remote: a mounted disk, a checkout, what a web server serves.
struct FolderRemote: Remote {
  let path: String

  var title: String { path }

  private func file(_ key: RemoteKey) -> String { "\(path)/\(key.path)" }

  func size(of key: RemoteKey) async throws(SharingError) -> Int? {
    LocalFolder.size(of: file(key))
  }

  func read(
    _ key: RemoteKey, from offset: Int,
    receive: @escaping @Sendable (Bool, UnsafeRawBufferPointer) -> Bool
  ) async throws(SharingError) {
    let file: ReadableFile
    do throws(SharingError) {
      file = try ReadableFile(self.file(key))
    } catch {
      throw error.cause == nil ? .missingObject(key, at: path) : error
    }
    try file.forEachPiece(from: offset) { (piece) throws(SharingError) in receive(false, piece) }
  }

  func write(_ key: RemoteKey, _ content: RemoteContent) async throws(SharingError) {
    let target = file(key)
    let folder = LocalFolder(LocalFolder.parent(of: target))
    try folder.create()
    let partial = "\(target).\(getpid()).partial"
    unlink(partial)
    do throws(SharingError) {
      try copy(content, to: try WritableFile(new: partial))
      try LocalFolder.rename(partial, to: target)
      try folder.synchronize()
    } catch {
      unlink(partial)
      throw error
    }
  }

  private func copy(_ content: RemoteContent, to file: WritableFile) throws(SharingError) {
    let body = try content.upload()
    var buffer = [UInt8](repeating: 0, count: min(1 << 20, max(content.size, 1)))
    while true {
      guard let count = buffer.withUnsafeMutableBytes({ body.read(into: $0) }) else {
        throw .changed(content.title)
      }
      if count == 0 { break }
      let isWritten = buffer.withUnsafeBytes {
        file.append(UnsafeRawBufferPointer(rebasing: $0[..<count]))
      }
      if !isWritten, let failure = file.failure { throw failure }
    }
    try file.synchronize()
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
