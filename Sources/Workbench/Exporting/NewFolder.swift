import Foundation

/// Writes a folder of files that did not exist before, as a whole or not at all.
///
/// The files are written beside the folder and moved there in one step. A folder that holds anything is
/// never touched; an empty one is filled.
package struct NewFolder {
  /// The folder.
  let path: String

  /// Creates it of its parts.
  package init(path: String) {
    self.path = path
  }

  /// Checks that the folder can be made, before work is spent on its contents.
  package func check() throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    let names =
      isFolder.boolValue ? try? FileManager.default.contentsOfDirectory(atPath: path) : nil
    guard let names, names.isEmpty else {
      throw WorkbenchError(
        .usage,
        "\(path): it exists and is not an empty folder, and nothing is overwritten. "
          + "Name another folder, or remove this one.")
    }
  }

  /// Writes files by their paths below the folder.
  package func write(_ files: [(path: String, bytes: [UInt8])]) throws {
    try check()
    let folder = URL(filePath: path).standardizedFileURL
    let parent = folder.deletingLastPathComponent()
    let draft = parent.appending(path: ".\(folder.lastPathComponent).\(getpid()).partial")
    defer { try? FileManager.default.removeItem(at: draft) }
    do {
      try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: true)
      for file in files {
        let url = draft.appending(path: file.path)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: url)
      }
    } catch {
      throw WorkbenchError(
        .usage,
        "\(path): cannot be written (\(error.localizedDescription)). "
          + "Check the folder's permissions and the free space.")
    }
    // Takes the place of nothing or of an empty folder, and of nothing else.
    guard rename(draft.path, folder.path) == 0 else {
      throw WorkbenchError(
        .usage, "\(path): cannot be put in place (\(String(cString: strerror(errno)))).")
    }
  }
}
