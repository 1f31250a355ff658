import Foundation
import RecordReplay
import ScoreSheets
import Trials
import WorkbenchTestSupport

@testable import Workbench

/// The score sheet of a recorded sweep, to be written down as it is or otherwise.
struct RecordedSheet {
  let header: ScoreSheetHeader
  let lines: [TrialLine]

  /// A sheet of other lines.
  init(_ header: ScoreSheetHeader, _ lines: [TrialLine]) {
    self.header = header
    self.lines = lines
  }

  /// The sheet of a sweep.
  init(of sweep: OpenSweep) async throws {
    var lines: [TrialLine] = []
    let replayed = try await SweepReplay(sweep: sweep, workers: 2, sheet: .none).run {
      $0.line
    } observe: { line, _ in
      lines.append(line)
    }
    header = replayed.header
    self.lines = lines
  }

  /// The text of the sheet, with the trials of some methods graded as if they were right.
  func text(raising methods: Set<String> = []) throws -> String {
    var encoder = try ScoreSheetEncoder(header)
    for var line in lines.sorted(by: { $0.trial < $1.trial }) {
      if methods.contains(line.trial.method) {
        line.score = 1
        line.outcome = .correct
        if let layers = TrialLayers(shorts: line.layers.shorts.dropLast() + ["0123456789ab"]) {
          line.layers = layers
        }
      }
      try encoder.append(line)
    }
    return String(decoding: encoder.take(), as: UTF8.self)
  }
}

/// A program that stands for this tool where it is started anew: it replays nothing, and hands over a
/// sheet that lies somewhere.
struct SheetScript {
  /// The program.
  let path: String

  /// Writes the program.
  ///
  /// - Parameters:
  ///   - folder: The folder that it is put into.
  ///   - sheet: The sheet, from the folder that it is started in.
  init(in folder: URL, sheet: String) throws {
    // replay SWEEP --sheet FILE …
    let answer = #"{"probe":1,"sweeps":[{"planned":16,"misses":[],"unanswered":[],"tables":[]}]}"#
    let text = """
      #!/bin/sh
      [ "$1" = replay ] || exit 1
      cp '\(sheet)' "$4"
      echo '\(answer)'

      """
    path = folder.appending(path: "sheet-\(UUID().uuidString).sh").path
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }
}
