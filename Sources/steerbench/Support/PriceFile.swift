import Analysis
import Foundation
import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The table of prices that lies with a sweep's tasks.
enum PriceFile {
  private static let name = "prices.yaml"

  /// The table; an empty one where there is no file.
  static func table(beside sweep: OpenSweep?) throws -> PriceTable {
    guard let sweep else { return PriceTable(rows: []) }
    let file = sweep.folder.tasks.appending(path: name)
    guard FileManager.default.fileExists(atPath: file.path) else { return PriceTable(rows: []) }
    guard let handle = try? FileHandle(forReadingFrom: file.standardizedFileURL),
      let bytes = try? handle.read(upToCount: PriceTableReader.byteLimit + 1),
      let text = String(validating: bytes, as: UTF8.self)
    else {
      throw CommandFailure(
        .usage, "\(file.relativePath): cannot be read as text. Check its permissions.")
    }
    return try PriceTableReader.table(from: text, file: file.relativePath)
  }
}
