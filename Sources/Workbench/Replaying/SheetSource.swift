import Analysis
import Foundation
package import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A score sheet that a user named: a file, or a sweep that is replayed.
package struct SheetSource {
  let word: String
  let workers: Int

  /// Creates it of its parts.
  package init(word: String, workers: Int) {
    self.word = word
    self.workers = workers
  }

  /// The sheet, ready to be read.
  package func reader() async throws -> ScoreSheetReader {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: word, isDirectory: &isFolder)
    // A sheet that is not there is a missing file, and no sweep of a strange name.
    if exists ? !isFolder.boolValue : word.hasSuffix(".tsv") {
      return try ScoreSheetReader(path: word)
    }
    return try await replayed(try OpenSweep(try SweepLocator.folder(word)))
  }

  private func replayed(_ sweep: OpenSweep) async throws -> ScoreSheetReader {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "steerbench-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    // An open reader outlives its file's name.
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "\(sweep.folder.sweep.name).tsv").path
    let result = try await SweepReplay(
      sweep: sweep, workers: workers, sheet: .write(path: path)
    ).run()
    try result.checkPassed()
    return try ScoreSheetReader(path: path)
  }
}
