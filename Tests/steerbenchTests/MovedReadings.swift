import Foundation
import TestSupport
import Testing

/// The trials of the old fixtures that are read otherwise than when they were made, because grading
/// became right: each by its name, with its outcome then and now.
///
/// `Tests/Fixtures/moved-readings.tsv` has the columns sweep, trial, outcome then, outcome now, score
/// then, score now. Nothing but the reading of an answer, its grade, outcome and score may move.
///
/// A trial that a provider's error ended had a score of zero then and has none now, and nothing else of
/// it moves: its line is read by its outcome, so that a sheet of then equals one of now.
///
/// `Tests/Fixtures/moved-tokens.tsv` has the columns sweep, trial, text tokens then, text tokens now, of
/// trials in which a model calls a tool: its code counts.
enum MovedReadings {
  private static let columns: Set = ["outcome", "score", "extraction_digest", "grade_digest"]

  private static func moved(
    _ name: String, in sweep: String
  ) throws -> [String: [String]] {
    let table = try RepositoryRoot.bytes(of: "Tests/Fixtures/moved-\(name).tsv")
    let lines = String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst()
    var moved: [String: [String]] = [:]
    for line in lines {
      let cells = line.split(separator: "\t").map(String.init)
      if cells.count > 2, cells[0] == sweep { moved[cells[1]] = Array(cells[2...]) }
    }
    return moved
  }

  /// The exit status with which a sweep replays: 1 where a reading moved, because its baseline is held
  /// to every column.
  static func status(of sweep: String) throws -> Int32 {
    try moved("readings", in: sweep).isEmpty && moved("tokens", in: sweep).isEmpty ? 0 : 1
  }

  /// Holds a sheet against a baseline: the same bytes, but for what is named.
  static func check(_ sheet: String, against baseline: String, of sweep: String) throws {
    var left = try moved("readings", in: sweep)
    var tokens = try moved("tokens", in: sweep)
    let now = sheet.split(separator: "\n", omittingEmptySubsequences: false)
    let then = baseline.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(now.count == then.count)
    let head = try #require(then.dropFirst().first).split(separator: "\t").map(String.init)
    for (new, old) in zip(now, then) where new != old {
      let (new, old) = (new.split(separator: "\t"), old.split(separator: "\t"))
      try #require(new.count == old.count && old.count == head.count)
      let isUnanswered = ["provider-error", "failed-answer"].contains(old[6])
      if isUnanswered { #expect(old[7] == "0.000000" && new[7] == "-") }
      let trial = old.prefix(5).joined(separator: "/")
      var isRead = false
      for (column, cells) in zip(head, zip(new, old)) where cells.0 != cells.1 {
        if column == "text_tokens" {
          let counts = [cells.1, cells.0].map(String.init)
          #expect(tokens.removeValue(forKey: trial) == counts, "\(trial)")
        } else {
          isRead = !isUnanswered
          #expect(isRead ? columns.contains(column) : column == "score", "\(trial): \(column)")
        }
      }
      guard isRead else { continue }
      let verdict = [old[6], new[6], old[7], new[7]].map(String.init)
      #expect(left.removeValue(forKey: trial) == verdict, "\(trial) moved")
    }
    #expect(left.isEmpty, "\(left.keys.sorted()) did not move")
    #expect(tokens.isEmpty, "\(tokens.keys.sorted()) count as then")
  }
}
