import RecordReplay
import Sweeps
public import Trials

/// Reads a score sheet line by line: memory does not grow with the sheet.
///
/// A reader is a value: a copy reads on from the same place, independently.
public struct ScoreSheetReader: Sendable {
  /// What the sheet is of.
  public let header: ScoreSheetHeader
  /// The file, or what else the bytes are called.
  public let file: String
  private let columns: [ScoreColumn]
  private var lines: SheetLines
  private var last: TrialID?

  /// Opens a sheet; fails on anything that is not a regular file with this version's columns.
  public init(path: String) throws(ScoreSheetError) {
    try self.init(SheetLines(.file(try SheetFile(path: path)), file: path), file: path)
  }

  /// Reads a sheet in memory, `name` in errors.
  public init(bytes: [UInt8], named name: String) throws(ScoreSheetError) {
    try self.init(SheetLines(.memory(bytes), file: name), file: name)
  }

  private init(_ source: SheetLines, file: String) throws(ScoreSheetError) {
    var lines = source
    let first = try lines.next() ?? []
    do {
      header = try ScoreSheetHeader(parsing: String(decoding: first, as: UTF8.self))
    } catch { throw error.located(file: file, line: 1) }
    let second = try lines.next() ?? []
    columns = header.columns
    guard second.elementsEqual(header.columnLine.utf8) else {
      throw ScoreSheetError(
        .columns, file: file, line: 2, "the columns are not those of this version",
        next: "Write the sheet again with a replay")
    }
    self.lines = lines
    self.file = file
  }

  /// The next trial; `nil` at the end.
  ///
  /// Trials come in ascending order, or an error is thrown.
  public mutating func next() throws(ScoreSheetError) -> TrialLine? {
    guard let bytes = try lines.next() else { return nil }
    do {
      let line = try ScoreSheetRow.parse(bytes, columns)
      try ScoreSheetEncoder.checkOrder(last, line.trial)
      last = line.trial
      return line
    } catch { throw error.located(file: file, line: lines.number) }
  }
}
