import Analysis
import Basics
import Foundation
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The published numbers that lie with a sweep's tasks.
enum PaperFiles {
  private static let folder = "paper"
  private static let byteLimit = 1 << 20

  /// Reads them all.
  static func read(beside sweep: OpenSweep) throws -> PublishedPaper {
    let folder = sweep.folder.tasks.appending(path: folder)
    return try PublishedPaper { name in
      let file = folder.appending(path: name)
      guard let handle = try? FileHandle(forReadingFrom: file.standardizedFileURL),
        let bytes = try? handle.read(upToCount: byteLimit + 1), bytes.count <= byteLimit,
        let value = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
      else {
        throw WorkbenchError(
          .usage,
          "\(file.relativePath): the published numbers cannot be read. Restore the file from the "
            + "repository, or point the sweep's task-folder at its Tasks.")
      }
      return value
    }
  }
}
