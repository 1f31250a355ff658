import Foundation
package import Reporting

/// Where an export is written, piece by piece, to appear as a whole or not at all.
///
/// The pieces go into a draft beside the place; the draft takes the place in one step. A file is
/// replaced, as other outputs are; a folder that holds anything is never touched.
package final class ExportPlace {
  private let place: URL
  private let isFolder: Bool
  private let draft: URL
  private var isFinished = false

  /// Begins the output.
  package init(path: String, isFolder: Bool) throws {
    place = URL(filePath: path).standardizedFileURL
    self.isFolder = isFolder
    draft = place.deletingLastPathComponent()
      .appending(path: ".\(place.lastPathComponent).\(getpid()).partial")
    var standsFolder: ObjCBool = false
    let stands = FileManager.default.fileExists(atPath: place.path, isDirectory: &standsFolder)
    if isFolder {
      try NewFolder(path: path).check()
    } else if stands, standsFolder.boolValue {
      throw WorkbenchError(
        .usage, "\(path): it is a folder, and this format is one file. Name a file.")
    }
    do {
      let parent = isFolder ? draft : draft.deletingLastPathComponent()
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      if !isFolder { try Data().write(to: draft) }
    } catch { throw unwritable(error.localizedDescription) }
  }

  deinit {
    if !isFinished { try? FileManager.default.removeItem(at: draft) }
  }

  /// Appends pieces to their files.
  package func append(_ pieces: [ExportFiles.Piece]) throws {
    for piece in pieces { try append(piece) }
  }

  /// Puts the export in its place.
  package func finish() throws {
    guard rename(draft.path, place.path) == 0 else {
      throw unwritable(String(cString: strerror(errno)))
    }
    isFinished = true
  }

  private func append(_ piece: ExportFiles.Piece) throws {
    let url = isFolder ? draft.appending(path: piece.path) : draft
    do {
      if isFolder {
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      }
      if !FileManager.default.fileExists(atPath: url.path) { try Data().write(to: url) }
      let handle = try FileHandle(forWritingTo: url)
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(piece.bytes))
    } catch { throw unwritable(error.localizedDescription) }
  }

  private func unwritable(_ reason: String) -> WorkbenchError {
    WorkbenchError(
      .usage,
      "\(place.relativePath): cannot be written (\(reason)). Check that the folder exists and may be "
        + "written, and the free space.")
  }
}
