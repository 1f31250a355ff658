import Analysis
import Foundation
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A score sheet that a user named: a file, or a sweep that is replayed.
struct SheetSource {
  let word: String
  let workers: Int

  /// The sheet, ready to be read.
  func reader() async throws -> ScoreSheetReader {
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
    let result = try await ReplaySession(
      sweep: sweep, workers: workers, sheet: .write(path: path)
    ).run()
    let status = result.status(allowingUnused: true)
    guard status == .pass else {
      Console.error.write(ReplayText(result: result, allowsUnused: true).text(colour: false))
      throw CommandFailure(status)
    }
    return try ScoreSheetReader(path: path)
  }
}
